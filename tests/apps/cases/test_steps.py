# SPDX-License-Identifier: Apache-2.0
"""The twelve steps: recorded at their gates, set aside with a reason, and the state follows the phase."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest

from amends.apps.cases.actions.change import CaseChanged, WordsMissing
from amends.apps.cases.actions.effects import PersonUnknown, PromisedOtherwise
from amends.apps.cases.actions.handling import NoSuchStep, StepRecorded
from amends.apps.cases.actions.ownership import CaseEnded
from amends.apps.cases.actions.pinning import accept_procedure
from amends.apps.cases.actions.steps import (
    GateClosed,
    RecordRefused,
    StepNotSkipped,
    do_step,
    settle_received,
    skip_step,
)
from amends.apps.cases.models import Case, ClockEvent, Note, Task, Transition
from amends.apps.cases.queries import procedures
from amends.apps.cases.rules.gates import RefusalCode
from amends.apps.cases.rules.states import HANDLING
from amends.apps.core.models import Event, Message
from amends.apps.customers.models import Customer
from amends.apps.promises.models import Promise
from amends.packs import load, thawed
from tests.apps.cases.conftest import Opened, stored
from tests.apps.cases.course import (
    AT,
    HOUR,
    STORY,
    answered,
    complaint,
    handled,
    intake,
    recorded,
    records,
    step,
    through,
)
from tests.people import People

LOOKS = "a test looks"


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint that Alice heard at 14:00."""
    return complaint(people, customer)


def _skip(case: Case, people: People, code: str, reason: str = "客户当场说清了") -> Case:
    return skip_step(case=case, version=case.version, code=code, reason=reason, by=people.alice, at=AT)


@pytest.mark.requirement("S4-032", "S4-033", "S4-034", "S4-035")
def test_state_follows_the_phase_of_the_steps(case: Case, people: People) -> None:
    states = {}
    for code in records(people):
        states[code] = case.state
        if code == "review":
            break
        case = step(case, people, code)
    assert [states[code] for code in ("listen", "ask", "soothe")] == ["receiving"] * 3
    assert [states[code] for code in ("confirm", "judge", "analyse", "explain")] == ["clarifying"] * 4
    assert [states[code] for code in ("classify", "act", "progress")] == ["resolving"] * 3
    passed = Transition.objects.unscoped(LOOKS).filter(case=case)
    assert [row.after for row in passed] == ["receiving", "clarifying", "resolving"]


def test_a_step_done_early_leaves_the_phase_until_what_is_before_it_is_settled(
    case: Case, people: People
) -> None:
    case = step(case, people, "judge")
    assert case.state == "receiving"
    for code in ("listen", "ask", "soothe", "confirm", "analyse", "explain"):
        case = step(case, people, code)
    assert case.state == "resolving"


@pytest.mark.requirement("S4-036", "S4-037", "S4-038", "S4-039")
def test_step_stands_with_what_was_recorded_who_and_when(case: Case, people: People) -> None:
    case = through(case, people, "confirm")
    rows, known = recorded(case), intake(case)
    assert rows[1].record == {"contact_channel": "CH-HOTLINE", "story_zh": STORY}
    assert rows[2].record == {**records(people)["ask"]}
    assert (rows[3].record["emotion_before"], rows[3].record["emotion_after"]) == ("angry", "calm")
    assert rows[4].record["customer_confirmed"] is True
    assert (rows[4].by, rows[4].at, rows[4].result) == (people.alice, AT, "done")
    assert (stored(case).story, known.facts["when"], known.emotion) == (STORY, "十月二十号", "calm")


@pytest.mark.requirement("S4-036")
def test_closed_gate_changes_nothing(case: Case, people: People) -> None:
    with pytest.raises(GateClosed, match="至少 10 个字") as refused:
        step(case, people, "listen", story_zh="太短了")
    assert refused.value.refusal.code is RefusalCode.STORY_SHORT
    assert (stored(case).version, stored(case).story, recorded(case)) == (1, "", {})


