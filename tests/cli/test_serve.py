# SPDX-License-Identifier: Apache-2.0
"""Serving: one server an address, which goes on when one of its processes is killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest

from amends.cli.serve import AddressTaken, refuse_taken

UP_WITHIN = 60.0  # seconds


def test_address_that_is_answered_is_refused_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(AddressTaken, match="--port"):
            refuse_taken("127.0.0.1", port)
    refuse_taken("127.0.0.1", port)


def test_server_goes_on_when_one_of_its_processes_is_killed(tmp_path: Path) -> None:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        port = made.getsockname()[1]
    around = {**os.environ, "AMENDS_DATA": str(tmp_path)}
    words = [sys.executable, "-m", "amends", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(words, env=around, start_new_session=True) as server:
        try:
            _wait(port)
            first = _answering(server.pid)
            first.kill()
            first.wait(10)
            _wait(port)
            assert server.poll() is None
            assert _answering(server.pid).pid != first.pid
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def _answering(server: int) -> psutil.Process:
    (found,) = [each for each in psutil.Process(server).children() if each.status() != psutil.STATUS_ZOMBIE]
    return found


def _wait(port: int) -> None:
    until = time.monotonic() + UP_WITHIN
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                assert answer.status == 200
                return
        except (URLError, OSError):
            assert time.monotonic() < until, "nobody answers"
            time.sleep(0.1)
