# SPDX-License-Identifier: Apache-2.0
"""Write the notices and leave them in the outbox, portion by portion; then keep what came of them.

Each portion is one transaction with its messages and events: a worker killed in the middle has told nobody of it, and
one killed behind it nobody twice.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import send_filled
from amends.apps.core.models import EventKind, Message, MessageChannel, User
from amends.apps.customers.models import Customer
from amends.apps.recovery.models import PlannedOutage, ProactiveNotice
from amends.apps.recovery.queries.notices.outgoing import FILLER, message_key
from amends.apps.recovery.queries.notices.policy import bill_words
from amends.apps.recovery.queries.notices.segment import segment, with_why
from amends.apps.recovery.rules.notices import (
    BILL_TIMES,
    About,
    NoticeState,
    OutageKind,
    OutageState,
    Why,
    is_by_law,
)

PORTION, MOST = 200, 5_000
_WHY = "the job tells every unit's customers"
S = NoticeState


def tell_outages(*, at: datetime, most: int = MOST) -> int:
    """Write to whom the announced outages reach, those that begin first first; returns how many were looked at."""
    rows = PlannedOutage.objects.unscoped(_WHY).filter(state=str(OutageState.ANNOUNCED), all_told_at=None)
    worth = Q(kind=str(OutageKind.PLANNED), starts_at__gt=at) | Q(kind=str(OutageKind.FAULT), ends_at__gt=at)
    seen = 0
    for outage in rows.filter(worth).order_by("starts_at", "pk"):
        done = PORTION
        while done == PORTION and seen < most:
            done = _portion(outage, at)
            seen += done
    return seen


def _portion(outage: PlannedOutage, at: datetime) -> int:
    """The next customers of an outage, under its lock."""
    with writing(by=None, at=at) as log:
        rows = PlannedOutage.objects.unscoped(_WHY).select_related("unit")
        row = rows.select_for_update(no_key=True, of=("self",)).get(pk=outage.pk)
        people = _next(row)
        notices = ProactiveNotice.objects.bulk_create(_of_outage(row, each, at) for each in people)
        left = [each for each in notices if each.state == S.LEFT]
        for notice in left:
            _leave(notice, row.name, row.words, at)
        row.told_to = people[-1].pk if people else row.told_to
        row.all_told_at = None if len(people) == PORTION else at
        row.save(update_fields=["told_to", "all_told_at"])
        log(EventKind.OUTAGE_TOLD, row, unit=row.unit, left=len(left), skipped=len(notices) - len(left))
    return len(people)


def _next(row: PlannedOutage) -> Sequence[Customer]:
    if row.state != OutageState.ANNOUNCED:
        return ()
    people = with_why(segment(row), by_law=is_by_law(About.OUTAGE, row.kind)).filter(pk__gt=row.told_to)
    return list(people.select_related("unit").order_by("pk")[:PORTION])


def _of_outage(outage: PlannedOutage, customer: Customer, at: datetime) -> ProactiveNotice:
    why = str(getattr(customer, "why_not", ""))
    return ProactiveNotice(
        about=str(About.OUTAGE),
        outage=outage,
        customer=customer,
        unit=customer.unit,
        state=str(S.SKIPPED if why else S.LEFT),
        why=why,
        made_at=at,
        left_at=None if why else at,
    )


def _leave(notice: ProactiveNotice, subject: str, words: str, at: datetime) -> None:
    send_filled(
        channel=MessageChannel.SMS,
        filled_by=FILLER,
        subject=subject,
        body=words,
        key=message_key(notice.pk),
        at=at,
        not_before=at,
    )


def list_bills(*, rose: Iterable[tuple[str, float, float]], month: date, at: datetime) -> int:
    """List whose bill of a month was more than five times the usual: (code, times, yuan more). Returns how many are
    new; run again it lists nobody twice."""
    facts = {code: (times, yuan) for code, times, yuan in rose if times > BILL_TIMES}
    known = ProactiveNotice.objects.unscoped(_WHY).filter(month=month).values("customer")
    people = Customer.objects.unscoped(_WHY).filter(code__in=list(facts)).exclude(pk__in=known)
    found = list(with_why(people, by_law=True).select_related("unit").order_by("pk"))
    if not found:
        return 0
    with writing(by=None, at=at) as log:
        rows = ProactiveNotice.objects.bulk_create(
            _of_bill(each, month, facts[each.code], at) for each in found
        )
        log(EventKind.BILLS_LISTED, rows[-1], month=month.isoformat(), customers=len(rows))
    return len(found)


def _of_bill(customer: Customer, month: date, facts: tuple[float, float], at: datetime) -> ProactiveNotice:
    why = str(getattr(customer, "why_not", ""))
    return ProactiveNotice(
        about=str(About.BILL),
        month=month,
        customer=customer,
        unit=customer.unit,
        facts={"times": round(facts[0], 1), "yuan": round(facts[1], 2)},
        state=str(S.SKIPPED if why else S.LISTED),
        why=why,
        made_at=at,
    )


def tell_bills(*, month: date, by: User, at: datetime) -> int:
    """Write to those of a month's list whom the person may see; returns how many were written to."""
    told, portion = 0, PORTION
    while portion == PORTION:
        portion = _bills(month, by, at)
        told += portion
    return told


def _bills(month: date, by: User, at: datetime) -> int:
    listed = ProactiveNotice.objects.within(by.scope).filter(
        about=str(About.BILL), month=month, state=str(S.LISTED)
    )
    if not listed.exists():
        return 0
    with writing(by=by, at=at) as log:
        rows = listed.select_related("unit").order_by("pk")
        taken = list(rows.select_for_update(no_key=True, of=("self",))[:PORTION])
        for row in taken:
            row.state, row.left_at = str(S.LEFT), at
            _leave(row, str(row.get_about_display()), bill_words(month), at)
            log(EventKind.BILLS_TOLD, row, unit=row.unit, month=month.isoformat())
        ProactiveNotice.objects.unscoped(_WHY).bulk_update(taken, ["state", "left_at"])
        if not taken:
            log(EventKind.BILLS_TOLD, by, month=month.isoformat(), again=True)
    return len(taken)


def settle_notices(*, at: datetime, most: int = MOST) -> int:
    """Keep what came of the notices in the outbox: sent, or why not; returns how many are settled now."""
    key = Concat(Value(f"{FILLER}:"), Cast(OuterRef("pk"), CharField()))
    over = Message.objects.filter(key=key).exclude(sent_at=None, given_up_at=None)
    rows = ProactiveNotice.objects.unscoped(_WHY).filter(Exists(over), state=str(S.LEFT)).order_by("pk")
    settled = 0
    while settled < most and (portion := list(rows[:PORTION])):
        settled += _settle(portion, at)
    return settled


def _settle(portion: Sequence[ProactiveNotice], at: datetime) -> int:
    messages = Message.objects.in_bulk([message_key(each.pk) for each in portion], field_name="key")
    for row in portion:
        message = messages[message_key(row.pk)]
        row.settled_at = message.sent_at or message.given_up_at
        row.state = str(S.SENT if message.sent_at else S.FAILED)
        row.why = "" if message.sent_at else _why(message.error)
    with writing(by=None, at=at) as log:
        ProactiveNotice.objects.unscoped(_WHY).bulk_update(portion, ["state", "why", "settled_at"])
        log(EventKind.NOTICES_SETTLED, portion[-1], notices=len(portion))
    return len(portion)


def _why(error: str) -> str:
    return error if error in {str(each) for each in Why} else str(Why.GATEWAY)