@pytest.mark.requirement("S2-043")
def test_summary_stays_with_the_customers_yes_or_no(case: Case, people: People) -> None:
    case = through(case, people, "soothe")
    step(case, people, "confirm", customer_confirmed=None, not_confirmed_reason="客户要开会")
    note = Note.objects.unscoped(LOOKS).get(kind="summary")
    assert (note.text, note.confirmed) == ("您说退款没到，希望今天到账", False)


@pytest.mark.requirement("S4-003", "S4-053")
def test_explaining_early_needs_the_reason_and_keeps_it(case: Case, people: People) -> None:
    text = records(people)["explain"]
    with pytest.raises(GateClosed, match="安抚、确认"):
        do_step(case=case, version=1, code="explain", record=text, by=people.alice, at=AT)
    case = do_step(
        case=case, version=1, code="explain", record=text, despite="客户只问一件事", by=people.alice, at=AT
    )
    assert (recorded(case)[7].record["despite"], recorded(case)[7].note) == (
        "客户只问一件事",
        "客户只问一件事",
    )


@pytest.mark.requirement("S4-053", "S0-023")
def test_no_solution_while_the_customer_is_angry_unless_a_reason_is_given(case: Case, people: People) -> None:
    case = through(case, people, "ask")
    case = step(case, people, "soothe", emotion_after="upset")
    for code in ("confirm", "judge", "analyse"):
        case = step(case, people, code)
    offer = records(people)["act"]
    with pytest.raises(GateClosed, match="先处理心情"):
        do_step(case=case, version=case.version, code="act", record=offer, by=people.alice, at=AT)
    calmed = step(case, people, "soothe", emotion_after="calm")
    assert step(calmed, people, "act").next_text


@pytest.mark.requirement("S4-004")
def test_no_reason_opens_a_conclusion_without_a_finding(case: Case, people: People) -> None:
    case = through(case, people, "classify")
    offer = {**records(people)["act"], "finding": ""}
    with pytest.raises(GateClosed, match="没有查清"):
        do_step(
            case=case, version=case.version, code="act", record=offer, despite="急", by=people.alice, at=AT
        )
    with pytest.raises(GateClosed, match="不能跳过"):
        _skip(case, people, "act")


@pytest.mark.requirement("S0-023")
def test_soothing_comes_first_once_the_customer_is_known_to_be_angry(case: Case, people: People) -> None:
    assert case.next_text == "倾听"
    assert step(case, people, "judge", handling_type="angry").next_text == "安抚"


@pytest.mark.requirement("S4-038")
def test_leaders_are_told_when_the_customer_stays_angry(case: Case, people: People) -> None:
    with pytest.raises(GateClosed, match="先请上级协助"):
        step(case, people, "soothe", emotion_after="angry")
    step(case, people, "soothe", emotion_after="angry", leader_asked=True)
    assert Message.objects.filter(to=people.bob, subject__contains="情绪激动").count() == 1


@pytest.mark.requirement("S4-041")
@pytest.mark.parametrize(
    ("severity", "urgency", "priority"),
    [("high", "high", "p1"), ("low", "low", "p4"), ("medium", "low", "p3")],
)
def test_impact_sets_the_priority_and_its_clocks(
    case: Case, people: People, severity: str, urgency: str, priority: str
) -> None:
    case = step(through(case, people, "confirm"), people, "analyse", severity=severity, urgency=urgency)
    assert stored(case).priority == priority
    told = ClockEvent.objects.unscoped(LOOKS).filter(case=case, kind="priority_set").order_by("-pk").first()
    assert told is not None
    assert told.values == {"priority": priority}


@pytest.mark.requirement("S4-042")
def test_explanation_is_in_words_that_customers_know(case: Case, people: People) -> None:
    case = through(case, people, "analyse")
    with pytest.raises(GateClosed, match="割接"):
        step(case, people, "explain", explanation_zh="昨晚割接，所以没有信号")
    assert step(case, people, "explain", explanation_zh="昨晚网络施工，所以没有信号").state == "resolving"


