# SPDX-License-Identifier: Apache-2.0
"""What a customer does with a link: begin, go on later, decline. Each is once, however often the button is pressed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amends.analytics.language.masking import mask
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.customers.actions.opting_out import opt_out
from amends.apps.customers.rules.consents import Purpose
from amends.apps.surveys.models import Invitation, Response
from amends.apps.surveys.queries.answering import WHY, Door, Entrance, door_of, response_to
from amends.apps.surveys.queries.outgoing import refuses
from amends.apps.surveys.rules.engine import check
from amends.apps.surveys.rules.integrity import Flag
from amends.apps.surveys.rules.words import InvitationState

LONGEST_PAUSE = 120  # seconds between two savings that count as answering: who goes away does not answer
PER_DEVICE, PER_NETWORK, WITHIN = 20, 120, timedelta(hours=1)  # beginnings at open links
NOTICE = "survey-invitation-1"  # the version of the words beside the button «不再收到调查»
CONSENT_CHANNELS = {"sms": "sms", "email": "letter", "hotline": "phone", "link": "online", "qr": "hall"}


class NotOpen(ValueError):
    """Answers cannot be given by this link now; `door` says why."""

    def __init__(self, door: Door) -> None:
        super().__init__(str(door))
        self.door = door


class TooMany(ValueError):
    """So many began from one device or network within an hour that something is wrong."""

    def __str__(self) -> str:
        return _("这台设备或这个网络短时间内作答太多，请过一会儿再来")


class ThereAlready(Exception):
    """Another request of the same customer was a moment faster: what it wrote stands."""

    def __init__(self, response: Response) -> None:
        super().__init__(str(response.pk))
        self.response = response


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where an answer comes from: keyed hashes of the device and the network, and whether that is our own."""

    device: str = ""
    network: str = ""
    ours: bool = False


def note_opened(*, invitation: Invitation, at: datetime) -> None:
    """Note that a link was opened, the first time; no event: it says nothing that anybody did."""
    fresh = Invitation.objects.unscoped(WHY).filter(
        pk=invitation.pk, state__in=[InvitationState.WAITING, InvitationState.SENT], opened_at__isnull=True
    )
    fresh.update(state=InvitationState.OPENED, opened_at=at)


def begin(
    *, entrance: Entrance, visitor: Visitor, language: str, at: datetime, by: User | None = None
) -> Response:
    """Begin a response, or return the one that is there.

    Raises `NotOpen`, and at an open link `TooMany`. `by` is the agent who asks on the telephone.
    """
    if entrance.response is not None:
        return entrance.response
    if entrance.door is not Door.OPEN:
        raise NotOpen(entrance.door)
    if entrance.invitation is not None:
        try:
            return _begin_invited(entrance.invitation, visitor, language, at, by)
        except ThereAlready as before:
            return before.response
    _refuse_flood(entrance, visitor, at)
    return _begin_open(entrance, visitor, language, at)


def _begin_invited(
    invitation: Invitation, visitor: Visitor, language: str, at: datetime, by: User | None
) -> Response:
    with writing(by=by, at=at) as log:
        row = locked_invitation(invitation)
        if before := response_to(row):
            raise ThereAlready(before)
        if (door := door_of(row, at)) is not Door.OPEN:
            raise NotOpen(door)
        made = Response.objects.create(
            invitation=row,
            customer=row.customer,
            unit=row.unit,
            way=row.wave.way,
            weight=row.weight,
            taken_by=by,
            **_first_values(row.wave_id, visitor, language, at),
        )
        row.state, row.opened_at = InvitationState.STARTED, row.opened_at or at
        row.save(update_fields=["state", "opened_at"])
        log(EventKind.SURVEY_STARTED, made, about=row.customer.code, unit=row.unit, wave=row.wave_id)
    return made


