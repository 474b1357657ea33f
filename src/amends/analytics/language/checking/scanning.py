# SPDX-License-Identifier: Apache-2.0
"""All anchors looked for at once: a trie, stepped through by every place of a text together.

Each step reads one letter more at the places that are still within an anchor. Few places outlive the second step,
so the cost is that of two look-ups a letter, however many anchors there are.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_LETTERS = 0x1_0000  # letters beyond are in no anchor
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """`kind` numbers the letters of anchors from 1 (0: any other); `step[state, kind]` is the next state, 0 none;
    `calls[state]` are the numbers that an anchor ending there calls, padded with -2."""

    kind: NDArray[np.int32]
    step: NDArray[np.int32]
    calls: NDArray[np.int32]

    def called(self, text: str, ends: Places) -> list[tuple[int, int]]:
        """(sentence, number) pairs in which an anchor with that number begins in the sentence, each once, sorted.

        `text` is in lower case; `ends` are where its sentences end.
        """
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        kinds = np.append(self.kind[np.minimum(points, _LETTERS)], 0)
        places = np.flatnonzero(self.step[1][kinds[:-1]])
        state, depth, found = self.step[1][kinds[places]], 0, []
        while places.size:
            found.append(self._pairs(places, state, ends))
            depth += 1
            state = self.step[state, kinds[np.minimum(places + depth, points.size)]]
            places, state = places[state > 0], state[state > 0]
        pairs = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
        return [(pair >> 16, (pair & 0xFFFF) - 1) for pair in pairs.tolist()]

    def _pairs(self, places: Places, state: NDArray[np.int32], ends: Places) -> Places:
        calls = self.calls[state]
        row, column = np.nonzero(calls > _NONE)
        sentence = np.searchsorted(ends, places[row], side="right")
        return (sentence << 16) + calls[row, column] + 1


_NONE = -2


def scan_of(due: Mapping[str, tuple[int, ...]]) -> Scan:
    """The scan for anchors; `due` says which numbers (−1 or more) each of them calls."""
    letters = sorted({letter for anchor in due for letter in anchor if ord(letter) < _LETTERS})
    kind = np.zeros(_LETTERS + 1, np.int32)
    kind[[ord(letter) for letter in letters]] = np.arange(1, len(letters) + 1)
    children: dict[int, dict[int, int]] = defaultdict(dict)
    states, ending = 2, {}
    for anchor, numbers in due.items():
        state = 1
        for letter in anchor:
            step = children[state].setdefault(int(kind[ord(letter)]), states)
            states += step == states
            state = step
        ending[state] = numbers
    return Scan(kind, _steps(children, states, len(letters) + 1), _calls(ending, states))


def _steps(children: Mapping[int, Mapping[int, int]], states: int, kinds: int) -> NDArray[np.int32]:
    step = np.zeros((states, kinds), np.int32)
    for state, ways in children.items():
        step[state, list(ways)] = list(ways.values())
    return step


def _calls(ending: Mapping[int, tuple[int, ...]], states: int) -> NDArray[np.int32]:
    calls = np.full((states, max(map(len, ending.values()), default=1)), _NONE, np.int32)
    for state, numbers in ending.items():
        calls[state, : len(numbers)] = numbers
    return calls
