# SPDX-License-Identifier: Apache-2.0
"""What is typed on the page of a case is kept on the server a moment later, until it is sent or not wanted."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from amends.apps.cases.actions.drafts import case_place, drop_draft, save_draft
from amends.apps.cases.models import Case
from amends.apps.cases.rules.states import HANDLING
from amends.apps.cases.views.course import LATER
from amends.apps.cases.views.page import FORMS, found
from amends.apps.cases.views.restoring import typed_in
from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right

_NAMES = frozenset({*FORMS, *LATER, "review_cause", "reply"})
_STEP = "step-"


@require_POST
@needs(Right.WORK_CASES)
def keep(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Keep what is typed into a form and say when; or forget it (`do=drop`)."""
    case, who, at = found(request, number), person(request), timezone.now()
    if not _is_kept(case, name):
        raise Http404
    place = case_place(case.number, name)
    if request.POST.get("do") == "drop":
        drop_draft(owner=who, place=place)
        return redirect("cases:page", number)
    saved = save_draft(owner=who, place=place, values=typed_in(request.POST), at=at)
    words = gettext("草稿已保存 %(at)s") % {"at": f"{timezone.localtime(at):%H:%M:%S}"} if saved else ""
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


def _is_kept(case: Case, name: str) -> bool:
    if not name.startswith(_STEP):
        return name in _NAMES
    steps = case.procedure.handling.steps if case.procedure.code == HANDLING else ()
    return name.removeprefix(_STEP) in {step.code for step in steps}
