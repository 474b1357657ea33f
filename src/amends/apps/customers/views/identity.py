# SPDX-License-Identifier: Apache-2.0
"""Looking at a name or number in full: by POST, with a reason, shown once, kept by no cache."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.customers.actions.identity import NothingSealed, ReasonMissing, unmask
from amends.apps.customers.forms.contact import LookForm
from amends.apps.customers.models.words import LOOK_FIELDS
from amends.apps.customers.rules.sealing import SealBroken
from amends.apps.customers.views.shared import asked_by_htmx, customer_or_404


@require_POST
@needs(Right.UNMASK)
@never_cache
def look(request: HttpRequest, code: str, field: str) -> HttpResponse:
    """Without a reason: ask for one. With one: log it and show the whole value."""
    customer = customer_or_404(code, person(request))
    form = LookForm(request.POST if "reason" in request.POST else None)
    context: dict[str, object] = {"customer": customer, "field": field, "form": form}
    if form.is_valid():
        given = {"field": field, "by": person(request), "at": timezone.now(), **form.cleaned_data}
        try:
            context["clear"] = unmask(customer=customer, **given)
        except (ReasonMissing, NothingSealed) as error:
            form.add_error(None, str(error))
        except SealBroken:
            form.add_error(None, _("系统密钥已更换，这一项无法打开，请联系系统管理员"))
    part = "customers/_look.html"
    context |= {"title": LOOK_FIELDS.get(field, field), "part": part}
    return render(request, part if asked_by_htmx(request) else "customers/look.html", context)
