# SPDX-License-Identifier: Apache-2.0
"""When clocks warn, breach and climb the reporting line; how urgent cases are; when an appeal is still accepted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from amends.apps.cases.rules.clocks import (
    ClockKind,
    FactKind,
    appeal_window,
    fact,
    levels,
    priority_of,
    tighter_target,
    weight,
)
from amends.apps.cases.rules.clocks.policy import WarningRule
from amends.apps.cases.rules.clocks.urgency import AppealState, MonthResult, SeverityUnknown
from tests.apps.cases.test_rules_clocks import (
    DAY,
    HOUR,
    OFFICE,
    POLICY,
    at,
    one,
    paused,
    received,
    resolve,
    statutes,
)

K = FactKind
SEVERITIES = ("critical", "high", "medium", "low")
HOUR_BEFORE = replace(
    OFFICE, warnings=(WarningRule("hour_before", "owner", None, HOUR, frozenset(ClockKind)),)
)


@pytest.mark.requirement("S2-088")
@pytest.mark.peer("chatwoot #6889", "erpnext #6049")
def test_all_levels_up_the_reporting_line_are_known_at_once() -> None:
    found = [(level.code, level.role, level.at) for level in levels(resolve(received(at(2))), POLICY)]
    assert found == [
        ("warn_owner", "owner", at(3, "21:00")),
        ("warn_leader", "team_leader", at(4, "09:00") - 4.8 * HOUR),
        ("breach", "team_leader", at(4)),
        ("escalate_city", "city_manager", at(4, "13:00")),
        ("escalate_province", "province_manager", at(5)),
    ]


@pytest.mark.peer("glpi PR #22678", "zammad #4432")
def test_hour_before_the_due_time_is_an_hour_of_work_and_never_the_night() -> None:
    def warned(received_at: datetime) -> datetime:
        clock = resolve(received(received_at, "p1"), HOUR_BEFORE)
        return levels(clock, HOUR_BEFORE)[0].at

    assert warned(at(2, "08:30")) == at(5, "09:00")  # due on the 5th at 10:00
    assert warned(at(2, "11:00")) == at(5, "11:30")  # due at 14:30: the hour has the lunch break in it
    assert warned(at(2, "16:30")) == at(5, "17:00")
    assert warned(at(2, "17:00")) == at(5, "17:30")  # due on the 6th at 09:00: half of it the evening before


@pytest.mark.peer("glpi #15429")
def test_clock_shorter_than_the_warning_does_not_warn_when_it_begins() -> None:
    clock = one(received(at(2), "p1"), ClockKind.FIRST_CONTACT, HOUR_BEFORE)
    assert levels(clock, HOUR_BEFORE)[0].code == "breach"


def test_warnings_of_the_law_come_in_office_hours() -> None:
    clock = statutes(received(at(2), jurisdiction="CN-HA"))["ST-HA-REPLY"]
    warned = [level.at for level in levels(clock, POLICY) if level.code.startswith("warn")]
    assert warned == [at(6, "14:22") + timedelta(seconds=30), at(9, "11:33")]


def test_pause_moves_the_warnings_with_the_deadline() -> None:
    plain, stopped = received(at(2)), [*received(at(2)), paused(at(2, "12:00"), at(3, "12:00"))]
    before, after = ([level.at for level in levels(resolve(each), POLICY)] for each in (plain, stopped))
    assert after == [moment + DAY for moment in before]


def test_clock_that_ended_has_only_the_levels_before_its_end() -> None:
    history = [*received(at(2)), fact(K.RESOLVED, at(4, "10:00"))]
    assert [level.code for level in levels(resolve(history), POLICY)] == [
        "warn_owner",
        "warn_leader",
        "breach",
    ]
    just = [*received(at(2)), fact(K.RESOLVED, at(4))]
    assert [level.code for level in levels(resolve(just), POLICY)] == ["warn_owner", "warn_leader"]


def test_limit_that_a_stricter_one_outruns_calls_nobody() -> None:
    found = statutes(received(at(2), jurisdiction="CN-HA"))
    assert levels(found["ST-CN-REPLY"], POLICY) == ()


def test_small_clocks_do_not_climb_to_the_province() -> None:
    clock = one(received(at(2)), ClockKind.ACKNOWLEDGE)
    assert [level.code for level in levels(clock, POLICY)] == ["warn_owner", "breach"]


@pytest.mark.requirement("S2-084")
@pytest.mark.parametrize("priority", ["p1", "p2", "p3", "p4"])
def test_weight_more_than_doubles_from_one_day_to_two(priority: str) -> None:
    limit = POLICY.priorities[priority].resolve
    one_day, two_days = (weight(priority, days * DAY, limit, policy=POLICY) for days in (1, 2))
    assert two_days > 2 * one_day


def test_weight_begins_with_the_priority_and_only_grows() -> None:
    hours = [weight("p2", each * HOUR, 2 * DAY, policy=POLICY) for each in range(0, 96, 6)]
    assert hours[0] == 4.0
    assert hours == sorted(set(hours))
    assert weight("p2", -HOUR, 2 * DAY, policy=POLICY) == 4.0
    assert weight("p1", HOUR, DAY, policy=POLICY) > weight("p2", HOUR, 2 * DAY, policy=POLICY)
    with pytest.raises(ValueError, match="none"):
        weight("p2", HOUR, timedelta(0), policy=POLICY)


def test_matrix_is_never_milder_for_what_is_worse() -> None:
    rank = {code: each.rank for code, each in POLICY.priorities.items()}
    rows = [[rank[priority_of(s, u, 1, policy=POLICY)] for u in SEVERITIES] for s in SEVERITIES]
    assert all(row == sorted(row) for row in rows)
    assert all(list(column) == sorted(column) for column in zip(*rows, strict=True))
    assert (rows[0][0], rows[3][3]) == (0, 3)


@pytest.mark.parametrize(
    ("level", "priority"), [(0, "p4"), (1, "p4"), (2, "p2"), (3, "p1"), (4, "p1"), (5, "p1")]
)
def test_level_of_the_channel_lifts_the_priority(level: int, priority: str) -> None:
    assert priority_of("low", "low", level, policy=POLICY) == priority


def test_topic_lifts_the_priority_and_never_lowers_it() -> None:
    assert priority_of("low", "low", 1, policy=POLICY, at_least=["p2"]) == "p2"
    assert priority_of("critical", "high", 1, policy=POLICY, at_least=["p4"]) == "p1"


@pytest.mark.parametrize(("severity", "urgency"), [("awful", "low"), ("low", "soon")])
def test_unknown_severity_is_named(severity: str, urgency: str) -> None:
    with pytest.raises(SeverityUnknown, match=urgency):
        priority_of(severity, urgency, 1, policy=POLICY)


@pytest.mark.parametrize(
    "flag", ["SH-EXPERT", "SH-LEGAL", "SH-MEDIA", "SH-OFFICIAL", "SH-MINOR", "SH-RISK", "SH-X"]
)
def test_special_person_never_waits_longer(flag: str) -> None:
    rank = {code: each.rank for code, each in POLICY.priorities.items()}
    for severity in SEVERITIES:
        for urgency in SEVERITIES:
            usual = priority_of(severity, urgency, 1, policy=POLICY)
            flagged = priority_of(severity, urgency, 1, policy=POLICY, flags=[flag])
            assert rank[flagged] <= rank[usual]
            assert POLICY.priorities[flagged].resolve <= POLICY.priorities[usual].resolve
    assert priority_of("low", "low", 1, policy=POLICY, flags=["SH-RISK"]) == "p1"


def months(*results: tuple[int, int], first: int = 1) -> Sequence[MonthResult]:
    """Results of months in a row."""
    return [MonthResult(date(2026, first + each, 1), *result) for each, result in enumerate(results)]


@pytest.mark.requirement("S2-090")
@pytest.mark.parametrize(
    ("results", "suggested"),
    [
        (months((98, 100), (99, 100), (100, 100)), 43.2),
        (months((50, 100), (98, 100), (98, 100), (98, 100)), 43.2),
        (months((98, 100), (97, 100), (100, 100)), None),
        (months((98, 100), (100, 100)), None),
        (months((98, 100), (98, 100), (98, 100), (90, 100)), None),
        (months((29, 29), (100, 100), (100, 100)), None),
        ([*months((98, 100), (98, 100)), *months((98, 100), first=4)], None),
        ([], None),
    ],
)
def test_three_good_months_suggest_a_tighter_target(
    results: Sequence[MonthResult], suggested: float | None
) -> None:
    found = tighter_target(48 * HOUR, results, policy=POLICY)
    assert found == (None if suggested is None else suggested * HOUR)


@pytest.mark.requirement("S2-090")
def test_tighter_target_is_never_applied_by_itself() -> None:
    before = POLICY.priorities["p2"].resolve
    tighter_target(before, months((100, 100), (100, 100), (100, 100)), policy=POLICY)
    assert POLICY.priorities["p2"].resolve == before
    assert resolve(received(at(2))).due_at == at(2) + before


@pytest.mark.parametrize(
    ("kind", "event", "today", "state"),
    [
        ("charges", date(2026, 3, 10), date(2026, 7, 9), AppealState.OPEN),
        ("charges", date(2026, 3, 10), date(2026, 7, 10), AppealState.CLOSING),
        ("charges", date(2026, 3, 10), date(2026, 8, 10), AppealState.CLOSING),
        ("charges", date(2026, 3, 10), date(2026, 8, 11), AppealState.CLOSED),
        ("charges", date(2025, 9, 30), date(2026, 2, 28), AppealState.CLOSING),
        ("charges", date(2025, 9, 30), date(2026, 3, 1), AppealState.CLOSED),
        ("other", date(2024, 2, 29), date(2026, 1, 28), AppealState.OPEN),
        ("other", date(2024, 2, 29), date(2026, 2, 28), AppealState.CLOSING),
        ("other", date(2024, 2, 29), date(2026, 3, 1), AppealState.CLOSED),
    ],
)
def test_appeal_closes_after_five_months_or_two_years(
    kind: str, event: date, today: date, state: AppealState
) -> None:
    assert appeal_window(event, kind, today, policy=POLICY).state is state
