# SPDX-License-Identifier: Apache-2.0
"""On which day each customer's turn comes: by what units and channels can do in a day."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import heapify, heappop, heappush

LONGEST = 3 * 366  # days; whoever has no turn by then has none
IsOpen = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One customer who is to be approached, as the plan sees them."""

    key: int
    unit: str
    channel: str


@dataclass(frozen=True, slots=True)
class Capacity:
    """What can be done in a day: by unit code (`usual` where it is not named), and by channel where that is limited."""

    usual: int
    per_unit: Mapping[str, int] = field(default_factory=dict)
    per_channel: Mapping[str, int] = field(default_factory=dict)

    def of_unit(self, code: str) -> int:
        """Customers that a unit approaches in a day."""
        return self.per_unit.get(code, self.usual)


def batch_days(first: date, *, interval: int, is_open: IsOpen) -> Iterator[date]:
    """The days on which a batch goes out: the first open day from `first` on, then each first open day at least
    `interval` days behind the last; within three years."""
    day, last = first, first + timedelta(days=LONGEST)
    while day <= last:
        if is_open(day):
            yield day
            day += timedelta(days=interval)
        else:
            day += timedelta(days=1)


def turns(waiting: Sequence[Waiting], days: Iterable[date], capacity: Capacity) -> dict[int, date]:
    """The day of each customer, by key, in the given order; whose unit or channel can do nobody at all has none.

    Who finds the channel full that day waits for the next, and keeps nobody of another channel behind.
    """
    queues: dict[tuple[str, str], deque[tuple[int, int]]] = {}
    for order, each in enumerate(waiting):
        if _ever(each, capacity):
            queues.setdefault((each.unit, each.channel), deque()).append((order, each.key))
    found: dict[int, date] = {}
    for day in days if queues else ():
        _one_day(queues, DayRoom(capacity), day, found)
        queues = {place: queue for place, queue in queues.items() if queue}
        if not queues:
            break
    return found


def _ever(each: Waiting, capacity: Capacity) -> bool:
    return capacity.of_unit(each.unit) > 0 and capacity.per_channel.get(each.channel, 1) > 0


def _one_day(
    queues: Mapping[tuple[str, str], deque[tuple[int, int]]],
    room: "DayRoom",
    day: date,
    found: dict[int, date],
) -> None:
    """Always whoever is first of those for whom there is room."""
    heads = [(queue[0][0], place) for place, queue in queues.items()]
    heapify(heads)
    while heads:
        _order, place = heappop(heads)
        if not room.takes(*place):
            continue  # no more of this unit and channel today
        queue = queues[place]
        found[queue.popleft()[1]] = day
        if queue:
            heappush(heads, (queue[0][0], place))


class DayRoom:
    """What is left of one day."""

    def __init__(self, capacity: Capacity) -> None:
        self._capacity = capacity
        self._units: Counter[str] = Counter()
        self._channels: Counter[str] = Counter()

    def has_room(self, unit: str, channel: str) -> bool:
        """Whether one more of the unit and channel fits."""
        limit = self._capacity.per_channel.get(channel)
        return self._units[unit] < self._capacity.of_unit(unit) and (
            limit is None or self._channels[channel] < limit
        )

    def use(self, unit: str, channel: str) -> None:
        """Take the place of one customer."""
        self._units[unit] += 1
        self._channels[channel] += 1

    def takes(self, unit: str, channel: str) -> bool:
        """Take the place of one customer, where there is room."""
        fits = self.has_room(unit, channel)
        if fits:
            self.use(unit, channel)
        return fits
