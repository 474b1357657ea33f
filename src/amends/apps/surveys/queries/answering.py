# SPDX-License-Identifier: Apache-2.0
"""What a link leads to: the wave, the customer's answers so far, and whether they may still be given."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from amends.apps.surveys.models import Invitation, OpenLink, QuestionnaireVersion, Response, SurveyWave
from amends.apps.surveys.rules.tokens import token_hash
from amends.apps.surveys.rules.words import InvitationState, WaveState

WHY = "whoever has the link may answer"
_DONE = {InvitationState.COMPLETED, InvitationState.SCREENED_OUT, InvitationState.OVER_QUOTA}


class Door(StrEnum):
    """Whether a link still leads to the questions, and why not."""

    OPEN = "open"
    NOT_YET = "not_yet"
    PAUSED = "paused"
    DONE = "done"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Entrance:
    """One way in: a customer's own invitation, or an open link with the session of whoever uses it."""

    wave: SurveyWave
    door: Door
    invitation: Invitation | None = None
    link: OpenLink | None = None
    session: str = ""
    response: Response | None = None

    @property
    def version(self) -> QuestionnaireVersion:
        """The questions of the wave."""
        return self.wave.version


def by_token(token: str, *, at: datetime) -> Entrance | None:
    """The way in of an invitation's link. Two queries."""
    rows = Invitation.objects.unscoped(WHY).select_related(
        "wave__version__questionnaire", "wave__unit", "customer", "unit"
    )
    found = rows.filter(token_hash=token_hash(token)).first()
    if found is None or found.state == InvitationState.RESERVE:
        return None
    return Entrance(found.wave, door_of(found, at), invitation=found, response=response_to(found))


def response_to(invitation: Invitation) -> Response | None:
    """What the customer answered so far."""
    rows = Response.objects.unscoped(WHY).select_related("wave__version")
    return rows.filter(invitation=invitation).first()


def by_code(code: str, session: str, *, at: datetime) -> Entrance | None:
    """The way in of an open link; `session` (kept hashed) finds what this visitor answered before. Two queries."""
    rows = OpenLink.objects.unscoped(WHY).select_related("wave__version__questionnaire", "wave__unit", "unit")
    found = rows.filter(code=code).first()
    if found is None:
        return None
    answered = Response.objects.unscoped(WHY).select_related("wave__version")
    before = answered.filter(session=session, link=found).first() if session else None
    door = Door.EXPIRED if found.closed_at else _wave_door(found.wave, at)
    done = before is not None and before.submitted_at is not None
    return Entrance(found.wave, Door.DONE if done else door, link=found, session=session, response=before)


def door_of(invitation: Invitation, at: datetime) -> Door:
    """Whether an invitation may be answered now."""
    if invitation.state in _DONE:
        return Door.DONE
    if invitation.state == InvitationState.REFUSED:
        return Door.DECLINED
    if invitation.state in {InvitationState.EXPIRED, InvitationState.UNREACHABLE}:
        return Door.EXPIRED
    if invitation.expires_at <= at:
        return Door.EXPIRED
    return _wave_door(invitation.wave, at)


def door_now(response: Response, invitation: Invitation | None, at: datetime) -> Door:
    """Whether a response that was begun may still be given: by its invitation, as it is under lock, or its link."""
    if invitation is not None:
        return door_of(invitation, at)
    closed = response.link is not None and response.link.closed_at is not None
    return Door.EXPIRED if closed else _wave_door(response.wave, at)


def _wave_door(wave: SurveyWave, at: datetime) -> Door:
    if wave.state == WaveState.PAUSED:
        return Door.PAUSED
    if wave.state in {WaveState.PLANNED, WaveState.DRAWN} or at < wave.starts_at:
        return Door.NOT_YET
    return Door.OPEN if wave.state == WaveState.OPEN and at < wave.ends_at else Door.EXPIRED
