# SPDX-License-Identifier: Apache-2.0
"""From the content of `sla_policies` to a policy; a field that is missing or wrong is named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from amends.apps.cases.rules.clocks.clock import ClockKind
from amends.apps.cases.rules.clocks.facts import FactKind
from amends.apps.cases.rules.clocks.policy import (
    AppealLimit,
    ContactHours,
    DayType,
    PauseReason,
    Pauses,
    Policy,
    Priority,
    Rung,
    Statute,
    TighterRule,
    WarningRule,
)

_E = TypeVar("_E", bound=StrEnum)
NATION = "CN"


class PolicyMalformed(ValueError):
    """A field of a policy is missing, unknown or not what it must be; `field` says where it stands."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field, self.problem = field, problem


@dataclass(frozen=True, slots=True)
class _Node:
    """A mapping of the file, which knows where it stands."""

    content: Mapping[str, object]
    field: str = ""

    def where(self, name: str) -> str:
        return f"{self.field}.{name}" if self.field else name

    def needed(self, name: str) -> object:
        if self.content.get(name) is None:
            raise PolicyMalformed(self.where(name), "is missing")
        return self.content[name]

    def node(self, name: str) -> "_Node":
        return _node(self.needed(name), self.where(name))

    def rows(self, name: str) -> Iterator["_Node"]:
        for at, each in enumerate(self.list(name)):
            yield _node(each, f"{self.where(name)}[{at}]")

    def list(self, name: str) -> "tuple[object, ...]":
        found = self.needed(name)
        if not isinstance(found, list | tuple):
            raise PolicyMalformed(self.where(name), f"a list, not {found!r}")
        return tuple(found)

    def text(self, name: str) -> str:
        return str(self.needed(name))

    def number(self, name: str) -> float:
        found = self.needed(name)
        if isinstance(found, bool) or not isinstance(found, int | float) or found < 0:
            raise PolicyMalformed(self.where(name), f"a number, not {found!r}")
        return found

    def whole(self, name: str) -> int:
        found = self.number(name)
        if found != int(found):
            raise PolicyMalformed(self.where(name), f"a whole number, not {found!r}")
        return int(found)

    def span(self, name: str, unit: timedelta = timedelta(hours=1)) -> timedelta:
        found = self.number(name)
        if not found:
            raise PolicyMalformed(self.where(name), "more than nothing")
        return found * unit

    def member(self, name: str, kind: type[_E]) -> _E:
        return _member(self.text(name), kind, self.where(name))

    def members(self, name: str, kind: type[_E]) -> frozenset[_E]:
        return frozenset(_member(str(each), kind, self.where(name)) for each in self.list(name))


def read_policy(content: Mapping[str, object]) -> Policy:
    """The policy that the content of a `sla_policies` file says. Raises `PolicyMalformed`, naming the field."""
    root = _Node(content)
    calendar = root.node("calendar")
    priorities = _priorities(root)
    default = root.text("default_priority")
    return Policy(
        version=root.text("version"),
        nation=NATION,
        timezone=_timezone(calendar),
        statutory_calendar=calendar.text("statutory"),
        default_priority=_known(default, priorities, "default_priority"),
        priorities=priorities,
        first_contact_by_channel=_by_channel(root.node("first_contact_by_channel")),
        recovery={row.text("code"): row.span("resolve_hours") for row in root.rows("recovery_limits")},
        statutes=tuple(_statute(row) for row in root.rows("statutory") if _ours(row)),
        pauses=_pauses(root.node("pauses")),
        warnings=tuple(_warning(row) for row in root.rows("warnings")),
        rungs=tuple(_rung(row) for row in root.node("escalation").rows("levels")),
        matrix=_matrix(root.node("priority_matrix"), priorities),
        channel_levels={row.whole("level"): _floor(row, priorities) for row in _sub(root, "channel_levels")},
        special={row.text("code"): _floor(row, priorities) for row in _sub(root, "special_handling")},
        growth=root.node("ageing_weight").number("growth"),
        tighter=_tighter(root.node("tighter_targets")),
        appeals={row.text("code"): _appeal(row) for row in _sub(root, "appeal_windows")},
        first_contact_hours=_hours(root),
    )


def _sub(root: _Node, name: str) -> Iterator[_Node]:
    return root.node(name).rows("rows")


def _timezone(calendar: _Node) -> str:
    name = calendar.text("timezone")
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise PolicyMalformed(calendar.where("timezone"), f"there is no time zone {name!r}") from unknown


def _ours(row: _Node) -> bool:
    return row.content.get("actor", "operator") == "operator"


def _priorities(root: _Node) -> Mapping[str, Priority]:
    bases = root.node("ageing_weight").node("base")
    minute = timedelta(minutes=1)
    rows = (
        Priority(
            code=row.text("code"),
            rank=rank,
            acknowledge=row.span("acknowledge_minutes", minute),
            first_contact=row.span("first_contact_minutes", minute),
            progress=row.span("progress_hours"),
            resolve=row.span("resolve_hours"),
            calendar=row.text("calendar"),
            base_weight=bases.number(row.text("code")),
        )
        for rank, row in enumerate(root.rows("priorities"))
    )
    return {each.code: each for each in rows}


