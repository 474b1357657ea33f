# SPDX-License-Identifier: Apache-2.0
"""What somebody types is stored without personal data, whichever verb stores it: nothing is hidden only when shown."""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from amends.apps.cases import actions
from amends.apps.cases.actions import (
    appealing,
    closing,
    contacting,
    crisis,
    ending,
    exceptions,
    following_up,
    governance,
    handling,
    improvements,
    intake,
    intake_joining,
    joining,
    milestones,
    opening,
    ownership,
    pausing,
    remedies,
    reviews,
    special,
    steps,
    together,
    visits,
)
from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.models import Case, Draft, Remedy, Reply, Task
from amends.apps.cases.models.desk_words import RemedyKind, Special, TaskKind
from amends.apps.cases.models.governance_words import ImprovementState
from amends.apps.cases.queries.governance_content import rows
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.queries.standing import content_choices
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.cases.rules.fields import FieldKind, field_of, fields_of
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import DAY, HOUR, TWO, UNHAPPY, Brought, Opened, make_customer, stored
from tests.apps.cases.course import AT, LATER, UNSOLVED, answered, complaint, handled, records
from tests.apps.cases.test_callbacks import TUESDAY_3PM
from tests.apps.cases.test_clocks import complain
from tests.people import NOON, PASSWORD, People

pytestmark = pytest.mark.django_db
WHY = "a test looks"
SECRETS = ("110101199003074258", "6222021234567894", "Ab345678", "13800001215")
TYPED = "证件 110101199003074258，卡号 6222021234567894，服务密码是 Ab345678，电话 13800001215"
WHOLE = frozenset({(Reply, "text")})  # what left to the customer, word by word with its digest
SEALED = frozenset({(Draft, "values")})  # nobody's but the writer's, and gone when it is sent


@pytest.fixture
def desk(people: People, customer: Customer, opened: Opened, brought: Brought) -> "Desk":
    """What the stories work with."""
    return Desk(people, customer, opened, brought)


class Desk:
    """The people, and verbs done in their names with `TYPED` wherever words go."""

    def __init__(self, people: People, customer: Customer, opened: Opened, brought: Brought) -> None:
        self.people, self.customer, self.opened, self.brought = people, customer, opened, brought

    def do(self, verb: Callable[..., Any], case: Case, *, by: User | None = None, **given: Any) -> Any:
        """A verb on a case as it stands now, Alice's at two in the afternoon where nothing else is said."""
        given.setdefault("at", TWO)
        if "version" in inspect.signature(verb).parameters:
            given["version"] = stored(case).version
        if "case" in inspect.signature(verb).parameters:
            given["case"] = stored(case)
        return verb(by=by or self.people.alice, **given)

    def user(self, name: str, role: Role) -> User:
        """Somebody else of the province."""
        unit = self.people.province
        return add_user(username=name, name=name, role=role, unit=unit, password=PASSWORD, by=None, at=NOON)


def told(*verbs: Callable[..., Any]) -> Callable[[Callable[[Desk], None]], Callable[[Desk], None]]:
    """A story in which these verbs store what was typed."""

    def mark(story: Callable[[Desk], None]) -> Callable[[Desk], None]:
        STORIES.extend([story] if story not in STORIES else [])
        COVERED.update(verbs)
        return story

    return mark


STORIES: list[Callable[[Desk], None]] = []
COVERED: set[Callable[..., Any]] = set()


@told(ownership.hand_over, ownership.decline, ownership.offer, ownership.set_next_action)
def hands(desk: Desk) -> None:
    case = complain(desk.people, desk.customer)
    bob = desk.people.bob
    desk.do(ownership.hand_over, case, to=bob, reason=TYPED, risk=TYPED)
    desk.do(ownership.decline, case, by=bob, reason=TYPED)
    desk.do(ownership.offer, case, queue=Role.TEAM_LEADER, reason=TYPED, risk=TYPED)
    desk.do(ownership.set_next_action, case, text=TYPED, owner=bob, due_at=TWO + HOUR)


