# SPDX-License-Identifier: Apache-2.0
"""Outages, months of bills and results as tables."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.customers.models.words import SETTLEMENTS
from amends.apps.recovery.models import NOTICE_STATES, WHYS, PlannedOutage, ProactiveNotice
from amends.apps.recovery.queries.notices.standing import Results
from amends.apps.recovery.rules.notices import NoticeState, OutageState, Why
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

S = NoticeState
SHOWN = (S.SENT, S.LEFT, S.FAILED, S.SKIPPED)
KINDS = {S.FAILED: "bad", S.SKIPPED: "dim", S.SENT: "ok"}
STATE_KINDS = {OutageState.ANNOUNCED: "primary", OutageState.CANCELLED: "info"}


def outages(rows: Sequence[PlannedOutage]) -> Table:
    """Outages with what came of them."""
    columns = [
        Column(_("名称"), lead=True),
        Column(_("种类")),
        Column(_("开始时间")),
        Column(_("状态")),
        *(Column(str(NOTICE_STATES[each]), kind="number") for each in SHOWN),
        Column(_("机构"), late=True),
    ]
    return Table(_("施工和故障"), columns, [_outage(each) for each in rows])


def _outage(row: PlannedOutage) -> Row:
    state = tag(row.get_state_display(), STATE_KINDS.get(OutageState(row.state), "warning"))
    counts = [f"{getattr(row, str(each), 0):,}" for each in SHOWN]
    cells = [row.name, row.get_kind_display(), moment(row.starts_at), state, *counts, row.unit]
    return Row(cells, url=reverse("recovery:outage", args=[row.pk]), key=str(row.pk))


def outage_facts(row: PlannedOutage) -> list[tuple[str, object]]:
    """What is known of an outage."""
    whom = _("、").join(row.regions) or _("全部地区")
    if row.codes:
        whom = _("所列的 %(n)s 个客户编号") % {"n": f"{len(row.codes):,}"}
    elif row.settlement:
        whom = f"{whom} · {SETTLEMENTS.get(row.settlement, row.settlement)}"
    return [
        (_("种类"), row.get_kind_display()),
        (_("状态"), row.get_state_display()),
        (_("地点"), row.place),
        (_("开始时间"), moment(row.starts_at)),
        (_("预计恢复时间"), moment(row.ends_at)),
        (_("机构"), row.unit),
        (_("影响谁"), whom),
        (_("登记人"), row.made_by),
        (_("开始告知"), moment(row.announced_at)),
    ]


def result_metrics(results: Results) -> list[tuple[object, str, str]]:
    """(label, count, kind) of the states that notices can be in."""
    shown = [each for each in NoticeState if results.states[each] or each in (S.SENT, S.FAILED, S.SKIPPED)]
    return [(NOTICE_STATES[each], f"{results.states[each]:,}", KINDS.get(each, "")) for each in shown]


def reasons(results: Results) -> Table:
    """Why notices did not go."""
    columns = [
        Column(_("结果"), lead=True),
        Column(_("原因"), kind="wrap"),
        Column(_("客户数"), kind="number"),
    ]
    rows = [
        Row([NOTICE_STATES[NoticeState(state)], WHYS[Why(why)], f"{n:,}"])
        for (state, why), n in sorted(results.reasons.items(), key=lambda each: -each[1])
    ]
    return Table(_("没有发成和未发的原因"), columns, rows)


def months(found: Sequence[tuple[date, Results]]) -> Table:
    """Months of risen bills with what came of them."""
    columns = [
        Column(_("账期"), lead=True),
        Column(_("客户数"), kind="number"),
        *(Column(str(NOTICE_STATES[each]), kind="number") for each in (S.LISTED, *SHOWN)),
    ]
    rows = [
        Row(
            [
                f"{month:%Y-%m}",
                f"{results.total:,}",
                *(f"{results.states[each]:,}" for each in (S.LISTED, *SHOWN)),
            ],
            url=reverse("recovery:bills", args=[f"{month:%Y-%m}"]),
        )
        for month, results in found
    ]
    return Table(_("账单突增"), columns, rows)


def bills(rows: Sequence[ProactiveNotice]) -> Table:
    """The customers of a month's list."""
    columns = [
        Column(_("客户"), lead=True),
        Column(_("是平时的几倍"), kind="number"),
        Column(_("多出（元）"), kind="number"),
        Column(_("状态")),
        Column(_("原因"), kind="wrap"),
        Column(_("机构"), late=True),
    ]
    return Table(_("账单突增"), columns, [_bill(each) for each in rows])


def _bill(row: ProactiveNotice) -> Row:
    facts = row.facts
    cells = [
        row.customer,
        f"{facts.get('times', 0):.1f}",
        f"{facts.get('yuan', 0):.2f}",
        row.get_state_display(),
        row.get_why_display(),
        row.unit,
    ]
    return Row(cells, url=reverse("customers:page", args=[row.customer.code]), key=str(row.pk))
