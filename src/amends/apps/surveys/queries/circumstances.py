# SPDX-License-Identifier: Apache-2.0
"""How an answer came about: what else came from the device, how long others took, what happened just before."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count

from amends.apps.core.models import Event, EventKind
from amends.apps.surveys.models import Response
from amends.apps.surveys.rules.integrity import Circumstances, Flag, Scored
from amends.apps.surveys.rules.outcomes import Given
from amends.apps.surveys.rules.words import AskedBy

WHY = "an answer is judged by the others of its wave"
COMPARED = 100  # the latest answers of the wave
NEAR = timedelta(days=1)
LOOK_BACK = timedelta(days=7)
SERVED = (EventKind.CASE_VISITED, EventKind.CONTACT_NOTED)
EDITED = (EventKind.PREFERENCES_SET, EventKind.PROFILES_UPSERTED, EventKind.CASE_MATCHED)


def circumstances(
    row: Response, answers: Sequence[Given], *, at: datetime, over_quota: bool = False
) -> Circumstances:
    """What is known of how a response came about, just before it is complete. Six queries at most."""
    pace, compared = _pace(row)
    return Circumstances(
        seconds=row.seconds,
        items=len(answers),
        scores=tuple(
            Scored(each.number, each.item.minimum, each.item.maximum)
            for each in answers
            if each.number is not None and each.item.minimum is not None and each.item.maximum is not None
        ),
        has_words=any(each.words for each in answers),
        on_device=_others(row, "device", at),
        on_network=_others(row, "network", at),
        median_per_item=pace,
        compared=compared,
        since_visit=_since(row, SERVED, row.started_at),
        since_edit=_since(row, EDITED, _asked_at(row)),
        from_staff_network=Flag.STAFF_NETWORK in row.flags,
        by_telephone=row.way == AskedBy.HOTLINE,
        over_quota=over_quota,
    )


def _others(row: Response, name: str, at: datetime) -> int:
    """How many other answers of the wave came from the same device (ever) or network (within a day)."""
    mark = getattr(row, name)
    if not mark:
        return 0
    others = Response.objects.unscoped(WHY).filter(wave=row.wave_id, **{name: mark}).exclude(pk=row.pk)
    if name == "network":
        others = others.filter(complete=True, submitted_at__gte=at - NEAR)
    return others.filter(submitted_at__isnull=False).order_by().count()


def _pace(row: Response) -> tuple[float | None, int]:
    """The median seconds an answered item over the latest answers of the wave, and over how many it is."""
    done = Response.objects.unscoped(WHY).filter(wave=row.wave_id, complete=True).exclude(way=AskedBy.HOTLINE)
    latest = done.order_by("-submitted_at").values_list("pk", flat=True)[:COMPARED]
    rows = Response.objects.unscoped(WHY).filter(pk__in=list(latest))
    paced = rows.annotate(given=Count("items")).values_list("seconds", "given")
    paces = [seconds / given for seconds, given in paced if given]
    return (median(paces), len(paces)) if paces else (None, 0)


def _since(row: Response, kinds: Collection[EventKind], moment: datetime) -> timedelta | None:
    """How long before a moment one of ours did something of these kinds to the customer."""
    if row.customer is None:
        return None
    happened = Event.objects.unscoped(WHY).filter(about=row.customer.code, kind__in=kinds, by__isnull=False)
    last = happened.filter(at__lte=moment, at__gte=moment - LOOK_BACK).order_by("-at").first()
    return moment - last.at if last else None


def _asked_at(row: Response) -> datetime:
    invited = row.invitation.invited_at if row.invitation else None
    return invited or row.started_at
