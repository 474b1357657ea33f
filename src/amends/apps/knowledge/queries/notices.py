# SPDX-License-Identifier: Apache-2.0
"""Notices: who is asked to read them, who has, and which share of each channel."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db.models import Exists, OuterRef, Q, QuerySet

from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.knowledge.models import Notice, NoticePlace, NoticeReading
from amends.apps.knowledge.models.articles import READ_BELOW
from amends.apps.knowledge.rules.article_words import StaffChannel, channel_of, roles_of

MOST = 200
Shares = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A notice with who has read it, of a reader's units: by channel (read, asked), and whether the reader has."""

    notice: Notice
    shares: Shares
    is_mine: bool
    is_read: bool


def asked_people(notice: Notice) -> QuerySet[User]:
    """The active people of its channels in its places, once each."""
    places = NoticePlace.objects.unscoped(READ_BELOW).filter(
        notice=notice, unit__number__lte=OuterRef("unit__number"), unit__last__gte=OuterRef("unit__number")
    )
    people = User.objects.filter(Exists(places), is_active=True, role__in=roles_of(set(notice.channels)))
    return people.select_related("unit").order_by("unit__number", "username")


def is_asked(notice: Notice, person: User) -> bool:
    """Whether somebody is asked to read it. One query at most."""
    return channel_of(person.role) in notice.channels and asked_people(notice).filter(pk=person.pk).exists()


def unread_people(notice: Notice) -> QuerySet[User]:
    """Those asked who have not pressed."""
    readings = NoticeReading.objects.unscoped(READ_BELOW).filter(notice=notice, by=OuterRef("pk"))
    return asked_people(notice).exclude(Exists(readings))


def notice_within(pk: int, scope: Scope) -> Notice | None:
    """A notice that concerns a person's units. One query."""
    rows = Notice.objects.concerning(scope).select_related("unit", "article", "published_by")
    return rows.filter(pk=pk).first()


def notices_for(scope: Scope, *, most: int = MOST) -> list[Notice]:
    """The notices that concern a person's units, the newest first. One query."""
    return list(
        Notice.objects.concerning(scope).select_related("unit").order_by("-published_at", "-pk")[:most]
    )


def unread_by(person: User) -> list[Notice]:
    """What somebody is asked to read and has not, the most urgent first. One query."""
    if person.unit is None:
        return []
    number = person.unit.number
    places = NoticePlace.objects.unscoped(READ_BELOW).filter(
        notice=OuterRef("pk"), unit__number__lte=number, unit__last__gte=number
    )
    readings = NoticeReading.objects.unscoped("one's own").filter(notice=OuterRef("pk"), by=person)
    rows = Notice.objects.unscoped(READ_BELOW).filter(
        Exists(places), ~Exists(readings), withdrawn_at__isnull=True
    )
    channel = channel_of(person.role)
    mine = (each for each in rows.order_by("due_date", "pk") if channel in each.channels)
    return list(islice(mine, MOST))  # cut last: what others are asked must not push out what this person is


def standing(notice: Notice, person: User) -> Standing:
    """How a notice stands in a person's units. Two queries."""
    asked = list(asked_people(notice).filter(unit__number__range=(person.scope.first, person.scope.last)))
    read = _readers([notice])
    shares = _shares((each.role, (notice.pk, each.pk) in read) for each in asked)
    return Standing(
        notice, shares, any(each.pk == person.pk for each in asked), (notice.pk, person.pk) in read
    )


def read_share(subject: str, unit: Unit, at: datetime) -> Shares:
    """Of what was told about a campaign or service until a moment: by channel how many people of a unit have read all
    of it, and how many are asked. Empty where nothing was told. Two queries and one for each notice."""
    rows = Notice.objects.unscoped(READ_BELOW).filter(subject=subject, withdrawn_at__isnull=True)
    notices = list(rows.filter(published_at__lte=at)) if subject else []
    inside = Q(unit__number__range=(unit.number, unit.last))
    read = _readers(notices, until=at)
    wanted: dict[int, tuple[str, bool]] = {}
    for notice in notices:
        for each in asked_people(notice).filter(inside):
            before = wanted.get(each.pk, (each.role, True))[1]
            wanted[each.pk] = each.role, before and (notice.pk, each.pk) in read
    return _shares(wanted.values())


def staffed(unit: Unit, channels: Collection[str]) -> Mapping[str, int]:
    """How many active people of some channels work in a unit; channels without anybody are left out. One query."""
    inside = User.objects.filter(is_active=True, unit__number__range=(unit.number, unit.last))
    roles = inside.filter(role__in=roles_of(set(channels))).values_list("role", flat=True)
    return Counter(str(channel_of(each)) for each in roles)


def unread_within(notice: Notice, scope: Scope) -> list[User]:
    """Who has not read it, of a leader's units, for the leader to speak to. One query."""
    return list(unread_people(notice).filter(unit__number__range=(scope.first, scope.last))[:MOST])


def due_between(scope: Scope, first: date, last: date) -> list[Notice]:
    """What takes effect in a span of days (both included). One query."""
    rows = Notice.objects.concerning(scope).filter(withdrawn_at__isnull=True)
    return list(rows.filter(effective_date__range=(first, last)).order_by("effective_date", "pk")[:MOST])


def _readers(notices: Iterable[Notice], until: datetime | None = None) -> set[tuple[int, int]]:
    rows = NoticeReading.objects.unscoped(READ_BELOW).filter(notice__in=list(notices))
    rows = rows.filter(at__lte=until) if until else rows
    return set(rows.values_list("notice_id", "by_id"))


def _shares(people: Iterable[tuple[str, bool]]) -> Shares:
    counts: dict[StaffChannel, list[bool]] = defaultdict(list)
    for role, has_read in people:
        counts[channel_of(role)].append(has_read)
    return {
        str(channel): (sum(counts[channel]), len(counts[channel]))
        for channel in StaffChannel
        if channel in counts
    }
