# SPDX-License-Identifier: Apache-2.0
"""A low answer reaches somebody's hands: a case with the customer's words, or a notice where nobody may call."""

from datetime import datetime
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext

from amends.apps.cases.actions import open_case
from amends.apps.cases.actions.intake_joining import join_case
from amends.apps.cases.actions.opening import Arrival
from amends.apps.cases.models import Case
from amends.apps.cases.queries.intake import receiver_for
from amends.apps.cases.rules.states import Origin
from amends.apps.core.actions.log import Log, writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind
from amends.apps.customers.models import Customer
from amends.apps.satisfaction.queries.following import (
    WHY,
    followed_case,
    rated_case,
    reasons_in_words,
    told_answers,
    who_leads,
)
from amends.apps.satisfaction.rules.following import class_of, leaves_alone, priority_of, reason_codes
from amends.apps.surveys.models import Response
from amends.kernel.recovery_class import RecoveryClass

ONLINE = "CH-ONLINE"  # how words go into a case that is open: the customer wrote them by themselves


class Followed(StrEnum):
    """What became of a low answer."""

    OPENED = "opened"
    JOINED = "joined"
    UNIT_TOLD = "unit_told"
    LEFT_ALONE = "left_alone"
    NOBODY = "nobody"
    BEFORE = "before"


class _Nobody(Exception):
    """Nobody in the unit or above it could take a case, or be told: the answer waits, and is tried again."""


class _Before(Exception):
    """Another worker followed the answer a moment ago."""


def follow(*, response: Response, at: datetime) -> Followed:
    """Put a low answer into somebody's hands, once, in one transaction with its event.

    A customer whom we know gets a case, or their words go into the one that is open for the same reason (30 days) or
    that they were asked about. Who declined further contact, or refuses contact altogether, is left alone: as with
    an answer that nobody's name stands on, the unit is told and no case is opened.
    """
    try:
        with writing(by=None, at=at) as log:
            row = _locked(response)
            if row.followed_at is not None:
                raise _Before
            done, case = _handed(row, at)
            row.followed_at = at
            row.save(update_fields=["followed_at"])
            _tell(log, row, done, case)
    except _Before:
        return Followed.BEFORE
    except _Nobody:
        return Followed.NOBODY
    return done


def _locked(response: Response) -> Response:
    rows = Response.objects.unscoped(WHY).select_related(
        "customer__unit", "unit", "invitation", "wave__version"
    )
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=response.pk)


def _handed(row: Response, at: datetime) -> tuple[Followed, Case | None]:
    customer = row.customer
    if customer is None:
        return _tell_unit(row, gettext("有人匿名打了低分：%(place)s"), at, Followed.UNIT_TOLD)
    if customer.do_not_contact or leaves_alone(row.low):
        return _tell_unit(row, gettext("有客户打了低分，但不要再联系：%(place)s"), at, Followed.LEFT_ALONE)
    rated = rated_case(row)
    standing = rated if rated and rated.is_open else followed_case(customer, reason_codes(row.low), at=at)
    if standing is not None:
        return Followed.JOINED, _joined(standing, row, at)
    case = _opened(row, customer, RecoveryClass(rated.recovery_class) if rated else None, at)
    return (Followed.OPENED, case) if case.key == _key(row) else (Followed.JOINED, _joined(case, row, at))


def _key(row: Response) -> str:
    return f"survey:{row.pk}"


def _joined(case: Case, row: Response, at: datetime) -> Case:
    return join_case(case=case, story=_story(row), channel=ONLINE, by=None, at=at)


def _opened(row: Response, customer: Customer, of_case: RecoveryClass | None, at: datetime) -> Case:
    owner = receiver_for(customer.unit)
    if owner is None:
        raise _Nobody
    return open_case(
        customer=customer,
        origin=Origin.SURVEY,
        recovery_class=class_of(row.low, of_case),
        owner=owner,
        by=None,
        at=at,
        key=_key(row),
        story=_story(row),
        reasons=reasons_in_words(row),
        arrival=Arrival(
            priority=priority_of(row.low), title=gettext("调查低分"), received_at=row.submitted_at
        ),
    )


def _story(row: Response) -> str:
    """What the customer answered, masked as it is kept: the low items and their own words."""
    head = gettext("客户在「%(wave)s」里的回答：") % {"wave": row.wave.name}
    lines = [f"{title} {said}" for title, said in told_answers(row)]
    return "\n".join([head, *(lines or reasons_in_words(row))])


def _tell_unit(row: Response, words: str, at: datetime, done: Followed) -> tuple[Followed, None]:
    place = row.link.place if row.link else row.wave.name
    people = who_leads(row.unit)
    if not people:
        raise _Nobody
    for person in people:
        notify(
            to=person,
            subject=words % {"place": place},
            at=at,
            link=reverse("surveys:response", args=[row.pk]),
            key=f"low:{row.pk}:{person.pk}",
        )
    return done, None


def _tell(log: Log, row: Response, done: Followed, case: Case | None) -> None:
    log(
        EventKind.SURVEY_LOW_FOLLOWED,
        row,
        about=row.customer.code if row.customer else "",
        unit=row.unit,
        outcome=str(done),
        case=case.number if case else "",
        reasons=[*reason_codes(row.low)],
    )
