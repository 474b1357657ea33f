# SPDX-License-Identifier: Apache-2.0
"""A mail that was left out or set aside is a complaint after all, a person says: it is fetched again and taken."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.mail.fetching import InboxFault, Post, open_inbox
from amends.apps.cases.actions.mail.files import brought, keep_files
from amends.apps.cases.actions.mail.taking import Came, Taking, come_in, read_post, said_by
from amends.apps.cases.models import Mail
from amends.apps.cases.queries.mail import box_of
from amends.apps.cases.rules.mail.reading import fingerprint
from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, JobRun, User

_WHY = "whoever looks after the mailbox asked for it"


class NothingToTake(CaseRefused):
    """The mail is a case already, or we wrote it ourselves."""

    sentence = _("这封信已经受理，或者是我们自己的邮件、退信")


class MailGone(CaseRefused):
    """The mailbox no longer has the mail in its place, or is no longer read."""

    sentence = _("邮箱里找不到这封信了，请到邮箱里查看后人工受理")


class MailUnreadable(CaseRefused):
    """Its bytes still say nothing."""

    sentence = _("这封信读不出内容，请到邮箱里查看后人工受理")


def ask_again(*, mail: Mail, by: User, at: datetime) -> JobRun:
    """Ask a worker to take a mail; asked twice within a minute it is asked once. Raises `NothingToTake`."""
    if not mail.may_be_taken:
        raise NothingToTake
    key = f"take_mail_again:{mail.pk}:{at:%Y-%m-%dT%H:%M}"
    return enqueue("take_mail_again", by=by, at=at, key=key, arguments={"mail": mail.pk})


def take_again(*, mail: Mail, by: User, at: datetime) -> bool:
    """Fetch a mail and take it, whatever left it out; `by` is told its case, or why it was not taken."""
    try:
        number = _taken(mail, _fetched(mail), by, at)
    except (InboxFault, CaseRefused) as why:
        told = gettext("来信没有受理：%(why)s") % {"why": why}
        notify(to=by, subject=told, at=at, link=reverse("cases:mails"))
        return False
    told = gettext("来信已受理：%(number)s") % {"number": number}
    notify(to=by, subject=told, at=at, link=reverse("cases:page", args=[number]))
    return True


def _fetched(mail: Mail) -> Post:
    box = box_of(mail)
    if box is None:
        raise MailGone
    with open_inbox(box) as opened:
        post = opened.fetch(mail.uid) if opened.validity == mail.uid_validity else None
    if post is None or fingerprint(post.raw) != mail.fingerprint:
        raise MailGone
    return post


def _taken(mail: Mail, post: Post, by: User, at: datetime) -> str:
    """The number of the case. No receipt goes out: what left the mail out may have been a machine."""
    said = read_post(post, mail.inbox)
    if said is None:
        raise MailUnreadable
    taking = Taking(mail.inbox, post, mail.fingerprint, said, at)
    with brought(said, mail.fingerprint) as files, writing(by=by, at=at) as log:
        row = Mail.objects.unscoped(_WHY).select_for_update(no_key=True).get(pk=mail.pk)
        if not row.may_be_taken:
            raise NothingToTake
        came = come_in(taking, replace(said, unanswered=True), files)
        _note(row, came, said_by(said, mail.fingerprint))
        keep_files(row, came.case, came.files, files.parts, at=at)
        about, unit, number = came.case.customer.code, row.unit, came.case.number
        log(EventKind.MAIL_READ, row, about=about, unit=unit, state=str(came.state), reason="", number=number)
    return came.case.number


def _note(row: Mail, came: Came, said: Mapping[str, object]) -> None:
    """What the mail became, and what it says: more than at the first time, where it could not be read or not whole."""
    became = {
        "state": came.state,
        "case": came.case,
        "reason": "",
        "detail": "",
        "attached_kept": came.files_kept,
    }
    values = {**said, **became}
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
