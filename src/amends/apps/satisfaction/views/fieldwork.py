# SPDX-License-Identifier: Apache-2.0
"""The quality of a wave: response, weights, answers in doubt, by unit."""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.analytics.sampling.outcomes import Outcome
from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.queries.fieldwork import Part, fieldwork
from amends.apps.satisfaction.views.choosing import chosen_wave
from amends.apps.satisfaction.views.telling import period_of
from amends.apps.surveys.models.answer_words import FLAGS, FLAGS_WHY
from amends.ui.components.tables import Column, Row, Table


@require_GET
@needs(Right.SEE_SATISFACTION)
def fieldwork_page(request: HttpRequest) -> HttpResponse:
    """How well a wave was done, everything together and by unit."""
    chosen = chosen_wave(request)
    if chosen.wave is None:
        return render(request, "satisfaction/fieldwork/nothing.html")
    found = fieldwork(chosen.wave, person(request).scope)
    if not found.units:
        raise Http404
    context = {
        "wave": chosen.wave, "waves": chosen.waves, "period": period_of(chosen.wave), "whole": found.whole,
        "units": _unit_table(found.units), "flags": _flag_table(found.whole),
        "outcomes": _outcome_table(found.whole.outcomes), **_told(found.whole),
    }  # fmt: skip
    return render(request, "satisfaction/fieldwork/fieldwork.html", context)


def _told(whole: Part) -> dict[str, str]:
    """The figures of everything together, in words."""
    effective = whole.effective
    return {
        "response": (per_cent(whole.rates.rr1) if whole.rates else "") or "—",
        "asked_words": _("联系过 %(n)s 人") % {"n": f"{whole.asked:,}"},
        "size_words": f"{effective.size:,.0f}" if effective else "—",
        "effect_words": _("设计效应 %(n)s") % {"n": f"{effective.design_effect:.2f}"} if effective else "",
        "flagged_words": per_cent(whole.flagged_share or 0.0),
    }


def _unit_table(parts: Sequence[Part]) -> Table:
    columns = [
        Column(_("机构"), lead=True),
        Column(_("联系过"), kind="number"),
        Column(_("完整答卷"), kind="number"),
        Column(_("应答率"), kind="number"),
        Column(_("有效样本"), kind="number"),
        Column(_("权重范围"), kind="number", late=True),
        Column(_("存疑"), kind="number"),
        Column(_("存疑占比"), kind="number"),
    ]
    return Table(_("各机构"), columns, [_unit_row(each) for each in parts])


def _unit_row(part: Part) -> Row:
    size = f"{part.effective.size:,.0f}" if part.effective else ""
    share = part.flagged_share
    between = f"{part.smallest:.2f} – {part.largest:.2f}" if part.effective else ""
    rate = per_cent(part.rates.rr1) if part.rates else ""
    cells = [part.unit, f"{part.asked:,}", f"{part.complete:,}", rate, size, between, f"{part.flagged:,}"]
    return Row([*cells, "" if share is None else f"{share:.1%}"])


def per_cent(share: float) -> str:
    """A share in per cent, nothing where there is none."""
    return "" if share != share else f"{share:.1%}"  # noqa: PLR0124 - nan is not itself


def _flag_table(whole: Part) -> Table:
    columns = [
        Column(_("存疑之处"), lead=True),
        Column(_("怎样算"), kind="wrap"),
        Column(_("答卷"), kind="number"),
        Column(_("占比"), kind="number"),
    ]
    rows = sorted(whole.flags.items(), key=lambda pair: -pair[1])
    return Table(_("存疑之处"), columns, [
        Row([FLAGS.get(flag, flag), FLAGS_WHY.get(flag, ""), f"{count:,}", f"{count / whole.complete:.1%}"])
        for flag, count in rows
    ])  # fmt: skip


def _outcome_words() -> dict[Outcome, str]:
    return {
        Outcome.COMPLETE: _("完整作答"),
        Outcome.PARTIAL: _("答了一部分"),
        Outcome.REFUSED: _("不愿作答"),
        Outcome.NOT_REACHED: _("联系不上"),
        Outcome.OTHER: _("愿意而不能"),
        Outcome.UNKNOWN: _("没有回音，不知合不合条件"),
        Outcome.INELIGIBLE: _("不合条件"),
        Outcome.OVER_QUOTA: _("配额已满"),
    }


def _outcome_table(outcomes: Mapping[Outcome, int]) -> Table:
    words = _outcome_words()
    total = sum(outcomes.values())
    rows = [
        Row([words[each], f"{n:,}", f"{n / total:.1%}"]) for each in Outcome if (n := outcomes.get(each, 0))
    ]
    columns = [
        Column(_("结果"), lead=True),
        Column(_("人数"), kind="number"),
        Column(_("占比"), kind="number"),
    ]
    return Table(_("联系结果"), columns, rows)
