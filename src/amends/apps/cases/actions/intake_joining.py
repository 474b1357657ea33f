# SPDX-License-Identifier: Apache-2.0
"""A customer who comes again about the same matter: their words go into the case that is there, and its clock knows."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.carrying import fresh_law_facts
from amends.apps.cases.actions.change import Change, RightMissing, can_work
from amends.apps.cases.actions.clocks import keep_time
from amends.apps.cases.actions.following_up import settle_progress
from amends.apps.cases.actions.intake_texts import NothingSaid, NotTaken, Spoken, channel_named, hider
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.actions.ownership import refuse_ended
from amends.apps.cases.actions.searching import keep_words
from amends.apps.cases.models import Case, Contact
from amends.apps.cases.rules.clocks import Fact, FactKind, fact
from amends.apps.cases.rules.contact import Channel, ResultCode
from amends.apps.core.actions.log import Log, writing
from amends.apps.core.models import EventKind, User


def join_case(
    *,
    case: Case,
    story: str,
    channel: str,
    spoken: Spoken | None = None,
    told: Sequence[Fact] = (),
    by: User | None,
    at: datetime,
) -> Case:
    """Put what a customer says again into a case: an inbound contact with their words, and the clock that waited for
    them goes on. A fault or a refund that is `told` starts its limit by law, unless that runs already. The customer
    themselves (`by=None`) may write by an online channel only. What somebody else is writing on the case meanwhile
    stays valid; the owner is told.

    Raises `NothingSaid`, `NotTaken`, `CaseEnded`, `RightMissing`.
    """
    source = channel_named(channel)
    words = hider(spoken.health if spoken else None)(story)
    if not words:
        raise NothingSaid
    with writing(by=by, at=at) as log:
        row = locked(case)
        refuse_ended(row)
        if by and not can_work(by, row):
            raise RightMissing
        made = source.contact or Channel.ONLINE
        if by is None and made is not Channel.ONLINE:
            raise NotTaken(value=source.name)
        _note(log, row, made, words)
        facts = [fact(FactKind.CUSTOMER_ANSWERED, at), *fresh_law_facts(row, told, at=at)]
        if source.contact and by:
            facts.append(fact(FactKind.CONTACTED, at))
            settle_progress(Change(row, log, by, at))
        _keep(log, row, facts)
    return row


def locked(case: Case) -> Case:
    """The case under lock, as the database has it now; of a merged case the one that it lives on in."""
    rows = Case.objects.unscoped("who may see the case was asked before").select_related(
        "owner__unit", "unit"
    )
    row = rows.select_related("customer").select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    return locked(row.merged_into) if row.merged_into else row


def _note(log: Log, case: Case, made: Channel, words: str) -> None:
    Contact.objects.create(
        case=case,
        round=case.reopened,
        at=log.at,
        by=log.by,
        channel=str(made),
        direction="inbound",
        result=ResultCode.REACHED,
        note=words,
    )
    kind = EventKind.CASE_JOINED if log.by else EventKind.CASE_CUSTOMER_WROTE
    log(kind, case, about=case.customer.code, unit=case.unit, number=case.number, channel=str(made))


def _keep(log: Log, case: Case, facts: list[Fact]) -> None:
    keep_time(case, facts, by=log.by, at=log.at, log=log)
    case.active_at = log.at
    case.save(update_fields=["due_at", "active_at"])
    keep_words(case)
    key = f"joined:{log.at.isoformat()}"
    for reader in {case.owner, case.pending_owner or case.owner} - {log.by}:
        tell(reader, _("客户对案件 %(number)s 有新的说明"), case, at=log.at, key=key)
