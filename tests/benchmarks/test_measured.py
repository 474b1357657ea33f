# SPDX-License-Identifier: Apache-2.0
"""Costs are those of the whole tree of processes, and a contender that fails is heard."""

from pathlib import Path

import pytest

pytest.importorskip("psutil", reason="needs psutil: pip install amends[bench]")

from benchmarks import measured

BUSY = """
import multiprocessing, time
def work():
    held = bytearray(60_000_000)
    until = time.process_time() + 0.4
    while time.process_time() < until:
        held[0] += 0
if __name__ == "__main__":
    child = multiprocessing.get_context("spawn").Process(target=work)
    child.start()
    work()
    child.join()
"""


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose modules can be measured."""
    monkeypatch.setattr(measured, "ROOT", tmp_path)
    return tmp_path


def test_measure_counts_children_too(at: Path) -> None:
    (at / "busy.py").write_text(BUSY)
    cost = measured.measure("busy")
    assert 0.8 <= cost.cpu < 8
    assert cost.peak > 120_000_000
    assert cost.wall > 0.4


def test_measure_says_what_a_failed_contender_said(at: Path) -> None:
    (at / "broken.py").write_text("raise SystemExit('no such feed')")
    with pytest.raises(measured.ContenderFailed, match="no such feed"):
        measured.measure("broken")
