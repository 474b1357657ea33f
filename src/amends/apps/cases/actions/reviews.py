# SPDX-License-Identifier: Apache-2.0
"""Reviews of what is written to a customer: a text is agreed to or sent back, and only an agreed text leaves."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import (
    IN_SCOPE,
    CaseRefused,
    Change,
    WordsMissing,
    changing,
    checked_words,
)
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.actions.special import ask_review
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Case, Task
from amends.apps.cases.queries.special import REVIEWS, may_decide, reviews_of
from amends.apps.core.actions.outbox import ours
from amends.apps.core.models import EventKind, User

DRAFT, AGREED = "draft", "agreed"  # in the facts of a review: the text, and the digest of what was agreed to


class NoReviewNeeded(CaseRefused):
    """The written replies of this case wait for nobody."""

    sentence = _("这个案件的书面答复不需要复核，可以直接发出")


class NotYourReview(CaseRefused):
    """Neither the reviewer nor a leader was to settle a review, or the writer their own text."""

    sentence = _("复核要由被指定的复核人或上级主管来做，不能复核自己写的答复")


class ReviewSettled(CaseRefused):
    """The review was settled already."""

    sentence = _("这项复核已经完成，请看最新情况")


def text_digest(text: str) -> str:
    """SHA-256 of a text as it leaves."""
    return hashlib.sha256(text.strip().encode()).hexdigest()


def ask_reply_review(*, case: Case, version: int, text: str, by: User, at: datetime) -> list[Task]:
    """Give the text of a reply to everybody who must agree to it; a text that was given before is replaced. It stays
    word by word: what is agreed to is what leaves.

    Raises `WordsMissing`, `NoReviewNeeded`, `NobodyToReview`, `CaseChanged`, `RightMissing`.
    """
    if not text.strip():
        raise WordsMissing
    with changing(case, version=version, by=by, at=at) as change:
        rules = reviews_of(change.case)
        if not rules:
            raise NoReviewNeeded
        tasks = [ask_review(change, rule) for rule in rules]
        for task in tasks:
            _give(change, task, text.strip())
    return tasks


def _give(change: Change, task: Task, text: str) -> None:
    task.facts = {DRAFT: text, "by": change.by.pk}
    task.done_at = task.done_by = None
    task.result, task.cancelled = "", False
    task.save()
    tell(
        task.owner,
        _("案件 %(number)s 有答复等您复核"),
        change.case,
        at=change.at,
        key=f"draft{task.pk}",
    )
    change.note(EventKind.REVIEW_ASKED, review=task.kind, reviewer=task.owner_id, with_text=True)


def finish_review(*, task: Task, version: int, agreed: bool, words: str = "", by: User, at: datetime) -> Task:
    """Agree to the text that was given, or send it back with the reason; `version` is the case's.

    Where no text was given, because nothing is written to the customer, the words say so.
    Raises `NotYourReview`, `ReviewSettled`, `WordsMissing`, `CaseChanged`, `RightMissing`.
    """
    words = kept(words) if agreed and task.facts.get(DRAFT) else checked_words(words)
    with changing(task.case, version=version, by=by, at=at) as change:
        row = Task.objects.unscoped(IN_SCOPE).get(pk=task.pk, case=change.case, kind__in=REVIEWS)
        _refuse_review(row, by, change.case)
        draft = str(row.facts.get(DRAFT, ""))
        row.facts = {**row.facts, AGREED: text_digest(draft) if agreed and draft else ""}
        row.done_at, row.done_by = at, by
        row.result = words[:400] or ours(_("同意"))
        row.save()
        change.note(EventKind.REVIEW_DONE, review=row.kind, agreed=agreed)
        tell(
            change.case.owner,
            _("案件 %(number)s 的答复已复核"),
            change.case,
            at=at,
            key=f"done{row.pk}",
        )
    return row


def _refuse_review(row: Task, by: User, case: Case) -> None:
    if not may_decide(row, by, case):
        raise NotYourReview
    if row.done_at is not None:
        raise ReviewSettled


def missing_reviews(case: Case, text: str, *, is_final: bool) -> list[str]:
    """The kinds of review that this very text still waits for, in this round. One query where there are any."""
    wanted = [rule.review for rule in reviews_of(case) if rule.holds_back(is_final=is_final)]
    if not wanted:
        return []
    rows = Task.objects.unscoped(IN_SCOPE).filter(case=case, kind__in=wanted, cancelled=False)
    done = rows.filter(key__endswith=f":{case.reopened}", done_at__isnull=False)
    agreed = {row.kind for row in done if row.facts.get(AGREED) == text_digest(text)}
    return [kind for kind in wanted if kind not in agreed]
