# SPDX-License-Identifier: Apache-2.0
"""How the assistant is used, for the administrator."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.actions.assist.calling import AssistRefused
from amends.apps.core.queries.assist import faults_of_assist, use_of_assist
from amends.apps.core.rules.roles import Right

PURPOSES = {
    "summary": _("概括案件"),
    "draft": _("起草答复"),
    "advice": _("建议分类和下一步"),
    "role_play": _("扮演客户"),
}
FAULTS = {kind.code: kind.sentence for kind in AssistRefused.__subclasses__()}


@require_GET
@needs(Right.MANAGE_USERS)
def uses(request: HttpRequest) -> HttpResponse:
    """Counts of the last 30 days by purpose, whether answers are taken, and why there were none."""
    scope, at = person(request).scope, timezone.now()
    context = {
        "rows": [(PURPOSES.get(each.purpose, each.purpose), each) for each in use_of_assist(scope, at=at)],
        "faults": [(FAULTS.get(code, code), n) for code, n in faults_of_assist(scope, at=at)],
        "is_on": bool(settings.AMENDS_ASSIST_URL),
        "model": settings.AMENDS_ASSIST_MODEL,
    }
    return render(request, "core/assist.html", context)
