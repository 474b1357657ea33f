# SPDX-License-Identifier: Apache-2.0
"""Calibration: what somebody has still to mark, and how far the inspectors agree, by item."""

from dataclasses import dataclass

import numpy as np

from amends.analytics.agreement import TENTATIVE, Agreement, agreement, cohen_kappa, fleiss_kappa
from amends.analytics.agreement.chance import Ratings, RatingsUneven
from amends.apps.core.models import User
from amends.apps.quality.models import BlindMark, Calibration, Transcript
from amends.apps.quality.rules.scorecards import Item

_SESSION = "of the session in hand"
SEED = 20260101  # the same marks give the same interval


@dataclass(frozen=True, slots=True)
class ItemAgreement:
    """How far the inspectors agree on an item; `kappa` is Cohen's of two, Fleiss' of more, `None` with gaps."""

    item: Item
    agreement: Agreement
    kappa: float | None

    @property
    def is_unclear(self) -> bool:
        """Whether the item needs a clearer definition."""
        alpha, share = self.agreement.alpha, self.agreement.share
        return (alpha is not None and alpha < TENTATIVE) and (share is None or share < 1)


def calibrations_seen(user: User) -> list[Calibration]:
    """Sessions within one's scope, the newest first. One query."""
    return list(Calibration.objects.within(user.scope).select_related("unit").order_by("-made_at")[:100])


def calibration_of(pk: int, user: User) -> Calibration | None:
    """A session. One query."""
    return Calibration.objects.within(user.scope).select_related("unit").filter(pk=pk).first()


def still_to_mark(calibration: Calibration, user: User) -> list[Transcript]:
    """The conversations that an invited inspector has not marked; none for who was not invited. Three queries."""
    if calibration.closed_at is not None or not calibration.inspectors.filter(pk=user.pk).exists():
        return []
    marks = BlindMark.objects.unscoped(_SESSION).filter(calibration=calibration, inspector=user)
    done = set(marks.values_list("transcript", flat=True))
    return [each for each in conversations_of(calibration) if each.pk not in done]


def conversations_of(calibration: Calibration) -> list[Transcript]:
    """All conversations of a session. One query."""
    return list(calibration.transcripts.unscoped(_SESSION).order_by("pk"))


def agreements(calibration: Calibration) -> list[ItemAgreement]:
    """How far the inspectors agree on each item, the least first; of a session that is closed. Three queries."""
    people = list(calibration.inspectors.order_by("pk").values_list("pk", flat=True))
    talks = [each.pk for each in conversations_of(calibration)]
    rows = BlindMark.objects.unscoped(_SESSION).filter(calibration=calibration)
    held = {(each.transcript_id, each.inspector_id): each.marks for each in rows}
    found = []
    for item in calibration.scorecard.items:
        ratings = [[held.get((talk, who), {}).get(item.code) for who in people] for talk in talks]
        rng = np.random.default_rng(SEED)
        found.append(ItemAgreement(item, agreement(ratings, rng=rng, draws=400), _kappa(ratings)))
    return sorted(found, key=lambda each: (each.agreement.alpha is None, each.agreement.alpha or 0.0))


def _kappa(ratings: Ratings) -> float | None:
    try:
        return cohen_kappa(ratings) if ratings and len(ratings[0]) == 2 else fleiss_kappa(ratings)
    except RatingsUneven:
        return None
