# SPDX-License-Identifier: Apache-2.0
"""One verb on the picked rows of the list."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from amends.apps.cases.actions.bulk import VERBS, Given, Picked, do_to_many
from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.models.desk_words import PRIORITIES
from amends.apps.cases.queries.desk_keys import people_named
from amends.apps.cases.queries.one import case_numbered
from amends.apps.cases.rules.desk import chosen
from amends.apps.cases.views.tables import list_url
from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right


@require_POST
@needs(Right.WORK_CASES)
def bulk(request: HttpRequest) -> HttpResponse:
    """Do it, and say of each case what came of it."""
    who, data = person(request), request.POST
    context: dict[str, object] = {"back_url": list_url(chosen(data)), "verb": VERBS.get(data.get("verb", ""))}
    try:
        context["outcomes"] = do_to_many(
            verb=data.get("verb", ""),
            picked=list(picked_in(data)),
            given=given_in(data, who),
            by=who,
            at=timezone.now(),
        )
    except CaseRefused as refusal:
        context["refusal"] = str(refusal)
    return render(request, "cases/bulk.html", context, status=422 if "refusal" in context else 200)


def picked_in(data: QueryDict) -> Iterator[Picked]:
    """The picked cases, each on the version that the list showed (0, which none has, where it showed none)."""
    pairs = (each.partition(":") for each in data.get("seen", "").split())
    seen = {number: int(version) for number, _colon, version in pairs if version.isdecimal()}
    yield from (Picked(number, seen.get(number, 0)) for number in dict.fromkeys(data.getlist("picked")))


def given_in(data: QueryDict, who: User) -> Given:
    """What was filled in; somebody who is not known for certain is nobody."""
    named = people_named(who, data.get("to", "").strip()) if data.get("to", "").strip() else []
    number = data.get("incident", "").strip().upper()
    priority = data.get("priority", "")
    return Given(
        words=data.get("words", "").strip(),
        to=User.objects.select_related("unit").get(pk=named[0]) if len(named) == 1 else None,
        priority=priority if priority in set(map(str, PRIORITIES)) else "",
        incident=case_numbered(number, who.scope) if number else None,
        macro=data.get("macro", ""),
        risk=data.get("risk", "").strip(),
    )
