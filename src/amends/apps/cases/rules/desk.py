# SPDX-License-Identifier: Apache-2.0
"""The lists of the desk: their tabs, what they can be sorted by and cut to, and what of it an address says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Desk(StrEnum):
    """The tabs of the list."""

    MINE = "mine"
    TAKE = "take"  # nobody's turn yet: waits in the queue of a role
    UNIT = "unit"
    DUE = "due"  # from now to the end of the day
    OVERDUE = "overdue"
    WATCHED = "watched"
    SPECIAL = "special"
    CLOSED = "closed"


class Sort(StrEnum):
    """What a list is sorted by."""

    DUE = "due"  # the soonest limit first (closed: the latest closed first)
    WEIGHT = "weight"  # what weighs most now, by priority and age
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the list is cut to; an empty value cuts nothing. `topic` is a leaf, a second or a first level of the
    taxonomy; `owner` the name or staff number of who owns the case; `unit` the code or name of a unit, with all below
    it; `queue` the role that shall take it; `turn` whose answer is awaited: nobody has it yet, or who asks is to accept
    it or to sign it off."""

    state: str = ""
    recovery_class: str = ""
    request_type: str = ""
    priority: str = ""
    channel: str = ""
    topic: str = ""
    queue: str = ""
    owner: str = ""
    unit: str = ""
    due: str = ""  # overdue, soon (from now on, within `SOON`), today (from now to the end of the day)
    turn: str = ""  # open, accept, sign_off
    region: str = ""
    value_tier: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it cuts nothing."""
        return self == CaseFilter()


SOON = timedelta(hours=4)
COUNT_CAP = 500  # lists are counted no further
NAMES = tuple(CaseFilter.__slots__)
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """One list as somebody asked for it."""

    desk: Desk
    sort: Sort
    cut: CaseFilter


def chosen(query: Mapping[str, str]) -> Choice:
    """The list that an address asks for; one's own cases, soonest first, where it says nothing that is known."""
    tab, sort = query.get("tab", ""), query.get("sort", "")
    cut = CaseFilter(**{name: query.get(name, "").strip()[:LONGEST] for name in NAMES})
    return Choice(
        desk=Desk(tab) if tab in set(map(str, Desk)) else Desk.MINE,
        sort=Sort(sort) if sort in set(map(str, Sort)) else Sort.DUE,
        cut=cut,
    )


def asked_for(choice: Choice) -> dict[str, str]:
    """What an address says to ask for a list again; the usual is left out, but for the tab."""
    cut = {name: getattr(choice.cut, name) for name in NAMES if getattr(choice.cut, name)}
    sort = {} if choice.sort is Sort.DUE else {"sort": str(choice.sort)}
    return {"tab": str(choice.desk), **sort, **cut}
