# SPDX-License-Identifier: Apache-2.0
"""The library of scenarios, one's own plays, and how it goes in the units that a trainer looks after."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.training.actions.refusals import unit_of
from amends.apps.training.forms.playing.scenarios import FilterForm
from amends.apps.training.models.playing import ENDINGS, Play
from amends.apps.training.queries.playing.plays import (
    open_codes,
    overview,
    play_seen,
    played_by,
    plays_within,
    records_of,
    turns_of,
)
from amends.apps.training.queries.playing.scenarios import Held, in_force
from amends.apps.training.rules.playing.scenario import Ending
from amends.apps.training.views.learning.common import refusals_said
from amends.apps.training.views.playing.common import facts_of, leads, outcome_tag, result_shown
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

SHOWN = timedelta(days=180)


@require_GET
@needs()
def plays(request: HttpRequest) -> HttpResponse:
    """The scenarios to play, with one's own results."""
    user, form = person(request), FilterForm(request.GET)
    held: Mapping[str, Held] = {}
    with refusals_said(request):
        held = in_force(unit_of(user))
    records, going = records_of(user), open_codes(user)
    asked = form.cleaned_data if form.is_valid() else {}
    offers = [
        {"code": code, "one": each.scenario, "about": facts_of(each.scenario), "record": records.get(code),
         "goes_on": code in going, "unit": each.unit}
        for code, each in held.items()
        if _fits(each, asked)
    ]  # fmt: skip
    done = sum(1 for code in held if code in records and records[code].passes)
    context = {"offers": offers, "form": form, "leads": leads(user), "done": done, "all": len(held)}
    return render(request, "training/playing/plays.html", context)


@require_GET
@needs()
def mine(request: HttpRequest) -> HttpResponse:
    """One's own plays of half a year."""
    rows = played_by(person(request), timezone.now() - SHOWN)
    return render(request, "training/playing/mine.html", {"table": _table(rows)})


@require_GET
@needs(Right.MANAGE_TRAINING)
def plays_overview(request: HttpRequest) -> HttpResponse:
    """How each scenario goes in the units that one looks after, and the newest plays to read."""
    user, since = person(request), timezone.now() - SHOWN
    columns = [Column(_("场景"), lead=True), Column(_("练过的人"), "number"), Column(_("练完的次数"), "number"),
               Column(_("通过的次数"), "number")]  # fmt: skip
    rows = [
        Row([each.title, each.people, each.ended, each.passes]) for each in overview(user.scope, since=since)
    ]
    newest = _table(plays_within(user.scope, since=since), named=True)
    context = {"table": Table(_("各场景"), columns, rows), "newest": newest}
    return render(request, "training/playing/overview.html", context)


@require_GET
@needs(Right.MANAGE_TRAINING)
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """A play of somebody else, read by their trainer."""
    play = play_seen(pk, person(request).scope)
    if play is None or play.ended_at is None:
        raise Http404
    context = result_shown(play, turns_of(play), play.unit)
    return render(request, "training/playing/result.html", {**context, "other": play.person})


def _fits(held: Held, asked: Mapping[str, str]) -> bool:
    one = held.scenario
    own = {"recovery_class": one.recovery_class, "channel": one.channel, "difficulty": str(one.difficulty)}
    skill = asked.get("skill")
    return all(not asked.get(name) or asked[name] == value for name, value in own.items()) and (
        not skill or skill in one.skills
    )


def _table(rows: Sequence[Play], *, named: bool = False) -> Table:
    columns = [Column(_("场景"), lead=True), Column(_("结果")), Column(_("得分"), "number"), Column(_("结局"), "wrap"),
               Column(_("结束"))]  # fmt: skip
    columns += [Column(_("谁"))] if named else []
    return Table(_("练过的场景"), columns, [_play(each, named) for each in rows])


def _play(each: Play, named: bool) -> Row:
    ending = ENDINGS[Ending(each.ending)]
    cells = [each.title, outcome_tag(each), each.points, ending, moment(each.ended_at)]
    view = "play_seen" if named else "play_result"
    return Row(
        [*cells, *([each.person.name] if named else [])], url=reverse(f"training:{view}", args=[each.pk])
    )