def _by_channel(node: _Node) -> Mapping[str, timedelta]:
    minute = timedelta(minutes=1)
    return {row.text("channel"): row.span("minutes", minute) for row in node.rows("rows")}


def _statute(row: _Node) -> Statute:
    day_type = row.member("day_type", DayType)
    where = row.node("where").content if "where" in row.content else {}
    amount = "hours" if day_type is DayType.CALENDAR_HOURS else "days"
    row.span(amount)
    return Statute(
        code=row.text("code"),
        jurisdiction=row.text("jurisdiction"),
        starts_on=row.member("starts_on", FactKind),
        where={name: str(value) for name, value in where.items()},
        met_by=row.members("met_by", FactKind),
        day_type=day_type,
        amount=row.whole(amount),
    )


def _pauses(node: _Node) -> Pauses:
    reasons = (
        PauseReason(row.text("code"), row.span("max_hours"), row.content.get("ends_on_answer", False) is True)
        for row in node.rows("reasons")
    )
    return Pauses(
        reasons={each.code: each for each in reasons},
        total_days=node.whole("total_days"),
        kinds=_pausable(node),
    )


def _pausable(node: _Node) -> frozenset[ClockKind]:
    """What the law or somebody outside set never stops, whatever a file says."""
    kinds = node.members("clocks", ClockKind)
    never = {ClockKind.STATUTORY, ClockKind.REGULATOR, ClockKind.PROMISED, ClockKind.ON_SITE} & kinds
    if never:
        raise PolicyMalformed(node.where("clocks"), f"{', '.join(sorted(never))} can never be paused")
    return kinds


def _warning(row: _Node) -> WarningRule:
    share = row.number("left_share") if "left_share" in row.content else None
    left = row.span("left_minutes", timedelta(minutes=1)) if "left_minutes" in row.content else None
    if (share is None) == (left is None):
        raise PolicyMalformed(row.field, "either left_share or left_minutes is needed")
    if share is not None and not 0 < share < 1:
        raise PolicyMalformed(row.where("left_share"), f"between 0 and 1, not {share}")
    return WarningRule(row.text("code"), row.text("role"), share, left, _kinds(row))


def _rung(row: _Node) -> Rung:
    return Rung(
        row.text("code"), row.text("role"), row.number("after_hours") * timedelta(hours=1), _kinds(row)
    )


def _kinds(row: _Node) -> frozenset[ClockKind]:
    return row.members("clocks", ClockKind) if "clocks" in row.content else frozenset(ClockKind)


def _matrix(node: _Node, priorities: Mapping[str, Priority]) -> Mapping[str, Mapping[str, str]]:
    words = [name for name in node.content if name != "note_zh"]
    rows = {severity: node.node(severity) for severity in words}
    return {
        severity: {urgency: _known(row.text(urgency), priorities, row.where(urgency)) for urgency in words}
        for severity, row in rows.items()
    }


def _hours(root: _Node) -> ContactHours | None:
    if "first_contact_hours" not in root.content:
        return None
    node = root.node("first_contact_hours")
    opens, closes = _clock(node, "opens"), _clock(node, "closes")
    if opens >= closes:
        raise PolicyMalformed(node.where("closes"), f"later than {opens:%H:%M}, not {closes:%H:%M}")
    return ContactHours(opens, closes, tuple(str(each) for each in node.list("at_once_topics")))


def _clock(node: _Node, name: str) -> time:
    try:
        return time.fromisoformat(node.text(name))
    except ValueError as wrong:
        raise PolicyMalformed(node.where(name), f"an hour, not {node.text(name)!r}") from wrong


def _floor(row: _Node, priorities: Mapping[str, Priority]) -> str:
    return _known(row.text("at_least"), priorities, row.where("at_least"))


def _tighter(node: _Node) -> TighterRule:
    return TighterRule(
        node.whole("months"),
        node.number("met_share"),
        node.whole("at_least_cases"),
        node.number("tighten_by"),
    )


def _appeal(row: _Node) -> AppealLimit:
    return AppealLimit(row.text("code"), row.whole("warn_months"), row.whole("close_months"))


def _known(code: str, priorities: Mapping[str, Priority], field: str) -> str:
    if code not in priorities:
        raise PolicyMalformed(field, f"{code!r} is no priority; there are {', '.join(priorities)}")
    return code


def _member(text: str, kind: type[_E], field: str) -> _E:
    if text not in {str(each) for each in kind}:
        raise PolicyMalformed(field, f"{text!r} is none of {', '.join(kind)}")
    return kind(text)


def _node(value: object, field: str) -> _Node:
    if not isinstance(value, Mapping):
        raise PolicyMalformed(field, f"names with content, not {value!r}")
    return _Node(value, field)
