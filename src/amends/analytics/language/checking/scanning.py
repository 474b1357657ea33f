# SPDX-License-Identifier: Apache-2.0
"""All anchors looked for at once: a trie, stepped through by every place of a text together.

Each step reads one letter more at the places that are still within an anchor. Few places outlive the second step,
so the cost is that of two look-ups a letter, however many anchors there are.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_LETTERS = 0x1_0000  # letters beyond are in no anchor
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """`kind` numbers the letters of anchors from 1 (0: any other); `step[state, kind]` is the next state, 0 none;
    `calls[state]` are the numbers that an anchor ending there calls, padded with -2. `first` is the state after each
    letter that begins an anchor, `ending` says in which states one ends: most places are done with after these two."""

    kind: NDArray[np.int32]
    step: NDArray[np.int32]
    calls: NDArray[np.int32]
    first: NDArray[np.int32]
    ending: NDArray[np.bool_]

    def called(self, text: str, ends: Places) -> Iterator[tuple[int, int]]:
        """(sentence, number) pairs in which an anchor with that number begins in the sentence, each once, sorted.

        `text` is in lower case; `ends` are where its sentences end.
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
        return zip((pairs >> 16).tolist(), ((pairs & 0xFFFF) - 1).tolist(), strict=True)

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
            after = children[state].setdefault(int(kind[ord(letter)]), states)
            states += after == states
            state = after
        ending[state] = numbers
    step, calls = _steps(children, states, len(letters) + 1), _calls(ending, states)
    return Scan(kind, step, calls, step[1][kind], calls[:, 0] > _NONE)


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
