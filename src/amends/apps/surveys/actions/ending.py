# SPDX-License-Identifier: Apache-2.0
"""How invitations end without an answer: their time is over, the number does not exist, the wave closes."""

from datetime import datetime

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Message, User
from amends.apps.surveys.models import Invitation, SurveyWave
from amends.apps.surveys.queries.outgoing import REFUSES
from amends.apps.surveys.rules.words import ENDED, InvitationState, WaveState

PORTION = 500
FILLER = "survey"  # messages of this area in the outbox
_WHY = "the job sees every wave"
_OPEN = [each for each in InvitationState if each not in ENDED and each != InvitationState.RESERVE]


def message_key(invitation: int, reminder: int) -> str:
    """The key of an invitation's message in the outbox; reminder 0 is the invitation itself."""
    return f"{FILLER}:{invitation}:{reminder}"


def end_all(*, wave: SurveyWave, by: User | None, at: datetime) -> int:
    """End whatever of a wave is still open, since it closes; reserves stay what they were. Returns how many."""
    rows = Invitation.objects.unscoped("a wave closes as a whole").filter(wave=wave, state__in=_OPEN)
    with writing(by=by, at=at) as log:
        count = rows.update(state=InvitationState.EXPIRED, ended_at=at, next_at=None)
        log(EventKind.INVITATIONS_EXPIRED, wave, unit=wave.unit, count=count)
    return count


def expire(*, at: datetime) -> int:
    """End the invitations whose time is over, in portions; returns how many."""
    due = Invitation.objects.unscoped(_WHY).filter(state__in=_OPEN, expires_at__lte=at)
    waves = SurveyWave.objects.unscoped(_WHY).filter(state__in=[WaveState.OPEN, WaveState.PAUSED])
    count = 0
    for wave in waves.select_related("unit"):
        while keys := list(due.filter(wave=wave).values_list("pk", flat=True)[:PORTION]):
            with writing(by=None, at=at) as log:
                ended = due.filter(pk__in=keys).update(
                    state=InvitationState.EXPIRED, ended_at=at, next_at=None
                )
                log(EventKind.INVITATIONS_EXPIRED, wave, unit=wave.unit, count=ended)
            count += ended
    return count


def settle_lost(*, at: datetime, most: int = 500) -> int:
    """End as unreachable whose invitation the gateway refused or could not take; returns how many."""
    lost = Message.objects.filter(
        filled_by=FILLER, sent_at=None, given_up_at__isnull=False, key__endswith=":0", read_at=None
    )
    count = 0
    for message in lost.order_by("pk")[:most]:
        count += _lost(message, at)
    return count


def _lost(message: Message, at: datetime) -> bool:
    """One of them; the message is marked as read, so that it is looked at once."""
    pk = int((message.key or "").split(":")[1])
    with writing(by=None, at=at) as log:
        Message.objects.filter(pk=message.pk).update(read_at=at)
        rows = Invitation.objects.unscoped(_WHY).select_related("customer", "unit", "wave")
        row = rows.select_for_update(no_key=True, of=("self",)).get(pk=pk)
        ended = row.state == InvitationState.SENT
        if ended:
            refused = message.error == REFUSES
            row.state = InvitationState.REFUSED if refused else InvitationState.UNREACHABLE
            row.ended_at, row.next_at = at, None
            row.save(update_fields=["state", "ended_at", "next_at"])
        log(
            EventKind.INVITATION_ENDED,
            row,
            about=row.customer.code,
            unit=row.unit,
            ended=ended,
            why=message.error[:80],
        )
    return ended
