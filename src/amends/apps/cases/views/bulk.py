# SPDX-License-Identifier: Apache-2.0
"""One verb on the picked rows of the list: first what it would do, then what it did."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from amends.apps.cases.actions.bulk import (
    PARTS,
    VERBS,
    Given,
    IncidentUnknown,
    LoweringUnsaid,
    NobodyNamed,
    Outcome,
    Picked,
    do_to_many,
    preview,
)
from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.models import Case
from amends.apps.cases.models.desk_words import PRIORITIES
from amends.apps.cases.queries.desk_keys import people_named
from amends.apps.cases.queries.macros import macros
from amends.apps.cases.queries.one import case_numbered
from amends.apps.cases.rules.desk import chosen
from amends.apps.cases.rules.seen import seen_version
from amends.apps.cases.views.tables import list_url
from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right


@require_POST
@needs(Right.WORK_CASES)
def bulk(request: HttpRequest) -> HttpResponse:
    """Show of each case what the verb would do; once that is confirmed do it, and say what came of it. What is to be
    mended is shown again as it was picked and written."""
    who, data = person(request), request.POST
    context: dict[str, object] = {"back_url": _back(data), "verb": VERBS.get(data.get("verb", ""))}
    if data.get("step") == "change":
        return render(request, "cases/bulk.html", context | _again(data, who) | {"again": True})
    try:
        context |= _done(data, who) if data.get("step") == "do" else _shown(data, who)
    except LoweringUnsaid as refusal:
        context |= _shown(data, who) | {"refusal": str(refusal)}
    except CaseRefused as refusal:
        context |= _again(data, who) | {"refusal": str(refusal), "again": True}
    return render(request, "cases/bulk.html", context, status=422 if "refusal" in context else 200)


def _asked(data: QueryDict, who: User) -> dict[str, Any]:
    """What the verbs take. Raises as `given_in`."""
    verb, picked = data.get("verb", ""), list(picked_in(data))
    return {"verb": verb, "picked": picked, "given": given_in(data, who), "by": who, "at": timezone.now()}


def _done(data: QueryDict, who: User) -> dict[str, object]:
    return {"outcomes": do_to_many(**_asked(data, who))}


def _shown(data: QueryDict, who: User) -> dict[str, object]:
    outcomes = preview(**_asked(data, who))
    told: list[Outcome] = [each for each in outcomes if not each.refused]
    return {
        **_again(data, who),
        "would": told,
        "left_out": [each for each in outcomes if each.refused],
        "lowered": [each for each in told if each.lowers],
    }


def _back(data: QueryDict) -> str:
    """The list as it stood, page and all."""
    back = data.get("back", "")
    return back if back.startswith("?") else list_url(chosen(data))


def _again(data: QueryDict, who: User) -> dict[str, object]:
    """What the form stands there with again."""
    return {
        **bulk_context(who, _back(data)),
        "typed": {name: data.get(name, "") for name in ("verb", *PARTS, "risk", "lowering")},
        "picked": list(dict.fromkeys(data.getlist("picked"))),
        "seen": data.get("seen", ""),
    }


def bulk_context(who: User, back: str) -> dict[str, object]:
    """What the form for many cases offers; `back` is the address of the list it stands under."""
    return {
        "verbs": [(code, verb) for code, verb in VERBS.items() if who.may(verb.right)],
        "priorities": PRIORITIES.items(),
        "macros": macros().macros.values(),
        "may_pick": True,
        "back": back,
    }


def picked_in(data: QueryDict) -> Iterator[Picked]:
    """The picked cases, each on the version that the list showed (0, which none has, where it showed none)."""
    pairs = (each.partition(":") for each in data.get("seen", "").split())
    seen = {number: seen_version(version) for number, _colon, version in pairs}
    yield from (Picked(number, seen.get(number, 0)) for number in dict.fromkeys(data.getlist("picked")))


def given_in(data: QueryDict, who: User) -> Given:
    """What was filled in. Raises `NobodyNamed` and `IncidentUnknown` where the verb needs whom or what nobody knows."""
    verb = VERBS.get(data.get("verb", ""))
    needs = verb.needs if verb else ()
    priority = data.get("priority", "")
    return Given(
        words=data.get("words", "").strip(),
        to=_colleague(data.get("to", "").strip(), who) if "to" in needs else None,
        priority=priority if priority in set(map(str, PRIORITIES)) else "",
        incident=_incident(data.get("incident", "").strip().upper(), who) if "incident" in needs else None,
        macro=data.get("macro", ""),
        risk=data.get("risk", "").strip(),
        lowering=data.get("lowering", "").strip(),
    )


def _colleague(name: str, who: User) -> User | None:
    if not name:
        return None
    named = people_named(who, name)
    if len(named) != 1:
        raise NobodyNamed(name, found=len(named))
    return User.objects.select_related("unit").get(pk=named[0])


def _incident(number: str, who: User) -> Case | None:
    if not number:
        return None
    incident = case_numbered(number, who.scope)
    if incident is None:
        raise IncidentUnknown(number=number)
    return incident
