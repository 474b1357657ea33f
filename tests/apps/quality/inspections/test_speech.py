# SPDX-License-Identifier: Apache-2.0
"""Recordings are written down by a program outside: a small real one here."""

import sys
from pathlib import Path

import pytest

from amends.apps.quality.actions.speech import ByCommand, SpeechFailed
from amends.apps.quality.rules.reading import read_turns

PROGRAM = """
import json, sys
words = open(sys.argv[1], "rb").read().decode()
print(json.dumps([{"speaker": "agent", "text": words, "start": 0, "end": 2}]))
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    written = tmp_path / "write down.py"
    written.write_text(PROGRAM)
    return written


def test_program_outside_gives_the_turns(program: Path, tmp_path: Path) -> None:
    recording = tmp_path / "a.wav"
    recording.write_text("您好; rm -rf")
    found = read_turns(ByCommand(f"'{sys.executable}' '{program}'")(recording))
    assert [(each.text, each.end) for each in found.turns] == [("您好; rm -rf", 2.0)]


def test_failing_missing_or_slow_program_says_so(tmp_path: Path, program: Path) -> None:
    gone = tmp_path / "gone.wav"
    for command, seconds in (("", 5), ("/no/such/program", 5), (f"'{sys.executable}' '{program}'", 5),
                             (f"'{sys.executable}' -c 'import time; time.sleep(9)'", 1)):  # fmt: skip
        with pytest.raises(SpeechFailed):
            ByCommand(command, seconds=seconds)(gone)
