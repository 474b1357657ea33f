# SPDX-License-Identifier: Apache-2.0
"""What we have promised to everybody, and calling on it for one customer with one press."""

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.models import ROLES
from amends.apps.core.rules.roles import Right
from amends.apps.customers.queries.profile import customer_by_code
from amends.apps.promises.actions.change import PromiseRefused
from amends.apps.promises.actions.commitments import call_on
from amends.apps.promises.forms import CallOnForm
from amends.apps.promises.models import CHANNELS
from amends.apps.promises.queries.commitments import commitment_by_code, commitments
from amends.apps.promises.rules.commitments import Commitment
from amends.apps.promises.rules.spans import Span
from amends.apps.promises.rules.terms import Channel
from amends.apps.promises.views.tables import address


@require_GET
@needs(Right.SEE_CUSTOMERS)
def listed(request: HttpRequest) -> HttpResponse:
    """All standing commitments; with `?customer=`, each with the press that makes it a promise to them."""
    user, code = person(request), request.GET.get("customer", "")
    customer = customer_by_code(code, user.scope) if code else None
    context = {
        "rows": [(each, _facts(each)) for each in commitments()],
        "customer": customer,
        "may_make": customer is not None and user.may(Right.MAKE_PROMISES),
        "key": secrets.token_urlsafe(16),
        "channels": CHANNELS.items(),
        "bought": request.GET.get("bought", ""),
    }
    return render(request, "promises/commitments.html", context)


def _facts(each: Commitment) -> list[tuple[str, object]]:
    hours = ngettext("%(hours)s 小时", "%(hours)s 小时", each.due_hours) % {"hours": each.due_hours}
    return [
        (_("谁可以要求"), each.eligible),
        (_("什么时候开始算"), each.trigger),
        (_("多久做到"), hours),
        (_("从购买起多久以内"), span_words(each.span)),
        (_("法定底线"), floor_words(each)),
        (_("在哪里有效"), each.scope),
        (_("由谁兑现"), ROLES[each.keeper_role]),
        (_("配合部门"), each.enabler),
        (_("凭证"), each.proof),
        (_("依据"), each.basis),
        (_("编号"), each.code),
    ]


def span_words(span: Span | None) -> str:
    """«30 天», «1 年»."""
    if span is None:
        return ""
    years = ngettext("%(n)s 年", "%(n)s 年", span.years) % {"n": span.years} if span.years else ""
    days = ngettext("%(n)s 天", "%(n)s 天", span.days) % {"n": span.days} if span.days else ""
    return f"{years} {days}".strip()


def floor_words(each: Commitment) -> str:
    """What the law asks at least, and which law."""
    if each.floor is None:
        return ""
    hours = each.floor.hours
    most = ngettext("%(hours)s 小时", "%(hours)s 小时", hours) % {"hours": hours} if hours else ""
    return f"{span_words(each.floor.span)}{most} · {each.floor.basis}"


@require_POST
@needs(Right.MAKE_PROMISES)
def press(request: HttpRequest, code: str) -> HttpResponse:
    """Make a commitment a promise to one customer."""
    user, form, commitment = person(request), CallOnForm(request.POST), commitment_by_code(code)
    customer = customer_by_code(request.POST.get("customer", ""), user.scope)
    if commitment is None or customer is None or not form.is_valid():
        raise Http404
    given, at = form.cleaned_data, timezone.now()
    channel, amount, key = Channel(given["channel"]), form.fen(), f"{given['key']}:{code}"
    try:
        made = call_on(
            commitment=commitment, customer=customer, channel=channel, by=user, at=at, amount=amount, key=key,
            bought=given["bought"],
        )  # fmt: skip
    except PromiseRefused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(f"{reverse('promises:commitments')}?customer={customer.code}")
    messages.success(request, _("已登记承诺 %(number)s。") % {"number": made.number})
    return redirect(address(made))
