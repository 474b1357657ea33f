# SPDX-License-Identifier: Apache-2.0
"""What a command costs: wall time, CPU time and peak memory of its whole tree of processes."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile

import psutil

INTERVAL = 0.05  # seconds between looks; what a process used after the last look at it is lost
ROOT = Path(__file__).parents[1]
ENVIRONMENT = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}"}


class ContenderFailed(RuntimeError):
    """A measured command ended badly; the message is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall and CPU (user + system) seconds, peak resident memory in bytes, summed over the tree."""

    wall: float
    cpu: float
    peak: int


@dataclass(slots=True)
class Tree:
    """The processes of a command while it runs: CPU seconds by process, the most memory at one time."""

    root: psutil.Process
    cpu: dict[int, float] = field(default_factory=dict)
    peak: int = 0

    def look(self) -> None:
        """Notes what every process has used so far."""
        resident = 0
        for process in self._living():
            try:
                times, memory = process.cpu_times(), process.memory_info()
            except psutil.NoSuchProcess:
                continue
            self.cpu[process.pid] = times.user + times.system
            resident += memory.rss
        self.peak = max(self.peak, resident)

    def _living(self) -> list[psutil.Process]:
        try:
            return [self.root, *self.root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def measure(module: str, *arguments: str | Path, python: str | Path = sys.executable) -> Cost:
    """Runs `python -m module arguments` alone and says what it cost. Raises `ContenderFailed`."""
    command = [str(python), "-m", module, *map(str, arguments)]
    with TemporaryFile() as said:
        started = time.perf_counter()
        child = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=said, stderr=subprocess.STDOUT)
        tree = Tree(psutil.Process(child.pid))
        code, reaped = _watch(child, tree)
        wall = time.perf_counter() - started
        if code != 0:
            said.seek(0)
            raise ContenderFailed(f"{module} ended with {code}: {said.read().decode()[-2000:]}")
    return Cost(wall=wall, cpu=max(reaped, sum(tree.cpu.values())), peak=tree.peak)


def _watch(child: subprocess.Popen[bytes], tree: Tree) -> tuple[int, float]:
    """Looks until the child ends: its exit code, and the CPU seconds of it and of the children it waited for.

    The looks miss the last moments, the system's own account misses children that nobody waited for (Spark's
    machine): the larger of the two is the better.
    """
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            return child.returncode, usage.ru_utime + usage.ru_stime
        tree.look()
        time.sleep(INTERVAL)
