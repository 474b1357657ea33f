# SPDX-License-Identifier: Apache-2.0
"""Special persons: flagged with a reason, brought to a trained owner, reviewed, and who looked is on record.

Nothing here touches a clock or a limit: the case is due when it was due, and nobody gets more or less.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import (
    IN_SCOPE,
    CaseRefused,
    Change,
    RightMissing,
    changing,
    checked_words,
)
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.actions.ownership import refuse_ended
from amends.apps.cases.actions.tasks import add_task
from amends.apps.cases.models import Case, Note, SpecialFlag, Task, Transfer
from amends.apps.cases.models.desk_words import SPECIALS, NoteKind, Special, TaskKind
from amends.apps.cases.queries.governance_content import special_rules
from amends.apps.cases.queries.special import REVIEWS, in_circle, looked_lately, owner_for, reviewer_for
from amends.apps.cases.rules.special import SpecialRule, review_due
from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import ours
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right


class NobodyToReview(CaseRefused):
    """Nobody above the case can review what is written to the customer."""

    sentence = _("上级机构里没有可以复核的人，请联系管理员")


class FlaggedAlready(CaseRefused):
    """The case is flagged with this kind already."""

    sentence = _("这个案件已经有这个标记")


class NotFlagged(CaseRefused):
    """The case is of no special person."""

    sentence = _("这个案件没有特殊人物标记")


class NotOfTheCircle(CaseRefused):
    """Somebody outside the circle was to write a confidential note."""

    sentence = _("保密备注只由责任人、上级和复核人登记")


def flag_special(
    *, case: Case, version: int, kind: Special, reason: str, confidential: bool = True, by: User, at: datetime
) -> Case:
    """Flag the case of an expert, a lawyer or a reporter: a trained owner is asked to take it over (the owner keeps it
    until they accept), and its review is queued. Due times and limits stay what they are.

    Raises `WordsMissing`, `FlaggedAlready`, `NobodyToReview`, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    reason = checked_words(reason)
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        refuse_ended(row)
        if row.special == kind:
            raise FlaggedAlready
        row.special = kind
        SpecialFlag.objects.unscoped(IN_SCOPE).update_or_create(
            case=row, defaults=_flag(kind, reason, confidential, by, at)
        )
        rule = special_rules().kinds[kind]
        ask_review(change, rule)
        _route(change, kind)
        change.note(EventKind.SPECIAL_FLAGGED, special=str(kind), confidential=confidential)
    return row


def _flag(kind: str, reason: str, confidential: bool, by: User, at: datetime) -> dict[str, object]:
    return {"kind": kind, "reason": reason[:400], "confidential": confidential, "by": by, "at": at}


def ask_review(change: Change, rule: SpecialRule) -> Task:
    """Queue the review that a rule asks for, once a round. Raises `NobodyToReview`."""
    row = change.case
    reviewer = reviewer_for(row, rule)
    if reviewer is None:
        raise NobodyToReview
    task = add_task(
        change,
        TaskKind(rule.review),
        owner=reviewer,
        key=f"review:{rule.review}:{row.reopened}",
        text=rule.do,
        due_at=review_due(change.at, special_rules().review_within, row.due_at),
    )
    if task.made_at == change.at:
        tell(reviewer, _("案件 %(number)s 请您复核"), row, at=change.at, key=rule.review)
        change.note(EventKind.REVIEW_ASKED, review=rule.review, reviewer=reviewer.pk)
    return task


def _route(change: Change, kind: Special) -> None:
    """Ask the trained owner to take over, where that is somebody else."""
    row, owner = change.case, owner_for(change.case, kind, timezone.localdate(change.at))
    if owner is None or owner.pk in {row.owner_id, row.pending_owner_id}:
        return
    why = ours(_("%(kind)s的案件，请有专门训练的同事办理"), kind=SPECIALS[kind])
    row.pending_owner, row.transfers = owner, row.transfers + 1
    Transfer.objects.create(case=row, before=row.owner, after=owner, reason=why, at=change.at)
    change.follow()
    change.note(EventKind.CASE_HANDED_OVER, owner=row.owner_id, to=owner.pk, transfers=row.transfers)
    tell(owner, _("请接收案件 %(number)s："), row, at=change.at, key="special", more=why)


def lift_special(*, case: Case, version: int, reason: str, by: User, at: datetime) -> Case:
    """Take a flag away that should not be there; open reviews of it are called off. Only leaders may.

    Raises `WordsMissing`, `NotFlagged`, `RightMissing`, `CaseChanged`.
    """
    reason = checked_words(reason)
    with changing(case, version=version, by=by, at=at) as change:
        if not by.may(Right.ASSIGN_CASES):
            raise RightMissing
        if not change.case.special:
            raise NotFlagged
        special, change.case.special = change.case.special, ""
        SpecialFlag.objects.unscoped(IN_SCOPE).filter(case=change.case).delete()
        reviews = Task.objects.unscoped(IN_SCOPE).filter(
            case=change.case, kind__in=REVIEWS, done_at__isnull=True
        )
        reviews.update(done_at=at, done_by=by, result=reason[:400], cancelled=True)
        change.note(EventKind.SPECIAL_LIFTED, special=special)
    return change.case


def note_look(case: Case, by: User, at: datetime) -> bool:
    """Put on record that somebody opened a special person's case: at most once a person and hour. Says whether it was
    written; on any other case it costs nothing."""
    if not case.special or looked_lately(case, by, at=at):
        return False
    with writing(by=by, at=at) as log:
        log(
            EventKind.SPECIAL_LOOKED_AT,
            case,
            about=case.customer.code,
            unit=case.unit,
            number=case.number,
            special=case.special,
        )
    return True


def note_restricted(*, case: Case, version: int, text: str, by: User, at: datetime) -> Note:
    """Write a confidential note, which only the circle reads.

    Raises `WordsMissing`, `NotOfTheCircle`, `CaseChanged`, `RightMissing`.
    """
    text = checked_words(text)
    with changing(case, version=version, by=by, at=at) as change:
        if not in_circle(change.case, by):
            raise NotOfTheCircle
        note = Note.objects.create(case=change.case, kind=NoteKind.RESTRICTED, text=text, at=at, by=by)
        change.note(EventKind.RESTRICTED_NOTED, note=note.pk)
    return note
