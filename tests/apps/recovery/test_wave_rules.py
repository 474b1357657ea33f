# SPDX-License-Identifier: Apache-2.0
"""Pure decisions about waves: who is held out, whose turn comes when, who is left alone, when it halts."""

import json
import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.apps.recovery.rules.waves.calendar import Capacity, Waiting, batch_days, turns
from amends.apps.recovery.rules.waves.design import (
    Design,
    DesignWrong,
    Filters,
    Metric,
    Order,
    StopRule,
    Uploaded,
    read_design,
    written,
)
from amends.apps.recovery.rules.waves.drawing import Drawable, Drawn, draw, is_universal
from amends.apps.recovery.rules.waves.eligibility import Standing, first_reason
from amends.apps.recovery.rules.waves.stopping import Watched, stop_standing
from amends.apps.recovery.rules.waves.words import Arm, Purpose
from amends.kernel.recovery_class import RecoveryClass

MONDAY = date(2026, 11, 2)
Row = tuple[int, int, str]
_people = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 60), st.sampled_from(["a", "b", "c"])),
    max_size=200,
    unique_by=lambda row: row[0],
)


def _drawable(rows: list[Row]) -> list[Drawable]:
    return [Drawable(f"C{code}", f"A{account}", stratum) for code, account, stratum in rows]


def _drawn(
    people: list[Drawable], *, salt: str = "s", share: float = 0.1, universal: float = 0.0
) -> dict[str, Drawn]:
    return draw(people, salt=salt, share=share, universal_key="installation", universal_share=universal)


@settings(max_examples=60, deadline=None)
@given(rows=_people, seed=st.integers(), universal=st.sampled_from([0.0, 0.03, 0.5]))
def test_order_of_rows_changes_nothing(rows: list[Row], seed: int, universal: float) -> None:
    people = _drawable(rows)
    shuffled = people[:]
    random.Random(seed).shuffle(shuffled)
    assert _drawn(people, universal=universal) == _drawn(shuffled, universal=universal)


@settings(max_examples=60, deadline=None)
@given(rows=_people, share=st.floats(0.02, 0.5), universal=st.sampled_from([0.0, 0.2]))
def test_account_is_never_split(rows: list[Row], share: float, universal: float) -> None:
    people = _drawable(rows)
    found, arms = _drawn(people, share=share, universal=universal), defaultdict(set)
    for each in people:
        arms[each.account].add((found[each.code].arm, found[each.code].stratum))
    assert all(len(seen) == 1 for seen in arms.values())


@settings(max_examples=60, deadline=None)
@given(rows=_people, share=st.floats(0.02, 0.5), salt=st.text(min_size=1, max_size=8))
def test_each_stratum_gives_its_share_within_one_account(rows: list[Row], share: float, salt: str) -> None:
    people = _drawable(rows)
    found = _drawn(people, share=share, salt=salt)
    accounts: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for account, each in {each.account: found[each.code] for each in people}.items():
        assert account
        accounts[each.stratum] += 1
        held[each.stratum] += each.arm is Arm.CONTROL
    assert all(abs(held[name] - share * n) < 1 for name, n in accounts.items())


@settings(max_examples=60, deadline=None)
@given(rows=_people, salt=st.text(min_size=1, max_size=8))
def test_what_else_is_drawn_in_other_strata_changes_nothing(rows: list[Row], salt: str) -> None:
    people = _drawable([(code, code, stratum) for code, _account, stratum in rows])
    alone = [each for each in people if each.stratum == "b"]
    whole = _drawn(people, salt=salt, share=0.3)
    assert _drawn(alone, salt=salt, share=0.3) == {each.code: whole[each.code] for each in alone}


def test_salt_decides_the_draw_and_a_repeat_gives_the_same() -> None:
    people = [Drawable(f"C{n}", f"C{n}", "a") for n in range(500)]
    first, again, other = (_drawn(people, salt=salt) for salt in ("one", "one", "two"))
    assert first == again
    assert first != other
    assert sum(each.arm is Arm.CONTROL for each in first.values()) == 50


