# SPDX-License-Identifier: Apache-2.0
"""Pure decisions on waves: the plan, the strata, the hours, the steps, the texts."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from amends.analytics.sampling.allocation import Method
from amends.analytics.sampling.outcomes import Outcome
from amends.apps.surveys.rules.begging import read_rules
from amends.apps.surveys.rules.design import Column, Design, DesignRefused, read_design, written
from amends.apps.surveys.rules.hours import Hours, may_ask, next_moment, read_hours, zone_of
from amends.apps.surveys.rules.steps import Step, StepRefused, after, outcome_of, steps_from
from amends.apps.surveys.rules.strata import Places, Profile, label, tenure_starts, values
from amends.apps.surveys.rules.texts import Fault, filled, text_faults
from amends.kernel.calendars import read_calendar
from amends.packs import load

SHANGHAI, URUMQI = ZoneInfo("Asia/Shanghai"), ZoneInfo("Asia/Urumqi")
POLICY: Any = load("contact_policy")
CALENDAR = read_calendar(load("working_calendar"), None).latest()["office"]
BEGGING: Any = load("survey_begging")
RULES = read_rules(BEGGING)
GOOD = "我们想听听您对上次服务的真实感受，约两分钟：{link}"


def hours(zone: ZoneInfo = SHANGHAI) -> Hours:
    return read_hours(POLICY, zone=zone, calendar=CALENDAR)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def test_a_plan_comes_back_from_the_database_as_it_was() -> None:
    plan = Design(margin=0.03, columns=(Column.TIER, Column.TENURE), method=Method.POWER, minimum=30)
    assert read_design(written(plan)) == plan


def test_a_plan_of_an_older_program_has_the_usual_values() -> None:
    assert read_design({"margin": 0.1, "of_a_later_program": 3}) == Design(margin=0.1)


@pytest.mark.parametrize(
    "wrong",
    [{"margin": 0}, {"response_rate": 1.2}, {"reminders": 3}, {"columns": (Column.UNIT, Column.UNIT)}],
)
def test_a_plan_that_cannot_be_is_refused_by_field(wrong: dict[str, Any]) -> None:
    with pytest.raises(DesignRefused) as refused:
        Design(**wrong)
    assert refused.value.field == next(iter(wrong))


@pytest.mark.parametrize(
    ("clock", "allowed"),
    [((8, 59), False), ((9, 0), True), ((11, 59), True), ((12, 0), False), ((14, 0), True), ((20, 0), False)],
)
def test_customers_are_asked_inside_the_windows_of_the_policy(clock: tuple[int, int], allowed: bool) -> None:
    assert may_ask(local(3, *clock), hours()) is allowed


def test_at_noon_the_afternoon_is_waited_for_and_in_the_evening_the_morning() -> None:
    assert next_moment(local(3, 12, 30), hours()) == local(3, 14)
    assert next_moment(local(3, 20), hours()) == local(4, 9)
    assert next_moment(local(3, 9, 10), hours()) == local(3, 9, 10)


def test_nobody_is_asked_on_a_holiday() -> None:
    national_day = datetime(2026, 10, 1, 10, tzinfo=SHANGHAI)
    assert not may_ask(national_day, hours())
    assert next_moment(national_day, hours()).astimezone(SHANGHAI).date() == date(2026, 10, 8)


def test_a_customer_far_in_the_west_is_asked_by_their_own_clock() -> None:
    west = hours(URUMQI)
    assert not may_ask(local(3, 9, 30), west)  # 7:30 there
    assert next_moment(local(3, 9, 30), west) == local(3, 11)
    assert zone_of("新疆喀什", [("新疆", URUMQI)], SHANGHAI) is URUMQI
    assert zone_of("东市", [("新疆", URUMQI)], SHANGHAI) is SHANGHAI


def test_a_stratum_is_named_by_the_unit_below_and_the_words_of_the_profile() -> None:
    places = Places("示例省", (3, 6), (5, 9), ("东市", "西市"))
    profile = Profile(unit=7, region="", value_tier="gold", tenure="不满1年")
    columns = (Column.UNIT, Column.REGION, Column.TIER, Column.TENURE)
    found = values(profile, columns, places=places, tiers={"gold": "金卡"})
    assert label(found) == "西市 · 未登记 · 金卡 · 不满1年"
    assert places.name_of(2) == "示例省"
    assert label(()) == "全部"


def test_tenure_is_cut_at_one_three_and_ten_years() -> None:
    days = [day for day, _words in tenure_starts(date(2026, 11, 2))]
    assert days[:3] == [date(2025, 11, 2), date(2023, 11, 2), date(2016, 11, 2)]


def test_a_sample_is_drawn_before_it_opens() -> None:
    assert steps_from("planned", "sample") == (Step.DRAW, Step.CANCEL)
    assert steps_from("planned", "case_closed") == (Step.OPEN, Step.CANCEL)
    assert after(Step.OPEN, "drawn", "sample") == "open"
    with pytest.raises(StepRefused):
        after(Step.OPEN, "planned", "sample")


def test_what_is_closed_stays_closed() -> None:
    assert steps_from("closed", "sample") == steps_from("cancelled", "sample") == ()


@pytest.mark.parametrize(
    ("state", "began", "outcome"),
    [
        ("reserve", False, None),
        ("waiting", False, None),
        ("sent", False, Outcome.UNKNOWN),
        ("opened", False, Outcome.REFUSED),
        ("started", True, Outcome.PARTIAL),
        ("expired", True, Outcome.PARTIAL),
        ("expired", False, Outcome.UNKNOWN),
        ("completed", True, Outcome.COMPLETE),
        ("screened_out", True, Outcome.INELIGIBLE),
        ("over_quota", True, Outcome.OVER_QUOTA),
        ("over_quota", False, Outcome.OVER_QUOTA),
        ("unreachable", False, Outcome.NOT_REACHED),
        ("refused", False, Outcome.REFUSED),
        ("refused", True, Outcome.REFUSED),
        ("started", False, Outcome.REFUSED),
    ],
)
def test_an_invitation_ends_as_the_standard_names_it(
    state: str, began: bool, outcome: Outcome | None
) -> None:
    assert outcome_of(state, began=began) is outcome


def test_who_opened_it_and_let_the_time_run_out_refused_without_saying_so() -> None:
    assert outcome_of("expired", began=False, opened=True) is Outcome.REFUSED
    assert outcome_of("expired", began=True, opened=True) is Outcome.PARTIAL


def test_a_plain_invitation_has_no_fault() -> None:
    assert text_faults(GOOD, most=250, rules=RULES) == ()
    assert filled(GOOD, "https://a/s/x/").endswith("https://a/s/x/")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (" ", Fault.EMPTY),
        ("请作答", Fault.NO_LINK),
        ("{link} {link}", Fault.TWO_LINKS),
        ("{name}您好 {link}", Fault.OTHER_PLACE),
        ("{link} 或 http://else.example", Fault.ADDRESS),
        ("长" * 251 + "{link}", Fault.TOO_LONG),
        ("请打10分 {link}", Fault.BEGS),
    ],
)
def test_a_text_is_refused_for_each_fault(text: str, fault: Fault) -> None:
    assert [each.fault for each in text_faults(text, most=250, rules=RULES)] == [fault]


def test_what_an_agent_says_needs_no_link() -> None:
    assert text_faults("您好，想占用您两分钟", most=250, rules=RULES, linked=False) == ()
