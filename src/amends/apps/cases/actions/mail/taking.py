# SPDX-License-Identifier: Apache-2.0
"""A mail becomes a case, joins one, or is left out with the reason: once, whatever happens in between."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DataError, IntegrityError
from django.utils.translation import gettext

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.intake import NobodyToTake, receive
from amends.apps.cases.actions.intake_customers import add_walk_in, walk_in_code
from amends.apps.cases.actions.mail.addresses import sealed_address
from amends.apps.cases.actions.mail.fetching import Post
from amends.apps.cases.actions.mail.files import Brought, brought, keep_files
from amends.apps.cases.actions.mail.telling import send_receipt
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.actions.public import add_words, words_go_to
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Case, Inbox, Mail
from amends.apps.cases.models.mail_words import REFUSED_FILES, MailState, SetAside
from amends.apps.cases.queries.mail import (
    AN_HOUR,
    case_meant,
    customer_of,
    known,
    own_addresses,
    sender_key,
    written_since,
    wrote_before,
)
from amends.apps.cases.queries.public import public_key
from amends.apps.cases.rules.mail.attached import Judged
from amends.apps.cases.rules.mail.bodies import own_words
from amends.apps.cases.rules.mail.leaving import LeftOut
from amends.apps.cases.rules.mail.reading import (
    MOST_NAMES,
    PARSER_FAULTS,
    ReadMail,
    fingerprint,
    masked_address,
    read_mail,
)
from amends.apps.cases.rules.public import code_of, digest_of
from amends.apps.core.actions.log import Log, writing
from amends.apps.core.models import EventKind
from amends.apps.customers.models import Customer

logger = logging.getLogger(__name__)
CHANNEL = "CH-EMAIL"
MOST_AN_HOUR = 20  # mails of one address; more are a loop or an attack, and are looked at by a person


@dataclass(frozen=True, slots=True)
class Taking:
    """A mail on its way in; `mail` is missing where it cannot be read."""

    inbox: Inbox
    post: Post
    mark: str
    mail: ReadMail | None
    at: datetime

    @property
    def received_at(self) -> datetime:
        """When it reached the mailbox: limits run from it."""
        return min(self.post.received_at or self.at, self.at)


@dataclass(frozen=True, slots=True)
class Came:
    """What a mail became: the case, whether a receipt went back, and which files came along."""

    state: MailState
    case: Case
    acknowledged: bool
    files: tuple[Judged, ...]

    @property
    def files_kept(self) -> int:
        """How many of the files are kept."""
        return sum(each.refused is None for each in self.files)


def take_mail(*, inbox: Inbox, post: Post, at: datetime) -> Mail | None:
    """Take a mail: its row, and the case that it opens or joins, in one transaction. `None` where it was taken before,
    whichever box it came to, by whichever worker. What cannot be read or is refused is set aside with the reason.

    Raises `NobodyToTake`: that is nothing of the mail, and it is tried again.
    """
    mark = fingerprint(post.raw)
    if known(mark):
        return None
    taking = Taking(inbox, post, mark, read_post(post, inbox), at)
    try:
        return _taken(taking)
    except IntegrityError:  # another worker took it a moment ago
        if known(mark):
            return None
        raise


def read_post(post: Post, inbox: Inbox) -> ReadMail | None:
    """A mail as plain values; `None` where it cannot be read."""
    try:
        return read_mail(post.raw, size=post.size, own=own_addresses())
    except PARSER_FAULTS as error:
        logger.warning("mail %s of %s cannot be read: %s", post.uid, inbox, type(error).__name__)
        return None


def _taken(taking: Taking) -> Mail:
    mail = taking.mail
    if mail is None:
        return _leave(taking, SetAside.UNREADABLE)
    try:
        return _sorted(taking, mail)
    except NobodyToTake:
        raise
    except CaseRefused as refusal:
        return _leave(taking, SetAside.REFUSED, str(refusal))
    except (DataError, *PARSER_FAULTS) as error:
        logger.error("mail %s of %s was not taken: %s", taking.post.uid, taking.inbox, type(error).__name__)
        return _leave(taking, SetAside.REFUSED, type(error).__name__)


def _sorted(taking: Taking, mail: ReadMail) -> Mail:
    flood = written_since(sender_key(mail.sender), since=taking.at - AN_HOUR) >= MOST_AN_HOUR
    if left := mail.left_out or (LeftOut.FLOOD if flood else None):
        return _leave(taking, left)
    if not (mail.text or mail.topic or mail.attached):
        return _leave(taking, SetAside.EMPTY)
    if not (mail.sender or mail.sender_name or mail.own_number):
        return _leave(taking, SetAside.NO_SENDER)
    with brought(mail, taking.mark) as files, writing(by=None, at=taking.at) as log:
        came = come_in(taking, mail, files)
        told = {"acknowledged": came.acknowledged, "attached_kept": came.files_kept}
        row = _keep(log, taking, came.state, case=came.case, **told)
        keep_files(row, came.case, came.files, files.parts, at=taking.at)
        return row


def come_in(taking: Taking, mail: ReadMail, files: Brought) -> Came:
    """Let a mail join the case that it is about, or open one; inside the transaction that writes its row, and that of
    each of its `files`."""
    if case := case_meant(mail):
        there, _key = words_go_to(case=case, channel=CHANNEL)
        return _joined(taking, mail, files.within(there if there.is_open else None), case)
    return _opened(taking, mail, files.within(None))


def _opened(taking: Taking, mail: ReadMail, files: tuple[Judged, ...]) -> Came:
    key = f"mail:{taking.mark}"
    code = code_of(public_key(), key)
    case = receive(
        customer=_customer(taking, mail),
        channel=CHANNEL,
        story=_story(mail, mail.text, files),
        title=mail.topic[:60],
        columns={"public_code": digest_of(public_key(), key, code)},
        received_at=taking.received_at,
        by=None,
        at=taking.at,
        key=key,
    )
    told = send_receipt(case=case, mail=mail, code=code, fingerprint=taking.mark, at=taking.at)
    return Came(MailState.OPENED, case, told, files)


def _joined(taking: Taking, mail: ReadMail, files: tuple[Judged, ...], case: Case) -> Came:
    """The words go into the case; where it has ended they open one beside it, as from the public page."""
    words = _story(mail, own_words(mail.text), files)
    if not wrote_before(case, sender_key(mail.sender)):
        words = gettext("［来信地址以前没有登记过，请核实是不是本人］") + "\n" + words
    sent = add_words(case=case, text=words, channel=CHANNEL, at=taking.at)
    told = bool(sent.fresh) and send_receipt(
        case=sent.case, mail=mail, code=sent.code, fingerprint=taking.mark, at=taking.at
    )
    return Came(MailState.OPENED if sent.fresh else MailState.JOINED, sent.case, told, files)


def _leave(taking: Taking, reason: LeftOut | SetAside, detail: str = "") -> Mail:
    """Record it without a case of its own. A mail of ours that could not be delivered is told to the case's owner."""
    state = MailState.LEFT_OUT if isinstance(reason, LeftOut) else MailState.SET_ASIDE
    answered = reason in {LeftOut.BOUNCE, LeftOut.AUTO_REPLY} and taking.mail
    case = case_meant(taking.mail) if answered and taking.mail else None
    with writing(by=None, at=taking.at) as log:
        if case and reason is LeftOut.BOUNCE:
            words = gettext("发给客户的邮件被退回，请换一种方式联系：案件 %(number)s")
            tell(case.owner, words, case, at=taking.at, key=f"bounce:{taking.mark[:16]}")
        return _keep(log, taking, state, case=case, reason=reason, detail=detail[:200])


