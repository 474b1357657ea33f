# SPDX-License-Identifier: Apache-2.0
"""What the card of a clerk or an agent is made of: inspections, callbacks, tickets, calls, coaching."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.apps.cases.models import Verification
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.models.queue import Ticket
from amends.apps.halls.rules.clerks import Line, Measured, line
from amends.apps.halls.rules.hotline.standard import standard
from amends.apps.halls.rules.hotline.words import Direction
from amends.apps.quality.models import Coaching, Inspection
from amends.apps.quality.queries.coaching import marks_in_force, total_in_force
from amends.apps.quality.rules.scorecards import Mark

PERIOD = timedelta(days=90)
SHOWN = 8
OF_THE_TEAM = "of the people of one team, told as one person and the middle of the rest"
Values = dict[int, list[float]]


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one person over the period: the lines, what failed in inspections by name, and coaching."""

    lines: tuple[Line, ...]
    causes: tuple[tuple[str, int], ...]
    inspections: int
    coaching_open: int
    coaching_done: int
    coaching_reached: int


def clerk(username: str, scope: Scope, reader: User) -> User | None:
    """Somebody the reader looks after, or the reader. One query at most."""
    if username == reader.username:
        return reader
    people = User.objects.filter(unit__number__range=(scope.first, scope.last), is_active=True)
    return people.select_related("unit").filter(username=username).first()


def card(person: User, at: datetime) -> Card:
    """The card of a person over the last 90 days, beside the active people of the same unit. Six queries."""
    since = at - PERIOD
    team = list(User.objects.filter(unit=person.unit_id, is_active=True).values_list("pk", flat=True))
    told = list(_told(team, since))
    own = [each for each in told if each.agent_id == person.pk]
    values = {
        Measured.QUALITY: _by_person((each.agent_id, total_in_force(each)[0]) for each in told),
        Measured.RATING: _by_person(_ratings(team, since)),
        Measured.HANDLING: _by_person(_handling(team, since)),
        Measured.RING: _by_person(_rings(team, since)),
    }
    coaching = list(Coaching.objects.unscoped(OF_THE_TEAM).filter(person=person, at__gte=since))
    done = [each for each in coaching if each.closed_at is not None]
    return Card(
        lines=tuple(line(each, values[each], person.pk) for each in Measured),
        causes=_causes(own),
        inspections=len(own),
        coaching_open=len(coaching) - len(done),
        coaching_done=len(done),
        coaching_reached=sum(bool(each.reached) for each in done),
    )


def _told(team: list[int], since: datetime) -> Iterable[Inspection]:
    rows = Inspection.objects.unscoped(OF_THE_TEAM).filter(agent__in=team, told_at__gte=since)
    return rows.select_related("appeal")


def _ratings(team: list[int], since: datetime) -> Iterable[tuple[int, float | None]]:
    rows = Verification.objects.unscoped(OF_THE_TEAM).filter(case__owner__in=team, at__gte=since)
    return rows.filter(score__isnull=False).values_list("case__owner", "score")


def _handling(team: list[int], since: datetime) -> Iterable[tuple[int, float | None]]:
    rows = Ticket.objects.unscoped(OF_THE_TEAM).filter(
        clerk__in=team, ended_at__gte=since, begun_at__isnull=False
    )
    for key, begun, ended in rows.values_list("clerk", "begun_at", "ended_at"):
        yield key, (ended - begun).total_seconds() if ended and begun else None


def _rings(team: list[int], since: datetime) -> Iterable[tuple[int, float | None]]:
    rows = Call.objects.unscoped(OF_THE_TEAM).filter(
        answered_by__in=team, direction=Direction.IN, offered_at__gte=since, ring_seconds__isnull=False
    )
    held = standard()
    for key, seconds in rows.values_list("answered_by", "ring_seconds"):
        yield key, None if seconds is None else float(held.in_target(seconds))


def _by_person(found: Iterable[tuple[int, float | None]]) -> Values:
    values: Values = {}
    for key, value in found:
        if value is not None:
            values.setdefault(key, []).append(float(value))
    return values


def _causes(told: list[Inspection]) -> tuple[tuple[str, int], ...]:
    """What failed, by the name on the card of that inspection, the most often first."""
    names: Counter[str] = Counter()
    for row in told:
        items = row.scorecard.by_code
        failed = [code for code, each in marks_in_force(row).items() if each.get("mark") == Mark.FAIL]
        names.update(items[code].name for code in failed if code in items)
    return tuple(names.most_common(SHOWN))
