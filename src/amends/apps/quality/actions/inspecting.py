# SPDX-License-Identifier: Apache-2.0
"""Inspect a drawn conversation: begin, keep a draft, tell the result; who was inspected may appeal once."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.cases.actions.texts import kept as kept_words
from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.refusals import Changed, NotYours, QualityRefused
from amends.apps.quality.actions.transcripts import look_at
from amends.apps.quality.models import Appeal, Drawn, Inspection
from amends.apps.quality.models.inspections import MODES
from amends.apps.quality.queries.scorecards import appeal_days, card_content
from amends.apps.quality.rules.inspecting import marks_of, still_open
from amends.apps.quality.rules.scorecards import Card, Mark, score

Marks = Mapping[str, Mapping[str, Any]]
_IN_HAND = "the row was found within the person's scope"
MOST_TURNS = 20
HAND_OVER_AFTER = timedelta(days=3)


class NotOpen(QualityRefused):
    """The result was told; it stays as it is."""

    def __init__(self) -> None:
        super().__init__(_("结果已经告知，不能再改；本人可以申诉。"))


class Forgotten(QualityRefused):
    """The words of the conversation are gone."""

    def __init__(self) -> None:
        super().__init__(_("这段对话的原文已经到期删除，不能再质检。"))


class InHand(QualityRefused):
    """Somebody else inspects it, and began not long ago."""

    def __init__(self) -> None:
        super().__init__(_("同事刚开始质检这一段；三天没有告知，或者同事不再做质检，才能接手。"))


class NotDecided(QualityRefused):
    """Items without a mark, or fails without evidence."""

    def __init__(self, undecided: int, unfounded: Collection[str]) -> None:
        said = _("还有 %(count)s 项没有判断。") % {"count": undecided} if undecided else ""
        why = _("不通过的项要指出哪一句或写明理由：%(items)s。") % {"items": _("、").join(unfounded)}
        super().__init__(said + (why if unfounded else ""))


class ModeMissing(QualityRefused):
    """No mode of contact was chosen."""

    def __init__(self) -> None:
        super().__init__(_("请选择这次联系的沟通方式。"), field="mode")


class NoAppeal(QualityRefused):
    """It is not theirs, too late, or there was one."""

    def __init__(self) -> None:
        super().__init__(_("不能申诉：只有本人可以申诉，一次，并在期限以内。"))


class NotYoursToDecide(QualityRefused):
    """The inspector and the inspected do not decide the appeal."""

    def __init__(self) -> None:
        super().__init__(_("复核由质检员和本人以外的人来做，每件申诉只复核一次。"))


class NothingChanged(QualityRefused):
    """An appeal that stands changes at least one mark."""

    def __init__(self) -> None:
        super().__init__(_("申诉成立，就要改至少一项评分；不改，就选“维持原结果”。"))


class ReasonMissing(QualityRefused):
    """A word why is missing."""

    def __init__(self, field: str) -> None:
        super().__init__(_("请写明理由。"), field=field)


@dataclass(frozen=True, slots=True)
class Draft:
    """What an inspector decided so far: item → {mark, comment, turns}."""

    marks: Marks
    mode: str = ""
    comment: str = ""


def begin_inspection(*, drawn: Drawn, by: User, at: datetime) -> Inspection:
    """Begin, with what the software proposes; who begins is the inspector. Begun already, it is given as it is.

    Raises `NotYours` (no right, outside, or one's own conversation), `Forgotten`.
    """
    transcript = drawn.transcript
    if (
        not by.may(Right.INSPECT)
        or not by.scope.covers(transcript.unit.number)
        or by.pk == transcript.agent_id
    ):
        raise NotYours
    with writing(by=by, at=at) as log:
        locked = Drawn.objects.unscoped(_IN_HAND).select_for_update(no_key=True).get(pk=drawn.pk)
        known = Inspection.objects.unscoped(_IN_HAND).filter(drawn=locked).first()
        if known is None:
            known = _begun(drawn, by, at)
        log(EventKind.INSPECTION_BEGUN, known, unit=known.unit, of=known.agent_id)
    return known


def _begun(drawn: Drawn, by: User, at: datetime) -> Inspection:
    transcript = drawn.transcript
    if not transcript.turns:
        raise Forgotten
    content = card_content(transcript.channel, transcript.unit)
    found = look_at(transcript, card=content)
    return Inspection.objects.create(
        drawn=drawn, unit=transcript.unit, agent=transcript.agent, inspector=by, card=content,
        card_version=str(content["version"]), begun_at=at,
        proposed={code: asdict(each) for code, each in found.proposed.items()},
    )  # fmt: skip


def take_over_inspection(*, inspection: Inspection, by: User, at: datetime) -> Inspection:
    """Go on where a colleague stopped: what they marked stays as a draft. Raises `NotYours`, `NotOpen`, `InHand`."""
    with writing(by=by, at=at) as log:
        row = _in_hand(inspection)
        if not by.may(Right.INSPECT) or not by.scope.covers(row.unit.number) or by.pk == row.agent_id:
            raise NotYours
        if row.told_at is not None:
            raise NotOpen
        before = row.inspector
        if (
            before.pk != by.pk
            and before.is_active
            and before.may(Right.INSPECT)
            and at < row.begun_at + HAND_OVER_AFTER
        ):
            raise InHand
        row.inspector, row.begun_at, row.edits = by, at, row.edits + 1
        row.save(update_fields=["inspector", "begun_at", "edits"])
        log(EventKind.INSPECTION_TAKEN_OVER, row, unit=row.unit, of=row.agent_id, taken_from=before.pk)
    return row


def save_inspection(
    *, inspection: Inspection, edits: int, draft: Draft, by: User, at: datetime
) -> Inspection:
    """Keep what was decided so far. Raises `NotYours`, `NotOpen`, `Changed`."""
    with writing(by=by, at=at) as log:
        row = _locked(inspection, by, edits)
        _put(row, draft)
        row.save(update_fields=["marks", "mode", "comment", "total", "passed", "edits"])
        log(EventKind.INSPECTION_SAVED, row, unit=row.unit, decided=len(row.marks))
    return row


def tell_inspection(
    *, inspection: Inspection, edits: int, draft: Draft, by: User, at: datetime
) -> Inspection:
    """Decide: the result is told to the inspected, who may appeal. Raises `NotYours`, `NotOpen`, `Changed`,
    `NotDecided`, `ModeMissing`."""
    with writing(by=by, at=at) as log:
        row = _locked(inspection, by, edits)
        _put(row, draft)
        _check(row)
        row.told_at, row.appeal_until = at, at + timedelta(days=appeal_days())
        row.save()
        notify(
            to=row.agent, at=at, key=f"inspection:{row.pk}", link=reverse("quality:result", args=[row.pk]),
            subject=_("您的一次服务已质检：%(total)s 分") % {"total": row.total},
        )  # fmt: skip
        log(
            EventKind.INSPECTION_TOLD, row, unit=row.unit, of=row.agent_id, total=row.total, passed=row.passed
        )
    return row


def _check(row: Inspection) -> None:
    card = row.scorecard
    left = still_open(card, row.marks)
    if left:
        raise NotDecided(len(left.undecided), [card.by_code[each].name for each in left.unfounded])
    if not row.mode:
        raise ModeMissing


def _put(row: Inspection, draft: Draft) -> None:
    card = row.scorecard
    row.marks = clean(card, draft.marks, turns=len(row.drawn.transcript.turns))
    row.mode = draft.mode if draft.mode in MODES else ""
    row.comment = kept_words(draft.comment).strip()[:400]
    result = score(card, marks_of(card, row.marks))
    row.total, row.passed = result.total, result.passed
    row.edits += 1


def clean(card: Card, rows: Marks, *, turns: int) -> dict[str, dict[str, Any]]:
    """Marks as they are kept: of items of the card, with turns that there are."""
    known = {str(each) for each in Mark}
    kept: dict[str, dict[str, Any]] = {}
    for code in card.by_code.keys() & rows.keys():
        given = rows[code]
        mark = str(given.get("mark", ""))
        said = sorted({int(each) for each in given.get("turns", ()) if 1 <= int(each) <= turns})[:MOST_TURNS]
        comment = kept_words(str(given.get("comment", ""))).strip()[:300]
        if mark in known or said or comment:
            kept[code] = {"mark": mark if mark in known else "", "turns": said, "comment": comment}
    return kept


def _locked(inspection: Inspection, by: User, edits: int) -> Inspection:
    row = _in_hand(inspection)
    if row.inspector_id != by.pk or not by.may(Right.INSPECT) or not by.scope.covers(row.unit.number):
        raise NotYours
    if row.told_at is not None:
        raise NotOpen
    if row.edits != edits:
        raise Changed
    return row


def _in_hand(inspection: Inspection) -> Inspection:
    rows = Inspection.objects.unscoped(_IN_HAND).select_for_update(no_key=True, of=("self",))
    return rows.select_related("drawn__transcript", "unit", "agent", "inspector").get(pk=inspection.pk)


def appeal_inspection(
    *, inspection: Inspection, reason: str, items: Collection[str], by: User, at: datetime
) -> Appeal:
    """The word of the inspected, once, within the days. Raises `NoAppeal`, `ReasonMissing`."""
    if not reason.strip():
        raise ReasonMissing("reason")
    with writing(by=by, at=at) as log:
        rows = Inspection.objects.unscoped("one's own").select_for_update(no_key=True)
        row = rows.get(pk=inspection.pk)
        late = row.appeal_until is None or at > row.appeal_until
        there = Appeal.objects.unscoped("one's own").filter(inspection=row).exists()
        if row.agent_id != by.pk or late or there:
            raise NoAppeal
        known = row.scorecard.by_code
        made = Appeal.objects.create(
            inspection=row, inspector=row.inspector, reason=kept_words(reason).strip()[:400],
            items=sorted(set(items) & known.keys()), by=by, at=at,
        )  # fmt: skip
        log(EventKind.INSPECTION_APPEALED, made, unit=row.unit, items=len(made.items))
    return made


def decide_appeal(
    *, appeal: Appeal, upheld: bool, decision: str, marks: Mapping[str, str], by: User, at: datetime
) -> Appeal:
    """Decide as somebody else than inspector and inspected; `marks` are those of the items that change, where it is
    upheld. The marks of the inspector stay as they were. Raises `NotYours`, `NotYoursToDecide`, `ReasonMissing`,
    `NothingChanged`."""
    with writing(by=by, at=at) as log:
        rows = Appeal.objects.unscoped(_IN_HAND).select_for_update(no_key=True, of=("self",))
        row = rows.select_related("inspection__unit", "by").get(pk=appeal.pk)
        if not may_decide(by) or not by.scope.covers(row.inspection.unit.number):
            raise NotYours
        if by.pk in {row.inspector_id, row.by_id} or row.decided_at is not None:
            raise NotYoursToDecide
        if not decision.strip():
            raise ReasonMissing("decision")
        row.upheld, row.decision = upheld, kept_words(decision).strip()[:400]
        row.decided_by, row.decided_at = by, at
        _decide(row, marks if upheld else {})
        log(EventKind.APPEAL_DECIDED, row, unit=row.inspection.unit, upheld=upheld, total=row.total)
    return row


def may_decide(user: User) -> bool:
    """Whether somebody decides appeals: inspectors and leaders."""
    return user.may(Right.INSPECT) or (user.may(Right.ASSIGN_CASES) and user.may(Right.SEE_QUALITY))


def _decide(row: Appeal, marks: Mapping[str, str]) -> None:
    inspection = row.inspection
    card, kept = inspection.scorecard, {code: dict(each) for code, each in inspection.marks.items()}
    known = {str(each) for each in Mark}
    for code in marks.keys() & card.by_code.keys():
        if marks[code] in known:
            kept[code] = {**kept.get(code, {}), "mark": marks[code]}
    if row.upheld and kept == inspection.marks:
        raise NothingChanged
    result = score(card, marks_of(card, kept))
    row.marks, row.total, row.passed = kept, result.total, result.passed
    row.save()
    for person in (row.by, row.inspector):
        notify(
            to=person, at=row.decided_at or row.at, key=f"appeal:{row.pk}:{person.pk}", body=row.decision,
            link=reverse("quality:result", args=[inspection.pk]), subject=_("质检申诉已复核"),
        )  # fmt: skip
