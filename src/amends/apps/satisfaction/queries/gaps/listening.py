# SPDX-License-Identifier: Apache-2.0
"""Gap 1: how fresh the voice of customers is, and what managers think that customers expect beside what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Count, Max, Q
from django.utils.translation import gettext_noop

from amends.analytics.drivers.gaps import (
    Centre,
    ListeningGap,
    NothingMeasured,
    expectations,
    gap_from_expectations,
)
from amends.apps.cases.models import Case
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Expectation
from amends.apps.satisfaction.models import ManagerForecast
from amends.apps.satisfaction.queries.answers import (
    AskedItem,
    Numbers,
    answers_mark,
    asked_items,
    wave_answers,
)
from amends.apps.satisfaction.queries.gaps.programme import programme
from amends.apps.satisfaction.queries.keeping import kept
from amends.apps.satisfaction.queries.waves import waves_seen
from amends.apps.satisfaction.rules.cells import LEAST
from amends.apps.satisfaction.rules.gaps import Freshness, Source, freshness
from amends.apps.surveys.models import Item, Response, SurveyWave
from amends.kernel.refusals import Saying

LOOKED_BACK = timedelta(days=90)
MOST_WAVES = 20
LEAST_MANAGERS = 2


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source: when its newest word came, how many came in the last 90 days, and whether that is recent enough."""

    source: Source
    last: datetime | None
    count: int
    state: Freshness


@dataclass(frozen=True, slots=True)
class Listening:
    """What the managers' form says beside the answers of a wave; `why` says what is missing where there is no figure.
    `dimensions` are the names of those in `found`."""

    wave: SurveyWave
    managers: int
    customers: int
    found: ListeningGap | None
    why: Saying | None
    dimensions: dict[str, str]


def sources(scope: Scope, *, at: datetime) -> list[SourceLine]:
    """How fresh each source of the pack is. Five queries."""
    told = _told(scope, at - LOOKED_BACK)
    return [
        SourceLine(each, *told[each.code], freshness(told[each.code][0], each, at=at))
        for each in programme().sources
    ]


def _told(scope: Scope, since: datetime) -> dict[str, tuple[datetime | None, int]]:
    answers = Response.objects.within(scope).filter(complete=True)
    alone, taken = Q(taken_by__isnull=True), Q(taken_by__isnull=False)
    recent = Q(submitted_at__gte=since)
    found = answers.aggregate(
        alone=Max("submitted_at", filter=alone),
        alone_n=Count("pk", filter=alone & recent),
        taken=Max("submitted_at", filter=taken),
        taken_n=Count("pk", filter=taken & recent),
    )
    heard = Case.objects.within(scope).complaints()
    cases = heard.aggregate(last=Max("received_at"), n=Count("pk", filter=Q(received_at__gte=since)))
    agreed = Expectation.objects.within(scope).aggregate(
        last=Max("noted_at"), n=Count("pk", filter=Q(noted_at__gte=since))
    )
    managers = ManagerForecast.objects.within(scope).aggregate(
        last=Max("at"), n=Count("pk", filter=Q(at__gte=since))
    )
    talks = [each for each in (found["taken"], agreed["last"]) if each]
    return {
        "surveys": (found["alone"], found["alone_n"]),
        "cases": (cases["last"], cases["n"]),
        "interviews": (max(talks, default=None), found["taken_n"] + agreed["n"]),
        "managers": (managers["last"], managers["n"]),
    }


def expectation_waves(scope: Scope) -> list[SurveyWave]:
    """The waves that ask what customers expect, the newest first. One query."""
    asked = Item.objects.unscoped("which versions ask it").filter(
        measure="expectation", minimum__isnull=False
    )
    rows = waves_seen(scope).filter(version__in=asked.values("version"))
    return list(rows.exclude(state__in=["planned", "cancelled"])[:MOST_WAVES])


def expectation_items(wave: SurveyWave) -> list[AskedItem]:
    """What a wave asks about expectations. One query."""
    return [each for each in asked_items(wave) if each.measure == "expectation"]


