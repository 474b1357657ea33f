# SPDX-License-Identifier: Apache-2.0
"""How far a run is: told to whoever asked, and timed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

Progress = Callable[[int, int, str], None]


def silent(_done: int, _total: int, _text: str) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Stopwatch:
    """Seconds by step; kept beside the run, never within what is compared byte by byte."""

    seconds: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=perf_counter)

    def lap(self, name: str) -> None:
        """Note the time since the last lap."""
        now = perf_counter()
        self.seconds[name] = round(now - self.started, 3)
        self.started = now
