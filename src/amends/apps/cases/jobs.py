# SPDX-License-Identifier: Apache-2.0
"""Entry points of the schedule."""

import logging
from collections import Counter
from collections.abc import Callable
from functools import partial

from django.db import DatabaseError
from django.utils.translation import gettext

from amends.apps.cases.actions.assisting import answer
from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.drafts import remove_old_drafts
from amends.apps.cases.actions.exporting import Form, export_list, export_place, remove_old_exports
from amends.apps.cases.actions.firing import fire, follow_promise
from amends.apps.cases.actions.improvements import review_standards as open_reviews
from amends.apps.cases.actions.mail.again import take_again
from amends.apps.cases.actions.mail.files import remove_stray_files, scan_held_files
from amends.apps.cases.actions.mail.inboxes import read_inbox
from amends.apps.cases.actions.mailed import settle_mail
from amends.apps.cases.actions.masking import mask_old_texts
from amends.apps.cases.actions.public import remove_old_knocks
from amends.apps.cases.actions.searching import keep_missing_words
from amends.apps.cases.actions.together import give_out
from amends.apps.cases.actions.warning import tell_leaders, tell_overdue, tell_unattended
from amends.apps.cases.queries.improvements import repeated_demands
from amends.apps.cases.queries.mail import mail_within, mailboxes
from amends.apps.cases.queries.mailed import unsettled_mails
from amends.apps.cases.queries.one import case_numbered
from amends.apps.cases.queries.watch import (
    due,
    long_overdue,
    overdue,
    unattended,
    with_news_of_promises,
)
from amends.apps.cases.rules.assist import Asked
from amends.apps.cases.rules.desk import chosen
from amends.apps.core.worker import AskedRun, JobRefused, Run

logger = logging.getLogger(__name__)


def overdue_cases(run: Run) -> dict[str, int]:
    """Tell whose next action is late, then their leaders. Each is told once: a run that was killed or never
    started leaves its part to the next one."""
    at = run.at()
    told = sum(tell_overdue(case=case, at=at) for case in overdue(at))
    to_leaders = sum(tell_leaders(case=case, at=at) for case in long_overdue(at))
    run.progress(told + to_leaders, told + to_leaders)
    return {"told": told, "told_leaders": to_leaders}


def unattended_cases(run: Run) -> dict[str, int]:
    """The nightly check that no case is in nobody's hands: says how many are, and tells their leaders."""
    cases = list(unattended())
    for done, case in enumerate(cases, start=1):
        tell_unattended(case=case, at=run.at())
        run.progress(done, len(cases))
    return {"unattended": len(cases)}


def due_timers(run: Run) -> dict[str, int]:
    """Fire every warning, breach and rung that is due; what an outage left waiting is caught up. Before that, cases
    learn what the ledger says of their promises.

    What cannot be done is counted and logged, and keeps nothing else waiting.
    """
    told = [
        _tried(f"promises of case {case.pk}", partial(follow_promise, case=case, at=run.at()))
        for case in with_news_of_promises(run.at())
    ]
    fired: list[bool | None] = []
    for done, timer in enumerate(due(run.at()), start=1):
        fired.append(_tried(f"timer {timer.pk}", partial(fire, timer=timer, at=run.at())))
        run.progress(done, done)
    return {"fired": fired.count(True), "failed": [*told, *fired].count(None)}


def settle_mails(run: Run) -> dict[str, int]:
    """Note which replies by e-mail left, and which the mail server never took."""
    settled = [
        _tried(f"reply {reply.pk}", partial(settle_mail, reply=reply, left_at=left_at, at=run.at()))
        for reply, left_at in unsettled_mails(run.at())
    ]
    return {"settled": settled.count(True), "failed": settled.count(None)}


def _tried(what: str, verb: Callable[[], bool]) -> bool | None:
    """What the verb says; `None` where it failed. Only the kind of the error is logged: the words of a database may
    quote a row."""
    try:
        return verb()
    except (ValueError, LookupError, DatabaseError) as error:
        logger.error("%s waits for the next run: %s", what, type(error).__name__)
        return None


def give_out_cases(run: Run) -> dict[str, int]:
    """Give what waits in queues to those on duty."""
    return {"given": give_out(at=run.at())}


def review_standards(run: Run) -> dict[str, int]:
    """Open a review of the standard for each demand beyond it that came again and again."""
    at = run.at()
    return {"opened": open_reviews(demands=repeated_demands(at=at), at=at)}


def read_mailboxes(run: Run) -> dict[str, int]:
    """Take the complaints that came by e-mail. A box that cannot be read keeps none of the others waiting, and the
    words why not stand on the page of mails."""
    tally: Counter[str] = Counter()
    for box in mailboxes():
        tally += read_inbox(box=box, clock=run.at, progress=run.progress)
    return dict(tally)


def take_mail_again(run: AskedRun, *, mail: int) -> dict[str, int]:
    """Take a mail that somebody says is a complaint after all; whoever asked is told what came of it."""
    if run.by is None:
        raise JobRefused(gettext("要由人提出"))
    row = mail_within(run.by.scope, mail)
    return {"taken": int(take_again(mail=row, by=run.by, at=run.at())) if row else 0}


def tidy_intake(run: Run) -> dict[str, int]:
    """Forget drafts that nobody came back to, who knocked at the public pages, and files that no case tells of."""
    at = run.at()
    return {
        "drafts": remove_old_drafts(at=at),
        "knocks": remove_old_knocks(at=at),
        "files": remove_stray_files(at=at),
    }


def scan_files(run: Run) -> dict[str, int]:
    """Look for viruses in files of mails that came while no scanner answered, or before there was one."""
    return scan_held_files(at=run.at)


def export_cases(run: AskedRun, *, query: dict[str, str], form: str, token: str) -> dict[str, int]:
    """Write a long list to a file for whoever asked for it; a run that was killed writes it anew."""
    if run.by is None:
        raise JobRefused(gettext("导出要由人提出"))
    try:
        rows = export_list(
            choice=chosen(query),
            form=Form(form),
            place=export_place(token, Form(form)),
            by=run.by,
            at=run.at(),
            progress=run.progress,
        )
    except CaseRefused as refusal:
        raise JobRefused(str(refusal)) from refusal
    return {"rows": rows}


def assist_case(run: AskedRun, *, number: str, asked: str) -> dict[str, str]:
    """Ask the assistant about a case for whoever wants to know; what it says waits with their drafts."""
    case = case_numbered(number, run.by.scope) if run.by else None
    if run.by is None or case is None:
        raise JobRefused(gettext("没有这个案件"))
    try:
        found = answer(case=case, asked=Asked(asked), by=run.by, at=run.at())
    except CaseRefused as refusal:
        raise JobRefused(str(refusal)) from refusal
    return {"answered": "" if found.said else asked}


def remove_case_exports(run: Run) -> dict[str, int]:
    """Clear old files away."""
    return {"removed": remove_old_exports(at=run.at())}


def keep_case_words(run: Run) -> dict[str, int]:
    """The nightly check that every case can be found by its words: keeps those of cases loaded by other means."""
    return {"kept": keep_missing_words(run.progress)}


def hide_old_texts(run: Run) -> dict[str, int]:
    """The nightly check that no case holds personal data in its texts: hides what was kept before it was hidden, or
    before its pattern was known."""
    return {"cases": mask_old_texts(at=run.at(), progress=run.progress)}
