# SPDX-License-Identifier: Apache-2.0
"""Windows that the arrivals of half an hour need, and what is to be done now, in one sentence's worth of facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from amends.analytics.queueing import HALF_HOUR, Load, Target, servers_needed
from amends.apps.halls.rules.figures import Visit, percentile

SLOT = timedelta(seconds=HALF_HOUR)
RECENT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """Half an hour: arrivals by kind of business, waits of those who came then (None: nobody was called), windows that
    served at some moment of it, windows that the arrivals need."""

    at: datetime
    arrivals: dict[str, int]
    wait_p50: float | None
    wait_p90: float | None
    open: int
    needed: int

    @property
    def all(self) -> int:
        """All arrivals."""
        return sum(self.arrivals.values())


def windows_needed(arrivals: float, *, handling: float, limit: float, share: float) -> int:
    """The fewest windows at which `share` of the arrivals of half an hour wait at most `limit` seconds: Erlang C, as if
    the half hour went on for ever, so that a short peak needs rather less."""
    if arrivals <= 0:
        return 0
    return servers_needed(Load(arrivals, handling), Target(share, limit)).servers


def slots(
    visits: Sequence[Visit], *, start: datetime, until: datetime, handling: float, limit: float, share: float
) -> list[Slot]:
    """Half hours from `start` on, before `until`."""
    found = []
    while start < until:
        end = start + SLOT
        came = [each for each in visits if start <= each.taken < end]
        waits = [each.wait for each in came if each.wait is not None]
        arrivals = {
            kind: sum(each.business == kind for each in came) for kind in {each.business for each in came}
        }
        serving = {each.window for each in visits if _served_within(each, start, min(end, until))}
        needed = windows_needed(len(came), handling=handling, limit=limit, share=share)
        p50, p90 = (percentile(waits, 0.5), percentile(waits, 0.9)) if waits else (None, None)
        found.append(Slot(start, arrivals, p50, p90, len(serving - {None}), needed))
        start = end
    return found


def _served_within(each: Visit, start: datetime, end: datetime) -> bool:
    """Whether a window served a ticket at some moment; one not ended is served until now."""
    if each.called is None:
        return False
    return each.called < end and (each.ended or each.left or end) > start


class Do(StrEnum):
    """What is to be done now."""

    NOTHING = "nothing"
    OPEN = "open"
    DIVERT = "divert"


@dataclass(frozen=True, slots=True)
class Advice:
    """What is to be done and why: the P90 of the last hour (of those who wait, their wait until now), `n` tickets, the
    wait that a newcomer has to expect, windows open and needed; `window` is the one to open, `hall` the one to send
    customers to (its key)."""

    do: Do
    p90: float | None
    n: int
    expected: float | None
    open: int
    needed: int
    window: int | None = None
    hall: int | None = None


@dataclass(frozen=True, slots=True)
class Now:
    """A hall now: who came in the last hour, how many wait, open windows, those that could be opened; `near` are
    halls of the same place with the wait that a newcomer has to expect there."""

    recent: Sequence[Visit]
    waiting: int
    open: int
    closed: Sequence[int]
    near: Sequence[tuple[int, float]] = ()


def expected_wait(waiting: int, windows: int, handling: float) -> float | None:
    """What somebody who comes now waits: each of those before them takes `handling` at one of the windows. None: no
    window is open."""
    return max(0, waiting - windows + 1) * handling / windows if windows else None


def advise(now: Now, *, at: datetime, handling: float, limit: float, share: float) -> Advice:
    """What is to be done. The wait is too long where the P90 of the last hour is over the limit, a newcomer has to
    expect more than the limit, or people wait at no window: then open the first closed window, or, with none left, send
    people to the near hall where they wait least, within the limit; where none is, to machines or an appointment."""
    waits = [each.waited_by(at) for each in now.recent]
    p90 = percentile(waits, share) if waits else None
    expected = expected_wait(now.waiting, now.open, handling)
    lately = [each for each in now.recent if each.taken > at - SLOT]
    needed = windows_needed(len(lately), handling=handling, limit=limit, share=share)
    late = now.waiting > 0 and (expected is None or expected > limit or (p90 or 0) > limit)
    do = Do.NOTHING if not late else Do.OPEN if now.closed else Do.DIVERT
    near = min((each for each in now.near if each[1] <= limit), key=lambda each: each[1], default=None)
    return Advice(
        do, p90, len(waits), expected, now.open, needed,
        window=min(now.closed) if do is Do.OPEN else None,
        hall=near[0] if do is Do.DIVERT and near else None,
    )  # fmt: skip