@told(handling.confirm_facts, handling.make_plan, contacting.record_contact, handling.record_step)
@told(closing.verify, handling.resume_fixing, closing.ask_sign_off)
def playbook(desk: Desk) -> None:
    case, reached = desk.opened(), contacting.ContactMade(ResultCode.REACHED, note=TYPED)
    desk.do(handling.confirm_facts, case, findings=TYPED)
    desk.do(handling.make_plan, case, plan=TYPED)
    desk.do(contacting.record_contact, case, made=reached)
    for order in (1, 2, 3, 4):
        result = "done" if order < 3 else "not_needed"
        desk.do(handling.record_step, case, order=order, result=result, note=TYPED)
    desk.do(handling.mark_handled, case)
    made = contacting.ContactMade(ResultCode.REACHED, note=TYPED)
    for _twice in range(2):
        desk.do(closing.verify, case, answers=UNHAPPY, made=made, told_result=True, at=TWO + DAY)
    desk.do(handling.resume_fixing, case, what=TYPED, due_at=TWO + 2 * DAY, at=TWO + DAY)
    desk.do(handling.mark_handled, case, at=TWO + DAY)
    bob, at = desk.people.bob, TWO + 2 * DAY
    desk.do(closing.verify, case, answers=UNHAPPY, made=made, told_result=True, at=at)
    desk.do(closing.ask_sign_off, case, reason=TYPED, outer_channel_told=True, signer=bob, at=at)


@told(closing.close_refused, opening.reopen_case, closing.close_ineligible)
def ends(desk: Desk) -> None:
    case = desk.brought("contacting")
    desk.do(contacting.record_contact, case, made=contacting.ContactMade(ResultCode.REFUSED), at=TWO + DAY)
    desk.do(closing.close_refused, case, note=TYPED, at=TWO + DAY)
    desk.do(opening.reopen_case, case, reason=TYPED, at=TWO + 2 * DAY)
    desk.do(closing.close_ineligible, case, reason=TYPED, at=TWO + 2 * DAY)


@told(closing.close_unreachable)
def nobody_there(desk: Desk) -> None:
    case, made = desk.brought("planned"), contacting.ContactMade(ResultCode.NO_ANSWER)
    for days in range(3):
        desk.do(contacting.record_contact, case, made=made, at=TWO + days * DAY)
    desk.do(closing.close_unreachable, case, note=TYPED, at=TWO + 3 * DAY)


@told(steps.do_step, steps.skip_step)
def course(desk: Desk) -> None:
    case, words = complaint(desk.people, desk.customer), {FieldKind.TEXT, FieldKind.WORDS}
    due = (AT + 5 * HOUR).isoformat()
    measure = {"text": TYPED, "owner": desk.people.alice.pk, "due_at": due}
    more: dict[str, dict[str, Any]] = {"act": {"action_items": [measure]}, "judge": {"need_agreed": True}}
    for code, usual in records(desk.people).items():
        if code == "review":
            continue
        step = case.procedure.handling.step(code)
        typed = {each.code: TYPED for each in fields_of(code, step.record) if each.kind in words}
        fits = {name: text[: field_of(name).most] for name, text in typed.items()}
        record = {**fits, **{name: said for name, said in usual.items() if name not in fits}}
        record |= more.get(code, {})
        desk.do(steps.do_step, case, code=code, record=record, despite=TYPED, at=AT)
    again = complaint(desk.people, make_customer(desk.people, "C-2"))
    desk.do(steps.skip_step, again, code="judge", reason=TYPED, at=AT)


