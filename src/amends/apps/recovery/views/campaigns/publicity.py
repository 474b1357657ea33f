# SPDX-License-Identifier: Apache-2.0
"""Whether publicity worked: reach, recall and correct understanding, with their bases; and the quiz that asks."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.promises.actions.change import PromiseRefused
from amends.apps.recovery.actions.publicity import set_quiz
from amends.apps.recovery.forms.campaigns import QuizForm, QuizWaveForm
from amends.apps.recovery.queries.publicity import Publicity, Shown, publicity, quiz_items, quiz_waves
from amends.apps.recovery.rules.publicity import Quiz, read_quiz
from amends.apps.recovery.views.campaigns.finding import found_campaign, plans
from amends.apps.surveys.models import SurveyWave
from amends.apps.surveys.queries.waves import wave_by_pk
from amends.ui.components import plots
from amends.ui.components.tables import Column, Row, Table


@require_GET
@needs(Right.SEE_SATISFACTION)
def panel(request: HttpRequest, code: str) -> HttpResponse:
    """The three shares in short."""
    campaign = found_campaign(request, code)
    found = publicity(campaign, person(request).scope)
    context = {"campaign": campaign, "found": found, "shares": _shares(found) if found else []}
    return render_panel(request, "recovery/campaigns/_publicity.html", context, title=_("宣传效果"))


@require_GET
@needs(Right.SEE_SATISFACTION)
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The report of a campaign."""
    campaign = found_campaign(request, code)
    found = publicity(campaign, person(request).scope)
    context: dict[str, object] = {"campaign": campaign, "found": found, "may_plan": plans(request, campaign)}
    if found:
        context |= {"shares": _shares(found), "chart": _chart(found), "items": _item_table(found)}
    return render(request, "recovery/campaigns/publicity.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_RECOVERY)
def quiz(request: HttpRequest, code: str) -> HttpResponse:
    """Name the wave that asks, then which of its answers are right."""
    campaign, user = found_campaign(request, code), person(request)
    kept, asked = read_quiz(campaign.quiz), request.GET.get("wave", "")
    wave = _wave(request, asked) if asked else None
    form = _quiz_form(request, wave, kept) if wave else None
    if wave and form and form.is_valid():
        try:
            set_quiz(campaign=campaign, wave=wave, quiz=form.quiz(), by=user, at=timezone.now())
            return redirect("recovery:publicity", code)
        except PromiseRefused as refusal:
            form.add_error(None, refusal.sentence)
    picking = QuizWaveForm(
        waves=quiz_waves(user.scope), initial={"wave": asked or (kept.wave if kept else "")}
    )
    context = {"campaign": campaign, "form": form, "picking": picking}
    status = 422 if form and form.errors else 200
    return render(request, "recovery/campaigns/quiz.html", context, status=status)


def _wave(request: HttpRequest, asked: str) -> SurveyWave:
    found = wave_by_pk(int(asked), person(request).scope) if asked.isdecimal() else None
    if found is None:
        raise Http404
    return found


def _quiz_form(request: HttpRequest, wave: SurveyWave, kept: Quiz | None) -> QuizForm:
    begun: dict[str, object] = {}
    for each in kept.asked if kept and kept.wave == wave.pk else ():
        begun |= {f"part_{each.item}": str(each.part), f"right_{each.item}": list(each.right)}
    return QuizForm(request.POST or None, items=quiz_items(wave), wave=wave.pk, initial=begun)


def share_words(shown: Shown) -> str:
    """«62.0%（55.1%–68.4%）», or why there is none."""
    if shown.tally.asked == 0:
        return _("没有问")
    if shown.figure is None:
        return _("不足 30 人，不显示")
    return _("%(value)s（%(low)s–%(high)s）") % {
        "value": f"{shown.figure.value:.1%}", "low": f"{shown.figure.low:.1%}", "high": f"{shown.figure.high:.1%}",
    }  # fmt: skip


def _shares(found: Publicity) -> list[dict[str, object]]:
    named = (
        (_("触达率"), _("看到或听到过宣传的人 ÷ 答了这一题的人。"), found.reach),
        (_("记忆率"), _("说对活动优惠什么的人 ÷ 看到过宣传并答了这一题的人。"), found.recall),
        (_("理解率"), _("条件全部理解对的人 ÷ 看到过宣传并答完这几题的人。"), found.understood),
    )
    return [
        {"name": name, "definition": definition, "value": share_words(shown), "base": _base(shown)}
        for name, definition, shown in named
    ]


def _base(shown: Shown) -> str:
    return (
        _("答对 %(right)s / %(asked)s 人") % {"right": shown.tally.right, "asked": shown.tally.asked}
        if shown.figure
        else ""
    )


def _chart(found: Publicity) -> plots.Chart:
    named = ((_("触达率"), found.reach), (_("记忆率"), found.recall), (_("理解率"), found.understood))
    return plots.intervals([_dot(name, shown) for name, shown in named], head=_("指标"), unit="%")


def _dot(name: str, shown: Shown) -> plots.Dot:
    if shown.figure is None:
        return plots.Dot(name, None, None, None)
    value, low, high = (
        round(100 * each, 1) for each in (shown.figure.value, shown.figure.low, shown.figure.high)
    )
    return plots.Dot(name, value, low, high)


def _item_table(found: Publicity) -> Table:
    columns = (
        Column(_("题目"), kind="wrap", lead=True),
        Column(_("答对的比例（95% 区间）")),
        Column(_("人数"), kind="number"),
    )
    rows = [
        Row((title, share_words(shown), shown.tally.asked if shown.figure else ""))
        for title, shown in found.items
    ]
    return Table(_("各题"), columns, rows)
