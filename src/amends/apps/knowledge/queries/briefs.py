# SPDX-License-Identifier: Apache-2.0
"""What stands on a team's morning brief: what changed since the brief before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from amends.apps.core.models import Unit, User
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.organisation import Scope
from amends.apps.knowledge.models import Article, ArticleVersion, MorningBrief, Notice, NoticePlace
from amends.apps.knowledge.models.articles import READ_BELOW, concerning
from amends.apps.knowledge.queries.articles import RELATED
from amends.apps.knowledge.rules.article_words import Stage

FIRST_LOOKS_BACK = timedelta(days=7)  # of a team that never held one
MOST = 40


@dataclass(frozen=True, slots=True)
class Brief:
    """One page: the articles that are new or changed since the last brief of the team, those that ended, the notices
    that still matter, and the team."""

    unit: Unit
    since_at: datetime
    at: datetime
    last: MorningBrief | None
    changed: Sequence[ArticleVersion]
    ended: Sequence[Article]
    notices: Sequence[Notice]
    team: Sequence[User]


def brief_of(unit: Unit, at: datetime) -> Brief:
    """The brief of a team as it stands at a moment. Seven queries."""
    last = last_brief(unit, at)
    since = last.held_at if last else at - FIRST_LOOKS_BACK
    only = Scope(unit.number, unit.number)
    return Brief(
        unit, since, at, last, _changed(only, since, at), _ended(only, since, at), _notices(unit.scope, at),
        list(people_within(unit.scope).filter(is_active=True)),
    )  # fmt: skip


def last_brief(unit: Unit, at: datetime) -> MorningBrief | None:
    """The brief that a team held last before a moment: its own, or one of a unit above that more than half of its
    people attended. Its leader alone at the city's brief has told the team nothing yet. Two queries."""
    rows = MorningBrief.objects.unscoped("a team sees the briefs of those above it").filter(held_at__lt=at)
    above = rows.filter(unit__number__lte=unit.number, unit__last__gte=unit.number)
    there = Count("attended", filter=Q(attended__unit__number__range=(unit.number, unit.last)))
    half = people_within(unit.scope).filter(is_active=True).count() / 2
    held = above.annotate(there=there).filter(Q(unit=unit) | Q(there__gt=half))
    return held.select_related("held_by", "unit").order_by("-held_at").first()


def briefs_within(scope: Scope, *, most: int = 30) -> list[MorningBrief]:
    """The briefs held in a leader's units, the newest first. Two queries."""
    rows = MorningBrief.objects.within(scope).select_related("unit", "held_by").prefetch_related("attended")
    return list(rows.order_by("-held_at")[:most])


def _changed(scope: Scope, since: datetime, at: datetime) -> list[ArticleVersion]:
    """Approved since, or approved before and in force only since."""
    today, day_before = timezone.localdate(at), timezone.localdate(since)
    rows = ArticleVersion.objects.in_force(scope, today).select_related(*RELATED)
    fresh = Q(approved_at__gt=since) | Q(starts_date__gt=day_before)
    return list(rows.filter(fresh, approved_at__lte=at).order_by("article__topic", "-pk")[:MOST])


def _ended(scope: Scope, since: datetime, at: datetime) -> list[Article]:
    """Retired since, or whose last day has passed since with nothing in its place."""
    today, day_before = timezone.localdate(at), timezone.localdate(since)
    rows = Article.objects.unscoped(READ_BELOW).filter(concerning(scope))
    held = ArticleVersion.objects.unscoped(READ_BELOW).filter(
        state=Stage.APPROVED, superseded_at__isnull=True
    )
    over = held.filter(last_date__gte=day_before, last_date__lt=today).values("article")
    on = held.filter(Q(last_date__isnull=True) | Q(last_date__gte=today)).values("article")
    gone = Q(retired_at__gt=since) | (Q(pk__in=over) & ~Q(pk__in=on) & Q(retired_at__isnull=True))
    return list(rows.filter(gone).order_by("-pk")[:MOST])


def _notices(scope: Scope, at: datetime) -> list[Notice]:
    """Those told to the team that have not taken effect yet, the soonest first."""
    told = NoticePlace.objects.unscoped(READ_BELOW).filter(
        notice=OuterRef("pk"), unit__number__lte=scope.last, unit__last__gte=scope.first
    )
    rows = Notice.objects.concerning(scope).filter(Exists(told), withdrawn_at__isnull=True)
    return list(
        rows.filter(effective_date__gte=timezone.localdate(at)).order_by("effective_date", "pk")[:MOST]
    )
