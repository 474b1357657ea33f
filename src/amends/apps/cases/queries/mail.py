# SPDX-License-Identifier: Apache-2.0
"""Questions about mails: which mailboxes there are, whose thread a mail belongs to, who wrote before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count

from amends.apps.cases.models import Case, Inbox, Mail, Reply
from amends.apps.cases.models.mail_words import MailState
from amends.apps.cases.queries.intake import WALK_IN, holding_unit
from amends.apps.cases.queries.public import living, public_case, public_key
from amends.apps.cases.rules.mail.leaving import OURS
from amends.apps.cases.rules.mail.mailbox import Mailbox
from amends.apps.cases.rules.mail.reading import ReadMail
from amends.apps.cases.rules.public import who_asks
from amends.apps.core.models import Message, Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer

_WHY = "whoever writes is heard; nobody is shown the result"
RECEIPT, REPLY = "mail:", "reply:"  # how the keys of messages in the outbox begin
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)


def mailboxes() -> tuple[Mailbox, ...]:
    """The mailboxes that the operator set up."""
    found: tuple[Mailbox, ...] = settings.AMENDS_MAILBOXES
    return found


def own_addresses() -> frozenset[str]:
    """The addresses that we write from ourselves, in lower case."""
    given = [settings.DEFAULT_FROM_EMAIL, *(each.address or each.user for each in mailboxes())]
    return frozenset(each.rpartition("<")[2].strip(" >").lower() for each in given if "@" in each)


def unit_of(box: Mailbox) -> Unit | None:
    """The unit that looks after a mailbox."""
    return Unit.objects.filter(code=box.unit).first() if box.unit else holding_unit()


def sender_key(address: str) -> str:
    """What is kept of an address, to find other mails of it by; empty for none."""
    return who_asks(public_key(), "mail", address) if address else ""


def known(fingerprint: str) -> Mail | None:
    """The row of a mail that was read before."""
    return Mail.objects.unscoped(_WHY).filter(fingerprint=fingerprint).first()


def case_meant(mail: ReadMail) -> Case | None:
    """The case that a mail is about: of a mail that it answers, or whose number its subject carries; of a merged one
    the case that it lives on in. Four queries at most, and one for each merge."""
    found = _case_of_thread(mail.answers)
    for number in mail.case_numbers:
        found = found or public_case(number)
    return living(found) if found else None


def _case_of_thread(answers: Iterable[str]) -> Case | None:
    ids = list(answers)
    if not ids:
        return None
    rows = Mail.objects.unscoped(_WHY).filter(message_id__in=ids, case__isnull=False)
    if row := rows.select_related("case__customer", "case__unit", "case__owner").first():
        return row.case
    ours = [
        int(found.group(1)) for each in ids if (found := OURS.fullmatch(each)) and len(found.group(1)) < 18
    ]
    keys = Message.objects.filter(pk__in=ours, key__isnull=False).values_list("key", flat=True)
    return next(filter(None, (_case_of_message(str(key)) for key in keys)), None)


def _case_of_message(key: str) -> Case | None:
    """The case that a message of ours in the outbox was about."""
    cases = Case.objects.unscoped(_WHY).select_related("customer", "unit", "owner")
    if key.startswith(RECEIPT):
        return cases.filter(mails__fingerprint=key.removeprefix(RECEIPT)).first()
    number = key.removeprefix(REPLY)
    return (
        cases.filter(replies__pk=int(number)).first()
        if key.startswith(REPLY) and number.isdecimal()
        else None
    )


def wrote_before(case: Case, sender: str) -> bool:
    """Whether an address has written about a case, or about another one of the same customer. One query."""
    rows = Mail.objects.unscoped(_WHY).filter(sender=sender, case__customer=case.customer_id)
    return bool(sender) and rows.exists()


def customer_of(sender: str) -> Customer | None:
    """The one customer whom the earlier mails of an address were recognised as. One query."""
    rows = Mail.objects.unscoped(_WHY).filter(sender=sender, case__isnull=False)
    found = Customer.objects.unscoped(_WHY).filter(pk__in=rows.values("case__customer"))
    best = list(found.exclude(code__startswith=WALK_IN).select_related("unit")[:2])
    return best[0] if sender and len(best) == 1 else None


def written_since(sender: str, *, since: datetime, receipts: bool = False) -> int:
    """How many mails of an address were read since a moment, or how many receipts it got. One query."""
    rows = Mail.objects.unscoped(_WHY).filter(sender=sender, read_at__gt=since)
    return (rows.filter(acknowledged=True) if receipts else rows).count() if sender else 0


def mail_of(case: Case) -> Mail | None:
    """The last mail of a case whose address can be answered."""
    rows = Mail.objects.unscoped("who may see the case was asked before").filter(case=case)
    return rows.exclude(sender="").order_by("-pk").select_related("inbox").first()


def mail_headers(key: str) -> Mapping[str, str]:
    """What stands above a mail that we send, so that it joins the customer's own thread, that answers come to the
    mailbox that is read, and that no machine answers a receipt. The outbox asks for it when it hands a mail over."""
    if key.startswith(RECEIPT):
        answered, automatic = known(key.removeprefix(RECEIPT)), {"Auto-Submitted": "auto-replied"}
    elif key.startswith(REPLY) and (reply := _reply(key)):
        answered, automatic = mail_of(reply.case), {}
    else:
        return {}
    if answered is None:
        return automatic
    thread = {name: answered.message_id for name in ("In-Reply-To", "References") if answered.message_id}
    named = {each.name: each.address or each.user for each in mailboxes()}
    box = named.get(answered.inbox.name, "")
    return {**automatic, **thread, **({"Reply-To": box} if "@" in box else {})}


def _reply(key: str) -> Reply | None:
    number = key.removeprefix(REPLY)
    rows = Reply.objects.unscoped("the outbox sends it").select_related("case")
    return rows.filter(pk=int(number)).first() if number.isdecimal() else None


def mail_within(scope: Scope, pk: int) -> Mail | None:
    """A mail of a mailbox that somebody looks after. One query."""
    return Mail.objects.within(scope).select_related("inbox__unit").filter(pk=pk).first()


def box_of(mail: Mail) -> Mailbox | None:
    """The mailbox that a mail came to, where the operator still has it."""
    return next((each for each in mailboxes() if each.name == mail.inbox.name), None)


@dataclass(frozen=True, slots=True)
class MailView:
    """What the page of mails shows."""

    inboxes: list[Inbox]
    mails: list[Mail]
    counts: Mapping[str, int]
    set_up: bool


def mails_view(scope: Scope, *, state: str, since: datetime, before: int | None, most: int) -> MailView:
    """The mailboxes of a scope, its mails (of one state, the newest first, older than the row `before`), one more than
    `most` where there are more, and how many came to what since a moment. Three queries."""
    mails = Mail.objects.within(scope).select_related("case", "inbox")
    if state in set(map(str, MailState)):
        mails = mails.filter(state=state)
    if before is not None:
        mails = mails.filter(pk__lt=before)
    counted = Mail.objects.within(scope).filter(read_at__gt=since).order_by().values_list("state")
    return MailView(
        inboxes=list(Inbox.objects.within(scope).select_related("unit").order_by("name")),
        mails=list(mails[: most + 1]),
        counts=dict(counted.annotate(n=Count("pk"))),
        set_up=bool(mailboxes()),
    )
