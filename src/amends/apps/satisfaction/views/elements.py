# SPDX-License-Identifier: Apache-2.0
"""The element tree with the scores of a wave, one element on a card, and changing the tree."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.actions.trees import TreeMoved, change_tree
from amends.apps.satisfaction.forms.trees import TreeForm, elements_in, row_forms
from amends.apps.satisfaction.models import ElementTree
from amends.apps.satisfaction.queries.answers import asked_items
from amends.apps.satisfaction.queries.baselines import Against, Baseline, baselines, expectations, unit_scores
from amends.apps.satisfaction.queries.elements import Standing, wave_standing
from amends.apps.satisfaction.queries.preparing import days_of
from amends.apps.satisfaction.queries.scores import rival, rivals
from amends.apps.satisfaction.queries.trees import Tree, standards, touchpoints, tree_in_use, trees
from amends.apps.satisfaction.rules.trees import Element, TreeFaulty
from amends.apps.satisfaction.views.choosing import chosen_wave, own_unit
from amends.apps.satisfaction.views.refusals import told
from amends.apps.satisfaction.views.telling import (
    arrow,
    element_table,
    period_of,
    share,
    tree_chart,
    with_margin,
)
from amends.apps.satisfaction.views.waiting import prepared
from amends.apps.surveys.models import SurveyWave


@require_GET
@needs(Right.SEE_SATISFACTION)
@prepared
def elements(request: HttpRequest) -> HttpResponse:
    """The whole tree."""
    chosen, user, tree = chosen_wave(request), person(request), tree_in_use()
    wave = chosen.wave
    standing = wave_standing(wave, user.scope, tree) if wave else None
    table = (
        element_table(standing, wave, rivals(own_unit(user), days_of(wave))) if wave and standing else None
    )
    context = {
        "wave": wave, "waves": chosen.waves, "standing": standing, "tree": tree, "table": table, "trees": trees(),
        "chart": tree_chart(tree, standing), "period": period_of(wave) if wave else "",
        "touchpoints": _touched(tree), "may_change": user.may(Right.DESIGN_SURVEYS),
    }  # fmt: skip
    return render(request, "satisfaction/elements.html", context)


@require_GET
@needs(Right.SEE_SATISFACTION)
@prepared
def element(request: HttpRequest, code: str) -> HttpResponse:
    """One element on a card."""
    tree, chosen, user = tree_in_use(), chosen_wave(request), person(request)
    found = tree.element(code)
    if found is None:
        raise Http404
    context: dict[str, object] = {
        "element": found, "tree": tree, "wave": chosen.wave, "waves": chosen.waves,
        "below": [each for each in tree.elements if each.parent == code], "above": tree.element(found.parent),
        "places": [(touchpoints()[each], _standards(each)) for each in found.touchpoints if each in touchpoints()],
    }  # fmt: skip
    if chosen.wave:
        context |= _card(found, tree, chosen.wave, user)
    return render(request, "satisfaction/element.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.DESIGN_SURVEYS)
def edit_elements(request: HttpRequest) -> HttpResponse:
    """Weights, names, touchpoints and the place of elements; saved as a new version."""
    tree = tree_in_use()
    form, rows = (
        TreeForm(request.POST or None, initial={"after": tree.number}),
        row_forms(request.POST or None, tree),
    )
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        made = _changed(request, form, elements_in(rows))
        if made:
            messages.success(request, _("已保存为第 %(number)s 版") % {"number": made.number})
            return redirect("satisfaction:elements")
    bad = bool(form.errors) or (request.method == "POST" and not rows.is_valid())
    context = {"form": form, "rows": rows, "tree": tree}
    return render(request, "satisfaction/edit_elements.html", context, status=422 if bad else 200)


def _changed(request: HttpRequest, form: TreeForm, changed: Sequence[Element]) -> ElementTree | None:
    """The new version; None where it is refused, with the reasons on the form."""
    said = form.cleaned_data
    try:
        return change_tree(
            elements=changed, note=said["note"], after=said["after"], by=person(request), at=timezone.now()
        )
    except (TreeFaulty, TreeMoved) as refusal:
        for words in [told(each.why) for each in getattr(refusal, "faults", ())] or [str(refusal)]:
            form.add_error(None, words)
        return None


def _card(found: Element, tree: Tree, wave: SurveyWave, user: User) -> dict[str, object]:
    """Everything on the card that needs a wave."""
    unit, standing = own_unit(user), wave_standing(wave, user.scope, tree)
    score = standing.score(found.code)
    held = baselines(
        found.code,
        standing,
        rival=rival(found.code, unit, days_of(wave)),
        expected=expectations(wave, user.scope, tree).get(found.code),
        units=unit_scores(wave, unit, tree),
    )
    return {
        "score": score, "standing": standing, "period": period_of(wave), "baselines": [_line(each) for each in held],
        "figures": _figures(found, standing), "arrow": arrow(standing.trends.get(found.code)),
        "items": [each for each in asked_items(wave) if each.element == found.code],
    }  # fmt: skip


def _figures(found: Element, standing: Standing) -> list[dict[str, str]]:
    """Score, low share, importance, weight: as numbers with their definitions."""
    score = standing.score(found.code)
    if score is None or not score.shown:
        return []
    base = f"{score.n:,}"
    return [
        {"value": with_margin(score.mean, score.margin), "label": _("得分"), "base": base,
         "definition": _("各题换算到 0–100 后每人取平均，再按抽样权重平均；± 是 95% 区间的一半")},
        {"value": share(score.low_share), "label": _("低分占比"), "base": base,
         "definition": _("平均给六分及以下（1–10 分）的人的比例")},
        {"value": share(standing.importance.get(found.code)), "label": _("重要性"), "base": base,
         "definition": _("在各要素能解释的总体满意度变化里占多少（LMG）；没有评的按本人其他评分推算")},
        {"value": share(score.share), "label": _("权重"), "base": base,
         "definition": _("在要素结构里的权重，一直乘到最上层")},
    ]  # fmt: skip


def _line(each: Baseline) -> dict[str, object]:
    """One baseline in words; what has no data says so."""
    names = {
        Against.PAST: _("比过去"), Against.RIVAL: _("比对手"), Against.EXPECTATION: _("比期望"),
        Against.BEST_UNIT: _("比最好的内部单位"),
    }  # fmt: skip
    return {"name": names[each.against], "baseline": each, "better": (each.difference or 0) > 0}


def _standards(code: str) -> list[str]:
    return [f"{each} {standards()[each]}" for each in touchpoints()[code].standards]


def _touched(tree: Tree) -> Sequence[tuple[object, list[str]]]:
    """The touchpoints in use, with the elements that are felt there."""
    used = {code for each in tree.elements for code in each.touchpoints}
    return [
        (place, [e.name for e in tree.elements if code in e.touchpoints])
        for code, place in touchpoints().items()
        if code in used
    ]
