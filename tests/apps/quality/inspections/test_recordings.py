# SPDX-License-Identifier: Apache-2.0
"""Recordings go through the queue: one conversation whatever is killed, a clear word where there is none."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from amends.apps.core.models import Event, EventKind, JobRun, JobState
from amends.apps.core.worker import work_once
from amends.apps.quality.actions.recordings import (
    JOB,
    recordings_folder,
    take_recording,
    tidy_recordings,
    write_down,
)
from amends.apps.quality.actions.refusals import NotYours
from amends.apps.quality.actions.transcripts import Held
from amends.apps.quality.models import Recording, Transcript
from tests.apps.quality.inspections.conftest import LATER, Inspectors
from tests.people import NOON, People

PROGRAM = """
import json, sys
words = open(sys.argv[1], "rb").read().decode()
if words.startswith("noise"):
    sys.exit(3)
print(json.dumps([{"speaker": "agent", "text": words, "start": 0, "end": 2},
                  {"speaker": "customer", "text": "好的", "start": 3, "end": 4}]))
"""


@pytest.fixture(autouse=True)
def queue(settings: Any, tmp_path: Path) -> None:
    """A small real program writes down."""
    program = tmp_path / "write down.py"
    program.write_text(PROGRAM)
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.AMENDS_SPEECH_COMMAND = f"'{sys.executable}' '{program}'"


def take(people: People, inspectors: Inspectors, words: str = "您好，请问有什么可以帮您") -> Recording:
    held = Held(f"hotline:{words}", people.east_team, "hotline", people.alice, NOON)
    return take_recording(held=held, raw=words.encode(), ending=".wav", by=inspectors.quinn, at=LATER)


def work() -> bool:
    return work_once(worker="w", clock=lambda: LATER, keep_alive=False)


def files() -> list[str]:
    return [each.name for each in recordings_folder().iterdir()]


def again(row: Recording) -> Recording:
    return Recording.objects.unscoped("a test").get(pk=row.pk)


def test_recording_waits_and_becomes_one_conversation(people: People, inspectors: Inspectors) -> None:
    row = take(people, inspectors)
    assert (files(), Transcript.objects.unscoped("a test").count()) == ([row.file], 0)
    assert take(people, inspectors).pk == row.pk  # pressed twice
    assert len(files()) == 1
    assert JobRun.objects.unscoped("a test").filter(job=JOB).count() == 1
    assert work()
    ended = again(row)
    assert ended.transcript is not None
    assert (len(ended.transcript.turns), ended.file, ended.refused, files()) == (2, "", "", [])
    assert take(people, inspectors).transcript == ended.transcript  # written down already
    assert files() == []


def test_worker_killed_after_the_conversation_leaves_one(people: People, inspectors: Inspectors) -> None:
    row = take(people, inspectors)
    asked: list[Path] = []

    def counting(recording: Path) -> str:
        asked.append(recording)
        return '[{"speaker": "agent", "text": "您好"}, {"speaker": "customer", "text": "好"}]'

    write_down(recording=row, recogniser=counting, at=LATER)
    kept = Transcript.objects.unscoped("a test").get()
    Recording.objects.unscoped("a test").update(
        ended_at=None, transcript=None, file="lost.wav"
    )  # as before its end
    ended = write_down(recording=again(row), recogniser=counting, at=LATER)
    assert (ended.transcript, len(asked)) == (kept, 1)


def test_failure_is_said_leaves_no_file_and_can_be_tried_anew(people: People, inspectors: Inspectors) -> None:
    row = take(people, inspectors, "noise")
    assert work()
    ended = again(row)
    assert "3" in ended.refused
    assert (files(), Transcript.objects.unscoped("a test").count()) == ([], 0)
    run = JobRun.objects.unscoped("a test").get(job=JOB)
    assert (run.state, run.error) == (JobState.FAILED, ended.refused)
    assert Event.objects.unscoped("a test").filter(kind=EventKind.RECORDING_FAILED).count() == 1
    anew = take(people, inspectors, "noise")
    assert (anew.pk, anew.refused, files()) == (row.pk, "", [anew.file])
    assert JobRun.objects.unscoped("a test").filter(job=JOB).count() == 2


def test_what_the_queue_gave_up_ends_and_lost_files_go(people: People, inspectors: Inspectors) -> None:
    row = take(people, inspectors)
    lost = recordings_folder() / "lost.wav"
    lost.write_bytes(b"x")
    old = (LATER - timedelta(days=2)).timestamp()
    os.utime(lost, (old, old))
    assert tidy_recordings(at=LATER) == 1
    assert files() == [row.file]
    JobRun.objects.unscoped("a test").update(state=JobState.FAILED, finished_at=LATER)
    assert tidy_recordings(at=LATER) == 1
    assert again(row).refused != ""
    assert files() == []


def test_recordings_are_taken_by_inspectors_of_the_unit(people: People, inspectors: Inspectors) -> None:
    held = Held("hotline:w", people.west_team, "hotline", people.charlie, NOON)
    with pytest.raises(NotYours):
        take_recording(held=held, raw=b"x", ending=".wav", by=inspectors.quinn, at=LATER)
    assert files() == []


def test_page_answers_at_once_and_shows_how_it_ends(people: People, inspectors: Inspectors) -> None:
    client = Client()
    client.force_login(inspectors.quinn)
    sent = {"kind": "speech", "channel": "hotline", "agent": people.alice.pk, "held_at": "2026-11-02T12:00"}
    sent["file"] = SimpleUploadedFile("a.wav", "您好，马上为您查".encode())
    answer = client.post(reverse("quality:transcript_take"), sent)
    row = Recording.objects.unscoped("a test").get()
    assert answer["Location"] == reverse("quality:recording", args=[row.pk])
    assert "在后台转写" in client.get(answer["Location"]).content.decode()
    assert work_once(worker="w", clock=lambda: row.taken_at, keep_alive=False)
    assert "已转写成 2 句" in client.get(answer["Location"]).content.decode()
    client.force_login(inspectors.rita)
    assert client.get(answer["Location"]).status_code == 404
