# SPDX-License-Identifier: Apache-2.0
"""Grievances by topic and stage, a page of a stage, and a customer's own with what they did besides."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.customers.queries.profile import customer_by_code
from amends.apps.recovery.actions.reactions import note_reaction
from amends.apps.recovery.models import ACTS, CAUSES, GRIEVANCE_STAGES, SIGNS, GrievanceStage
from amends.apps.recovery.models.grievances import KEPT_FROM
from amends.apps.recovery.queries.grievances.standing import (
    GrievancePage,
    grievance_page,
    grievances_of,
    stage_counts,
)
from amends.apps.recovery.queries.reactions import noted_of
from amends.apps.recovery.rules.grievances import STAGES, TO_RECOVER, Stage
from amends.apps.recovery.rules.reactions import Act
from amends.apps.recovery.views.recovering.places import beside_tabs
from amends.kernel.recovery_class import RECOVERABLE, RecoveryClass
from amends.ui.components import plots
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

TONES = {Stage.VISIBLE: "warning", Stage.POTENTIAL: "error", Stage.COMPLAINT: "primary"}
SHADES = ("dim", "amber", "accent", "red")  # from the quietest to the loudest
Counts = Mapping[tuple[str, str], int]


@require_GET
@needs(Right.SEE_RECOVERY)
def grievances(request: HttpRequest) -> HttpResponse:
    """How many stand at each stage by topic, and one page of a stage."""
    scope, topic = person(request).scope, request.GET.get("topic", "")
    chosen = request.GET.get("stage", "")
    stage = Stage(chosen) if chosen in list(Stage) else Stage.VISIBLE
    topic = topic if topic in list(RECOVERABLE) else ""
    counts = stage_counts(scope)
    page = grievance_page(scope, stage, topic=topic, after=request.GET.get("after", ""))
    context = {
        "beside": beside_tabs("recovery:grievances"),
        "total": sum(counts.values()),
        "chart": _chart(counts),
        "stages": _stage_tabs(counts, stage, topic),
        "topics": _topic_tabs(stage, topic),
        "table": _table(page),
        "next_url": f"?stage={stage}&topic={topic}&after={page.next_after}" if page.next_after else "",
    }
    return render(request, "recovery/recovering/grievances.html", context)


def _chart(counts: Counts) -> plots.Chart:
    topics = [str(CAUSES[each]) for each in RECOVERABLE]
    values = {
        str(words): [float(counts.get((str(topic), str(stage)), 0)) for topic in RECOVERABLE]
        for stage, words in GRIEVANCE_STAGES.items()
    }
    return plots.bars(topics, values, axis=_("客户数"), head=_("主题"), stacked=True, digits=0, tones=SHADES)


def _stage_tabs(counts: Counts, stage: Stage, topic: str) -> list[dict[str, object]]:
    return [
        {
            "label": GRIEVANCE_STAGES[each],
            "url": f"?stage={each}&topic={topic}",
            "current": each == stage,
            "count": sum(n for (of, at), n in counts.items() if at == each and topic in ("", of)),
        }
        for each in STAGES
    ]


def _topic_tabs(stage: Stage, topic: str) -> list[dict[str, object]]:
    words = {"": _("全部主题")} | {str(each): str(CAUSES[each]) for each in RECOVERABLE}
    return [
        {"label": label, "url": f"?stage={stage}&topic={code}", "current": code == topic}
        for code, label in words.items()
    ]


def _table(page: GrievancePage) -> Table:
    columns = [
        Column(_("客户"), lead=True),
        Column(_("主题")),
        Column(_("近半年的迹象"), kind="wrap"),
        Column(_("最近的迹象")),
        Column(_("修复任务")),
        Column(_("机构"), late=True),
    ]
    return Table(_("不满阶段"), columns, [_row(each) for each in page.rows])


def _row(row: GrievanceStage) -> Row:
    cells = [
        row.customer,
        CAUSES[RecoveryClass(row.topic)],
        signs_words(row),
        moment(row.last_at),
        task_words(row),
        row.unit,
    ]
    return Row(cells, url=reverse("customers:page", args=[row.customer.code]), key=str(row.pk))


def signs_words(row: GrievanceStage) -> str:
    """How often each sign was met."""
    said = [f"{words} {row.signs[sign]}" for sign, words in SIGNS.items() if row.signs.get(sign)]
    return " · ".join(said)


def task_words(row: GrievanceStage) -> object:
    """The task's number as a link, or why there is none; a unit is given only so many a night."""
    if row.case:
        return format_html('<a href="{}">{}</a>', reverse("cases:page", args=[row.case.number]), row.case)
    if row.kept_from:
        return KEPT_FROM.get(row.kept_from, row.kept_from)
    return _("排队中，明早再看") if row.stage in TO_RECOVER and not row.settled_at else ""


@require_GET
@needs(Right.SEE_RECOVERY)
def customer_panel(request: HttpRequest, code: str) -> HttpResponse:
    """What one customer is unhappy about and how far it has grown; what they said they did."""
    who = person(request)
    customer = customer_by_code(code, who.scope)
    if customer is None:
        raise Http404
    rows = grievances_of(customer, who.scope)
    context = {
        "customer": customer,
        "lines": [(each, _stage_tag(each), signs_words(each), task_words(each)) for each in rows],
        "noted": noted_of(customer, who.scope),
        "acts": [(str(act), words) for act, words in ACTS.items()],
        "may_note": who.may(Right.WORK_CASES),
    }
    return render_panel(request, "recovery/recovering/_customer.html", context, title=_("不满到了哪一步"))


def _stage_tag(row: GrievanceStage) -> object:
    if row.settled_at:
        return tag(_("已平息"), "success")
    return tag(row.get_stage_display(), TONES.get(Stage(row.stage), "info"))


@require_POST
@needs(Right.WORK_CASES)
def note(request: HttpRequest, code: str) -> HttpResponse:
    """Note what a customer says they did."""
    who = person(request)
    customer, act = customer_by_code(code, who.scope), request.POST.get("act", "")
    if customer is None or act not in list(Act):
        raise Http404
    note_reaction(customer=customer, act=Act(act), by=who, at=timezone.now())
    messages.success(request, _("已登记。这只用于统计客户的反应，不影响对客户的服务。"))
    return redirect("customers:page", code)
