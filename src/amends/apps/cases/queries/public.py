# SPDX-License-Identifier: Apache-2.0
"""What a customer who has the number and the code of their case may see of it: no name, no number, no inner word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import override

from amends.apps.cases.models import Case, Contact, Knock, Reply
from amends.apps.cases.models.public_words import NEXT_FOR_CUSTOMER, STATE_FOR_CUSTOMER, URGED_ONLINE
from amends.apps.cases.queries.intake_receipt import callback_number
from amends.apps.cases.queries.replies import reply_wording
from amends.apps.cases.rules.public import Limit, code_of, digest_of, typed_code
from amends.apps.cases.rules.states import VOICED, CaseState
from amends.apps.core.actions.log import subject_key
from amends.apps.core.models import Event, EventKind

WEB = "web:"  # how the key of what came from the public form begins
MOST_SHOWN = 10  # of the customer's additions, and of their urgings: many of one hide none of the other
_WHY = "whoever has the code of a case may see its state"


@dataclass(frozen=True, slots=True)
class PublicView:
    """A case as its customer sees it."""

    number: str
    state: str | Promise
    next_step: str | Promise
    is_open: bool
    due_at: datetime | None
    received_at: datetime
    owner: str
    callback: str
    reply: Reply | None
    own_words: Sequence[Contact]
    urgings: Sequence[tuple[datetime, str]]
    outer_channels: Sequence[str]
    may_urge: bool


def public_key() -> bytes:
    """The key that codes and counters are made with, derived from the operator's secret."""
    return salted_hmac("amends.cases.public", "v1", secret=settings.SECRET_KEY, algorithm="sha256").digest()


def code_for(case: Case) -> str:
    """The code that opens the status page of a case, to be told whenever its receipt is: it is kept nowhere, and made
    anew from what it was made of. Empty for a case that no customer brought."""
    if case.origin not in VOICED:
        return ""
    return code_of(public_key(), (case.key or f"case:{case.number}").removeprefix(WEB))


def digest_for(case: Case, typed: str) -> str:
    """What a code that somebody typed would be kept as, were it that of the case."""
    return digest_of(public_key(), case.key or "", typed_code(typed))


def public_case(number: str) -> Case | None:
    """The case of a number, or the one that it lives on in where it was merged. Two queries at most."""
    rows = Case.objects.unscoped(_WHY).select_related("customer", "unit", "owner")
    return rows.filter(number=number).first()


def living(case: Case) -> Case:
    """The case itself, or the one that it was merged into."""
    rows = Case.objects.unscoped(_WHY).select_related("customer", "unit", "owner")
    while case.merged_into_id:
        case = rows.get(pk=case.merged_into_id)
    return case


def public_view(case: Case) -> PublicView:
    """What the status page shows. Five queries at most."""
    row = living(case)
    state = CaseState(row.state)
    replies = Reply.objects.unscoped(_WHY).filter(case=row)
    wrote, urged = _wrote(row, case), _urged_at(row, case)
    return PublicView(
        number=case.number,
        state=STATE_FOR_CUSTOMER[state],
        next_step=NEXT_FOR_CUSTOMER.get(state, ""),
        is_open=row.is_open,
        due_at=due_of(row),
        received_at=case.received_at,
        owner=row.owner.name or row.owner.username,
        callback=callback_number(),
        reply=replies.first(),
        own_words=list(wrote.exclude(at__in=urged)[:MOST_SHOWN]),
        urgings=[(each.at, _urging(each.note)) for each in wrote.filter(at__in=urged)[:MOST_SHOWN]],
        outer_channels=tuple(reply_wording().outer_channels.values()),
        may_urge=row.is_open,
    )


def due_of(case: Case) -> datetime | None:
    """By when the customer hears from us: the earliest limit, or else the next action."""
    return case.due_at or case.next_due_at


def _wrote(*cases: Case) -> QuerySet[Contact]:
    """What the customer wrote by themselves, the newest first."""
    rows = Contact.objects.unscoped(_WHY).filter(case__in={each.pk for each in cases})
    return rows.filter(by__isnull=True, direction="inbound")


def _urged_at(*cases: Case) -> frozenset[datetime]:
    """When the customer hurried us: what they wrote then is no more than that. One query."""
    subjects = {subject_key(each) for each in cases}
    urgings = Event.objects.unscoped(_WHY).filter(subject__in=subjects, kind=EventKind.CASE_URGED, by=None)
    return frozenset(urgings.values_list("at", flat=True))


def _urging(note: str) -> str:
    """What the customer wrote as they hurried us; nothing where they only pressed the button."""
    pressed = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            pressed.add(str(URGED_ONLINE))
    return "" if note in pressed else note


def knocks(limit: Limit, who: str, *, at: datetime) -> int:
    """How often somebody did something within the while of a limit. One query."""
    rows = Knock.objects.filter(kind=limit.kind, who=who, at__gt=at - limit.within)
    return rows.order_by()[: limit.most].count()
