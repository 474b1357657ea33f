# SPDX-License-Identifier: Apache-2.0
"""What a schema cannot say: names that clash, scales without points, choices that look alike, limits the wrong way."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from amends.apps.surveys.rules.document import (
    NOT_APPLICABLE,
    SPECIAL,
    Element,
    Json,
    coded,
    elements,
    listed,
    mapped,
    questions,
)
from amends.apps.surveys.rules.items import items
from amends.apps.surveys.rules.schema import INTERACTION, MOST
from amends.apps.surveys.rules.shape import Finding

# Words that the questionnaires' language or JavaScript keeps for itself.
RESERVED = frozenset(
    {
        "row", "rowvalue", "rowindex", "item", "choice", "panel", "prevpanel", "panelindex", "self", "survey", "page",
        "question", "pageno", "pagecount", "locale", "asked", "constructor", "prototype", "tostring", "valueof",
        "hasownproperty", "true", "false", "and", "or", "not", "empty", "notempty",
    }
)  # fmt: skip


def findings(document: Json) -> Iterator[Finding]:
    """What does not hold together in a document of the right shape."""
    asked = questions(document)
    if len(asked) > MOST["questions"]:
        yield Finding("", "many", {"count": MOST["questions"]})
    yield from _names(document)
    for each in elements(document):
        if each.depth > MOST["depth"]:
            yield Finding(each.path, "deep", {"count": MOST["depth"] - 1})
    for each in asked:
        yield from _question(each)
    yield from _repeated(
        [each.get("code") for each in listed(mapped(document, "amends"), "quotas")],
        "amends/quotas",
        "quota_twice",
    )


def _names(document: Json) -> Iterator[Finding]:
    seen = set()
    for each in elements(document):
        if each.name.lower() in RESERVED:
            yield Finding(f"{each.path}/name", "reserved", {"name": each.name})
        kind = each.type if each.type in ("page", "panel") else "question"
        if (kind, each.name.lower()) in seen:
            yield Finding(f"{each.path}/name", "name_twice", {"name": each.name})
        seen.add((kind, each.name.lower()))
    paths = {each.name: each.path for each in questions(document)}
    codes = Counter(each.code.lower() for each in items(document))
    for item in items(document):
        if item.row and codes[item.code.lower()] > 1:
            yield Finding(paths[item.question], "item_twice", {"code": item.code})


def _repeated(values: Iterable[object], path: str, key: str) -> Iterator[Finding]:
    counted = Counter(str(each) for each in values)
    for value, times in counted.items():
        if times > 1:
            yield Finding(path, key, {"value": value})


def _question(each: Element) -> Iterator[Finding]:
    for key in ("choices", "rows", "columns", "rateValues"):
        yield from _repeated(
            [coded(one) for one in listed(each.content, key)], f"{each.path}/{key}", "choice_twice"
        )
    fields = [one["name"] for one in listed(each.content, "items")]
    yield from _repeated(fields, f"{each.path}/items", "choice_twice")
    yield from _about(each)
    for check in CHECKS:
        for key, values in check(each.content):
            yield Finding(each.path, key, values)


def _about(each: Element) -> Iterator[Finding]:
    about = mapped(each.content, "amends")
    if about.get("measure") == "interaction" and about.get("dimension") not in INTERACTION:
        yield Finding(f"{each.path}/amends/dimension", "dimension", {"limit": "、".join(INTERACTION)})


Said = Iterator[tuple[str, Mapping[str, Any]]]


def _choices(content: Json) -> Said:
    values = [coded(one) for one in listed(content, "choices")]
    taken = [value for switch, value in SPECIAL.items() if content.get(switch) is True and value in values]
    if taken:
        yield "choice_reserved", {"value": taken[0]}
    if content.get("showOtherItem") is not True:
        return
    if content.get("showCommentArea") is True:
        yield "other_and_remark", {}
    if any(isinstance(one, dict) and "visibleIf" in one for one in listed(content, "choices")):
        yield "other_and_hidden", {}


def _rating(content: Json) -> Said:
    if content.get("type") != "rating":
        return
    points = [coded(one) for one in listed(content, "rateValues")]
    if points:
        numbers = [each for each in points if isinstance(each, int)]
        if numbers != sorted(numbers) or len(numbers) < 2 or set(points) - set(numbers) - {NOT_APPLICABLE}:
            yield "points", {"value": NOT_APPLICABLE}
        return
    low, high, step = (
        content.get(key, usual) for key, usual in (("rateMin", 1), ("rateMax", 5), ("rateStep", 1))
    )
    count = (high - low) // step + 1
    if low >= high or count > MOST["points"] or (high - low) % step:
        yield "scale", {"low": low, "high": high, "count": MOST["points"]}


def _limits(content: Json) -> Said:
    kind = content.get("inputType", "text")
    wanted: dict[str, type | tuple[type, ...]] = {"number": (int, float), "date": str}
    for key in ("min", "max"):
        if key in content and (kind not in wanted or not isinstance(content[key], wanted[kind])):
            yield "limit_kind", {"name": key}
            return
    for low, high in (("min", "max"), ("minSelectedChoices", "maxSelectedChoices")):
        if content.get(low) and content.get(high) and content[low] > content[high]:
            yield "limits", {"low": content[low], "high": content[high]}


def _selected(content: Json) -> Said:
    count = len(listed(content, "choices"))
    if content.get("minSelectedChoices", 0) > count > 0:
        yield "selected", {"count": count}


CHECKS: tuple[Callable[[Json], Said], ...] = (_choices, _rating, _limits, _selected)