@pytest.mark.requirement("S4-043")
def test_told_time_stands_in_the_ledger_of_promises(case: Case, people: People) -> None:
    case = through(case, people, "classify")
    promise = Promise.objects.unscoped(LOOKS).get()
    assert (promise.kind, promise.due_at, promise.owner) == ("call_back", AT + 6 * HOUR, people.alice)
    assert (stored(case).taxonomy, stored(case).recovery_class) == ("TF-01-01", "tariff")
    case = step(case, people, "classify")  # corrected, the same time stands once
    with pytest.raises(PromisedOtherwise, match="承诺台账"):
        step(case, people, "classify", promised_at=(AT + 9 * HOUR).isoformat())
    assert Promise.objects.unscoped(LOOKS).count() == 1


@pytest.mark.requirement("S4-043")
def test_promise_later_than_the_law_is_refused(case: Case, people: People) -> None:
    case = through(case, people, "explain")
    with pytest.raises(GateClosed, match="法定时限"):
        step(case, people, "classify", promised_at=(AT + timedelta(days=90)).isoformat())
    assert not Promise.objects.unscoped(LOOKS).exists()


@pytest.mark.requirement("S4-044")
def test_measures_become_tasks_with_owner_and_due(case: Case, people: People) -> None:
    case = through(case, people, "act")
    task = Task.objects.unscoped(LOOKS).get(kind="measure")
    assert (task.text, task.owner, task.due_at) == ("补退第二笔", people.alice, AT + 5 * HOUR)


def test_measure_of_somebody_who_is_not_there_is_refused(case: Case, people: People) -> None:
    case = through(case, people, "classify")
    measure = {"text": "补退", "owner": 10**6, "due_at": AT + HOUR}
    with pytest.raises(PersonUnknown):
        step(case, people, "act", action_items=[measure])
    assert not Task.objects.unscoped(LOOKS).filter(kind="measure").exists()


@pytest.mark.requirement("S0-080")
def test_next_action_goes_with_the_measure_that_is_due_first_and_its_owner(
    case: Case, people: People
) -> None:
    case = through(case, people, "classify")
    later = {"text": "查清原因", "owner": people.alice.pk, "due_at": AT + 3 * HOUR}
    sooner = {"text": "先停扣费", "owner": people.bob.pk, "due_at": AT + HOUR}
    case = step(case, people, "act", action_items=[later, sooner])
    assert (case.next_text, case.next_owner, case.next_due_at) == ("先停扣费", people.bob, AT + HOUR)
    assert Message.objects.filter(to=people.bob, subject__contains="先停扣费").exists()


def test_next_action_is_never_due_later_than_the_case(case: Case, people: People) -> None:
    case = step(through(case, people, "confirm"), people, "analyse", severity="critical", urgency="critical")
    assert case.due_at is not None
    late = step(case, people, "listen", at=case.due_at - HOUR)
    assert late.next_due_at == late.due_at


def test_step_is_corrected_and_what_stood_there_stays(case: Case, people: People) -> None:
    case = through(case, people, "ask")
    case = step(case, people, "ask", at=AT + HOUR, what="退款只到了一半")
    row = recorded(case)[2]
    assert (row.record["what"], row.record["earlier"][0]["record"]["what"]) == ("退款只到了一半", "退款未到")
    assert (row.at, row.record["earlier"][0]["at"]) == (AT + HOUR, AT.isoformat())


def test_skipped_step_counts_with_its_reason(case: Case, people: People) -> None:
    case = through(case, people, "ask")
    case = _skip(case, people, "soothe", "客户一直很平静")
    assert (recorded(case)[3].result, recorded(case)[3].note) == ("not_needed", "客户一直很平静")
    assert case.state == "clarifying"
    with pytest.raises(StepNotSkipped):
        _skip(case, people, "soothe")
    with pytest.raises(WordsMissing):
        _skip(case, people, "confirm", " ")


@pytest.mark.requirement("S4-040")
def test_type_is_one_of_the_pinned_ones(case: Case, people: People) -> None:
    with pytest.raises(RecordRefused, match="处理类型") as refused:
        step(case, people, "judge", handling_type="rich")
    assert refused.value.field == "handling_type"


