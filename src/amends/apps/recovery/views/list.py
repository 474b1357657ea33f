# SPDX-License-Identifier: Apache-2.0
"""The list of customers to approach, and opening cases from it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.cases.actions import CaseRefused
from amends.apps.cases.models import Case
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.customers.queries.profile import customer_by_code
from amends.apps.recovery.actions.approach import NotToBeApproached, approach
from amends.apps.recovery.forms.list import RECOVERABLE_CHOICES, FilterForm, class_chosen, filters_from
from amends.apps.recovery.models import Target
from amends.apps.recovery.queries.figures import figures_of
from amends.apps.recovery.queries.runs import causes_within, current_run
from amends.apps.recovery.queries.targets import Filters, regions_of, target_of, target_page, targets_by_key
from amends.apps.recovery.queries.waves.holding import is_held_out
from amends.apps.recovery.rules.approaching import plan_fit
from amends.apps.recovery.views.tables import STANDINGS, cause_tag, next_url, standing_tabs, target_table
from amends.kernel.recovery_class import RecoveryClass


@require_GET
@needs(Right.SEE_RECOVERY)
def target_list(request: HttpRequest) -> HttpResponse:
    """The ranked list of the current run, within the person's units."""
    run, scope = current_run(), person(request).scope
    if run is None:
        return render(request, "recovery/no_run.html")
    standing = request.GET.get("standing", "open")
    standing = standing if standing in STANDINGS else "open"
    form = FilterForm(request.GET, regions=regions_of(run, scope))
    page = target_page(
        run, scope, filters_from(form, standing), at=timezone.now(), after=request.GET.get("after", "")
    )
    context = {
        "run": run,
        "form": form,
        "page": page,
        "standing": standing,
        "table": target_table(page, standing),
    }
    links = {"tabs": standing_tabs(request.GET, standing), "next_url": next_url(request.GET, page.next_after)}
    return render(request, "recovery/list.html", {**context, **links})


@require_POST
@needs(Right.WORK_CASES)
def open_picked(request: HttpRequest) -> HttpResponse:
    """Open a case, owned by me, for each picked customer; says which could not be opened and why."""
    run, me = current_run(), person(request)
    keys = [int(key) for key in request.POST.getlist("picked") if key.isdecimal()]
    chosen = class_chosen(request.POST.get("recovery_class", ""))
    picked = targets_by_key(run, me.scope, keys) if run else []
    if len(picked) < len(keys):
        messages.warning(request, _("名单已经更新，有些客户不在新名单里了。"))
    opened = [case for target in picked if (case := _opened(request, target, chosen))]
    if len(opened) == 1:
        return redirect("cases:page", opened[0].number)
    mine = sum(case.owner_id == me.pk for case in opened)
    messages.success(
        request, _("已开 %(n)s 个案件，都在您名下。") % {"n": mine} if mine else _("没有开立新案件。")
    )
    return redirect("recovery:list")


def _opened(request: HttpRequest, target: Target, chosen: RecoveryClass | None) -> Case | None:
    """The case of one picked customer; where there is none, the person is told why."""
    try:
        return approach(target=target, by=person(request), at=timezone.now(), recovery_class=chosen)
    except NotToBeApproached as refusal:
        messages.warning(request, _("%(who)s：%(why)s") % {"who": target.customer, "why": refusal.words})
    except CaseRefused as refusal:
        messages.warning(request, _("%(who)s：%(why)s") % {"who": target.customer, "why": refusal})
    return None


@require_GET
@needs(Right.SEE_RECOVERY)
def customer_panel(request: HttpRequest, code: str) -> HttpResponse:
    """What the current run found about one customer."""
    scope, run = person(request).scope, current_run()
    customer = customer_by_code(code, scope)
    if customer is None:
        raise Http404
    target = target_of(customer, run, scope) if run else None
    figures = figures_of(customer, run) if run else {}
    context = {
        "run": run,
        "target": target,
        "customer": customer,
        "classes": RECOVERABLE_CHOICES,
        "figures": figures,
        "fit": plan_fit(figures),
        "held_out": is_held_out(customer, timezone.now()),
    }
    return render_panel(request, "recovery/_customer_panel.html", context, title=_("系统发现"))


@require_GET
@needs(Right.SEE_RECOVERY)
def home_panel(request: HttpRequest) -> HttpResponse:
    """The first customers to approach today."""
    run, scope = current_run(), person(request).scope
    page = target_page(run, scope, Filters(), at=timezone.now(), most=6) if run else None
    return render_panel(
        request, "recovery/_home_panel.html", {"run": run, "page": page}, title=_("今天该联系的客户")
    )


@require_GET
@needs(Right.SEE_CUSTOMERS)
def causes_panel(request: HttpRequest) -> HttpResponse:
    """Why customers are dissatisfied these days, for those who inspect and train."""
    run = current_run()
    counts = causes_within(run, person(request).scope) if run else []
    rows = [(cause_tag(cause), n) for cause, n in counts]
    return render_panel(
        request, "recovery/_causes_panel.html", {"run": run, "rows": rows}, title=_("近来的不满意原因")
    )
