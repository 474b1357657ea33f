# SPDX-License-Identifier: Apache-2.0
"""Guides for people: a text cut into sections, each saying which pages it speaks of, and who reads which guide."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from amends.apps.core.rules.roles import Role

# Every guide by the name of its file, in the order in which they are offered, and whose own it is.
READERS: dict[str, tuple[Role, ...]] = {
    "everybody": (),
    "agent": (Role.HOTLINE_AGENT, Role.HALL_CLERK),
    "officer": (Role.COMPLAINT_OFFICER, Role.COMPLIANCE_LEAD, Role.PR_LEAD),
    "supervisor": (Role.TEAM_LEADER, Role.CITY_MANAGER, Role.PROVINCE_MANAGER),
    "quality": (Role.QA_REVIEWER,),
    "analyst": (Role.ANALYST,),
    "recovery_manager": (Role.RECOVERY_MANAGER,),
    "trainer": (Role.TRAINER,),
    "editor": (Role.KNOWLEDGE_EDITOR,),
    "administrator": (Role.ADMINISTRATOR,),
}
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_PAGES = re.compile(r"^<!-- pages: (.+) -->$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a guide: what `pages` (names of addresses, `*` for any letters) are there for and how to use them."""

    guide: str
    anchor: str
    title: str
    pages: tuple[str, ...]
    text: str


def title_of(text: str) -> str:
    """The first heading of a text."""
    found = _TITLE.search(text)
    return _plain(found[1]) if found else ""


def sections_of(guide: str, text: str) -> tuple[Section, ...]:
    """What stands before the first heading of the second rank, and each part below one. Fences never hold such a
    heading: these are guides, not programs."""
    start, *rest = _HEADING.split(_TITLE.sub("", text, count=1))
    parts = [("", start), *zip(rest[0::2], rest[1::2], strict=True)]
    return tuple(_section(guide, number, *part) for number, part in enumerate(parts))


def _section(guide: str, number: int, title: str, text: str) -> Section:
    pages = tuple(name for found in _PAGES.findall(text) for name in found.split())
    return Section(guide, f"s{number}", _plain(title), pages, _COMMENT.sub("", text).strip())


def _plain(title: str) -> str:
    return title.replace("`", "").strip()


def section_for(page: str, sections: Iterable[Section]) -> Section | None:
    """The section that speaks of a page: by its name before any pattern, by the longest pattern before others."""
    fitting = [
        (name == page, len(name), each) for each in sections for name in each.pages if fnmatchcase(page, name)
    ]
    return max(fitting, key=lambda found: found[:2])[2] if fitting else None


def guides_of(role: str) -> list[str]:
    """The guides that are a role's own, the one for everybody last."""
    own = [name for name, roles in READERS.items() if role in roles]
    return [*own, "everybody"]