@pytest.mark.parametrize("code", ["inform", "smile", ""])
def test_step_that_is_none_or_the_customers_is_refused(case: Case, people: People, code: str) -> None:
    with pytest.raises(NoSuchStep):
        do_step(case=case, version=1, code=code, record={}, by=people.alice, at=AT)


def test_playbook_has_no_steps_of_the_twelve(opened: Opened, people: People) -> None:
    with pytest.raises(NoSuchStep):
        do_step(case=opened(), version=1, code="listen", record={"story_zh": STORY}, by=people.alice, at=AT)


def test_stale_or_ended_case_takes_no_step(case: Case, people: People) -> None:
    with pytest.raises(CaseChanged):
        do_step(case=case, version=7, code="listen", record={"story_zh": STORY}, by=people.alice, at=AT)
    ended = step(answered(handled(case, people), people), people, "review")
    with pytest.raises(CaseEnded):
        step(ended, people, "listen")


def test_what_the_intake_knows_is_settled_in_one_go(people: People, customer: Customer) -> None:
    case = complaint(people, customer, story=STORY)
    known = intake(case)
    known.facts, known.emotion_before, known.emotion = dict(records(people)["ask"]), "upset", "calm"
    known.save()
    case = settle_received(case=case, version=1, by=people.alice, at=AT)
    assert (set(recorded(case)), case.state, case.next_text) == ({1, 2, 3}, "clarifying", "确认")


def test_what_was_settled_in_one_go_is_not_settled_again(people: People, customer: Customer) -> None:
    case = complaint(people, customer, story=STORY)
    known = intake(case)
    known.facts, known.emotion_before, known.emotion = dict(records(people)["ask"]), "upset", ""
    known.save()
    case = settle_received(case=case, version=1, by=people.alice, at=AT)
    assert set(recorded(case)) == {1, 2}
    with pytest.raises(GateClosed):  # what keeps the next step back is said
        settle_received(case=case, version=case.version, by=people.alice, at=AT)
    later = through(case, people, "judge")
    with pytest.raises(StepRecorded):
        settle_received(case=later, version=later.version, by=people.alice, at=AT)
    assert stored(later).version == later.version


def test_nothing_is_settled_from_an_intake_without_a_story(case: Case, people: People) -> None:
    with pytest.raises(GateClosed, match="至少 10 个字"):
        settle_received(case=case, version=1, by=people.alice, at=AT)


def test_numbers_of_people_stay_out_of_records_and_events(case: Case, people: People) -> None:
    step(case, people, "listen", story_zh="我的身份证 110101199003078515 电话 13812345678 退款没到")
    text = str(recorded(case)[1].record) + stored(case).story
    assert "13812345678" not in text
    assert "110101199003078515" not in text
    payloads = str(list(Event.objects.unscoped(LOOKS).values_list("payload", flat=True)))
    assert "退款" not in payloads


@pytest.mark.requirement("S2-072")
def test_old_case_keeps_the_words_it_was_opened_with(case: Case, people: People, customer: Customer) -> None:
    changed = thawed(load("handling_steps"))
    assert isinstance(changed, dict)
    changed["version"], changed["steps"][0]["name_zh"] = "2.0", "静听"
    procedures._todays_handling.cache_clear()
    with patch.object(procedures, "load", lambda name: changed if name == "handling_steps" else load(name)):
        said: dict[str, Any] = {"why": "前线听不懂", "expected": "更早听完", "by": people.dora, "at": AT}
        accept_procedure(code=HANDLING, digest=procedures.todays(HANDLING).digest, **said)
        newer = complaint(people, customer)
    procedures._todays_handling.cache_clear()
    assert (newer.procedure.version, newer.next_text) == ("2.0", "静听")
    case = step(stored(case), people, "judge")
    assert (case.procedure.version, case.next_text) == ("1.2", "倾听")


def test_moments_of_a_record_are_with_their_offset(case: Case, people: People) -> None:
    case = through(case, people, "classify")
    assert datetime.fromisoformat(recorded(case)[8].record["promised_at"]).tzinfo is not None
