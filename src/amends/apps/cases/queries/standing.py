# SPDX-License-Identifier: Apache-2.0
"""Where a case stands on the twelve steps: what is known of it, what is settled, and what the gates look at."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache

from django.db.models import Max, QuerySet
from django.utils.translation import gettext

from amends.apps.cases.models import Case, Intake, Link, Remedy, Step, Task, Transition, Verification
from amends.apps.cases.models.case import IN_SCOPE
from amends.apps.cases.models.desk_words import LinkKind, RemedyState, TaskKind
from amends.apps.cases.queries.contacts import attempts_towards
from amends.apps.cases.queries.intake import causes, taxonomy
from amends.apps.cases.queries.limits import clocks_of
from amends.apps.cases.queries.policy import playbook, rules_for
from amends.apps.cases.queries.registry import registry
from amends.apps.cases.queries.rooting import roots
from amends.apps.cases.rules.clocks import Clock, ClockKind
from amends.apps.cases.rules.contact import Attempt, ResultCode, refused, used_up
from amends.apps.cases.rules.course import REVIEW, is_major, step_now
from amends.apps.cases.rules.fields import CASE_COLUMNS, INTAKE_COLUMNS
from amends.apps.cases.rules.gates import Standing
from amends.apps.cases.rules.handling import Handling
from amends.apps.cases.rules.next_action import Course, OpenMeasure
from amends.apps.cases.rules.procedure import read_procedure
from amends.apps.cases.rules.registry import ChannelUnknown
from amends.apps.cases.rules.states import CaseState
from amends.apps.cases.rules.taxonomy import LeafUnknown
from amends.apps.cases.rules.wording import Term, jargon, read_terms
from amends.kernel.recovery_class import RecoveryClass
from amends.packs import load_rows

Facts = Mapping[str, object]
_LAW = frozenset({ClockKind.STATUTORY, ClockKind.REGULATOR})


def intake_of(case: Case) -> Intake:
    """What the customer told us. One query. Raises `Intake.DoesNotExist` on a case that we found ourselves."""
    return Intake.objects.unscoped(IN_SCOPE).get(case=case)


def known_facts(case: Case, intake: Intake) -> dict[str, object]:
    """All that is known, by the code of its field; blanks are left out."""
    known = dict(intake.facts)
    known |= {code: getattr(case, column) for code, column in CASE_COLUMNS.items()}
    known |= {code: getattr(intake, column) for code, column in INTAKE_COLUMNS.items()}
    return {code: value for code, value in known.items() if value not in (None, "", [])}


def settled_codes(handling: Handling, orders: Collection[int]) -> frozenset[str]:
    """Steps by code, of their places in the order."""
    return frozenset(step.code for step in handling.steps if step.order in orders)


def settled_orders(case: Case) -> frozenset[int]:
    """The steps of this round that are done or set aside, by their place in the order. One query."""
    steps = Step.objects.unscoped(IN_SCOPE).filter(case=case, round=case.reopened)
    return frozenset(steps.values_list("order", flat=True))


def recorded_codes(case: Case) -> frozenset[str]:
    """The steps of this round that were done, not set aside. One query."""
    steps = Step.objects.unscoped(IN_SCOPE).filter(case=case, round=case.reopened, result="done")
    return settled_codes(case.procedure.handling, set(steps.values_list("order", flat=True)))


def standing_of(case: Case, facts: Facts, settled: Collection[str], *, at: datetime) -> Standing:
    """What the gates look at. Seven queries; each gate needs some of it."""
    found = [each for each in clocks_of(case, at=at) if each.is_open]
    return Standing(
        at=at,
        settled=settled,
        jargon=tuple(
            f"{word} → {plain}" for word, plain in explained(str(facts.get("explanation_zh", ""))).items()
        ),
        statutory_due=statutory_due(found),
        measures=measures(case).count(),
        approvals=Remedy.objects.unscoped(IN_SCOPE).filter(case=case, state=RemedyState.WAITING).count(),
        progress_due=min(
            (each.due_at for each in found if each.kind is ClockKind.NEXT_PROGRESS), default=None
        ),
        told=last_word(case) is not None,
        failed=_failed(case),
        major=major(case, facts),
        repeat=is_repeat(case),
    )


def course_of(case: Case, *, at: datetime) -> Course:
    """What the next action depends on. Seven queries, one more after a wrong number; none on a case that is not stored
    yet."""
    handling = case.procedure.handling
    review = handling.step(REVIEW).name
    if case.pk is None:
        return Course(CaseState(case.state), handling.steps[0], review)
    settled, attempts = settled_codes(handling, settled_orders(case)), attempts_towards(case)
    facts, word = known_facts(case, intake_of(case)), last_word(case)
    ending = case.state == CaseState.VERIFYING
    return Course(
        state=CaseState(case.state),
        step=step_now(handling, CaseState(case.state), settled, facts),
        review=review,
        limit=case.due_at,
        progress_due=progress_due(clocks_of(case, at=at)),
        measures=[OpenMeasure(*row) for row in _open_measures(case)],
        attempts=attempts,
        answered=word.recovered if word else None,
        second_review=_second_review(case) if ending else None,
        number=number_to_fix(case, attempts),
        quiet=case.customer.do_not_contact,
    )


def number_to_fix(case: Case, attempts: Collection[Attempt]) -> OpenMeasure | None:
    """The task to put the customer's number right, where it is open. One query where a number was wrong, none else."""
    if all(each.result is not ResultCode.WRONG_NUMBER for each in attempts):
        return None
    rows = Task.objects.unscoped(IN_SCOPE).filter(case=case, kind=TaskKind.FIX_NUMBER, done_at=None)
    row = rows.values_list("text", "owner", "due_at").first()
    return OpenMeasure(*row) if row else None


