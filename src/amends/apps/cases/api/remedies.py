# SPDX-License-Identifier: Apache-2.0
"""What a customer is given: proposed, decided, given or called off, by the verbs of the page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status
from ninja.errors import HttpError

from amends.apps.cases.actions.remedies import decide_remedy, drop_remedy, give_remedy, propose_remedy
from amends.apps.cases.actions.special import note_look
from amends.apps.cases.api.access import doing_of, may_promise
from amends.apps.cases.api.answers import RemedyOut, remedy_out
from amends.apps.cases.api.bodies import RemedyIn, RemedyVerb, RemedyVerbIn
from amends.apps.cases.api.refusals import answering
from amends.apps.cases.models import Remedy
from amends.apps.cases.queries.remedies import remedy_in
from amends.apps.core.api import conditional, etag, idempotent, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right

router = Router(tags=["cases"])
About = dict[str, Any]


@router.post("/{number}/remedies", response={201: RemedyOut}, summary="Propose a remedy")
@idempotent(may_promise)
@conditional
def remedy(
    request: HttpRequest, number: str, body: RemedyIn, response: HttpResponse
) -> Status[dict[str, object]]:
    """Approved and promised within the caller's authority; beyond it, it waits for somebody above."""
    person(request, Right.MAKE_PROMISES)
    doing = doing_of(request, number)
    with answering(doing["case"]):
        proposed = propose_remedy(**doing, offer=body.offer())
    return Status(201, _told(proposed, doing["by"], response))


@router.post("/{number}/remedies/{remedy}", response=RemedyOut, summary="Decide, give or call off a remedy")
@idempotent(may_promise)
@conditional
def settle(
    request: HttpRequest, number: str, remedy: int, body: RemedyVerbIn, response: HttpResponse
) -> dict[str, object]:
    """409 where it was settled already, 422 with a sentence for any other refusal. `If-Match` is about the case."""
    person(request, Right.MAKE_PROMISES)
    doing = doing_of(request, number)
    found = remedy_in(doing["case"], doing["by"].scope, remedy)
    if found is None:
        raise HttpError(404, "no such remedy")
    with answering(doing["case"]):
        about = {"remedy": found, "version": doing["version"], "by": doing["by"], "at": doing["at"]}
        settled = _VERBS[body.verb](about, body)
    return _told(settled, doing["by"], response)


def _told(remedy: Remedy, user: User, response: HttpResponse) -> dict[str, object]:
    note_look(remedy.case, user, timezone.now())
    response["ETag"] = etag(remedy.case.version)
    return remedy_out(remedy)


_VERBS: dict[RemedyVerb, Callable[[About, RemedyVerbIn], Remedy]] = {
    RemedyVerb.APPROVE: lambda about, body: decide_remedy(**about, approve=True, words=body.words),
    RemedyVerb.REFUSE: lambda about, body: decide_remedy(**about, approve=False, words=body.words),
    RemedyVerb.GIVE: lambda about, body: give_remedy(**about, proof=body.proof, given_at=body.given_at),
    RemedyVerb.DROP: lambda about, body: drop_remedy(**about, words=body.words),
}
