# SPDX-License-Identifier: Apache-2.0
"""The way of the twelve steps: phases, which step now, what calls for care, and which words are ours."""

from datetime import timedelta
from typing import Any, cast

import pytest

from amends.apps.cases.queries.policy import contact_rules
from amends.apps.cases.queries.procedures import todays
from amends.apps.cases.rules.contact import Attempt, ResultCode
from amends.apps.cases.rules.course import (
    aims_covered,
    calm_first,
    hold_limit,
    is_major,
    needs_risk_reason,
    phase_state,
    step_now,
)
from amends.apps.cases.rules.fields import CASE_COLUMNS, INTAKE_COLUMNS
from amends.apps.cases.rules.handling import read_handling
from amends.apps.cases.rules.next_action import Course, NextKind, OpenMeasure, following_step
from amends.apps.cases.rules.procedure import ProcedureMalformed
from amends.apps.cases.rules.states import CaseState, Origin
from amends.apps.cases.rules.wording import jargon, read_terms
from amends.packs import load, load_rows
from tests.people import NOON

HANDLING = read_handling(todays("handling").content)
ORDER = [step.code for step in HANDLING.steps]
S = CaseState
HOUR = timedelta(hours=1)


@pytest.mark.requirement("S4-032", "S4-033", "S4-034", "S4-035")
@pytest.mark.parametrize(
    ("phase", "codes"),
    [
        (0, ["listen", "ask", "soothe"]),
        (1, ["confirm", "judge", "analyse", "explain"]),
        (2, ["classify", "act", "progress"]),
        (3, ["inform", "review"]),
    ],
)
def test_phases_hold_their_steps(phase: int, codes: list[str]) -> None:
    assert [step.code for step in HANDLING.phases[phase].steps] == codes
    assert [step.order for step in HANDLING.steps] == list(range(1, 13))


@pytest.mark.parametrize(
    ("done", "state"),
    [
        (0, S.RECEIVING),
        (2, S.RECEIVING),
        (3, S.CLARIFYING),
        (7, S.RESOLVING),
        (10, S.RESOLVING),
        (12, S.RESOLVING),
    ],
)
def test_state_is_that_of_the_first_open_step(done: int, state: CaseState) -> None:
    assert phase_state(HANDLING, set(ORDER[:done])) is state


@pytest.mark.requirement("S0-023")
@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, "listen"),
        ({"handling_type": "mild"}, "listen"),
        ({"handling_type": "angry"}, "soothe"),
        ({"emotion_before": "angry"}, "soothe"),
        ({"emotion_before": "angry", "emotion_after": "calm"}, "listen"),
    ],
)
def test_angry_customer_is_soothed_first(facts: dict[str, object], code: str) -> None:
    found = step_now(HANDLING, S.RECEIVING, set(), facts)
    assert found is not None
    assert (found.code, calm_first(facts)) == (code, code == "soothe")
    after = step_now(HANDLING, S.RECEIVING, {"soothe"}, facts)
    assert after is not None
    assert after.code == "listen"


@pytest.mark.requirement("S0-022")
def test_mild_customer_waits_less_than_others() -> None:
    assert hold_limit(HANDLING, "mild") == timedelta(seconds=60)
    assert hold_limit(HANDLING, "angry") == hold_limit(HANDLING, "") == timedelta(minutes=3)


@pytest.mark.parametrize(
    ("changed", "grave"),
    [
        ({}, False),
        ({"severity": "critical"}, True),
        ({"origin": Origin.APPEAL}, True),
        ({"origin": Origin.MEDIA}, True),
        ({"channel_level": 4}, True),
        ({"channel_level": 3}, False),
        ({"red_line": True}, True),
        ({"in_mass": True}, True),
    ],
)
def test_what_makes_a_case_a_major_one(changed: dict[str, Any], grave: bool) -> None:
    facts: dict[str, Any] = {"severity": "high", "origin": "complaint", "channel_level": 1}
    facts |= {"red_line": False, "in_mass": False} | changed
    assert is_major(**facts) is grave


@pytest.mark.requirement("S1-010")
def test_own_attempt_is_the_first_four_steps() -> None:
    assert needs_risk_reason(ORDER[:3])
    assert not needs_risk_reason(ORDER[:4])


@pytest.mark.requirement("S4-029", "S4-030")
def test_an_aim_is_covered_by_a_measure_that_names_it() -> None:
    assert aims_covered(["solve", "respect"], ["solve", ""]) == {"solve": True, "respect": False}


def _next(**changes: Any) -> Any:
    usual = {"state": S.RESOLVING, "step": None, "review": "总结"}
    return following_step(NOON, Course(**(usual | changes)), cast(Any, None))