def forecast_of(person: User, wave: SurveyWave) -> ManagerForecast | None:
    """What a manager said before. One query."""
    return ManagerForecast.objects.within(person.scope).filter(wave=wave, person=person).first()


def services() -> dict[str, str]:
    """The second levels of the taxonomy: what people complain of, by code."""
    return {each.level2_code: each.level2 for each in taxonomy().leaves.values()}


def listening(wave: SurveyWave, scope: Scope, *, at: datetime) -> Listening:
    """Managers' forecast less customers' expectation by dimension (an item without one stands for itself), and which of
    the most frequent complaints managers do not name. Four queries, two more where answers have changed."""
    items = expectation_items(wave)
    forecasts = list(ManagerForecast.objects.within(scope).filter(wave=wave))
    told, (titles, groups) = expected(wave, scope), _dimensions(items)
    found, why = None, told.why
    if told.given < LEAST:
        why = Saying(gettext_noop("客户的回答不到 %(n)s 份，不显示。"), {"n": LEAST})
    elif len(forecasts) < LEAST_MANAGERS:
        why = Saying(gettext_noop("至少要有 %(n)s 位管理人员填了预计，才能对照。"), {"n": LEAST_MANAGERS})
    elif not why:
        try:
            topics, named = complained_of(scope, at=at), _named(forecasts)
            managers = _matrix(forecasts, items)
            found = gap_from_expectations(told.centres, managers, groups, topics=topics, named=named)
        except NothingMeasured as error:
            why = error.saying
    return Listening(wave, len(forecasts), told.given, found, why, titles)


@dataclass(frozen=True, slots=True)
class Expected:
    """All that gap 1 needs of the answers of a wave: by dimension, and how many said anything."""

    given: int
    centres: dict[str, Centre]
    why: Saying | None


def expected(wave: SurveyWave, scope: Scope) -> Expected:
    """What customers said of their expectations. Kept until answers change, so that no page holds a whole wave."""
    marks = [answers_mark(wave, scope)]
    return kept(f"satisfaction:gap1:{wave.pk}", marks, lambda: _expected_now(wave, scope))


def _expected_now(wave: SurveyWave, scope: Scope) -> Expected:
    items = expectation_items(wave)
    answers = wave_answers(wave, scope, codes=[each.code for each in items])
    said = np.isfinite(answers.numbers).any(axis=1) & (answers.weights > 0)
    try:
        centres = expectations(answers.numbers, _dimensions(items)[1], weights=answers.weights)
        return Expected(int(said.sum()), centres, None)
    except NothingMeasured as error:
        return Expected(int(said.sum()), {}, error.saying)


def _dimensions(items: Sequence[AskedItem]) -> tuple[dict[str, str], dict[str, list[int]]]:
    titles: dict[str, str] = {}
    groups: dict[str, list[int]] = {}
    for place, each in enumerate(items):
        name = each.dimension or each.element or each.code
        titles.setdefault(name, each.title if name != each.dimension else name)
        groups.setdefault(name, []).append(place)
    return titles, groups


def _matrix(forecasts: Sequence[ManagerForecast], items: Sequence[AskedItem]) -> Numbers:
    nan = float("nan")
    rows = [[float(each.answers.get(item.code, nan)) for item in items] for each in forecasts]
    return np.array(rows, dtype=np.float64).reshape(len(forecasts), len(items))


def _named(forecasts: Sequence[ManagerForecast]) -> list[str]:
    """The topics that at least half of the managers named."""
    said = [topic for each in forecasts for topic in each.topics]
    return [topic for topic in dict.fromkeys(said) if 2 * said.count(topic) >= len(forecasts)]


def complained_of(scope: Scope, *, at: datetime) -> dict[str, int]:
    """How many complaints of the last 90 days each second level of the taxonomy has. One query."""
    rows = Case.objects.within(scope).complaints().filter(received_at__gte=at - LOOKED_BACK)
    counted = rows.exclude(taxonomy="").order_by().values("taxonomy").annotate(n=Count("pk"))
    found: dict[str, int] = {}
    for row in counted:
        service = str(row["taxonomy"])[:5]
        found[service] = found.get(service, 0) + row["n"]
    return found
