# SPDX-License-Identifier: Apache-2.0
"""A message for a colleague who is away: taken with a time, read by them alone in full, done with a result."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.analytics.language.masking import mask
from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Role
from amends.apps.customers.actions.vault import current_keys, opened_with_any
from amends.apps.customers.rules.sealing import sealed
from amends.apps.halls.actions.hotline.refusals import IN_HAND, HotlineRefused, NotSo, unit_of
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.models.messages import PhoneMessage
from amends.kernel.identifiers import masked_name, masked_number, normal_number, normal_text


class NotForYou(HotlineRefused):
    """A message is read and done by whom it is for."""

    def __init__(self) -> None:
        super().__init__(_("这条留言是给别人的。"))


class TooEarly(HotlineRefused):
    """Nobody can call back in the past."""

    def __init__(self) -> None:
        super().__init__(_("回电时间要在现在以后。"), field="due_at")


class ForYourself(HotlineRefused):
    """Who is there needs no message."""

    def __init__(self) -> None:
        super().__init__(_("留言给不在座位的同事，不给自己。"), field="recipient")


@dataclass(frozen=True, slots=True)
class Said:
    """What the caller said: their name, the number to call, what it is about."""

    name: str
    number: str
    matter: str


def take_message(
    *, code: str, nonces: tuple[bytes, bytes], recipient: User, said: Said, due_at: datetime, call: Call | None,
    by: User, at: datetime,
) -> PhoneMessage:  # fmt: skip
    """Take a message: it is a task of the colleague's at once. The form's `code` comes with a second press too, and
    makes no second message; `nonces` are two of 12 bytes, never used before.
    Raises `TooEarly`, `ForYourself`, `NoUnit`, `NotSo`."""
    unit = unit_of(recipient)
    there = PhoneMessage.objects.unscoped(IN_HAND).filter(code=code).first()
    if there and there.taken_by_id != by.pk:
        raise NotSo
    if there:
        return there
    if due_at <= at:
        raise TooEarly
    if recipient.pk == by.pk:
        raise ForYourself
    name, number = normal_text(said.name), normal_number(said.number)
    with writing(by=by, at=at) as log:
        row = PhoneMessage.objects.create(
            code=code, unit=unit, recipient=recipient, taken_by=by, call=call, matter=mask(said.matter.strip())[:300],
            name_shown=masked_name(name)[:40], number_shown=masked_number(number)[:32],
            name_sealed=_sealed(name, code, "name", nonces[0]), taken_at=at, due_at=due_at,
            number_sealed=_sealed(number, code, "number", nonces[1]),
        )  # fmt: skip
        words = _("%(who)s 给您留了电话留言，请按时回电") % {"who": by}
        notify(to=recipient, subject=words, at=at, link=_link(row), key=f"phone_message:{row.pk}")
        log(EventKind.MESSAGE_TAKEN, row, unit=unit, to=recipient.pk, due_at=due_at.isoformat())
    return row


def read_message(*, message: PhoneMessage, by: User, at: datetime) -> tuple[str, str]:
    """Name and number in full, for the colleague alone; each look is logged. Raises `NotForYou`, `SealBroken`."""
    if message.recipient_id != by.pk:
        raise NotForYou
    with writing(by=by, at=at) as log:
        log(EventKind.MESSAGE_READ, message, unit=message.unit)
        return _opened(message.name_sealed, message.code, "name"), _opened(
            message.number_sealed, message.code, "number"
        )


def finish_message(*, message: PhoneMessage, result: str, by: User, at: datetime) -> PhoneMessage:
    """The caller was called back, with what came of it. Raises `NotForYou`, `NotSo`."""
    with writing(by=by, at=at) as log:
        row = _locked(message)
        if row.recipient_id != by.pk:
            raise NotForYou
        if row.done_at is not None:
            raise NotSo
        row.done_at, row.result = at, mask(result.strip())[:300]
        row.save(update_fields=["done_at", "result"])
        log(EventKind.MESSAGE_DONE, row, unit=row.unit, late=at > row.due_at)
    return row


def escalate_message(*, message: PhoneMessage, at: datetime) -> bool:
    """Tell the leader once that nobody called back in time."""
    with transaction.atomic():
        row = _locked(message)
        if row.done_at or row.escalated_at or row.due_at > at:
            return False
        with writing(by=None, at=at) as log:
            row.escalated_at = at
            row.save(update_fields=["escalated_at"])
            leader = leaders_above(row.unit, Role.TEAM_LEADER).exclude(pk=row.recipient_id).first()
            if leader:
                words = _("%(who)s 的电话留言过了回电时间") % {"who": row.recipient}
                notify(to=leader, subject=words, at=at, link=_link(row), key=f"late_message:{row.pk}")
            log(EventKind.MESSAGE_ESCALATED, row, unit=row.unit, to=leader.pk if leader else None)
    return True


def _link(row: PhoneMessage) -> str:
    return reverse("halls:message", args=[row.code])


def _sealed(text: str, code: str, field: str, nonce: bytes) -> bytes:
    return sealed(text, keys=current_keys(), bound_to=_binding(code, field), nonce=nonce)


def _opened(blob: bytes | memoryview, code: str, field: str) -> str:
    return opened_with_any(bytes(blob), bound_to=_binding(code, field))


def _binding(code: str, field: str) -> str:
    return f"halls.message.{field}:{code}"


def _locked(message: PhoneMessage) -> PhoneMessage:
    rows = PhoneMessage.objects.unscoped(IN_HAND).select_for_update(no_key=True, of=("self",))
    return rows.get(pk=message.pk)
