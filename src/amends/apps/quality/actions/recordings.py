# SPDX-License-Identifier: Apache-2.0
"""Recordings: kept until the queue wrote them down; killed at any moment and begun again it ends the same."""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, JobState, User
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.refusals import NotYours, QualityRefused
from amends.apps.quality.actions.speech import Recogniser
from amends.apps.quality.actions.transcripts import Held, take_transcript
from amends.apps.quality.models import Recording, Transcript
from amends.apps.quality.rules.reading import read_turns

JOB: Final = "write_down_recording"
_IN_HAND = "the row of the run, or found by its key"
_ORPHAN = timedelta(days=1)


def recordings_folder() -> Path:
    """Where recordings wait; readable by the service alone."""
    folder = Path(settings.MEDIA_ROOT) / "recordings"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def take_recording(*, held: Held, raw: bytes, ending: str, by: User, at: datetime) -> Recording:
    """Keep a recording and queue it. The same file taken again is the same one: while it waits or once it is written
    down nothing happens, where it failed it is tried anew. Raises `NotYours`."""
    if not by.may(Right.INSPECT) or not by.scope.covers(held.unit.number):
        raise NotYours
    name = _written(raw, ending)
    try:
        row = _queued(held, name, by, at)
    except BaseException:
        (recordings_folder() / name).unlink(missing_ok=True)
        raise
    if row.file != name:
        (recordings_folder() / name).unlink(missing_ok=True)
    return row


def _written(raw: bytes, ending: str) -> str:
    """The file is on the disk before the row says that it is."""
    name = secrets.token_hex(16) + "".join(each for each in ending[:8] if each.isalnum() or each == ".")
    handle = os.open(recordings_folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    return name


def _queued(held: Held, name: str, by: User, at: datetime) -> Recording:
    known = Recording.objects.unscoped(_IN_HAND).filter(key=held.key).first()
    if known is not None and not known.refused:
        return known
    with writing(by=by, at=at) as log:
        row = _row(held, name, by, at)
        row.run = enqueue(JOB, by=by, at=at, arguments={"recording": row.pk})
        row.save(update_fields=["run"])
        log(EventKind.RECORDING_TAKEN, row, unit=row.unit, channel=row.channel, of=row.agent_id)
    return row


def _row(held: Held, name: str, by: User, at: datetime) -> Recording:
    """A new row, or that of the same recording that failed, begun anew."""
    waiting = {
        "file": name, "taken_by": by, "taken_at": at, "refused": "", "ended_at": None, "agent": held.agent,
        "unit": held.unit, "channel": held.channel, "case": held.case, "held_at": held.held_at,
    }  # fmt: skip
    row, _made = Recording.objects.unscoped(_IN_HAND).update_or_create(key=held.key, defaults=waiting)
    return row


def write_down(*, recording: Recording, recogniser: Recogniser, at: datetime) -> Recording:
    """Have a recording written down and keep the conversation, or why there is none. Ended already, it stays so."""
    if recording.ended_at is not None:
        return recording
    by = recording.taken_by
    held = Held(recording.key, recording.unit, recording.channel, recording.agent, recording.held_at,
                recording.case)  # fmt: skip
    try:
        known = Transcript.objects.unscoped(_IN_HAND).filter(key=held.key).first()
        made = known or take_transcript(
            held=held, kind="speech", by=by, at=at,
            reading=read_turns(recogniser(recordings_folder() / recording.file)),
        )  # fmt: skip
    except QualityRefused as refusal:
        return _ended(recording, None, refusal.sentence, at)
    return _ended(recording, made, "", at)


def _ended(recording: Recording, made: Transcript | None, refused: str, at: datetime) -> Recording:
    with writing(by=recording.taken_by, at=at) as log:
        rows = Recording.objects.unscoped(_IN_HAND).select_for_update(no_key=True, of=("self",))
        row = rows.select_related("unit", "taken_by").get(pk=recording.pk)
        if row.ended_at is not None:
            return row
        name, row.file = row.file, ""
        row.transcript, row.refused, row.ended_at = made, refused[:300], at
        row.save(update_fields=["file", "transcript", "refused", "ended_at"])
        kind = EventKind.RECORDING_FAILED if refused else EventKind.RECORDING_WRITTEN
        log(kind, row, unit=row.unit, channel=row.channel)
    (recordings_folder() / name).unlink(missing_ok=True)
    return row


def tidy_recordings(*, at: datetime) -> int:
    """End what the queue gave up, and remove files of an upload that broke off; how many of both."""
    stuck = Recording.objects.unscoped("what is due is due everywhere").filter(ended_at__isnull=True)
    given_up = list(stuck.filter(run__state=JobState.FAILED).select_related("unit", "taken_by"))
    for row in given_up:
        _ended(row, None, _("转写没有完成，请重新上传。"), at)
    named = set(
        Recording.objects.unscoped("files of every unit").exclude(file="").values_list("file", flat=True)
    )
    before = (at - _ORPHAN).timestamp()
    lost = [e for e in recordings_folder().iterdir() if e.name not in named and e.stat().st_mtime < before]
    for each in lost:
        each.unlink(missing_ok=True)
    return len(given_up) + len(lost)