@told(closing.verify, ending.review_cause)
def last_words(desk: Desk) -> None:
    case = handled(complaint(desk.people, desk.customer), desk.people)
    answered(case, desk.people, UNSOLVED | {"C10": TYPED})
    review: dict[str, object] = {**records(desk.people)["review"], "root_cause": TYPED}
    review |= {"yardstick": TYPED, "demand": TYPED[:40], "policy": TYPED[:40], "outlet": TYPED[:30]}
    causes = content_choices(case.procedure.handling)["cause"]
    for cause in causes:
        try:
            desk.do(steps.do_step, case, code="review", record=review | {"cause": cause}, at=LATER + DAY)
        except CaseRefused:
            continue
        if task := Task.objects.unscoped(WHY).filter(case=case, kind="second_review", done_at=None).first():
            by = task.owner
            desk.do(ending.review_cause, case, by=by, agrees=False, words=TYPED, at=LATER + DAY)
            break
    else:
        raise AssertionError("no cause asks for a second review")


@told(ending.withdraw, together.add_note)
def withdrawn(desk: Desk) -> None:
    case = complaint(desk.people, desk.customer)
    desk.do(contacting.record_contact, case, made=contacting.ContactMade(ResultCode.REACHED), at=AT)
    desk.do(together.add_note, case, text=TYPED)
    desk.do(ending.withdraw, case, words="不用办了 " + TYPED, freely=True, at=AT + HOUR)


@told(pausing.pause, pausing.set_priority, pausing.urge, pausing.supervise, milestones.reach_milestone)
def clocks(desk: Desk) -> None:
    case, bob = complain(desk.people, desk.customer), desk.people.bob
    desk.do(pausing.set_priority, case, priority="p2", reason=TYPED)
    desk.do(pausing.pause, case, reason="customer_material", until=TWO + DAY, note=TYPED)
    desk.do(pausing.urge, case, reason=TYPED)
    pausing.urge(case=stored(case), reason=TYPED, by=None, at=TWO)
    desk.do(pausing.supervise, case, by=bob, reason=TYPED)
    paid = milestones.Milestone.ARREARS_PAID
    desk.do(milestones.reach_milestone, case, what=paid, words=TYPED)


@told(appealing.feed_back)
def appeal(desk: Desk) -> None:
    word = {"customer": desk.customer, "channel": "CH-MIIT", "story": TYPED + "，要求退费"}
    case = intake.receive(**word, by=desk.people.alice, at=NOON)  # type: ignore[arg-type]
    desk.do(appealing.feed_back, case, words=TYPED, reference=TYPED)


@told(intake.receive, intake_joining.join_case, joining.merge, joining.unmerge)
def received(desk: Desk) -> None:
    leaf = next(iter(taxonomy().leaves))
    word = {"channel": "CH-HOTLINE", "story": TYPED + "，要求退费", "title": TYPED, "taxonomy": leaf}
    facts = dict.fromkeys(("who", "what", "when", "where", "why", "how", "how_much"), TYPED)
    columns = {"desired_outcome": TYPED, "outlet": TYPED[:23]}  # forty letters at most
    by, cases = desk.people.alice, []
    for hours in (0, 1):
        at, given = NOON + hours * HOUR, {"facts": facts, "columns": columns, **word}
        cases.append(intake.receive(customer=desk.customer, by=by, at=at, **given))  # type: ignore[arg-type]
    intake_joining.join_case(case=cases[0], story=TYPED, channel="CH-HOTLINE", by=by, at=TWO)
    desk.do(joining.merge, cases[1], into=cases[0], reason=TYPED)
    desk.do(joining.unmerge, cases[1], reason=TYPED)


def offer(amount: int = 500) -> remedies.Offer:
    three = dict.fromkeys(("customer", "company", "others"), TYPED)
    return remedies.Offer(RemedyKind.GOODWILL, TYPED, amount, TYPED, NOON + 5 * DAY, interests=three)