def _begin_open(entrance: Entrance, visitor: Visitor, language: str, at: datetime) -> Response:
    link = entrance.link
    assert link is not None, "an entrance has an invitation or a link"
    try:
        with writing(by=None, at=at) as log, transaction.atomic():
            made = Response.objects.create(
                link=link,
                unit=link.unit,
                way="qr" if entrance.wave.way == "qr" else "link",
                session=entrance.session,
                **_first_values(link.wave_id, visitor, language, at),
            )
            log(EventKind.SURVEY_STARTED, made, unit=link.unit, wave=link.wave_id)
    except IntegrityError:  # pressed twice
        return Response.objects.unscoped(WHY).get(session=entrance.session)
    return made


def _first_values(wave: int, visitor: Visitor, language: str, at: datetime) -> dict[str, Any]:
    return {
        "wave_id": wave,
        "language": language,
        "started_at": at,
        "saved_at": at,
        "device": visitor.device,
        "network": visitor.network,
        "flags": [str(Flag.STAFF_NETWORK)] if visitor.ours else [],
    }


def _refuse_flood(entrance: Entrance, visitor: Visitor, at: datetime) -> None:
    lately = Response.objects.unscoped(WHY).filter(link=entrance.link, started_at__gt=at - WITHIN)
    for name, mark, most in (
        ("device", visitor.device, PER_DEVICE),
        ("network", visitor.network, PER_NETWORK),
    ):
        if mark and lately.filter(**{name: mark}).order_by()[:most].count() >= most:
            raise TooMany


def keep(
    *, response: Response, answers: Mapping[str, object], page: int, language: str, at: datetime
) -> Response:
    """Keep what was answered so far; what does not belong, and personal data in words, is left out. What was submitted
    stays as it is. No event: a page saves itself at every change. Raises `EngineFailed`."""
    content = response.wave.version.content
    checked = check(content, answers, language=language)
    with transaction.atomic():
        row = locked_response(response)
        if row.submitted_at is None:
            row.answers, row.page = hidden(checked.answers), max(0, min(page, checked.pages - 1))
            row.language = language
            note_time(row, at)
            row.save(update_fields=["answers", "page", "language", "seconds", "saved_at"])
    return row


def note_time(row: Response, at: datetime) -> None:
    """Count the time since the last saving, but for a long pause. The caller saves the row."""
    row.seconds += min(max(0, int((at - row.saved_at).total_seconds())), LONGEST_PAUSE)
    row.saved_at = at


def hidden(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers without the personal data in their words; the codes of choices hold none."""
    return {name: _hidden(value) for name, value in answers.items()}


def _hidden(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {name: _hidden(each) for name, each in value.items()}
    return value


def decline(*, invitation: Invitation, for_good: bool, at: datetime, by: User | None = None) -> Invitation:
    """The customer does not want to answer this time, or (`for_good`) never again: then the ledger says so too.

    What was answered before stays unsubmitted. An invitation that has ended stays as it ended, and saying so again says
    nothing new.
    """
    with transaction.atomic():
        row = locked_invitation(invitation)
        if row.ended_at is not None and (not for_good or refuses(row.customer)):
            return row
        return _declined(row, for_good=for_good, at=at, by=by)


def _declined(row: Invitation, *, for_good: bool, at: datetime, by: User | None) -> Invitation:
    with writing(by=by, at=at) as log:
        if row.ended_at is None:
            row.state, row.ended_at, row.next_at = InvitationState.REFUSED, at, None
            row.save(update_fields=["state", "ended_at", "next_at"])
        log(
            EventKind.SURVEY_DECLINED,
            row,
            about=row.customer.code,
            unit=row.unit,
            wave=row.wave_id,
            for_good=for_good,
        )
        if for_good:
            opt_out(
                customer=row.customer,
                purpose=Purpose.SURVEY,
                channel=CONSENT_CHANNELS[row.wave.way],
                wording_version=NOTICE,
                by=by,
                at=at,
            )
    return row


def locked_invitation(invitation: Invitation) -> Invitation:
    """The invitation under lock, as the database has it now."""
    rows = Invitation.objects.unscoped(WHY).select_related("wave__version", "customer__unit", "unit")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=invitation.pk)


def locked_response(response: Response) -> Response:
    """The response under lock, as the database has it now."""
    rows = Response.objects.unscoped(WHY).select_related(
        "wave__version", "customer", "unit", "invitation", "link"
    )
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=response.pk)
