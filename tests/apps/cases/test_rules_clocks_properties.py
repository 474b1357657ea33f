# SPDX-License-Identifier: Apache-2.0
"""What must hold for the clocks of every history, whatever happened in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.apps.cases.rules.carrying import CARRIED
from amends.apps.cases.rules.clocks import Clock, ClockKind, Fact, FactKind, Policy, clocks, fact, levels
from amends.apps.cases.rules.clocks.facts import NEEDED
from amends.kernel.calendars import CalendarVersions, DayKind, SpecialDay
from tests.apps.cases.test_rules_clocks import CALENDARS, OFFICE, POLICY, in_hours

K = FactKind
START = datetime(2026, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=60)
OUTSIDE = {ClockKind.STATUTORY, ClockKind.REGULATOR}
# Whole days among them, so that things happen at the same moment too.
offsets = st.one_of(
    st.integers(0, 60 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(0, 5).map(lambda days: timedelta(days=days)),
)
moments = offsets.map(lambda offset: START + offset)
policies = st.sampled_from([POLICY, OFFICE, in_hours(POLICY, "hall")])
reasons = st.sampled_from(["customer_material", "customer_reschedule", "lunch"])
pauses = st.builds(
    lambda at, length, reason: fact(K.PAUSED, at, reason=reason, until=at + length), moments, offsets, reasons
)


def _values(kind: FactKind) -> dict[str, st.SearchStrategy[object]]:
    later = st.builds(lambda at: at.isoformat(), moments)
    known: dict[str, st.SearchStrategy[object]] = {
        "priority": st.sampled_from(["p1", "p2", "p3", "p4"]),
        "jurisdiction": st.sampled_from(["CN", "CN-HA", "CN-CQ", "CN-GD"]),
        "reason": reasons,
        "due_at": later,
        "arrive_by": later,
        "step": st.sampled_from(["s1", "s2"]),
        "minutes": st.integers(1, 3000),
        "key": st.sampled_from(["k1", "k2"]),
        "from": st.sampled_from(["C1", "C2"]),
    }
    keyed = ("key",) if kind in {K.PROMISED, K.VISIT_ASKED, K.ARRIVED, K.REFUND_ASKED, K.REFUNDED} else ()
    brought = ("from",) if kind in CARRIED else ()
    return {name: known[name] for name in (*NEEDED.get(kind, ()), *keyed, *brought)}


facts = st.sampled_from(K).flatmap(
    lambda kind: st.builds(Fact, st.just(kind), moments, st.fixed_dictionaries(_values(kind)))
)
histories = st.lists(facts, max_size=14).map(
    lambda found: [fact(K.RECEIVED, START), *(replace(each, order=at) for at, each in enumerate(found, 1))]
)
calm = st.lists(facts.filter(lambda each: each.kind in {K.PRIORITY_SET, K.JURISDICTION_SET}), max_size=4).map(
    lambda found: [fact(K.RECEIVED, START), *found]
)


def due(history: Sequence[Fact], policy: Policy, table: CalendarVersions = CALENDARS) -> dict[str, datetime]:
    """Due times by the names of the clocks."""
    return {each.key: each.due_at for each in clocks(history, policy, table)}


def ours(history: Sequence[Fact], policy: Policy) -> Clock:
    """The internal clock of the last round."""
    return max(
        (each for each in clocks(history, policy, CALENDARS) if each.kind is ClockKind.RESOLVE),
        key=lambda each: each.round,
    )


@given(histories, policies, st.randoms(use_true_random=False), st.none() | moments)
def test_same_history_gives_the_same_clocks_in_any_order(
    history: list[Fact], policy: Policy, chance: object, now: datetime | None
) -> None:
    shuffled = list(history)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert clocks(shuffled, policy, CALENDARS, now) == clocks(history, policy, CALENDARS, now)


@given(histories, policies, moments)
def test_now_moves_no_deadline(history: list[Fact], policy: Policy, now: datetime) -> None:
    found = {each.key: each.due_at for each in clocks(history, policy, CALENDARS, now)}
    assert found == due(history, policy)


@given(histories, policies, pauses)
def test_one_more_pause_never_makes_a_deadline_earlier(
    history: list[Fact], policy: Policy, pause: Fact
) -> None:
    before, after = due(history, policy), due([*history, pause], policy)
    assert before.keys() == after.keys()
    assert all(after[key] >= before[key] for key in before)


@given(histories, policies, pauses, offsets)
def test_longer_pause_never_makes_a_deadline_earlier(
    history: list[Fact], policy: Policy, pause: Fact, longer: timedelta
) -> None:
    until = pause.moment("until")
    assert until
    extended = fact(K.PAUSED, pause.at, reason=pause.text("reason"), until=until + longer)
    before, after = due([*history, pause], policy), due([*history, extended], policy)
    assert all(after[key] >= before[key] for key in before)


@given(histories, policies, st.lists(pauses, max_size=4))
def test_what_others_set_never_pauses(history: list[Fact], policy: Policy, more: list[Fact]) -> None:
    for each in clocks([*history, *more], policy, CALENDARS):
        if each.kind in OUTSIDE:
            assert not each.can_pause
            assert each.paused == timedelta(0)
    before, after = due(history, policy), due([*history, *more], policy)
    assert {key: at for key, at in before.items() if key.startswith(("statutory", "regulator"))} == {
        key: at for key, at in after.items() if key.startswith(("statutory", "regulator"))
    }


@given(histories, policies, st.dates(date(2026, 1, 1), date(2026, 5, 1)))
def test_holiday_never_shortens_a_deadline(history: list[Fact], policy: Policy, day: date) -> None:
    version = CALENDARS.latest()

    def table(extra: dict[date, SpecialDay]) -> CalendarVersions:
        days = {each: kind for each, kind in version["office"].special_days.items() if each != day} | extra
        changed = {code: replace(each, special_days=days) for code, each in version.calendars.items()}
        return CalendarVersions((replace(version, calendars=changed),))

    before = due(history, policy, table({}))
    after = due(history, policy, table({day: SpecialDay(DayKind.HOLIDAY)}))
    assert all(after[key] >= before[key] for key in before)


@given(calm, st.lists(pauses, max_size=3), policies, offsets)
def test_later_receipt_is_never_due_earlier(
    history: list[Fact], found: list[Fact], policy: Policy, later: timedelta
) -> None:
    since = [each for each in found if each.at >= START + later]  # nothing is paused before it begins
    late = [fact(K.RECEIVED, START + later), *history[1:], *since]
    before, after = due([*history, *since], policy), due(late, policy)
    assert all(after[key] >= before[key] for key in before)


@given(calm, st.lists(pauses, max_size=3), policies, offsets, offsets)
def test_reopening_charges_no_closed_time(
    history: list[Fact], found: list[Fact], policy: Policy, open_for: timedelta, closed_for: timedelta
) -> None:
    ended = START + SPAN + open_for
    again = ended + closed_for + timedelta(minutes=1)
    story = [*history, *found, fact(K.RESOLVED, ended), fact(K.REOPENED, again)]
    fresh = [fact(K.RECEIVED, again), *history[1:]]
    anew, new = ours(story, policy), ours(fresh, policy)
    assert (anew.round, anew.start, anew.due_at) == (2, again, new.due_at)


@given(histories, policies, pauses, st.sampled_from(["p1", "p2", "p3", "p4"]))
def test_change_of_priority_loses_neither_elapsed_nor_paused_time(
    history: list[Fact], policy: Policy, pause: Fact, priority: str
) -> None:
    moment = START + 3 * SPAN
    change = fact(K.PRIORITY_SET, moment, priority=priority)
    usual = [each for each in history if each.kind not in {K.PRIORITY_SET, K.RESOLVED}]
    changed = ours([*usual, pause, change], policy)
    always = ours([*usual, pause, fact(K.PRIORITY_SET, START, priority=priority)], policy)
    assert (changed.budget, changed.start) == (always.budget, always.start)
    later = changed.set_at if changed.set_at == moment else always.due_at
    assert changed.due_at == max(always.due_at, later)


@given(histories, policies)
def test_levels_come_in_order_and_within_the_life_of_the_clock(history: list[Fact], policy: Policy) -> None:
    for each in clocks(history, policy, CALENDARS):
        found = [level.at for level in levels(each, policy)]
        assert found == sorted(found)
        assert all(at >= each.start for at in found)
        assert each.ended_at is None or all(at < each.ended_at for at in found)


@given(histories, policies)
def test_names_of_clocks_are_not_used_twice(history: list[Fact], policy: Policy) -> None:
    found = [each.key for each in clocks(history, policy, CALENDARS)]
    assert len(found) == len(set(found))


@given(histories, policies)
def test_clock_never_runs_out_while_it_is_paused(history: list[Fact], policy: Policy) -> None:
    for each in clocks(history, policy, CALENDARS):
        if each.can_pause and each.is_open:
            (then,) = [c for c in clocks(history, policy, CALENDARS, each.due_at) if c.key == each.key]
            assert then.elapsed is not None
            assert then.elapsed == each.budget or each.due_at == each.set_at