@told(remedies.propose_remedy, remedies.decide_remedy, remedies.give_remedy, remedies.drop_remedy)
def money(desk: Desk) -> None:
    case, bob = desk.opened(), desk.people.bob
    given = desk.do(remedies.propose_remedy, case, offer=offer())
    desk.do(remedies.give_remedy, case, remedy=given, proof=TYPED)
    dropped = desk.do(remedies.propose_remedy, case, offer=offer())
    desk.do(remedies.drop_remedy, case, remedy=dropped, words=TYPED)
    for approve in (False, True):
        waits: Remedy = desk.do(remedies.propose_remedy, case, offer=offer(9_000))
        assert waits.state == "waiting"
        desk.do(remedies.decide_remedy, case, by=bob, remedy=waits, approve=approve, words=TYPED)


@told(visits.agree_visit, visits.move_visit, visits.arrive, visits.call_off_visit, following_up.finish_task)
def on_site(desk: Desk) -> None:
    case = complain(desk.people, desk.customer)
    for end in (visits.arrive, visits.call_off_visit):
        at, day = NOON, TUESDAY_3PM if end is visits.arrive else TUESDAY_3PM + DAY
        desk.do(visits.agree_visit, case, visit_at=day.replace(hour=4), purpose=TYPED, wish=TYPED, at=at)
        task = Task.objects.unscoped(WHY).get(case=case, kind="visit", done_at=None)
        desk.do(visits.move_visit, case, task=task, visit_at=day + timedelta(days=1), told=TYPED, at=at)
        words: dict[str, Any] = {"result": TYPED} if end is visits.arrive else {"words": TYPED}
        desk.do(end, case, task=task, at=day + DAY, **words)
    reminder = Task.objects.unscoped(WHY).create(
        case=case, kind=TaskKind.PROGRESS, owner=desk.people.alice, due_at=TWO, made_at=NOON
    )
    desk.do(following_up.finish_task, case, task=reminder, result=TYPED)


@told(exceptions.request_exception, exceptions.decide_exception, exceptions.record_decision)
@told(exceptions.ask_compliance, exceptions.finish_compliance, crisis.finish_check)
def rules(desk: Desk) -> None:
    case, bob, lead = desk.opened(), desk.people.bob, desk.user("clara", Role.COMPLIANCE_LEAD)
    decision = exceptions.Decision(TYPED, TYPED, TYPED, TYPED)
    asked = exceptions.ExceptionAsked(TYPED, TYPED, TYPED)
    task = desk.do(exceptions.request_exception, case, asked=asked, approver=bob)
    desk.do(exceptions.decide_exception, case, by=bob, task=task, granted=True, decision=decision)
    desk.do(exceptions.record_decision, case, decision=decision)
    task = desk.do(exceptions.ask_compliance, case, reason=TYPED)
    desk.do(exceptions.finish_compliance, case, by=lead, task=task, decision=decision)
    for check in desk.do(crisis.start_crisis, case):
        desk.do(crisis.finish_check, case, by=bob, task=check, result=TYPED)


@told(special.flag_special, special.lift_special, special.note_restricted, reviews.finish_review)
def special_person(desk: Desk) -> None:
    case, lead = desk.opened(), desk.user("clara", Role.COMPLIANCE_LEAD)
    desk.do(special.flag_special, case, kind=Special.LAWYER, reason=TYPED)
    desk.do(special.note_restricted, case, text=TYPED)
    review = Task.objects.unscoped(WHY).get(case=case, kind="legal_review")
    desk.do(reviews.finish_review, case, by=review.owner or lead, task=review, agreed=False, words=TYPED)
    desk.do(special.lift_special, case, by=desk.people.bob, reason=TYPED)