@pytest.mark.requirement("S0-080")
def test_next_action_is_the_step_then_the_measures_then_the_owners_word() -> None:
    act, progress = HANDLING.step("act"), HANDLING.step("progress")
    soon = OpenMeasure("停扣费", 7, NOON + HOUR)
    late = OpenMeasure("查原因", 8, NOON + 30 * HOUR)
    assert _next(step=act, measures=[soon]).text == "解决"
    assert (_next(step=progress, measures=[late, soon]).text, _next(measures=[late, soon]).owner) == (
        "停扣费",
        7,
    )
    told = _next(step=progress, measures=[late], progress_due=NOON + 20 * HOUR)
    assert (told.text, told.due_at) == (progress.name, NOON + 20 * HOUR)
    assert _next().kind is NextKind.MARK_HANDLED


@pytest.mark.requirement("S0-080")
@pytest.mark.parametrize("step", [None, HANDLING.step("act"), HANDLING.step("progress")])
def test_next_action_is_never_due_after_what_limits_it(step: Any) -> None:
    limit = NOON + HOUR
    measure = OpenMeasure("停扣费", 7, NOON + 5 * HOUR)
    assert _next(step=step, measures=[measure], limit=limit).due_at <= limit
    assert _next(step=step, limit=NOON - HOUR).due_at == NOON - HOUR


def _after_a_call(result: ResultCode, **changes: Any) -> Any:
    """What is next after a call at eight in the evening, which may be made again in the morning."""
    at = NOON + 8 * HOUR
    usual = {"state": S.RESOLVING, "step": None, "review": "总结", "attempts": [Attempt(at, result)]}
    return following_step(at, Course(**(usual | changes)), contact_rules(Origin.COMPLAINT))


@pytest.mark.requirement("S0-080")
@pytest.mark.parametrize(
    ("code", "text"), [("classify", "分类"), ("act", "解决"), ("ask", ""), ("explain", "")]
)
def test_unanswered_call_hides_no_work_of_our_own_that_is_due_sooner(code: str, text: str) -> None:
    """Steps that have a limit are ours; the others need the customer, and the call is what they wait for."""
    assert _after_a_call(ResultCode.NO_ANSWER, step=HANDLING.step(code)).text == text


@pytest.mark.parametrize("state", [S.RESOLVING, S.VERIFYING])
@pytest.mark.parametrize("step", ["ask", None])
def test_wrong_number_is_put_right_before_it_is_called_again(state: CaseState, step: str | None) -> None:
    fix = OpenMeasure("核对号码", 7, NOON + 12 * HOUR)
    given = {"state": state, "step": HANDLING.step(step) if step else None, "number": fix}
    found = _after_a_call(ResultCode.WRONG_NUMBER, **given)
    assert (found.text, found.owner, found.due_at) == ("核对号码", 7, fix.due_at)
    later = _after_a_call(ResultCode.WRONG_NUMBER, **given | {"number": None})
    assert later.kind is NextKind.CONTACT_AGAIN


def test_work_that_is_due_before_the_number_must_be_right_comes_first() -> None:
    fix = OpenMeasure("核对号码", 7, NOON + 30 * HOUR)
    found = _after_a_call(ResultCode.WRONG_NUMBER, step=HANDLING.step("act"), number=fix)
    assert found.text == "解决"


def test_customer_who_wants_no_calls_is_not_called_again() -> None:
    found = _after_a_call(ResultCode.NO_ANSWER, step=HANDLING.step("ask"), quiet=True)
    assert found.text == "询问"


@pytest.mark.requirement("S2-072")
def test_six_basic_steps_are_mapped_to_the_twelve() -> None:
    mappings: Any = load("handling_steps")["mappings"]
    six = next(each for each in mappings if "六个" in each["name_zh"])
    assert len(six["items"]) == 6
    for mapping in mappings:
        assert all(item["steps"] and set(item["steps"]) <= set(ORDER) for item in mapping["items"])


@pytest.mark.requirement("S2-073")
def test_no_step_speaks_of_delivering_cars() -> None:
    words = "".join(f"{step.name}{step.do}{step.dont}{step.say}" for step in HANDLING.steps)
    assert "车" not in words
    items: Any = load("handling_steps")["mappings"]
    swapped = [item["name_zh"] for each in items for item in each["items"] if "交车" in item["name_zh"]]
    assert swapped == ["使用指导与跟踪（原文为交车说明）"]


def test_malformed_content_pins_nothing() -> None:
    with pytest.raises(ProcedureMalformed):
        read_handling({"steps": [], "phases": []})


def test_each_fact_stands_in_one_place() -> None:
    assert not CASE_COLUMNS.keys() & INTAKE_COLUMNS.keys()


@pytest.mark.requirement("S4-042")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("昨晚割接，所以没有信号", {"割接": "网络施工"}),
        ("昨晚网络施工，所以没有信号", {}),
        ("已经取消这项业务，密码不变", {}),
        ("您的服务密码没有变", {}),
        ("请您重启ONU", {"ONU": "光猫"}),
    ],
)
def test_our_own_words_are_found_and_everyday_ones_are_not(text: str, found: dict[str, str]) -> None:
    assert jargon(text, read_terms(load_rows("unified_wording"))) == found
