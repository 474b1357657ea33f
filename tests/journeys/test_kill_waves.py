# SPDX-License-Identifier: Apache-2.0
"""kill -9 while a wave is frozen, and while its customers are given out: nothing is half done, nothing done twice."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.journeys.test_kill import ROOT, environment  # noqa: F401 (a fixture)

SET_UP = """
import json, sys, time; from pathlib import Path; import django; django.setup()
from amends.apps.cases.models import Case
from amends.apps.core.models import Event, EventKind
from amends.apps.recovery.actions.waves import dispatching, freezing, running
from amends.apps.recovery.actions.waves.planning import plan_wave
from amends.apps.recovery.models import RecoveryWave, WaveMember
from amends.apps.recovery.rules.waves.design import Design, Uploaded
from amends.apps.recovery.rules.waves.words import Purpose, Source
from amends.apps.core.models import User
from tests.apps.recovery.waves import customer
from tests.people import NOON, make_people
from django.conf import settings

def wave():
    rows = RecoveryWave.objects.unscoped("a test").select_related("unit")
    return rows.get()

def wait(*_):
    (Path(settings.AMENDS_DATA) / sys.argv[1]).touch()
    time.sleep(120)
"""
PLAN = """
people = make_people()
rows = tuple(Uploaded(customer(f"C{n}", people.east_team).code, recovery_class="tariff") for n in range(30))
plan_wave(unit=people.province, name="kill", purpose=Purpose.RECOVERY, source=Source.UPLOAD, by=people.dora,
          design=Design(uploaded=rows, per_unit_per_day=100, stop=None), at=NOON)
"""
BY = "dora = User.objects.get(username='dora')\n"
# the first ten members are written, none is committed
SLOW_FREEZE = (
    BY
    + """
freezing.PORTION, real = 10, freezing._members
def members(*args):
    for n, row in enumerate(real(*args)):
        yield wait() if n == 15 else row
freezing._members = members
freezing.freeze_wave(wave=wave(), by=dora, at=NOON)
"""
)
FREEZE = BY + "running.start_wave(wave=freezing.freeze_wave(wave=wave(), by=dora, at=NOON), by=dora, at=NOON)"
# five cases are committed; of the sixth the case is written, and nothing else
SLOW_DISPATCH = """
real, seen = dispatching.tell, []
def tell(*args, **named):
    seen.append(1)
    return wait() if len(seen) == 6 else real(*args, **named)
dispatching.tell = tell
dispatching.dispatch_day(wave=wave(), at=NOON)
"""
DISPATCH = "dispatching.dispatch_day(wave=wave(), at=NOON)"
ASK = """
members = WaveMember.objects.unscoped("a test")
events = Event.objects.unscoped("a test")
cases = Case.objects.unscoped("a test")
print(json.dumps({
    "state": wave().state,
    "members": members.count(),
    "treated": members.filter(arm="treated").count(),
    "approached": members.filter(approached_at__isnull=False, case__isnull=False).count(),
    "cases": cases.count(),
    "customers": cases.values("customer").distinct().count(),
    "frozen": events.filter(kind=EventKind.RECOVERY_WAVE_FROZEN).count(),
    "told": events.filter(kind=EventKind.MEMBER_APPROACHED).count(),
}))
"""


def _done(code: str, env: dict[str, str]) -> str:
    return subprocess.run(
        [sys.executable, "-c", SET_UP + code],
        env=env,
        check=True,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def _killed(code: str, env: dict[str, str], mark: str) -> None:
    process = subprocess.Popen([sys.executable, "-c", SET_UP + code, mark], env=env, cwd=ROOT)
    waiting, deadline = Path(env["AMENDS_DATA"]) / mark, time.monotonic() + 120
    while not waiting.exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.1)
    assert waiting.exists(), "it never came so far"
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_killed_wave_is_whole_or_not_there_and_gives_out_everybody_once(
    environment: dict[str, str],  # noqa: F811
) -> None:
    def seen() -> dict[str, object]:
        found: dict[str, object] = json.loads(_done(ASK, environment))
        return found

    _done(PLAN, environment)
    _killed(SLOW_FREEZE, environment, "freezing")
    assert (seen()["state"], seen()["members"]) == ("draft", 0)
    _done(FREEZE, environment)
    frozen = seen()
    assert (frozen["state"], frozen["members"], frozen["frozen"]) == ("running", 30, 1)
    _killed(SLOW_DISPATCH, environment, "dispatching")
    half = seen()
    assert (half["approached"], half["cases"], half["told"]) == (5, 5, 5)
    _done(DISPATCH, environment)
    _done(DISPATCH, environment)
    whole = seen()
    assert [whole[name] for name in ("approached", "cases", "customers", "told")] == [frozen["treated"]] * 4
