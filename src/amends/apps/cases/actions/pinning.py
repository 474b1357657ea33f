# SPDX-License-Identifier: Apache-2.0
"""Procedures as they are in force, kept with the case: whatever the pack says later, an old case keeps its words. A
changed procedure comes into force by a review only."""

from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused, RightMissing, checked_words
from amends.apps.cases.models import PinnedProcedure, ProcedureReview
from amends.apps.cases.queries.procedures import Words, effect_of, in_force, todays
from amends.apps.cases.rules.states import HANDLING
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right
from amends.kernel.recovery_class import RecoveryClass


class NothingToReview(CaseRefused):
    """The words are those in force, or somebody reviewed them a moment ago."""

    sentence = _("规程没有变化，或者刚刚已经有人评审过")


def pinned_handling(*, at: datetime) -> PinnedProcedure:
    """The twelve steps in force with the questions to the customer: the same words are kept once."""
    return _pinned(todays(HANDLING), at=at)


def pinned_playbook(recovery_class: RecoveryClass, *, at: datetime) -> PinnedProcedure:
    """The playbook of a class that is in force: the same words are kept once."""
    return _pinned(todays(str(recovery_class)), at=at)


def _pinned(words: Words, *, at: datetime) -> PinnedProcedure:
    """The version in force. The first of a procedure needs no review, as there is none before it; changed words wait
    for theirs, and until then cases are opened with the old ones. One query, where it is there."""
    known = in_force(words.code)
    if known is None:
        PinnedProcedure.objects.bulk_create(
            [_row(words, at)], ignore_conflicts=True
        )  # somebody else may pin it as well
        known = PinnedProcedure.objects.defer("content").get(code=words.code, digest=words.digest)
    if known.digest == words.digest:
        known.content = words.content  # the words are in hand already: they are not read back
    return known


def _row(words: Words, at: datetime) -> PinnedProcedure:
    return PinnedProcedure(
        code=words.code,
        digest=words.digest,
        version=words.version,
        content=words.content,
        pinned_at=at,
        accepted_at=at,
    )


def accept_procedure(
    *, code: str, digest: str, why: str, expected: str, by: User, at: datetime
) -> ProcedureReview:
    """Bring changed words into force for cases opened from now on, with the record of the review: why, what is
    expected, and what the version before had come to in the units of the reviewer. Open cases keep theirs.

    `digest` is that of the words which the reviewer read. Raises `WordsMissing`, `NothingToReview`, `RightMissing`.
    """
    why, expected = checked_words(why)[:400], checked_words(expected)[:400]
    if not by.may(Right.MANAGE_RECOVERY):
        raise RightMissing
    words = todays(code)
    with writing(by=by, at=at) as log:
        before = _replaceable(words, digest)
        row = _accepted(words, at)
        found = ProcedureReview.objects.create(
            procedure=row,
            before=before,
            why=why,
            expected=expected,
            measured=asdict(effect_of(before, by.scope)),
            by=by,
            at=at,
        )
        log(EventKind.PROCEDURE_ACCEPTED, found, unit=by.unit, code=code, version=words.version)
    return found


def _replaceable(words: Words, digest: str) -> PinnedProcedure:
    """The version in force, under lock, so that of two reviewers one is first. Raises `NothingToReview`."""
    known = in_force(words.code)
    if known is None or words.digest != digest:
        raise NothingToReview
    PinnedProcedure.objects.select_for_update(no_key=True).defer("content").get(pk=known.pk)
    if in_force(words.code) != known or known.digest == words.digest:
        raise NothingToReview
    return known


def _accepted(words: Words, at: datetime) -> PinnedProcedure:
    """The row of these words, in force from now on; words that were in force before come back as they were."""
    rows = PinnedProcedure.objects.defer("content").filter(code=words.code, digest=words.digest)
    row = rows.first()
    if row is None:
        row = _row(words, at)
        row.save(force_insert=True)
        return row
    row.accepted_at = at
    row.save(update_fields=["accepted_at"])
    return row
