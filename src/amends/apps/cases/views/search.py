# SPDX-License-Identifier: Apache-2.0
"""The search page of cases: one box; nothing that was typed in any address."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from amends.apps.cases.queries.search import COUNT_CAP, Hit, SearchPage, search_page
from amends.apps.cases.views.tables import state_tag
from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.panels import search_tabs
from amends.apps.core.rules.roles import Right
from amends.apps.core.rules.sealing import SealBroken
from amends.apps.customers.actions.search import look_for, meant, token_of, typed_in
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Find cases: what is typed comes by POST and leaves the address at once; a number of one case opens it."""
    who = person(request)
    if typed := request.POST.get("q", "").strip():
        return redirect(f"{reverse('cases:search')}?{urlencode({'s': _token(typed, who)})}")
    try:
        words = typed_in(token, who) if (token := request.GET.get("s", "")) else ""
    except SealBroken:
        return redirect("cases:search")
    return _results(request, who, words) if words else render(request, "cases/search.html")


def _token(typed: str, who: User) -> str:
    """What may be a customer's number is looked up as one, and that is logged."""
    if any(each.isdecimal() for each in typed):
        return look_for(typed=typed, by=who, at=timezone.now()).token
    return token_of(typed, who)


def _results(request: HttpRequest, who: User, words: str) -> HttpResponse:
    token, after = request.GET["s"], request.GET.get("after", "")
    numbered = any(each.isdecimal() for each in words)
    customers = [each.pk for each in meant(typed=words, by=who)] if numbered else []
    page = search_page(who, words, customers=customers, after=after)
    if len(page.hits) == 1 and page.hits[0].way == "number" and not after:
        return redirect("cases:page", page.hits[0].case["number"])
    context = {
        "typed": words,
        "page": page,
        "table": hit_table(page.hits),
        "words": _count_words(page),
        "tabs": search_tabs(who, token, "cases:search"),
        "next_url": f"?{urlencode({'s': token, 'after': page.following})}" if page.following else "",
        "previous_url": f"?{urlencode({'s': token})}" if after else "",
    }
    return render(request, "cases/search.html", context)


def _count_words(page: SearchPage) -> str:
    if page.count > COUNT_CAP:
        return _("%(n)s 件以上") % {"n": COUNT_CAP}
    return _("共 %(n)s 件") % {"n": page.count}


def hit_table(hits: list[Hit]) -> Table:
    """The cases that were found, with the words around the place."""
    columns = (
        Column(_("编号"), lead=True),
        Column(_("状态")),
        Column(_("内容"), kind="wrap"),
        Column(_("客户")),
        Column(_("开立时间")),
        Column(_("责任人"), late=True),
        Column(_("机构"), late=True),
    )
    return Table(_("找到的案件"), columns, [_row(each) for each in hits])


def _row(hit: Hit) -> Row:
    case = hit.case
    cells = (
        case["number"],
        state_tag(case["state"]),
        hit.excerpt,
        case["customer__name_shown"] or case["customer__code"],
        moment(case["opened_at"]),
        case["owner__name"],
        case["unit__name"],
    )
    return Row(cells, reverse("cases:page", args=[case["number"]]), case["number"])
