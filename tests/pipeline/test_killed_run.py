# SPDX-License-Identifier: Apache-2.0
"""A run that is killed, or that fails, leaves the last good one in place."""

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from amends.pipeline import night
from amends.pipeline.run import run_pipeline
from amends.pipeline.store import current_run, read_mart
from tests.pipeline.worlds import AS_OF, build_home

# Goes as far as scoring, says so, and waits to be killed with half a run on disk.
HALF_A_RUN = """
import sys, time
from datetime import date
from pathlib import Path
from amends.pipeline.run import run_pipeline

def told(done, total, text):
    print(done, flush=True)
    if done == 4:
        time.sleep(600)

run_pipeline(Path(sys.argv[1]), as_of=date(2026, 10, 30), progress=told)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "made").mkdir()
    build_home(tmp_path / "home", tmp_path / "made", customers=40, surveyed=False)
    run_pipeline(tmp_path / "home", as_of=AS_OF)
    return tmp_path / "home"


def unfinished(home: Path) -> list[Path]:
    return list((home / "runs").glob(".unfinished-*"))


def test_a_run_killed_midway_leaves_the_last_good_one(home: Path) -> None:
    good, rows = current_run(home), read_mart(home, "recovery_list")
    _kill_midway(home)
    assert unfinished(home), "the child was killed before it wrote anything"
    assert current_run(home) == good
    assert read_mart(home, "recovery_list").equals(rows)


def test_the_run_after_a_killed_one_clears_up_and_works(home: Path) -> None:
    _kill_midway(home)
    outcome = run_pipeline(home, as_of=date(2026, 10, 30))
    assert current_run(home) == outcome.run_id
    assert not unfinished(home)


def test_a_run_that_fails_leaves_the_last_good_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = current_run(home)

    def fail(_: night.Night) -> None:
        raise MemoryError

    monkeypatch.setattr("amends.pipeline.run.STEPS", (*night.STEPS[:-1], ("customers", "", fail)))
    with pytest.raises(MemoryError):
        run_pipeline(home, as_of=date(2026, 10, 30))
    assert current_run(home) == good
    assert not unfinished(home)


def _kill_midway(home: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(night.__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-c", HALF_A_RUN, str(home)], stdout=subprocess.PIPE, text=True, env=environment
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line.strip() == "4":
                child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