def test_universal_holdout_is_the_same_people_in_every_wave() -> None:
    people = [Drawable(f"C{n}", f"C{n}", "a") for n in range(2_000)]
    waves = [_drawn(people, salt=salt, universal=0.03) for salt in ("one", "two")]
    never = [{code for code, each in wave.items() if each.arm is Arm.UNIVERSAL} for wave in waves]
    assert never[0] == never[1]
    assert 40 <= len(never[0]) <= 80
    assert never[0] == {
        each.code for each in people if is_universal(each.code, key="installation", share=0.03)
    }


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (Standing(cause="tariff"), ""),
        (Standing(), "no_cause"),
        (Standing(cause="tariff", listed="rest_period"), "rest_period"),
        (Standing(cause="tariff", other_wave=True, listed="rest_period"), "other_wave"),
        (Standing(cause="tariff", attempts_exhausted=True, other_wave=True), "attempts_exhausted"),
        (Standing(cause="tariff", asked_lately=True, attempts_exhausted=True), "asked_lately"),
        (Standing(cause="tariff", approached_lately=True, asked_lately=True), "rest_period"),
        (Standing(cause="tariff", refused=True, approached_lately=True), "refused"),
        (Standing(cause="tariff", in_hand=True, refused=True), "in_hand"),
        (Standing(cause="tariff", line_state="suspended", in_hand=True), "line_suspended"),
        (Standing(cause="tariff", line_state="closed", in_hand=True), "line_closed"),
        (Standing(cause="tariff", do_not_contact=True, line_state="closed"), "do_not_contact"),
    ],
)
def test_first_reason_is_the_one_that_counts(standing: Standing, reason: str) -> None:
    assert first_reason(standing, Purpose.RECOVERY) == reason


def test_offer_needs_a_consent_and_amends_need_none() -> None:
    without = Standing(cause="tariff")
    assert first_reason(without, Purpose.COMMERCIAL) == "no_consent"
    assert first_reason(replace(without, consented=True), Purpose.COMMERCIAL) == ""


def test_batches_go_out_on_open_days_at_their_interval() -> None:
    weekdays = batch_days(MONDAY - timedelta(days=2), interval=3, is_open=lambda day: day.weekday() < 5)
    assert [next(weekdays) for _ in range(4)] == [
        MONDAY,
        MONDAY + timedelta(days=3),
        MONDAY + timedelta(days=7),
        MONDAY + timedelta(days=10),
    ]


def test_unit_and_channel_bound_the_day() -> None:
    days = [MONDAY + timedelta(days=n) for n in range(10)]
    queue = [Waiting(n, "east" if n < 5 else "west", "visit" if n in {0, 1} else "phone") for n in range(7)]
    found = turns(queue, days, Capacity(2, {"west": 1}, {"visit": 1}))
    assert {key: (day - MONDAY).days for key, day in found.items()} == {
        0: 0,
        2: 0,
        1: 1,
        3: 1,
        4: 2,
        5: 0,
        6: 1,
    }


def test_unit_without_capacity_has_no_day() -> None:
    assert turns([Waiting(1, "east", "phone")], [MONDAY], Capacity(20, {"east": 0})) == {}


@settings(max_examples=40, deadline=None)
@given(
    queue=st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["phone", "visit"])), max_size=60),
    most=st.integers(1, 5),
    visits=st.integers(1, 3),
)
def test_no_day_is_ever_over_its_capacity(queue: list[tuple[str, str]], most: int, visits: int) -> None:
    rows = [Waiting(n, unit, channel) for n, (unit, channel) in enumerate(queue)]
    found = turns(
        rows, (MONDAY + timedelta(days=n) for n in range(100)), Capacity(most, {}, {"visit": visits})
    )
    by_unit = Counter((rows[key].unit, day) for key, day in found.items())
    by_channel = Counter((rows[key].channel, day) for key, day in found.items())
    assert set(found) == {each.key for each in rows}
    assert max(by_unit.values(), default=0) <= most
    assert max((n for (channel, _), n in by_channel.items() if channel == "visit"), default=0) <= visits


