# SPDX-License-Identifier: Apache-2.0
"""An installation of its own for one run: the demo operator in an empty folder and database, served as in production by
a web server and a worker, which can be killed and started again."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from tests import postgres

ROOT = Path(__file__).parents[2]
WEB = ("serve", "--host", "127.0.0.1", "--workers", "2", "--threads", "4", "--port")
WORK = ("work", "--every", "0.2")
UP_WITHIN = 60.0  # seconds


class DidNotStart(RuntimeError):
    """A process did not come up; the end of what it said."""


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


@dataclass(slots=True)
class Installation:
    """Its folder, its settings, and the processes that run."""

    home: Path
    settings: dict[str, str]
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    def inside(self, *words: str) -> Any:
        """What `python -m benchmarks.reliability.inside` says with this installation's settings."""
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.reliability.inside", *words],
            cwd=ROOT, env=self._around(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise DidNotStart(f"{words[0]}: {done.stderr[-3000:]}")
        return json.loads(done.stdout.splitlines()[-1])

    def start(self, name: str) -> None:
        """Start `web` or `work`; returns at once."""
        words = [*WEB, str(self.port)] if name == "web" else WORK
        said = (self.home / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", "amends", *words], cwd=self.home, env=self._around(), stdout=said, stderr=said,
            start_new_session=True,
        )  # fmt: skip

    def wait_until_up(self) -> None:
        """Return once a page is answered. Raises `DidNotStart`."""
        until = time.monotonic() + UP_WITHIN
        while time.monotonic() < until:
            try:
                with urlopen(f"{self.url}/readyz", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise DidNotStart((self.home / "web.log").read_text()[-3000:])

    def kill(self, name: str) -> None:
        """kill -9 of a process and all that it started, and start it again, as systemd would."""
        os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running[name].wait()
        self.start(name)

    def keep_up(self) -> list[str]:
        """Start again what ended by itself, as systemd would; its names."""
        ended = [name for name, each in self.running.items() if each.poll() is not None]
        for name in ended:
            self.start(name)
        return ended

    def kill_one_of_web(self, rng: Random) -> bool:
        """kill -9 of one process that answers requests; the server starts another. Whether there was one."""
        children = self.processes("web")[1:]
        if children:
            rng.choice(children).kill()
        return bool(children)

    def processes(self, name: str) -> list[psutil.Process]:
        """A process and those that it started."""
        try:
            first = psutil.Process(self.running[name].pid)
            return [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def memory_mb(self) -> dict[str, float]:
        """What each of the two takes with its children, in MB of its own memory."""
        return {
            name: sum(each.memory_full_info().uss for each in self.processes(name)) / 1e6
            for name in self.running
        }

    def stop(self) -> None:
        """End everything as a deployment would."""
        for each in self.running.values():
            each.send_signal(signal.SIGTERM)
        for each in self.running.values():
            try:
                each.wait(90)
            except subprocess.TimeoutExpired:
                os.killpg(each.pid, signal.SIGKILL)
                each.wait()

    def _around(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AMENDS_")}
        paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        return kept | self.settings | {"PYTHONPATH": paths, "AMENDS_DATA": str(self.home)}


@contextmanager
def installed(database: str, more: Mapping[str, str], *, disk_mb: int = 0) -> Iterator[Installation]:
    """An empty installation on `sqlite` or `postgres` that nothing runs of yet; gone afterwards."""
    with _folder(disk_mb) as folder:
        settings = dict(more)
        if database == "postgres":
            settings["AMENDS_DATABASE_URL"] = postgres.start()
        place = Installation(folder, settings)
        try:
            yield place
        finally:
            place.stop()
            if database == "postgres":
                postgres.stop()


@contextmanager
def _folder(disk_mb: int) -> Iterator[Path]:
    """An empty folder; where a size is named, a disk of its own, which only root may mount."""
    with tempfile.TemporaryDirectory(prefix="amends-reliability-") as name:
        if not disk_mb:
            yield Path(name)
            return
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={disk_mb}m", "tmpfs", name], check=True)
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)
