# SPDX-License-Identifier: Apache-2.0
"""Benefits by rule: what there is, how far it is kept, a new rule, the day's readings."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.promises.actions.benefits import define_rule, enter_readings, keep_shown, stop_rule
from amends.apps.promises.actions.change import PromiseRefused
from amends.apps.promises.forms.benefits import ReadingsForm, RuleForm
from amends.apps.promises.models import BenefitRule, DailyReading
from amends.apps.promises.queries.benefits import (
    condition_words,
    readings,
    rule_by_code,
    rules_within,
    standing,
)
from amends.apps.promises.queries.keepers import colleagues
from amends.apps.promises.views.refusals import refusals_on
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

writes = require_http_methods(["GET", "POST"])


@writes
@needs(Right.SEE_CUSTOMERS)
def listed(request: HttpRequest) -> HttpResponse:
    """The rules and the newest readings; a leader enters readings here."""
    user, at = person(request), timezone.now()
    form, may_enter = ReadingsForm(request.POST or None), user.may(Right.ASSIGN_CASES)
    if may_enter and form.is_valid():
        with refusals_on(form):
            many = enter_readings(lines=form.cleaned_data["lines"], by=user, at=at)
            said = ngettext("已录入 %(many)s 条读数。", "已录入 %(many)s 条读数。", many)
            messages.success(request, said % {"many": many})
            return redirect("promises:benefits")
    context = {
        "rules": _rule_table(rules_within(user.scope)),
        "readings": _reading_table(readings(user.scope)),
        "form": form if may_enter else None,
        "may_define": user.may(Right.MANAGE_RECOVERY),
    }
    return render(request, "promises/benefits.html", context, status=422 if form.errors else 200)


@writes
@needs(Right.MANAGE_RECOVERY)
def define(request: HttpRequest) -> HttpResponse:
    """A new rule."""
    user = person(request)
    form = RuleForm(request.POST or None, by=user)
    if form.is_valid():
        with refusals_on(form):
            made = define_rule(draft=form.draft(), by=user, at=timezone.now())
            messages.success(request, _("已启用优惠规则 %(name)s。") % {"name": made.name})
            return redirect("promises:benefit", made.code)
    context = {"form": form, "colleagues": colleagues(user)}
    return render(request, "promises/benefit_define.html", context, status=422 if form.errors else 200)


@require_GET
@needs(Right.SEE_CUSTOMERS)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """A rule, and how far it is kept."""
    user, rule = person(request), _found(request, code)
    context = {
        "rule": rule,
        "facts": _facts(rule),
        "standing": standing(rule, at=timezone.now()),
        "may_stop": rule.stopped_at is None and user.may(Right.MANAGE_RECOVERY),
        "may_keep": user.pk == rule.keeper_id,
    }
    return render(request, "promises/benefit.html", context)


@require_POST
@needs(Right.MANAGE_RECOVERY)
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """Grant nothing more by a rule."""
    try:
        stop_rule(rule=_found(request, code), by=person(request), at=timezone.now())
        messages.success(request, _("已停用，已经答应的照样兑现。"))
    except PromiseRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("promises:benefit", code)


@require_POST
@needs(Right.MAKE_PROMISES)
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """Keep all that the bills show, with one press."""
    try:
        many = keep_shown(rule=_found(request, code), by=person(request), at=timezone.now())
        said = ngettext("已按账单登记兑现 %(many)s 笔。", "已按账单登记兑现 %(many)s 笔。", many)
        messages.success(request, said % {"many": many})
    except PromiseRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("promises:benefit", code)


def _found(request: HttpRequest, code: str) -> BenefitRule:
    rule = rule_by_code(code, person(request).scope)
    if rule is None:
        raise Http404
    return rule


def _facts(rule: BenefitRule) -> list[tuple[str, object]]:
    days = {"start": rule.start_date, "end": rule.end_date}
    return [
        (_("编码"), rule.code),
        (_("对客户的说法"), rule.words),
        (_("凭什么给"), condition_words(rule)),
        (_("给谁"), rule.unit),
        (_("每次金额（元）"), f"{rule.amount / 100:,.2f}"),
        (_("几天内到账"), rule.due_days),
        (_("每位客户最多几次"), rule.most or _("每天一次")),
        (_("期间"), _("%(start)s 至 %(end)s") % days),
        (_("由谁兑现"), rule.keeper),
        (_("由谁定义"), rule.defined_by),
        (_("停用时间"), moment(rule.stopped_at)),
    ]


def _rule_table(rules: list[BenefitRule]) -> Table:
    columns = (
        Column(_("名称"), lead=True),
        Column(_("凭什么给"), kind="clip"),
        Column(_("每次金额（元）"), kind="number"),
        Column(_("状态")),
        Column(_("开始日期"), late=True),
        Column(_("结束日期"), late=True),
        Column(_("机构"), late=True),
    )
    return Table(_("优惠规则"), columns, [_rule_row(each) for each in rules])


def _rule_row(each: BenefitRule) -> Row:
    state = tag(_("已停用"), "info") if each.stopped_at else tag(_("启用"), "success")
    days = (each.start_date.isoformat(), each.end_date.isoformat())
    cells = (each.name, condition_words(each), f"{each.amount / 100:,.2f}", state, *days, each.unit)
    return Row(cells, url=f"{each.code}/")


def _reading_table(found: list[DailyReading]) -> Table:
    columns = (
        Column(_("日期"), lead=True),
        Column(_("读数名称")),
        Column(_("机构")),
        Column(_("读数"), kind="number"),
    )
    rows = [Row((each.day.isoformat(), each.name, each.unit, f"{float(each.value):g}")) for each in found]
    return Table(_("当天读数"), columns, rows)