@pytest.mark.parametrize(
    ("rule", "seen", "over"),
    [
        (StopRule(Metric.COMPLAINTS, 0.05, 50), Watched(contacted=49, complained=40), False),
        (StopRule(Metric.COMPLAINTS, 0.05, 50), Watched(contacted=100, complained=5), False),
        (StopRule(Metric.COMPLAINTS, 0.05, 50), Watched(contacted=100, complained=6), True),
        (StopRule(Metric.REFUSALS, 0.2, 10), Watched(contacted=10, complained=9, refused=2), False),
        (StopRule(Metric.REFUSALS, 0.2, 10), Watched(contacted=10, refused=3), True),
        (StopRule(Metric.MISMATCHES, 2, 10), Watched(contacted=0, mismatches=3), True),
    ],
)
def test_wave_halts_above_its_limit_and_not_before_enough_were_approached(
    rule: StopRule, seen: Watched, over: bool
) -> None:
    assert stop_standing(rule, seen).is_over is over


def test_standing_near_the_limit_is_told_before_it_is_over() -> None:
    near = stop_standing(StopRule(Metric.REFUSALS, 0.2, 10), Watched(contacted=100, refused=18))
    assert (near.is_near, near.is_over) == (True, False)


def test_plan_comes_back_as_it_was_written() -> None:
    plan = Design(
        filters=Filters(classes=(RecoveryClass.TARIFF,), regions=("东市",), at_most=6.0),
        starts_date=MONDAY,
        per_unit={"G-P-E": 5},
        stop=StopRule(Metric.REFUSALS, 0.2, 10),
        uploaded=(Uploaded("C1", "A1", "network"),),
        order=Order.GAIN,
    )
    assert read_design(json.loads(json.dumps(written(plan)))) == plan
    assert read_design(json.loads(json.dumps(written(replace(plan, stop=None))))).stop is None
    assert read_design({}) == Design()


def test_plan_from_before_there_was_an_order_goes_by_risk() -> None:
    old = {name: value for name, value in written(Design(most=50)).items() if name != "order"}
    assert read_design(json.loads(json.dumps(old))) == Design(most=50, order=Order.RISK)


@pytest.mark.parametrize(
    ("stored", "field"),
    [
        ({"holdout": 0.6}, "holdout"),
        ({"holdout": -0.1}, "holdout"),
        ({"holdout": "much"}, "holdout"),
        ({"rest_days": 0}, "rest_days"),
        ({"interval_days": 0}, "interval_days"),
        ({"per_unit": {"G": -1}}, "per_unit"),
        ({"per_unit": {"G": "x"}}, "per_unit"),
        ({"starts_date": "soon"}, "starts_date"),
        ({"filters": {"classes": ["profile"]}}, "classes"),
        ({"filters": {"classes": ["moods"]}}, "filters"),
        ({"filters": {"at_most": 11}}, "at_most"),
        ({"filters": {"min_probability": 2}}, "min_probability"),
        ({"filters": {"days": 0}}, "days"),
        ({"default_class": "profile"}, "default_class"),
        ({"stop": {"metric": "mood"}}, "stop"),
        ({"stop": {"metric": "complaint_rate", "limit": 2}}, "stop"),
        ({"stratify_by": ["name"]}, "stratify_by"),
        ({"order": "worth"}, "order"),
    ],
)
def test_plan_that_cannot_be_is_refused_by_field(stored: dict[str, Any], field: str) -> None:
    with pytest.raises(DesignWrong) as wrong:
        read_design(stored)
    assert wrong.value.field == field
