# SPDX-License-Identifier: Apache-2.0
"""kill -9 in the middle of a job: another worker does it again, and it is done once."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.database import put_migrated

ROOT = Path(__file__).parents[2]
QUEUE = "from amends.apps.core.actions.jobs import enqueue; enqueue('slow_write', by=None, at=now)"
# as if twenty seconds had gone by
EXPIRE = "JobRun.objects.unscoped('a test').update(lease_until=now - timedelta(minutes=1))"
ASK = "print(json.dumps([[r.state, r.attempts, r.result] for r in JobRun.objects.unscoped('a test')] + "
ASK += "[Event.objects.unscoped('a test').filter("
ASK += "kind='core.unit_added').count()]))"
PREAMBLE = (
    "import json; from datetime import UTC, datetime, timedelta; import django; django.setup(); "
    "from amends.apps.core.models import Event, JobRun; now = datetime.now(UTC); "
)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A fresh database for processes of their own."""
    env = {name: value for name, value in os.environ.items() if name != "AMENDS_DATABASE_URL"}
    env |= {
        "AMENDS_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    put_migrated(tmp_path)
    return env


def _python(code: str, env: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PREAMBLE + code], env=env, check=True, cwd=ROOT, capture_output=True, text=True
    )
    return done.stdout


def _worker(env: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "amends", "work", "--until-idle"], env=env, cwd=ROOT)


def test_killed_worker_loses_and_doubles_nothing(environment: dict[str, str]) -> None:
    _python(QUEUE, environment)
    first = _worker(environment)
    waiting = Path(environment["AMENDS_DATA"]) / "waiting"
    deadline = time.monotonic() + 60
    while not waiting.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert waiting.exists(), "the job was never started"
    first.send_signal(signal.SIGKILL)
    first.wait()
    _python(EXPIRE, environment)
    assert _worker(environment).wait(timeout=60) == 0
    assert json.loads(_python(ASK, environment)) == [["done", 2, {"units": 1}], 1]
    verified = subprocess.run(
        [sys.executable, "-m", "amends", "verify-log"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (verified.returncode, "the log holds" in verified.stdout) == (0, True)
