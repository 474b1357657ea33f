# SPDX-License-Identifier: Apache-2.0
"""The ledger, and the panels on the home page and on the customer's page."""

from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.queries.profile import customer_by_code
from amends.apps.promises.forms import LedgerForm
from amends.apps.promises.queries.ledger import (
    COUNTED_UP_TO,
    LedgerPage,
    counts,
    ledger_page,
    most_urgent,
    promises_of,
)
from amends.apps.promises.queries.places import Place, PlaceUnreadable, read_place
from amends.apps.promises.queries.rates import kept_rate
from amends.apps.promises.rules.rates import KeptRate
from amends.apps.promises.views.tables import ledger_table, short_table
from amends.kernel.periods import Period, month_number, month_start


@require_GET
@needs(Right.SEE_CUSTOMERS)
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger: mine, or everybody's that I look after."""
    user, at = person(request), timezone.now()
    owner = _whose(request, user)
    form = LedgerForm(request.GET)
    page = ledger_page(user.scope, form.wanted(owner), at=at, place=_place(request))
    context = {
        "form": form,
        "tabs": _tabs(owner is not None),
        "table": ledger_table(page.promises, at),
        "pager": _pager(request, page),
        "counts": counts(user.scope, at=at, owner=owner),
        "rate": _rate_metric(kept_rate(user.scope, _this_month(at), at=at, owner=owner)),
        "may_make": user.may(Right.MAKE_PROMISES),
        **_links(owner is not None),
    }
    return render(request, "promises/list.html", context)


@require_GET
@needs(Right.MAKE_PROMISES)
def home_panel(request: HttpRequest) -> HttpResponse:
    """What I promised: late first, then due today."""
    user, at = person(request), timezone.now()
    urgent = short_table(most_urgent(user, at=at), at, of_customer=False)
    context = {"table": urgent, "counts": counts(user.scope, at=at, owner=user)}
    return render_panel(request, "promises/_home_panel.html", context, title=_("我答应过的事"))


@require_GET
@needs(Right.SEE_CUSTOMERS)
def customer_panel(request: HttpRequest, code: str) -> HttpResponse:
    """What this customer was promised."""
    user, at = person(request), timezone.now()
    customer = customer_by_code(code, user.scope)
    if customer is None:
        raise Http404
    table = short_table(promises_of(customer, user.scope), at, of_customer=True)
    context = {"table": table, "customer": customer, "may_make": user.may(Right.MAKE_PROMISES)}
    return render_panel(request, "promises/_customer_panel.html", context, title=_("承诺"))


def _whose(request: HttpRequest, user: User) -> User | None:
    """Mine unless all were asked for; who makes no promises has none of their own."""
    return None if request.GET.get("whose") == "all" or not user.may(Right.MAKE_PROMISES) else user


def _place(request: HttpRequest) -> Place | None:
    try:
        return read_place(request.GET.get("from", ""))
    except PlaceUnreadable:
        raise Http404 from None


def _links(mine: bool) -> dict[str, str]:
    tab = "?whose=mine" if mine else "?whose=all"
    return {"clear_url": tab, "late_url": f"{tab}&state=late"}


def _tabs(mine: bool) -> list[dict[str, object]]:
    return [
        {"label": _("我的"), "url": "?whose=mine", "current": mine},
        {"label": _("全部"), "url": "?whose=all", "current": not mine},
    ]


def _pager(request: HttpRequest, page: LedgerPage) -> dict[str, str]:
    """The addresses of the pages on both sides, and how many there are in words."""

    def at(place: Place) -> str:
        query = request.GET.copy()
        query["from"] = place.text
        return f"?{query.urlencode()}"

    rows = page.promises
    return {
        "previous": at(Place(rows[0].due_at, rows[0].pk, before=True)) if rows and page.has_previous else "",
        "next": at(Place(rows[-1].due_at, rows[-1].pk)) if rows and page.has_next else "",
        "words": _count_words(page.count),
    }


def _rate_metric(rate: KeptRate) -> dict[str, str]:
    """The rate in words, with its base and period beside it: a rate alone says nothing."""
    last_day = rate.period.end - timedelta(days=1)
    base = _("按时 %(kept)s / 到期 %(due)s") % {"kept": rate.kept_on_time, "due": rate.due}
    return {
        "value": "—" if rate.value is None else f"{rate.value:.1%}",
        "base": base,
        "period": _("%(start)s 至 %(end)s，截至现在") % {"start": rate.period.start, "end": last_day},
    }


def _count_words(count: int) -> str:
    if count > COUNTED_UP_TO:
        return _("超过 %(count)s 条") % {"count": COUNTED_UP_TO}
    return ngettext("共 %(count)s 条", "共 %(count)s 条", count) % {"count": count}


def _this_month(at: datetime) -> Period:
    month = month_number(timezone.localtime(at).date())
    return Period(month_start(month), month_start(month + 1))
