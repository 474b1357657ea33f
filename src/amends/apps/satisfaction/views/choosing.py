# SPDX-License-Identifier: Apache-2.0
"""Which wave a page is about: the one that is asked for, else the newest one that measures the whole."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext

from amends.apps.core.access import person
from amends.apps.core.models import Unit, User
from amends.apps.satisfaction.queries.waves import by_weight, wave_seen, waves_answered
from amends.apps.surveys.models import SurveyWave

MOST = 24


@dataclass(frozen=True, slots=True)
class Chosen:
    """The wave of a page, None where no wave has answers yet, and those that may be chosen instead."""

    wave: SurveyWave | None
    waves: tuple[SurveyWave, ...]


def chosen_wave(request: HttpRequest) -> Chosen:
    """The wave that `?wave=` names, else the weightiest. Raises `Http404` for one that the person may not see."""
    scope, asked = person(request).scope, request.GET.get("wave", "")
    weighty = tuple(by_weight(waves_answered(scope))[:MOST])
    waves = tuple(sorted(weighty, key=lambda each: (each.starts_at, each.pk), reverse=True))
    if not asked:
        return Chosen(next(iter(weighty), None), waves)
    if not asked.isdecimal():
        raise Http404
    found = next((each for each in waves if each.pk == int(asked)), None) or wave_seen(scope, int(asked))
    if found is None:
        raise Http404
    return Chosen(found, waves)


def own_unit(user: User) -> Unit:
    """The person's unit. Raises `PermissionDenied` for one who belongs to none."""
    if user.unit is None:
        raise PermissionDenied(gettext("您的账号还没有所属机构。"))
    return user.unit
