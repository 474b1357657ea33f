# SPDX-License-Identifier: Apache-2.0
"""Ratings of contacts from five views, contact by contact and together with the promises that were broken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import Count, Q

from amends.apps.core.rules.organisation import Scope
from amends.apps.promises.models import Promise
from amends.apps.surveys.models import Answer
from amends.apps.surveys.models.responses import AnswerQuerySet
from amends.apps.surveys.rules.interaction import (
    DIMENSIONS,
    InteractionScore,
    View,
    interaction_score,
    read_weights,
)
from amends.packs import load


@dataclass(frozen=True, slots=True)
class RatedContact:
    """One contact as its customer rated it: `about` names it (`cases.case:17`; empty where only the wave is known),
    `ratings` are on 0–100 by view."""

    response: int
    about: str
    submitted_at: datetime
    ratings: Mapping[str, float]


def _rated(scope: Scope, since: datetime, until: datetime) -> AnswerQuerySet:
    return Answer.objects.within(scope).filter(
        item__measure="interaction",
        item__dimension__in=DIMENSIONS,
        number__isnull=False,
        response__complete=True,
        response__submitted_at__gte=since,
        response__submitted_at__lt=until,
    )


def contact_ratings(scope: Scope, *, since: datetime, until: datetime) -> list[RatedContact]:
    """The rated contacts of a half-open period, the earliest first. One query."""
    rows = _rated(scope, since, until).order_by("response__submitted_at", "response_id", "item__order")
    found: dict[int, RatedContact] = {}
    for row in rows.select_related("item", "response__invitation"):
        response, item = row.response, row.item
        about = response.invitation.about if response.invitation else ""
        contact = found.setdefault(
            response.pk, RatedContact(response.pk, about, cast(datetime, response.submitted_at), {})
        )
        low, high = cast(float, item.minimum), cast(float, item.maximum)
        cast(dict[str, float], contact.ratings)[item.dimension] = (
            (cast(float, row.number) - low) / (high - low) * 100
        )
    return list(found.values())


def interaction_of(
    scope: Scope,
    *,
    since: datetime,
    until: datetime,
    weights: Mapping[str, float] | None = None,
) -> InteractionScore:
    """The five views of the contacts that were rated in a period, with the promises of the same units that ended in it.
    `weights` are the pack's (credibility the highest) where none are given. Two queries."""
    rated = contact_ratings(scope, since=since, until=until)
    views = {}
    for name in DIMENSIONS:
        values = [each.ratings[name] for each in rated if name in each.ratings]
        if values:
            views[name] = View(sum(values) / len(values), len(values))
    inside = Q(kept_at__gte=since, kept_at__lt=until), Q(broken_at__gte=since, broken_at__lt=until)
    ended = Promise.objects.within(scope).aggregate(
        kept=Count("pk", filter=inside[0]), broken=Count("pk", filter=inside[1])
    )
    return interaction_score(
        len(rated),
        views,
        read_weights(weights) if weights else pack_weights(),
        promises=ended["kept"] + ended["broken"],
        broken=ended["broken"],
    )


def pack_weights() -> dict[str, float]:
    """The weights of the five views as the pack sets them."""
    return read_weights(cast(Mapping[str, object], load("survey_interaction")["weights"]))
