# SPDX-License-Identifier: Apache-2.0
"""The context survives faults, limits and forks, and lets the process end."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from amends.apps.surveys.rules import racer
from amends.apps.surveys.rules.racer import MOST_MODELS, RACER, EngineFailed, Racer
from tests.apps.surveys.rules.documents import every

SOURCE = Path(racer.__file__).parents[4]
GOOD = ("holds", "{a} > 1", {"a": 2})


def test_answers_again_after_a_fault_inside() -> None:
    with pytest.raises(EngineFailed, match="is not a function"):
        RACER.ask("nothing_of_ours")
    with pytest.raises(EngineFailed):
        RACER.ask_model("state", "broken", "{not json", "en", {}, [])
    assert RACER.ask(*GOOD) is True


def test_answers_again_after_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    RACER.ask(*GOOD)
    monkeypatch.setattr(racer, "SECONDS", 0.2)
    endless = "constructor.constructor('while(true){}')"
    with pytest.raises(EngineFailed, match="timeout"):
        RACER.ask(endless)
    monkeypatch.undo()
    assert RACER.ask(*GOOD) is True


def test_answers_again_after_memory_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(racer, "BYTES", 100 * 1024 * 1024)
    own = Racer()
    with pytest.raises(EngineFailed, match="memory"):
        own.ask("constructor.constructor('const all = []; while (true) all.push(new Array(1e5).fill(1.5))')")
    assert own.ask(*GOOD) is True
    own.close()


def test_answers_where_a_loop_runs_already() -> None:
    own = Racer()

    async def ask() -> object:
        return own.ask(*GOOD)

    try:
        assert asyncio.run(asyncio.wait_for(ask(), 20)) is True
    finally:
        own.close()


def test_forgets_the_oldest_model_when_there_are_many() -> None:
    own = Racer()
    try:
        for number in range(MOST_MODELS + 3):
            own.ask_model("state", str(number), json.dumps(every()), "en", {"Q1": 3}, [])
        assert list(own._models) == [str(number) for number in range(3, MOST_MODELS + 3)]
    finally:
        own.close()


def test_child_has_a_context_of_its_own() -> None:
    assert RACER.ask(*GOOD) is True
    child = os.fork()
    if child == 0:
        os._exit(0 if RACER.ask(*GOOD) is True else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert RACER.ask(*GOOD) is True


FIRST = "from amends.apps.surveys.rules.racer import RACER\n"
ASK = f"RACER.ask(*{GOOD!r})\n"
IN_A_THREAD = (
    f"from threading import Thread\nfirst = Thread(target=lambda: {ASK.strip()})\n"
    + "first.start()\nfirst.join()\n"
)


@pytest.mark.parametrize("start", [ASK, IN_A_THREAD], ids=["here", "in a thread"])
@pytest.mark.parametrize("ending", [ASK, f"import os\nos.fork()\n{ASK}", "RACER.ask('none')\n"])
def test_process_ends_when_the_context_is_left_open(start: str, ending: str) -> None:
    script = FIRST + start + ending
    done = subprocess.run(
        [sys.executable, "-c", script],
        timeout=60,
        check=False,
        capture_output=True,
        env={"PYTHONPATH": str(SOURCE)},
    )
    assert done.returncode == ("none" in ending), done.stderr
