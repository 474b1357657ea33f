# SPDX-License-Identifier: Apache-2.0
"""The operations on cases."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status

from amends.apps.cases.actions.contacting import record_contact
from amends.apps.cases.actions.correcting import correct_intake
from amends.apps.cases.actions.intake import receive_word
from amends.apps.cases.actions.ownership import set_next_action
from amends.apps.cases.actions.pausing import set_priority
from amends.apps.cases.actions.special import note_look
from amends.apps.cases.api.access import case_of, customer_of, doing_of, may_open, may_see
from amends.apps.cases.api.answers import CaseOut, CasePageOut, case_out, row_out
from amends.apps.cases.api.bodies import CaseIn, CasesIn, ChangesIn, ContactIn, StepIn, TransitionIn
from amends.apps.cases.api.refusals import answering
from amends.apps.cases.api.verbs import VERBS, Doing, do_or_skip, named
from amends.apps.cases.models import Case, Intake
from amends.apps.cases.models.case import IN_SCOPE
from amends.apps.cases.queries.feed import feed
from amends.apps.cases.queries.one import case_numbered
from amends.apps.cases.rules.desk import CaseFilter
from amends.apps.cases.rules.states import END_STATES
from amends.apps.core.actions.log import writing
from amends.apps.core.api import Problem, conditional, etag, idempotent, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right

router = Router(tags=["cases"])
OLDEST = timedelta(days=730)  # what reached us longer ago is no appeal any more


@router.get("", response=CasePageOut, summary="Cases, the newest first")
def listed(request: HttpRequest, filters: Query[CasesIn]) -> dict[str, object]:
    """The open cases within the caller's units; `closed`, or a state that is an end, asks for those that ended."""
    user = person(request, Right.WORK_CASES)
    wanted = {name: str(getattr(filters, name) or "") for name in ("state", "priority", "request_type")}
    cut = CaseFilter(**wanted, channel=filters.channel, topic=filters.topic, owner=filters.owner)
    page = feed(
        user,
        cut,
        closed=filters.closed or filters.state in END_STATES,
        at=timezone.now(),
        updated_since=filters.updated_since,
        after=filters.after,
        size=filters.size,
    )
    return {"items": [row_out(each) for each in page.rows], "next": page.following or None}


@router.post("", response={201: CaseOut, 200: CaseOut}, summary="Open a case of a customer's word")
@idempotent(may_open)
def create(request: HttpRequest, body: CaseIn, response: HttpResponse) -> Status[dict[str, object]]:
    """200 where the `reference` of the channel is on record already: that case is answered, none is opened. With
    `Idempotency-Key`, a repeated request is answered as the first one was."""
    user, at = person(request, Right.WORK_CASES), timezone.now()
    _refuse_time(body.received_at, at)
    customer = customer_of(body, user)
    owner = named(body.owner, "owner") if body.owner else None
    with answering():
        case = receive_word(customer=customer, word=body.word(), by=user, at=at, owner=owner)
    if case.opened_at != at:
        case = _known(case, user)
    response["Location"] = f"{request.path}/{case.number}"
    return Status(201 if case.opened_at == at else 200, _told(case, user, response))


def _refuse_time(received_at: datetime | None, at: datetime) -> None:
    if received_at and not at - OLDEST <= received_at <= at:
        raise Problem(422, "`received_at` must be in the past two years", code="received_at_impossible")


def _known(case: Case, user: User) -> Case:
    """The case that was there before, where the caller may see it."""
    found = case_numbered(case.number, user.scope)
    if found is None:
        raise Problem(409, "this reference was received by another unit", code="received_elsewhere")
    return found


@router.get("/{number}", response=CaseOut, summary="One case")
def one(request: HttpRequest, number: str, response: HttpResponse) -> dict[str, object]:
    """With its version as `ETag`; 404 where there is none that the caller may see. Who reads the case of a special
    person is put on record."""
    user = person(request, Right.WORK_CASES)
    return _told(case_of(number, user), user, response)


@router.patch("/{number}", response=CaseOut, summary="Change priority, next action, or what was taken down")
@conditional
def change(request: HttpRequest, number: str, body: ChangesIn, response: HttpResponse) -> dict[str, object]:
    """All of it or nothing, each change with its own event. 412 where the case is no longer as the caller saw it."""
    doing = doing_of(request, number)
    if body.told or body.priority or body.next_action:
        with (
            answering(doing["case"]),
            writing(by=doing["by"], at=doing["at"]),
        ):  # the end of the log is taken once, at the end
            _change(doing, body)
    return _told(case_of(number, doing["by"]), doing["by"], response)


def _change(doing: Doing, body: ChangesIn) -> None:
    if body.told:
        doing["case"] = correct_intake(
            **doing, leaf=body.taxonomy, facts=body.slots(), columns=body.columns()
        )
        doing["version"] = doing["case"].version
    if body.priority:
        doing["case"] = set_priority(**doing, priority=str(body.priority), reason=body.reason)
        doing["version"] = doing["case"].version
    if wanted := body.next_action:
        owner = named(wanted.owner, "next_action.owner")
        set_next_action(**doing, text=wanted.text, owner=owner, due_at=wanted.due_at)


@router.post("/{number}/steps", response=CaseOut, summary="Record a step, or set it aside")
@idempotent(may_see)
@conditional
def step(request: HttpRequest, number: str, body: StepIn, response: HttpResponse) -> dict[str, object]:
    """422 where a gate is closed or a field holds what it cannot hold."""
    doing = doing_of(request, number)
    with answering(doing["case"]):
        do_or_skip(doing, body)
    return _told(case_of(number, doing["by"]), doing["by"], response)


@router.post("/{number}/contacts", response={201: CaseOut}, summary="Record a contact with the customer")
@idempotent(may_see)
@conditional
def contact(
    request: HttpRequest, number: str, body: ContactIn, response: HttpResponse
) -> Status[dict[str, object]]:
    """422 where it is outside the rules of contact and nothing allows it."""
    doing = doing_of(request, number)
    with answering(doing["case"]):
        record_contact(**doing, made=body.made())
    return Status(201, _told(case_of(number, doing["by"]), doing["by"], response))


@router.post(
    "/{number}/transitions", response=CaseOut, summary="Pass on, pause, handle, verify, close, reopen"
)
@idempotent(may_see)
@conditional
def transition(
    request: HttpRequest, number: str, body: TransitionIn, response: HttpResponse
) -> dict[str, object]:
    """One verb. 409 where the case is not in a state for it, 422 with a sentence for any other refusal."""
    doing = doing_of(request, number)
    with answering(doing["case"]):
        VERBS[body.verb](doing, body)
    return _told(case_of(number, doing["by"]), doing["by"], response)


def _told(case: Case, user: User, response: HttpResponse) -> dict[str, object]:
    """The answer. Whoever is told of the case of a special person, whatever they asked, is put on record."""
    note_look(case, user, timezone.now())
    response["ETag"] = etag(case.version)
    return case_out(case, _intake(case))


def _intake(case: Case) -> Intake | None:
    """From the case that was just opened, else one query."""
    if Case.intake.is_cached(case):
        return case.intake
    return Intake.objects.unscoped(IN_SCOPE).filter(case=case).first()
