# SPDX-License-Identifier: Apache-2.0
"""Calibration: open a session, mark blind, close it when it has said enough."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.refusals import NotYours, QualityRefused
from amends.apps.quality.models import BlindMark, Calibration, Transcript
from amends.apps.quality.queries.scorecards import card_content
from amends.apps.quality.rules.scorecards import Mark

MOST = 30
_IN_HAND = "the session in hand"


class CalibrationRefused(QualityRefused):
    """A session needs a name, two inspectors and a conversation; marks are given once, while it is open."""


def open_calibration(
    *, unit: Unit, name: str, transcripts: Collection[Transcript], inspectors: Collection[User],
    by: User, at: datetime,
) -> Calibration:  # fmt: skip
    """A session over conversations of one channel. Raises `NotYours`, `CalibrationRefused`."""
    if not by.may(Right.INSPECT) or not by.scope.covers(unit.number):
        raise NotYours
    _check(unit, name, transcripts, inspectors)
    channel = next(iter(transcripts)).channel
    with writing(by=by, at=at) as log:
        row = Calibration.objects.create(
            unit=unit, name=name.strip()[:60], card=card_content(channel, unit), made_by=by, made_at=at
        )
        row.inspectors.set(inspectors)
        named = Calibration.transcripts.through
        named.objects.bulk_create(named(calibration=row, transcript=each) for each in transcripts)
        for each in inspectors:
            link = reverse("quality:calibration", args=[row.pk])
            subject = _("请独立完成校准评分：%(name)s") % {"name": row.name}
            notify(to=each, at=at, key=f"calibration:{row.pk}:{each.pk}", link=link, subject=subject)
        log(EventKind.CALIBRATION_OPENED, row, unit=unit, of=len(transcripts), by=len(inspectors))
    return row


def _check(unit: Unit, name: str, transcripts: Collection[Transcript], inspectors: Collection[User]) -> None:
    if not name.strip():
        raise CalibrationRefused(_("请写名称。"), field="name")
    if len({each.pk for each in inspectors}) < 2 or not all(each.may(Right.INSPECT) for each in inspectors):
        raise CalibrationRefused(_("至少要两位质检员。"), field="inspectors")
    if not all(each.scope.covers(unit.number) for each in inspectors):
        raise CalibrationRefused(_("质检员要能看到这个机构。"), field="inspectors")
    if not 1 <= len(transcripts) <= MOST or len({each.channel for each in transcripts}) > 1:
        raise CalibrationRefused(
            _("请选同一渠道的对话，一到 %(most)s 段。") % {"most": MOST}, field="transcripts"
        )
    if any(not unit.number <= each.unit.number <= unit.last or not each.turns for each in transcripts):
        raise CalibrationRefused(_("对话要属于这个机构，并且原文还在。"), field="transcripts")


def mark_blind(
    *, calibration: Calibration, transcript: Transcript, marks: Mapping[str, str], by: User, at: datetime
) -> BlindMark:
    """The marks of one inspector on one conversation, all items, once. Raises `NotYours`, `CalibrationRefused`."""
    with writing(by=by, at=at) as log:
        row = _locked(calibration)
        invited = row.inspectors.filter(pk=by.pk).exists()
        if not invited or not row.transcripts.unscoped(_IN_HAND).filter(pk=transcript.pk).exists():
            raise NotYours
        _check_marks(row, transcript, marks, by)
        made = BlindMark.objects.create(
            calibration=row, transcript=transcript, inspector=by, at=at,
            marks={code: str(Mark(marks[code])) for code in row.scorecard.by_code},
        )  # fmt: skip
        log(EventKind.CALIBRATION_MARKED, made, unit=row.unit)
    return made


def _check_marks(row: Calibration, transcript: Transcript, marks: Mapping[str, str], by: User) -> None:
    if row.closed_at is not None:
        raise CalibrationRefused(_("这次校准已经结束。"))
    known = {str(each) for each in Mark}
    left = sum(marks.get(code) not in known for code in row.scorecard.by_code)
    if left:
        raise CalibrationRefused(_("还有 %(count)s 项没有判断。") % {"count": left})
    mine = BlindMark.objects.unscoped(_IN_HAND).filter(calibration=row, inspector=by)
    if mine.filter(transcript=transcript).exists():
        raise CalibrationRefused(_("您已经评过这一段。"))


def close_calibration(*, calibration: Calibration, by: User, at: datetime) -> Calibration:
    """End it, so that all see the agreement. Raises `NotYours`, `CalibrationRefused` (closed already)."""
    with writing(by=by, at=at) as log:
        row = _locked(calibration)
        if not by.may(Right.INSPECT) or not by.scope.covers(row.unit.number):
            raise NotYours
        if row.closed_at is not None:
            raise CalibrationRefused(_("这次校准已经结束。"))
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        log(EventKind.CALIBRATION_CLOSED, row, unit=row.unit)
    return row


def _locked(calibration: Calibration) -> Calibration:
    rows = Calibration.objects.unscoped(_IN_HAND).select_for_update(no_key=True, of=("self",))
    return rows.select_related("unit").get(pk=calibration.pk)
