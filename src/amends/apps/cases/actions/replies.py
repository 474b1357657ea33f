# SPDX-License-Identifier: Apache-2.0
"""Written replies: an approved frame filled in, reviewed where somebody must, kept with its digest, and sent once."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused, Change, changing
from amends.apps.cases.actions.following_up import settle_progress
from amends.apps.cases.actions.mail.addresses import address_for
from amends.apps.cases.actions.ownership import refuse_ended
from amends.apps.cases.actions.reviews import missing_reviews, text_digest
from amends.apps.cases.models import Case, Reply
from amends.apps.cases.models.desk_words import TASK_KINDS
from amends.apps.cases.queries.canned import wording_key
from amends.apps.cases.queries.replies import jargon_in, reply_wording
from amends.apps.cases.queries.wordings import is_hasty, words_in
from amends.apps.cases.rules.clocks import FactKind
from amends.apps.cases.rules.replies import ReplyFault, reply_fault
from amends.apps.core.actions.outbox import ours, send_email
from amends.apps.core.models import EventKind, User
from amends.apps.knowledge.queries.wording import checked

BY_EMAIL = "email"
FAULTS = {
    ReplyFault.EMPTY: _("请写答复内容"),
    ReplyFault.GAPS: _("还有没填的空格【】，请填完再发"),
    ReplyFault.NO_OUTER_CHANNEL: _("结果答复要告诉客户还可以向哪里反映，请选外部渠道"),
    ReplyFault.OUTER_CHANNEL_UNSAID: _("正文里要写出客户还可以向哪里反映：%(outer)s"),
    ReplyFault.TIED: _("答复不能以好评、撤诉或不声张为条件"),
    ReplyFault.JARGON: _("这些话客户可能看不懂：%(jargon)s"),
    ReplyFault.LIABILITY: _("事实还没有核实：先为给客户添的麻烦致歉，核实以后再说是不是我们的责任"),
}


class ReplyRefused(CaseRefused):
    """The text may not leave as it is; `fault` says why."""

    def __init__(self, fault: ReplyFault, **values: object) -> None:
        self.fault = fault
        self.sentence = FAULTS[fault]
        super().__init__(**values)


class ReviewMissing(CaseRefused):
    """Somebody must agree to this very text first."""

    sentence = _("这份答复要先经%(reviews)s同意（改过的要重新送审）")


class AddressWrong(CaseRefused):
    """The address is no e-mail address."""

    sentence = _("邮箱地址不对，请核对；没有邮箱的选书面或当面交付")


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply as it is to leave: `frame` is the approved frame or the canned reply it was written with, `outer`
    the code of the outer channel that it names. `channel` is `email`, where an address is on record, or how a person
    hands it over."""

    text: str
    channel: str
    is_final: bool = False
    outer: str = ""
    frame: str = ""
    address: str = ""


def send_reply(*, case: Case, version: int, draft: Draft, by: User, at: datetime) -> Reply:
    """Send a written reply: it is kept word by word with its digest, and by e-mail left in the outbox in the same
    transaction; any other channel says that a person prints or hands it over. Without an address an e-mail goes to
    where the customer wrote from. An e-mail is an answer once the mail server took it (`mailed.settle_mail`).

    Raises `ReplyRefused`, `ReviewMissing`, `AddressWrong`, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    outer = reply_wording().outer_channels.get(draft.outer, "")
    if draft.channel == BY_EMAIL and not draft.address:
        draft = replace(draft, address=address_for(case))
    _refuse_text(case, draft, outer)
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        _refuse_unreviewed(change, draft)
        reply = _create(change, draft, outer)
        if reply.queued:
            subject = ours(_("关于您反映的事项（%(number)s）的答复"), number=change.case.number)
            send_email(
                address=draft.address, subject=subject, body=reply.text, at=at, key=f"reply:{reply.pk}"
            )
        else:
            count_reply(change, reply, at)
        change.follow()
        change.note(
            EventKind.REPLY_SENT,
            reply=reply.pk,
            channel=reply.channel,
            final=reply.is_final,
            wording=reply.wording,
            digest=reply.digest,
            wording_findings=len(checked(reply.text, unit=change.case.unit, channel=reply.channel)),
        )
    return reply


def count_reply(change: Change, reply: Reply, left_at: datetime) -> None:
    """A written reply that has left counts from then on: for the clocks, for the word that was due, and as what told
    the customer of the outer channel."""
    kind = FactKind.REPLIED if reply.is_final else FactKind.CONTACTED
    change.fact(kind, left_at, reply=reply.pk)
    settle_progress(change)
    if reply.is_final and reply.round == change.case.reopened:
        change.case.outer_channel_told = True


def _refuse_text(case: Case, draft: Draft, outer: str) -> None:
    jargon = jargon_in(draft.text, case.unit)
    fault = reply_fault(draft.text, is_final=draft.is_final, outer_channel=outer, jargon=jargon)
    if fault is None and is_hasty(draft.text, case):
        fault = ReplyFault.LIABILITY
    if fault:
        said = gettext("；").join(f"{word} → {plain}" for word, plain in jargon.items())
        raise ReplyRefused(fault, outer=outer, jargon=said)
    if draft.channel == BY_EMAIL:
        try:
            validate_email(draft.address)
        except ValidationError as error:
            raise AddressWrong from error


def _refuse_unreviewed(change: Change, draft: Draft) -> None:
    missing = missing_reviews(change.case, draft.text, is_final=draft.is_final)
    if missing:
        raise ReviewMissing(reviews=gettext("、").join(str(TASK_KINDS[each]) for each in missing))


def _create(change: Change, draft: Draft, outer: str) -> Reply:
    text = draft.text.strip()
    return Reply.objects.create(
        case=change.case,
        round=change.case.reopened,
        channel=draft.channel,
        text=text,
        is_final=draft.is_final,
        outer_channel=outer,
        wording=wording_key(draft.frame, words_in(change.case.unit)),
        digest=text_digest(text),
        queued=draft.channel == BY_EMAIL,
        at=change.at,
        by=change.by,
    )