def _second_review(case: Case) -> OpenMeasure | None:
    reviews = Task.objects.unscoped(IN_SCOPE).filter(
        case=case, kind=TaskKind.SECOND_REVIEW, done_at=None, cancelled=False
    )
    row = reviews.exclude(text="").values_list("text", "owner", "due_at").first()
    return OpenMeasure(*row) if row else None


def _open_measures(case: Case) -> Iterable[tuple[str, int, datetime]]:
    return measures(case).filter(done_at=None).exclude(text="").values_list("text", "owner", "due_at")


def progress_due(found: Collection[Clock]) -> datetime | None:
    """Until when the customer must hear from us."""
    running = (each.due_at for each in found if each.kind is ClockKind.NEXT_PROGRESS and each.is_open)
    return min(running, default=None)


def content_choices(handling: Handling) -> dict[str, Collection[str]]:
    """What the fields may hold whose choices are content: the pinned types, today's topics, causes and standards."""
    return {
        "handling_type": tuple(each.code for each in handling.types),
        "taxonomy_code": taxonomy().leaves.keys(),
        "cause": causes().causes.keys(),
        "standard": standards().keys(),
        "root_domain": roots().domains.keys(),
        "root_branch": roots().branches.keys(),
    }


@cache
def standards() -> Mapping[str, str]:
    """Service standards that may have been broken: code → words."""
    return {row["code"]: row["standard_zh"] for row in load_rows("service_standards")}


@cache
def proposals() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Causes that have a playbook: the cause's code, what the playbook is called, what it does in order."""
    read = [(each.code, each.playbook) for each in causes().causes.values() if each.playbook]
    found = [(code, read_procedure(playbook(RecoveryClass(name))[1])) for code, name in read]
    return tuple((code, each.name, tuple(action.text for action in each.measures)) for code, each in found)


def statutory_due(found: Collection[Clock]) -> datetime | None:
    """The earliest open limit of the law or of a regulator."""
    return min((each.due_at for each in found if each.kind in _LAW and each.is_open), default=None)


def measures(case: Case) -> QuerySet[Task]:
    """What is to be done for the customer in this round, done or not; what was given up is no measure. A re-opened
    case asks first when it was re-opened."""
    rows = Task.objects.unscoped(IN_SCOPE).filter(case=case, kind=TaskKind.MEASURE, cancelled=False)
    if case.reopened:
        starts = Transition.objects.unscoped(IN_SCOPE).filter(case=case, after=CaseState.RECEIVING)
        rows = rows.filter(made_at__gte=starts.aggregate(at=Max("at"))["at"])
    return rows.order_by("due_at", "pk")


def last_word(case: Case) -> Verification | None:
    """The customer's last answers in this round since the owner said that it is handled. One query."""
    if case.handled_at is None:
        return None
    answers = Verification.objects.unscoped(IN_SCOPE).filter(case=case, round=case.reopened)
    return answers.filter(at__gte=case.handled_at).order_by("-at", "-pk").first()


def is_repeat(case: Case) -> bool:
    """Whether the customer comes with the same matter again. One query at most."""
    links = Link.objects.unscoped(IN_SCOPE).filter(case=case, kind=LinkKind.REPEAT)
    return case.reopened > 0 or links.exists()


def major(case: Case, facts: Facts) -> bool:
    """Whether the case is a major one. One query at most."""
    return is_major(
        severity=str(facts.get("severity", "")),
        origin=case.origin,
        channel_level=channel_level(case.channel),
        red_line=red_line(str(facts.get("taxonomy_code", ""))),
        in_mass=case.parent_id is not None or case.children.unscoped(IN_SCOPE).exists(),
    )


def channel_level(code: str) -> int:
    """How high a channel stands; the lowest where the registry does not know it."""
    try:
        return registry().channel(code).level
    except ChannelUnknown:
        return 0


def channel_at_least(code: str) -> str:
    """The priority that a channel asks for at least; nothing where it asks for none."""
    try:
        return registry().rule(registry().channel(code)).at_least
    except ChannelUnknown:
        return ""


def channel_name(code: str) -> str:
    """What a channel is called; its code where the registry does not know it."""
    try:
        return gettext(registry().channel(code).name)
    except ChannelUnknown:
        return code


def red_line(leaf: str) -> bool:
    """Whether a topic is one that must never happen."""
    try:
        return bool(leaf) and taxonomy().leaf(leaf).red_line
    except LeafUnknown:
        return False


def _failed(case: Case) -> bool:
    attempts = attempts_towards(case)
    return refused(attempts) or used_up(attempts, rules_for(case))


@cache
def _terms() -> tuple[Term, ...]:
    return read_terms(load_rows("unified_wording"))


def explained(text: str) -> dict[str, str]:
    """The words of an explanation that a customer may not know → what to say in their place."""
    return jargon(text, _terms())
