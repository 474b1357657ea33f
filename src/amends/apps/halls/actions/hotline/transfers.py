# SPDX-License-Identifier: Apache-2.0
"""A warm transfer: the colleague reads what they must know, then takes the call over or gives it back."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.analytics.language.masking import mask
from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, User
from amends.apps.halls.actions.hotline.refusals import IN_HAND, HotlineRefused, NotSo, NotYourCall, unit_of
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.models.transfers import Transfer


class NoteMissing(HotlineRefused):
    """A call is handed over with what the colleague must know, or not at all."""

    def __init__(self) -> None:
        super().__init__(
            _("没有情况摘要不能转接：写明客户要什么、查到了哪里，不让客户再说一遍。"), field="note"
        )


class ReasonMissing(HotlineRefused):
    """A call is given back with a reason."""

    def __init__(self) -> None:
        super().__init__(_("退回要写明原因。"), field="reason")


class OnTheLine(HotlineRefused):
    """Nobody takes two calls at once."""

    def __init__(self) -> None:
        super().__init__(_("您还有一通电话没有结束，先结束再接。"))


@dataclass(frozen=True, slots=True)
class Context:
    """What the colleague must know: a summary, the customer's own words, what was promised."""

    note: str
    said: str = ""
    promised: str = ""


def transfer_call(*, call: Call, to: User, context: Context, by: User, at: datetime) -> Transfer:
    """Offer a call to a colleague; it stays with the agent until they take it. Raises `NoteMissing`, `NotYourCall`,
    `NotSo` where it is not answered, over, or offered already."""
    if not context.note.strip():
        raise NoteMissing
    unit = unit_of(by)
    with writing(by=by, at=at) as log:
        row = _locked(call)
        if row.agent_id != by.pk:
            raise NotYourCall
        if row.answered_at is None or row.ended_at or to.pk == by.pk or _waiting(row):
            raise NotSo
        made = Transfer.objects.create(
            call=row, unit=unit, sender=by, receiver=to, note=_kept(context.note), said=_kept(context.said),
            promised=_kept(context.promised), offered_at=at,
        )  # fmt: skip
        words = _("%(who)s 要把一通电话转给您，先看情况再接") % {"who": by}
        notify(
            to=to,
            subject=words,
            at=at,
            link=reverse("halls:transfer", args=[made.pk]),
            key=f"transfer:{made.pk}",
        )
        log(EventKind.CALL_TRANSFERRED, row, unit=unit, to=to.pk)
    return made


def accept_transfer(*, transfer: Transfer, by: User, at: datetime) -> Call:
    """Take the call over. Raises `NotYourCall`, `NotSo`, `OnTheLine`."""
    with writing(by=by, at=at) as log:
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # as where a call rings
        row, call = _open_transfer(transfer, by)
        if Call.objects.unscoped(IN_HAND).filter(agent=by, ended_at__isnull=True).exists():
            raise OnTheLine
        row.accepted_at, call.agent = at, by  # unit and answer stay with who took it first
        row.save(update_fields=["accepted_at"])
        call.save(update_fields=["agent"])
        log(EventKind.TRANSFER_ACCEPTED, call, unit=call.unit, transfer=row.pk)
    return call


def return_transfer(*, transfer: Transfer, reason: str, by: User, at: datetime) -> Transfer:
    """Give the call back, with a reason. Raises `ReasonMissing`, `NotYourCall`, `NotSo`."""
    if not reason.strip():
        raise ReasonMissing
    with writing(by=by, at=at) as log:
        row, call = _open_transfer(transfer, by)
        row.returned_at, row.reason = at, mask(reason.strip())[:200]
        row.save(update_fields=["returned_at", "reason"])
        words = _("%(who)s 没有接您转的电话：%(why)s") % {"who": by, "why": row.reason}
        notify(to=row.sender, subject=words, at=at, link=reverse("halls:live"), key=f"returned:{row.pk}")
        log(EventKind.TRANSFER_RETURNED, call, unit=row.unit, transfer=row.pk)
    return row


def _open_transfer(transfer: Transfer, by: User) -> tuple[Transfer, Call]:
    call = _locked(transfer.call)
    rows = Transfer.objects.unscoped(IN_HAND).select_for_update(no_key=True, of=("self",))
    row = rows.get(pk=transfer.pk)
    if row.receiver_id != by.pk:
        raise NotYourCall
    if row.accepted_at or row.returned_at or call.ended_at:
        raise NotSo
    return row, call


def _waiting(call: Call) -> bool:
    rows = Transfer.objects.unscoped(IN_HAND).filter(call=call)
    return rows.filter(accepted_at__isnull=True, returned_at__isnull=True).exists()


def _locked(call: Call) -> Call:
    return Call.objects.unscoped(IN_HAND).select_for_update(no_key=True, of=("self",)).get(pk=call.pk)


def _kept(words: str) -> str:
    return mask(words.strip())[:400]