def _keep(log: Log, taking: Taking, state: MailState, *, case: Case | None, **more: object) -> Mail:
    inbox = taking.inbox
    values = {
        **(said_by(taking.mail, taking.mark) if taking.mail else {}),
        "received_at": taking.received_at,
        "read_at": taking.at,
        **more,
    }
    row = Mail.objects.create(
        inbox=inbox,
        unit=inbox.unit,
        uid_validity=inbox.uid_validity or 0,
        uid=taking.post.uid,
        fingerprint=taking.mark,
        state=state,
        case=case,
        **values,
    )
    log(
        EventKind.MAIL_READ,
        row,
        about=case.customer.code if case else "",
        unit=inbox.unit,
        state=str(state),
        reason=str(row.reason),
        number=case.number if case else "",
    )
    return row


def said_by(mail: ReadMail, mark: str) -> dict[str, object]:
    """What a row keeps of a mail, as it is read now."""
    return {
        "sender": sender_key(mail.sender),
        "sender_sealed": sealed_address(mail.reply_to, mark),
        "sender_shown": masked_address(mail.sender)[:80],
        "message_id": mail.message_id,
        "subject": kept(mail.subject)[:80],
        "attached": min(len(mail.attached), 999),
        "cut": mail.cut,
    }


def _customer(taking: Taking, mail: ReadMail) -> Customer:
    """Whom the earlier mails of the address were recognised as; else a record of somebody not known yet, the same for
    all mails of the address."""
    sender = sender_key(mail.sender)
    if found := customer_of(sender):
        return found
    key = f"mail:{sender or taking.mark}"
    there = Customer.objects.unscoped("whoever writes again is the same").select_related("unit")
    if same := there.filter(code=walk_in_code(key)).first():
        return same
    name = mail.sender_name or mail.sender.partition("@")[0]
    return add_walk_in(
        unit=taking.inbox.unit, name=name, number=mail.own_number, key=key, by=None, at=taking.at
    )


def _story(mail: ReadMail, words: str, files: Sequence[Judged]) -> str:
    """The words, or the subject where there are none, which files came along, and what was not taken."""
    said = [words or mail.topic or gettext("（来信没有正文）")]
    if mail.cut:
        said.append(gettext("［邮件太长，只收了前面一部分，全文在邮箱里］"))
    here = [each.name for each in files if each.refused is None]
    left = [_refused(each.name, REFUSED_FILES[each.refused]) for each in files if each.refused]
    if here:
        said.append(_named(gettext("［附件 %(count)s 个：%(names)s］"), here))
    if left:
        said.append(_named(gettext("［附件 %(count)s 个没有收：%(names)s；原件在邮箱里］"), left))
    return "\n\n".join(said)


def _refused(name: str, why: object) -> str:
    return gettext("%(name)s（%(why)s）") % {"name": name, "why": why}


def _named(words: str, names: Sequence[str]) -> str:
    return words % {"count": len(names), "names": gettext("、").join(names[:MOST_NAMES])}
