# SPDX-License-Identifier: Apache-2.0
"""The way of a new installation to its first recovery wave: shown at home until the last step is done."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.reports.queries.first_steps import FirstStep, first_steps


@dataclass(frozen=True, slots=True)
class Words:
    """What a step is called, what there is to do, where, and which right that takes."""

    title: str | Promise
    what: str | Promise
    url_name: str
    right: Right


WORDS = {
    FirstStep.PEOPLE: Words(
        _("机构与人员"),
        _(
            "先用命令 amends organisation 建机构（集团、省、地市、班组、营业厅），再在这里给每人开账号：选岗位和机构。"
        ),
        "core:users",
        Right.MANAGE_USERS,
    ),
    FirstStep.CUSTOMERS: Words(
        _("导入数据"),
        _(
            "先导入客户资料，再导入账单、使用量、投诉与案件、调查答案。表头对不上时在预览里对；有问题的行会退回来，改好再导。"
        ),
        "customers:imports",
        Right.IMPORT_DATA,
    ),
    FirstStep.NIGHT: Words(
        _("第一次夜间运行"),
        _("数据进来以后按「现在运行」，或等凌晨 2:30 自动运行。它找出没有开口的不满意客户，并写明依据。"),
        "recovery:runs",
        Right.SEE_RUNS,
    ),
    FirstStep.SURVEY: Words(
        _("第一期调查"),
        _(
            "分析员从现成的问卷里选一份发布，再建一期：选机构、算样本量、抽样、开始。名单由系统抽，谁也看不到。"
        ),
        "surveys:waves",
        Right.DESIGN_SURVEYS,
    ),
    FirstStep.WAVE: Words(
        _("第一个修复波次"),
        _(
            "修复管理负责人选客户来源，试算，确定名单，开始。十个人里由系统留下一个不联系，才知道修复有没有用。"
        ),
        "recovery:waves",
        Right.MANAGE_RECOVERY,
    ),
}


@require_GET
@needs(Right.SEE_RUNS)
def panel(request: HttpRequest) -> HttpResponse:
    """The steps with what is done; nothing at home where all are."""
    me = person(request)
    done = first_steps(me.scope)
    if all(done.values()) and request.headers.get("HX-Request"):
        return HttpResponse()
    following = next((step for step, is_done in done.items() if not is_done), None)
    steps = [(WORDS[step], is_done, me.may(WORDS[step].right)) for step, is_done in done.items()]
    context = {"steps": steps, "following": WORDS.get(following) if following else None}
    part = bool(request.headers.get("HX-Request"))
    return render(request, "reports/_first_steps.html" if part else "reports/first_steps.html", context)