@told(governance.assess_programme, governance.review_oneself, governance.note_churn)
@told(improvements.open_improvement, improvements.change_improvement, improvements.close_improvement)
def leading(desk: Desk) -> None:
    case, bob = desk.opened(), desk.people.bob
    marks = dict.fromkeys((str(row["code"]) for row in rows("programme_elements")), 4)
    notes = dict.fromkeys(marks, TYPED)
    governance.assess_programme(unit=desk.people.east, marks=marks, notes=notes, by=bob, at=NOON)
    goals = dict.fromkeys((str(row["code"]) for row in rows("role_goals")), 4)
    governance.review_oneself(marks=goals, next_goal=TYPED, by=bob, at=NOON)
    desk.do(governance.note_churn, case, reason="prefers_rival", words=TYPED)
    plan = improvements.Plan(TYPED, ["operations"], bob, NOON.date() + DAY)
    row = improvements.open_improvement(plan=plan, unit=case.unit, cases=[case], by=bob, at=NOON)
    begun = ImprovementState.DOING if hasattr(ImprovementState, "DOING") else ImprovementState.OPEN
    row = improvements.change_improvement(
        improvement=row, version=row.version, plan=plan, state=begun, by=bob, at=NOON
    )
    improvements.close_improvement(
        improvement=row, version=row.version, done=True, effect=TYPED, told=TYPED, by=bob, at=NOON
    )


def leaks() -> list[str]:
    """The columns of the area that hold something in clear that was hidden nowhere."""
    tables = apps.get_app_config("cases").get_models()
    return [f"{table.__name__}.{name}: {text[:80]}" for table in tables for name, text in _texts(table)]


def _texts(table: type[models.Model]) -> Iterator[tuple[str, str]]:
    kinds = (models.CharField, models.TextField, models.JSONField)
    names = [each.name for each in table._meta.concrete_fields if isinstance(each, kinds)]
    for row in table._base_manager.values(*names) if names else ():
        for name, value in row.items():
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            if (table, name) not in WHOLE | SEALED and any(each in text for each in SECRETS):
                yield name, text


@pytest.mark.parametrize("story", STORIES, ids=lambda each: each.__name__)
def test_no_column_of_a_case_holds_personal_data_in_clear(story: Callable[[Desk], None], desk: Desk) -> None:
    story(desk)
    assert leaks() == []


def test_leak_would_be_found(desk: Desk) -> None:
    case = desk.opened()
    Case.objects.unscoped(WHY).filter(pk=case.pk).update(plan=TYPED)
    assert [each.partition(":")[0] for each in leaks()] == ["Case.plan"]


# What somebody types goes in by these names, or within one of these.
_WORDS = frozenset(
    {
        "words",
        "reason",
        "risk",
        "note",
        "text",
        "what",
        "result",
        "proof",
        "findings",
        "plan",
        "told",
        "effect",
    }
    | {
        "wish",
        "purpose",
        "despite",
        "story",
        "title",
        "next_goal",
        "notes",
        "record",
        "answers",
        "made",
        "offer",
    }
    | {"asked", "decision", "facts", "columns", "reference"}
)
_OTHERS = frozenset(
    {"correct_intake", "receive_word"}  # hide as the intake does
    | {
        "start",
        "answer",
        "take",
        "put_away",
    }  # of the assistant: sealed with the asker's drafts, then a verb with a story
    | {"follow_gap"}  # its title is the campaign's name
    | {"ask_reply_review", "send_reply"}  # keep what the customer gets, word by word
    | {"keep_words_of", "open_case", "keep_time", "end_where_carried"}  # get what verbs have hidden
)


def _verbs() -> Iterator[Callable[..., Any]]:
    for found in pkgutil.walk_packages(actions.__path__, f"{actions.__name__}."):
        module = importlib.import_module(found.name)
        for name, verb in vars(module).items():
            if inspect.isfunction(verb) and verb.__module__ == found.name and not name.startswith("_"):
                yield verb


def test_every_verb_that_takes_words_has_a_story() -> None:
    typed = {
        verb
        for verb in _verbs()
        if {"by", "at"} <= (names := inspect.signature(verb).parameters.keys()) and names & _WORDS
    }
    untold = sorted(each.__name__ for each in typed - COVERED if each.__name__ not in _OTHERS)
    assert untold == []
