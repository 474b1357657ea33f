# SPDX-License-Identifier: Apache-2.0
"""What a regulator who sent an appeal on waits for: our feedback, by their date. A case that ends does not end that."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused, changing, checked_words
from amends.apps.cases.actions.noting import keep_words_of
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Case
from amends.apps.cases.queries.limits import clocks_of
from amends.apps.cases.rules.clocks import Clock, ClockKind, FactKind
from amends.apps.core.actions.outbox import ours
from amends.apps.core.models import EventKind, User


class NothingOwed(CaseRefused):
    """No regulator waits for feedback on this case."""

    sentence = _("这个案件没有等待反馈的监管申诉，或者已经反馈过")


class NotThen(CaseRefused):
    """Something is said to have happened before its time, or in the future."""

    sentence = _("时间要在收到之后、现在之前，请改正")


def feed_back(
    *,
    case: Case,
    version: int,
    words: str,
    reference: str = "",
    told_at: datetime | None = None,
    by: User,
    at: datetime,
) -> Case:
    """Note what the regulator was told on an appeal, when (`told_at`, by default now) and under which number: their
    limit ends with it. It may be told of a case that has ended: an appeal that was closed without stays owed.

    Raises `WordsMissing`, `NothingOwed`, `NotThen`, `CaseChanged`, `RightMissing`.
    """
    words, reference, moment = checked_words(words), kept(reference), told_at or at
    with changing(case, version=version, by=by, at=at) as change:
        owed = _owed(change.case, at)
        if not owed.start <= moment <= at:
            raise NotThen
        facts = {"fed_back_at": moment.isoformat(), "reference": reference}
        heading: str | Promise = _("向监管反馈")
        if reference:
            heading = ours(_("向监管反馈（%(reference)s）"), reference=reference)
        note = keep_words_of(change.case, heading, words, facts=facts, by=by, at=at)
        change.fact(FactKind.FED_BACK, moment)
        change.note(EventKind.CASE_FED_BACK, note=note.pk, told_at=moment.isoformat())
    return change.case


def set_regulator_date(*, case: Case, version: int, due_at: datetime, by: User, at: datetime) -> Case:
    """Note by when the regulator wants the feedback; where the rule asks for it sooner, the rule stands.

    Raises `NothingOwed`, `NotThen` (before the appeal reached us), `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        if due_at <= _owed(change.case, at).start:
            raise NotThen
        change.fact(FactKind.REGULATOR_DATED, due_at=due_at)
        change.note(EventKind.CASE_REGULATOR_DATED, due_at=due_at.isoformat())
    return change.case


def _owed(case: Case, at: datetime) -> Clock:
    running = (each for each in clocks_of(case, at=at) if each.kind is ClockKind.REGULATOR and each.is_open)
    found = next(running, None)
    if found is None:
        raise NothingOwed
    return found
