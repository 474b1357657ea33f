# SPDX-License-Identifier: Apache-2.0
"""All anchors looked for at once: a trie, stepped through by every place of a text together.

Each step reads one letter more at the places that are still within an anchor. Few places outlive the second step,
so the cost is that of two look-ups a letter, however many anchors there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LETTERS = 0x1_0000  # letters beyond count as one letter: the pattern tells them apart
Places = NDArray[np.int64]
States = NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """`kind` numbers the letters of anchors from 1 (0: any other); `step[state, kind]` is the next state, 0 none.

    `calls[state]` is what an anchor ending there calls: twice each number and two, and one more for the anchors that
    a number needs besides (`twofold` are those numbers, that of -1 last); padded with -1. `first` is the state after
    each letter that begins an anchor, `ending` says in which states one ends: most places are done with by these two.
    """

    kind: NDArray[np.int32]
    step: States
    calls: NDArray[np.int32]
    twofold: NDArray[np.bool_]
    first: States
    ending: NDArray[np.bool_]

    def called(self, text: str, ends: Places, first: int = 0) -> Iterator[tuple[int, int]]:
        """(sentence, number) pairs in which an anchor with that number begins in the sentence, and one of the others
        where the number has such; each once, sorted.

        `text` is in lower case; `ends` are where its sentences end, counted from `first`.
        """
        points = np.frombuffer(f"{text}\0".encode("utf-32-le", "surrogatepass"), dtype="<u4")
        points = np.minimum(points, _LETTERS)
        state = self.first[points]
        places, found = np.flatnonzero(state), [np.empty(0, np.int64)]
        state, depth = state[places], 0
        while places.size:
            ended = self.ending[state]
            found.append(self._pairs(places[ended], state[ended], ends))
            depth += 1
            state = self.step[state, self.kind[points[np.minimum(places + depth, points.size - 1)]]]
            alive = np.flatnonzero(state)
            places, state = places[alive], state[alive]
        pairs = np.sort(np.concatenate(found))
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        number = ((pairs & 0xFFFF) >> 1) - 1
        follows = np.append(np.diff(pairs >> 1) == 0, np.zeros(min(pairs.size, 1), bool))
        due = (pairs & 1 == 0) & (follows | ~self.twofold[number])
        return zip(((pairs[due] >> 16) + first).tolist(), number[due].tolist(), strict=True)

    def _pairs(self, places: Places, state: States, ends: Places) -> Places:
        calls = self.calls[state]
        row, column = np.nonzero(calls > _NONE)
        sentence = np.searchsorted(ends, places[row], side="right")
        return (sentence << 16) + calls[row, column]


_NONE = -1
_NUMBERS = 0x8000


def scan_of(calling: Mapping[str, Iterable[int]], besides: Mapping[str, Iterable[int]]) -> Scan:
    """The scan for anchors; `calling` says which numbers (-1 or more) each of them calls, `besides` by which other
    anchors some of the numbers have to be called as well."""
    due: dict[str, list[int]] = defaultdict(list)
    twofold = np.zeros(_NUMBERS, bool)
    for anchor, numbers in calling.items():
        due[anchor] += [2 * number + 2 for number in numbers]
    for anchor, numbers in besides.items():
        due[anchor] += [2 * number + 3 for number in numbers]
        twofold[list(numbers)] = True
    beginnings = sorted({anchor[:end] for anchor in due for end in range(1, len(anchor) + 1)}, key=len)
    state = {"": 1} | {beginning: number for number, beginning in enumerate(beginnings, 2)}
    kind = _kinds(beginnings)
    step, calls = (
        _steps(state, kind),
        _calls({state[anchor]: each for anchor, each in due.items()}, len(state) + 1),
    )
    return Scan(kind, step, calls, twofold, step[1][kind], calls[:, 0] > _NONE)


def _point(letter: str) -> int:
    return min(ord(letter), _LETTERS)


def _kinds(beginnings: Iterable[str]) -> NDArray[np.int32]:
    points = sorted({_point(beginning[-1]) for beginning in beginnings})
    kind = np.zeros(_LETTERS + 1, np.int32)
    kind[points] = np.arange(1, len(points) + 1)
    return kind


def _steps(state: Mapping[str, int], kind: NDArray[np.int32]) -> States:
    """The shorter beginnings first: the rows that nearly all places look at lie together in the cache."""
    step = np.zeros((len(state) + 1, kind.max() + 1), np.min_scalar_type(len(state) + 1))
    for beginning, number in state.items():
        if beginning:
            step[state[beginning[:-1]], kind[_point(beginning[-1])]] = number
    return step


def _calls(ending: Mapping[int, list[int]], states: int) -> NDArray[np.int32]:
    calls = np.full((states, max(map(len, ending.values()), default=1)), _NONE, np.int32)
    for state, numbers in ending.items():
        calls[state, : len(numbers)] = numbers
    return calls
