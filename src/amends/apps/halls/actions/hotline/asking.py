# SPDX-License-Identifier: Apache-2.0
"""A question in writing while the customer is on the line: asked, passed on when nobody answers, answered once."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.analytics.language.masking import mask
from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.halls.actions.hotline.refusals import IN_HAND, HotlineRefused, NotSo, unit_of
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.models.questions import Question
from amends.apps.halls.queries.hotline.questions import experts_of
from amends.apps.halls.rules.hotline.standard import seconds_between


class NobodyThere(HotlineRefused):
    """A unit in which nobody else works answers nothing."""

    def __init__(self) -> None:
        super().__init__(_("那里没有别的人在岗，请换一个机构。"), field="group")


class NotAsked(HotlineRefused):
    """A question is answered by the people it was put to."""

    def __init__(self) -> None:
        super().__init__(_("这个问题没有请教您所在的机构。"))


def ask_expert(*, code: str, call: Call | None, group: Unit, words: str, by: User, at: datetime) -> Question:
    """Ask the people of a unit in writing; the caller hears nothing of it. The form's `code` comes with a second
    press too, and makes no second question. Raises `NobodyThere`, `NoUnit`."""
    unit = unit_of(by)
    there = Question.objects.unscoped(IN_HAND).filter(code=code).first()
    if there and there.asked_by_id != by.pk:
        raise NotSo
    if there:
        return there
    first = next(iter(experts_of(group, but=[by.pk])), None)
    if first is None:
        raise NobodyThere
    with writing(by=by, at=at) as log:
        row = Question.objects.create(
            code=code, unit=unit, call=call, asked_by=by, asked_at=at, group=group, words=mask(words.strip())[:400],
            sent_to=first, sent_at=at,
        )  # fmt: skip
        _tell(row, at)
        log(EventKind.QUESTION_ASKED, row, unit=unit, group=group.code, to=first.pk)
    return row


def answer_question(*, question: Question, answer: str, by: User, at: datetime) -> Question:
    """Answer in writing; the first answer stands. Raises `NotAsked`, `NotSo`."""
    with writing(by=by, at=at) as log:
        row = _locked(question)
        if by.unit_id != row.group_id or by.pk == row.asked_by_id:
            raise NotAsked
        if row.answered_at is not None:
            raise NotSo
        row.answer, row.answered_by, row.answered_at = mask(answer.strip())[:600], by, at
        row.save(update_fields=["answer", "answered_by", "answered_at"])
        took = seconds_between(row.asked_at, at)
        log(EventKind.QUESTION_ANSWERED, row, unit=row.unit, seconds=took)
    return row


def pass_on(*, question: Question, at: datetime) -> bool:
    """Put an unanswered question to the next of its unit; where everybody was asked it stays with the last."""
    with transaction.atomic():
        row = _locked(question)
        tried = [*row.tried, row.sent_to_id]
        following = next(iter(experts_of(row.group, but=[row.asked_by_id, *tried])), None)
        if row.answered_at or row.sent_at != question.sent_at or following is None:
            return False
        with writing(by=None, at=at) as log:
            row.tried, row.sent_to, row.sent_at = tried, following, at
            row.save(update_fields=["tried", "sent_to", "sent_at"])
            _tell(row, at)
            log(EventKind.QUESTION_PASSED_ON, row, unit=row.unit, to=following.pk)
    return True


def _tell(row: Question, at: datetime) -> None:
    words = _("%(who)s 在通话中请教您，客户在等") % {"who": row.asked_by}
    link = reverse("halls:question_answer", args=[row.code])
    notify(to=row.sent_to, subject=words, at=at, link=link, key=f"question:{row.pk}:{row.sent_to_id}")


def _locked(question: Question) -> Question:
    rows = Question.objects.unscoped(IN_HAND).select_for_update(no_key=True, of=("self",))
    return rows.get(pk=question.pk)
