# SPDX-License-Identifier: Apache-2.0
"""`amends serve --work`: the worker beside the server is started again, without haste when it dies at once."""

import subprocess
import threading

import pytest

from amends.cli import serve


class _DiesAtOnce:
    def __init__(self, *_: object, **__: object) -> None:
        """Started."""

    def poll(self) -> int:
        return 1


class _Waits(threading.Event):
    """Notes how long it was asked to wait, and ends the loop after five pauses."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout)
        if len(self.waits) == 5:
            self.set()
        return self.is_set()


def test_worker_that_dies_at_once_is_started_again_after_longer_and_longer_pauses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subprocess, "Popen", _DiesAtOnce)
    stopped = _Waits()
    serve.keep_worker(stopped)
    assert stopped.waits == [1, 2, 4, 8, 16]


def test_pause_is_never_longer_than_a_minute() -> None:
    assert [serve.pause_after(deaths) for deaths in (0, 1, 7, 5_000)] == [0, 1, 60, 60]
