# SPDX-License-Identifier: Apache-2.0
"""Who belongs to a wave and where each one stands, as a list and as a file of codes."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.cases.rules.sheets import csv_cell
from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.actions.waves.exporting import log_member_export
from amends.apps.recovery.forms.members import MemberForm
from amends.apps.recovery.models import ARMS, CAUSES, MEMBER_BLOCKS, MEMBER_STATES, WaveMember
from amends.apps.recovery.queries.waves.board import members_page
from amends.apps.recovery.queries.waves.exported import HEADS, Cells, exported_members
from amends.apps.recovery.rules.waves.words import Arm, MemberState
from amends.apps.recovery.views.waves.board import found, may_manage
from amends.kernel.recovery_class import RecoveryClass
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment


@require_GET
@needs(Right.SEE_RECOVERY)
def wave_members(request: HttpRequest, pk: int) -> HttpResponse:
    """Members of a wave within the person's units, fifty a page."""
    wave, me = found(request, pk), person(request)
    form = MemberForm(request.GET, units=me.scope, wave=wave)
    state, unit = form.chosen
    after = request.GET.get("after", "")
    page = members_page(wave, me.scope, state=state, unit=unit, after=int(after) if after.isdecimal() else 0)
    context = {
        "wave": wave,
        "form": form,
        "page": page,
        "table": _table(page.members, to_cases=me.may(Right.WORK_CASES)),
        "next_url": _next(request.GET, page.next_after),
        "may_export": may_manage(me, wave),
    }
    return render(request, "recovery/waves/members.html", context)


def _next(query: Mapping[str, str], after: int) -> str:
    return "?" + urlencode({**dict(query.items()), "after": after}) if after else ""


def _table(members: Sequence[WaveMember], *, to_cases: bool) -> Table:
    columns = [
        Column(_("客户"), lead=True),
        Column(_("状态")),
        Column(_("类别")),
        Column(_("机构")),
        Column(_("安排日期")),
        Column(_("交办时间"), late=True),
        Column(_("案件")),
        Column(_("没有联系的原因"), kind="wrap"),
    ]
    return Table(_("波次成员"), columns, [_row(each, to_cases=to_cases) for each in members])


def _row(member: WaveMember, *, to_cases: bool) -> Row:
    reason = member.blocked_reason or member.skipped_reason
    return Row(
        [
            str(member.customer),
            standing(member),
            CAUSES[RecoveryClass(member.recovery_class)] if member.recovery_class else "",
            member.unit.name,
            member.planned_date,
            moment(member.approached_at) if member.approached_at else "",
            member.case.number if member.case else "",
            MEMBER_BLOCKS.get(reason, reason),
        ],
        url=reverse("cases:page", args=[member.case.number])
        if member.case and to_cases
        else reverse("customers:page", args=[member.customer.code]),
    )


def standing(member: WaveMember) -> object:
    """Where a member stands: the state of its case, or why it has none."""
    if member.case:
        return tag(member.case.get_state_display(), "primary" if member.case.is_open else "info")
    if member.arm == str(Arm.TREATED):
        return _("没有联系") if member.skipped_reason else MEMBER_STATES[MemberState.WAITING]
    return ARMS[Arm(member.arm)] if member.arm else _("没有列入")


@require_POST
@needs(Right.MANAGE_RECOVERY)
def wave_export(request: HttpRequest, pk: int) -> HttpResponse:
    """All members within the person's units as CSV: codes, no names and no numbers; that somebody took it is logged."""
    wave, me = found(request, pk), person(request)
    log_member_export(wave=wave, by=me, at=timezone.now())
    answer = HttpResponse(
        "".join(_lines(exported_members(wave, me.scope))), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="wave-{wave.pk}.csv"'
    return answer


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, value: str) -> str:
        """The line itself."""
        return value


def _lines(rows: Iterator[Cells]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + str(writer.writerow(HEADS))
    for row in rows:
        yield str(writer.writerow(csv_cell(each) for each in row))
