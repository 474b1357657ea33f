# SPDX-License-Identifier: Apache-2.0
"""A questionnaire as a list to walk through: pages, panels and questions, each with its faults."""

from collections.abc import Sequence
from dataclasses import dataclass

from amends.apps.surveys.rules.document import CHINESE, Json, elements, wording
from amends.apps.surveys.rules.profile import Fault


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `kind` is page, panel or the type of a question, `depth` 0 for pages, `faults` what is to be mended."""

    path: str
    kind: str
    name: str
    title: str
    depth: int
    page: int
    required: bool
    conditional: bool
    faults: tuple[str, ...]


def outline(document: Json, faults: Sequence[Fault], *, language: str = CHINESE) -> tuple[Line, ...]:
    """All lines in the order of the document."""
    lines = list(elements(document))
    homes = _homes([each.path for each in lines], faults)
    return tuple(
        Line(
            path=each.path,
            kind=each.type,
            name=each.name,
            title=wording(each.content.get("title"), language),
            depth=each.depth,
            page=each.page,
            required=each.content.get("isRequired") is True,
            conditional=bool(each.content.get("visibleIf")),
            faults=tuple(homes.get(each.path, ())),
        )
        for each in lines
    )


def homeless(document: Json, faults: Sequence[Fault]) -> tuple[str, ...]:
    """What is wrong with the questionnaire as a whole."""
    return tuple(_homes([each.path for each in elements(document)], faults).get("", ()))


def _homes(paths: Sequence[str], faults: Sequence[Fault]) -> dict[str, list[str]]:
    """The sentences of the faults, each under the innermost line that it is about; "" where there is none."""
    known = sorted(paths, key=len, reverse=True)
    found: dict[str, list[str]] = {}
    for fault in faults:
        home = next((each for each in known if fault.path == each or fault.path.startswith(f"{each}/")), "")
        found.setdefault(home, []).append(fault.words)
    return found
