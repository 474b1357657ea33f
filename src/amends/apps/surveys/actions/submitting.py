# SPDX-License-Identifier: Apache-2.0
"""An answer is given: checked, kept item by item, judged, and put in somebody's way where it is low. Once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.log import Log, writing
from amends.apps.core.models import EventKind, User
from amends.apps.surveys.actions.answering import (
    NotOpen,
    ThereAlready,
    hidden,
    locked_invitation,
    locked_response,
    note_time,
)
from amends.apps.surveys.models import Answer, Invitation, Item, Response, SurveyWave
from amends.apps.surveys.queries.answering import WHY, Door, door_now
from amends.apps.surveys.queries.circumstances import circumstances
from amends.apps.surveys.rules import items as of_document
from amends.apps.surveys.rules.document import CHINESE
from amends.apps.surveys.rules.engine import Checked, check
from amends.apps.surveys.rules.integrity import flags
from amends.apps.surveys.rules.outcomes import Given, Low, declined, given, low_reasons
from amends.apps.surveys.rules.settings import QUOTAS, TURNED_AWAY, Rule, Settings, settings
from amends.apps.surveys.rules.words import InvitationState

FOLLOW = "follow_low_answers"  # the job above cases and surveys, by its name in the schedule


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a submission: `faults` by question where it was not taken; else it stands."""

    response: Response
    faults: Mapping[str, str] = field(default_factory=dict)
    page: int = 0

    @property
    def taken(self) -> bool:
        """Whether the answer stands."""
        return not self.faults


def submit(
    *,
    response: Response,
    answers: Mapping[str, object],
    language: str,
    at: datetime,
    by: User | None = None,
) -> Submitted:
    """Take an answer as complete, or say what is missing. What was submitted before stands as it was.

    Everything happens in one transaction with its event: the response, its answers by item, the flags, the reasons
    for which it is low, the end of the invitation, and the job that follows a low answer. Raises `EngineFailed`, and
    `NotOpen` where the invitation, the link or the wave ended meanwhile: then nothing is taken.
    """
    if response.submitted_at is not None:
        return Submitted(response)
    content = response.wave.version.content
    checked = check(content, answers, language=language, complete=True)
    if checked.faults and not checked.ended:
        _keep_begun(response, checked, at)
        return Submitted(response, checked.faults, checked.page)
    try:
        with writing(by=by, at=at) as log:
            row = locked_response(response)
            if row.submitted_at is not None:
                raise ThereAlready(row)
            row.language = language
            note_time(row, at)
            _take(log, row, checked)
    except ThereAlready as before:
        return Submitted(before.response)
    return Submitted(row)


def _keep_begun(response: Response, checked: Checked, at: datetime) -> None:
    with transaction.atomic():
        row = locked_response(response)
        if row.submitted_at is None:
            row.answers, row.page = hidden(checked.answers), checked.page
            note_time(row, at)
            row.save(update_fields=["answers", "page", "seconds", "saved_at"])


def _take(log: Log, row: Response, checked: Checked) -> None:
    document = row.wave.version.content
    rules = settings(document, language=CHINESE)
    row.answers, row.submitted_at = hidden(checked.answers), log.at
    told = given(of_document.items(document), row.answers)
    full = {} if checked.ended else _count(row.wave, rules, checked.cells)
    held = _held_open(row, log.at)
    row.complete = not checked.ended and "end" not in full.values()
    row.flags = [str(each) for each in flags(circumstances(row, told, at=log.at, over_quota=bool(full)))]
    # Also where the answer ends early or its cell is full, and it counts in no figure: who complains is heard.
    routed = _in_chinese(checked.routed, rules)
    _note_low(row, low_reasons(told, routed, rules.scoring), declined(routed))
    _write_items(row, told)
    row.save()
    _end_invitation(row, held, log.at, turned_away="end" in full.values())
    _tell(log, row)
    if row.is_low:
        enqueue(FOLLOW, by=None, at=log.at, key=f"low:{row.pk}", arguments={"response": row.pk})


def _in_chinese(routed: Sequence[Rule], rules: Settings) -> tuple[Rule, ...]:
    """The same rules with their reasons as we read them, whatever language was answered in."""
    conditions = {rule.condition for rule in routed}
    return tuple(rule for rule in rules.routing if rule.condition in conditions)


def _note_low(row: Response, reasons: Sequence[Low], leave_alone: bool) -> None:
    row.low = [each.kept() for each in reasons]
    row.is_low = any(each.act for each in reasons)
    if leave_alone and row.is_low:
        row.low.append(Low("no_contact", act=False).kept())


def _write_items(row: Response, told: Sequence[Given]) -> None:
    codes = Item.objects.unscoped(WHY).filter(version=row.wave.version_id).values_list("code", "pk")
    keys = dict(codes)
    Answer.objects.bulk_create(
        Answer(
            response=row,
            item_id=keys[each.item.code],
            number=each.number,
            chosen=list(each.chosen),
            words=each.words,
            not_applicable=each.not_applicable,
        )
        for each in told
        if each.item.code in keys
    )


def _count(wave: SurveyWave, rules: Settings, cells: Sequence[str]) -> dict[str, str]:
    """Count an answer in its cells, under the lock of the wave; returns the cells that were full, and what that means.
    An answer that ends because a cell was full counts in none, but among those turned away."""
    hit = {quota.code: quota for quota in rules.quotas if quota.code in cells}
    if not hit:
        return {}
    held = SurveyWave.objects.unscoped(WHY).select_for_update(no_key=True).get(pk=wave.pk)
    counted = held.frame.get(QUOTAS, {})
    full = {code: quota.full for code, quota in hit.items() if counted.get(code, 0) >= quota.limit}
    if "end" in full.values():
        held.frame = {**held.frame, TURNED_AWAY: held.frame.get(TURNED_AWAY, 0) + 1}
    else:
        held.frame = {**held.frame, QUOTAS: counted | {code: counted.get(code, 0) + 1 for code in hit}}
    held.save(update_fields=["frame"])
    return full


def _held_open(row: Response, at: datetime) -> Invitation | None:
    """The invitation under lock, after the wave's as everywhere. Raises `NotOpen`."""
    held = locked_invitation(row.invitation) if row.invitation else None
    if (door := door_now(row, held, at)) is not Door.OPEN:
        raise NotOpen(door)
    return held


def _end_invitation(row: Response, held: Invitation | None, at: datetime, *, turned_away: bool) -> None:
    if held is None:
        return
    unfinished = InvitationState.OVER_QUOTA if turned_away else InvitationState.SCREENED_OUT
    held.state = InvitationState.COMPLETED if row.complete else unfinished
    held.ended_at, held.next_at = held.ended_at or at, None
    held.save(update_fields=["state", "ended_at", "next_at"])


def _tell(log: Log, row: Response) -> None:
    log(
        EventKind.SURVEY_ANSWERED,
        row,
        about=row.customer.code if row.customer else "",
        unit=row.unit,
        wave=row.wave_id,
        way=row.way,
        complete=row.complete,
        low=row.is_low,
    )
