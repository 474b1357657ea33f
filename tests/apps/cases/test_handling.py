# SPDX-License-Identifier: Apache-2.0
"""Facts before plan, plan before contact, every step settled before «handled»."""

import pytest

from amends.apps.cases.actions.change import MoveRefused, WordsMissing
from amends.apps.cases.actions.closing import close_ineligible
from amends.apps.cases.actions.handling import (
    NoSuchStep,
    NotPlanned,
    StepRecorded,
    StepsOpen,
    confirm_facts,
    make_plan,
    mark_handled,
    record_step,
    resume_fixing,
)
from amends.apps.cases.actions.ownership import CaseEnded, DuePassed
from amends.apps.cases.models import Step, Transition
from tests.apps.cases.conftest import HOUR, TWO, Brought, Opened, stored
from tests.people import NOON, People


@pytest.mark.requirement("S3-031")
def test_case_passes_every_state_with_its_moment(brought: Brought) -> None:
    case = brought("verifying")
    passed = Transition.objects.unscoped("a test looks").filter(case=case)
    assert [each.after for each in passed] == [
        "located",
        "verified",
        "planned",
        "contacting",
        "fixing",
        "verifying",
    ]
    assert sorted(each.at for each in passed) == [each.at for each in passed]


@pytest.mark.requirement("S3-031")
def test_plan_is_refused_when_the_facts_were_skipped(opened: Opened, people: People) -> None:
    with pytest.raises(MoveRefused, match="已定位"):
        make_plan(case=opened(), version=1, plan="退钱", by=people.alice, at=NOON)


def test_handled_is_refused_when_the_customer_was_not_reached(brought: Brought, people: People) -> None:
    case = brought("planned")
    with pytest.raises(MoveRefused):
        mark_handled(case=case, version=case.version, by=people.alice, at=TWO)


@pytest.mark.parametrize("words", ["", "  \n"])
def test_facts_and_plan_need_words(opened: Opened, brought: Brought, people: People, words: str) -> None:
    with pytest.raises(WordsMissing):
        confirm_facts(case=opened(), version=1, findings=words, by=people.alice, at=NOON)
    case = brought("verified")
    with pytest.raises(WordsMissing):
        make_plan(case=case, version=case.version, plan=words, by=people.alice, at=NOON)


def test_step_is_recorded_with_who_and_when(brought: Brought, people: People) -> None:
    case = brought("planned")
    record_step(case=case, version=case.version, order=2, note="停了两项", by=people.bob, at=TWO)
    step = Step.objects.unscoped("a test looks").get()
    assert (step.order, step.result, step.note, step.by, step.at) == (2, "done", "停了两项", people.bob, TWO)


def test_step_is_refused_when_settled_unknown_or_the_customers(brought: Brought, people: People) -> None:
    case = brought("planned")
    case = record_step(case=case, version=case.version, order=1, by=people.alice, at=TWO)
    with pytest.raises(StepRecorded, match="1"):
        record_step(case=case, version=case.version, order=1, by=people.alice, at=TWO)
    for order in (0, 5, 6):
        with pytest.raises(NoSuchStep):
            record_step(case=case, version=case.version, order=order, by=people.alice, at=TWO)


def test_step_set_aside_needs_the_reason(brought: Brought, people: People) -> None:
    case = brought("planned")
    with pytest.raises(WordsMissing):
        record_step(case=case, version=case.version, order=1, result="not_needed", by=people.alice, at=TWO)


def test_step_is_refused_before_the_plan_and_after_the_end(opened: Opened, people: People) -> None:
    case = opened()
    with pytest.raises(NotPlanned):
        record_step(case=case, version=1, order=1, by=people.alice, at=NOON)
    case = close_ineligible(case=case, version=1, reason="已销户", by=people.alice, at=NOON)
    with pytest.raises(CaseEnded):
        record_step(case=case, version=case.version, order=1, by=people.alice, at=NOON)


def test_handled_is_refused_when_steps_are_open(brought: Brought, people: People) -> None:
    case = brought("fixing")
    case = record_step(case=case, version=case.version, order=2, by=people.alice, at=TWO)
    with pytest.raises(StepsOpen, match="1、3、4"):
        mark_handled(case=case, version=case.version, by=people.alice, at=TWO)


def test_handled_is_not_recovered(brought: Brought) -> None:
    case = stored(brought("verifying"))
    assert case.is_open
    assert case.handled_at is not None
    assert (case.state, case.next_kind, case.outcome) == ("verifying", "verify", "")


def test_resumed_case_says_what_is_done_now(brought: Brought, people: People) -> None:
    case, due = brought("verifying"), TWO + 9 * HOUR
    case = resume_fixing(
        case=case, version=case.version, what="再查第二笔", due_at=due, by=people.alice, at=TWO + 3 * HOUR
    )
    assert (case.state, case.next_action, case.next_due_at) == ("fixing", "再查第二笔", due)
    assert case.handled_at is None


def test_resume_is_refused_when_due_in_the_past_or_not_handled(brought: Brought, people: People) -> None:
    case = brought("fixing")
    with pytest.raises(DuePassed):
        resume_fixing(case=case, version=case.version, what="再查", due_at=NOON, by=people.alice, at=TWO)
    with pytest.raises(MoveRefused):
        resume_fixing(
            case=case, version=case.version, what="再查", due_at=TWO + HOUR, by=people.alice, at=TWO
        )
