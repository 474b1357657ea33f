# SPDX-License-Identifier: Apache-2.0
"""Small cells are hidden, and with them as many others as it takes that totals do not give them away."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.sampling.designs import Numbers

Flags = NDArray[np.bool_]
MOVES = 1e-7  # a change below this is the solver's dust


class TableMalformed(ValueError):
    """Counts that are none, or totals that do not add up; the words say which."""


@dataclass(frozen=True, slots=True)
class SuppressionSpec:
    """Cells of 1 to `minimum` − 1 people are hidden; what is left must allow a hidden small cell to be at least `width`
    more than it is (None: `minimum`). With `empty_shown` a cell of nobody is shown as 0 and never hidden; else an
    empty cell may be hidden to protect another."""

    minimum: int = 10
    width: int | None = None
    empty_shown: bool = True


@dataclass(frozen=True)
class CountTable:
    """m published counts, totals among them, and what ties them together.

    `counts` (m,) whole numbers; `equations` (s, m) of 1, −1 and 0 with equations @ counts = 0: parts 1, their total −1.
    Raises `TableMalformed`.
    """

    counts: NDArray[np.int_]
    equations: Numbers

    def __post_init__(self) -> None:
        """Refuse negative counts and totals that are not the sum of their parts."""
        if (self.counts < 0).any() or self.equations.shape[1:] != self.counts.shape:
            raise TableMalformed("人数不得为负，且每个关系式须覆盖全部格子。")
        if np.any(self.equations @ self.counts != 0):
            raise TableMalformed("合计与各部分之和不符。请用未加权的人数，并核对合计。")


@dataclass(frozen=True)
class Suppressed:
    """What to hide, each (m,) in the order of the table: `primary` too small, `complementary` to protect them.

    A cell that is hidden hides everything made from its people: shares, means, indices. Show both kinds alike, or
    their difference tells which were small.
    """

    primary: Flags
    complementary: Flags

    @property
    def hidden(self) -> Flags:
        """(m,) either kind."""
        return self.primary | self.complementary


def with_total(parts: NDArray[np.int_]) -> CountTable:
    """One breakdown and its total: (k,) parts become k + 1 counts, the total last."""
    equation = np.append(np.ones(len(parts)), -1.0)
    return CountTable(np.append(parts, parts.sum()), equation[None, :])


def with_margins(cells: NDArray[np.int_]) -> CountTable:
    """A cross table (r, c) with its margins: (r+1)(c+1) counts row by row, row totals last in each row, the row of
    column totals last of all, its end the grand total. Reshape what comes back to (r+1, c+1)."""
    wide = np.column_stack([cells, cells.sum(axis=1)])
    whole = np.vstack([wide, wide.sum(axis=0)])
    rows, columns = whole.shape
    places = np.arange(whole.size).reshape(rows, columns)
    equations = np.zeros((rows + columns, whole.size))
    for at, line in enumerate([*places, *places.T]):
        equations[at, line[:-1]] = 1
        equations[at, line[-1]] = -1
    return CountTable(whole.ravel(), equations)


def suppress(table: CountTable, spec: SuppressionSpec = SuppressionSpec()) -> Suppressed:
    """Primary and complementary suppression.

    Every small cell, largest first, gets the cheapest set of hidden cells along which it could be `width` larger with
    all that is shown unchanged and no count below 0: a linear programme whose costs are the people hidden (Kelly,
    Golden & Assad 1992; Fischetti & Salazar 2000). Each cell in such a set can move, so none follows from the totals;
    see `feasible_ranges` for the proof on a table at hand. Totals are cells too and are hidden where nothing else
    helps, so there always is an answer.
    """
    primary = (table.counts > 0) & (table.counts < spec.minimum)
    hidden = primary.copy()
    width = spec.minimum if spec.width is None else spec.width
    small = np.flatnonzero(primary)
    for cell in small[np.argsort(-table.counts[small], kind="stable")].tolist():
        hidden |= _protected(table, hidden, cell, width, spec.empty_shown)
    return Suppressed(primary, hidden & ~primary)


def feasible_ranges(table: CountTable, hidden: Flags, *, empty_shown: bool = True) -> Numbers:
    """(h, 2) least and most that each hidden cell can be, for somebody who sees all others.

    Equal ends mean that the cell is given away; inf means no upper end. Two linear programmes a cell.
    """
    equations, known = table.equations[:, hidden], table.equations[:, ~hidden] @ table.counts[~hidden]
    floor = 1 if empty_shown else 0  # an empty cell would have been shown
    found = [
        [_extreme(equations, -known, at, sign, floor) for sign in (1.0, -1.0)]
        for at in range(equations.shape[1])
    ]
    return np.array(found).reshape(-1, 2)


def _protected(table: CountTable, hidden: Flags, cell: int, width: int, empty_shown: bool) -> Flags:
    """(m,) cells that move when `cell` grows by `width`: ups and downs of all cells, two variables each."""
    from scipy.optimize import linprog  # heavy, and needed here alone

    counts = table.counts.astype(float)
    floor = 1 if empty_shown else 0
    costs = np.where(hidden, 0.0, counts + 1)
    still = (counts == 0) & empty_shown
    ups = [(0.0, 0.0) if frozen else (0.0, None) for frozen in still]
    downs: list[tuple[float, float | None]] = [(0.0, max(count - floor, 0.0)) for count in counts.tolist()]
    ups[cell], downs[cell] = (float(width), None), (0.0, 0.0)
    found = linprog(
        np.concatenate([costs, costs]),
        A_eq=np.hstack([table.equations, -table.equations]),
        b_eq=np.zeros(len(table.equations)),
        bounds=ups + downs,
        method="highs-ds",
    )
    if found.x is None:
        raise TableMalformed("这些关系式无法保护小格子。每个关系式应为“各部分之和 = 合计”。")
    up, down = np.split(found.x, 2)
    return np.asarray(np.abs(up - down) > MOVES)


def _extreme(equations: Numbers, right: Numbers, at: int, sign: float, floor: int) -> float:
    from scipy.optimize import linprog

    goal = np.zeros(equations.shape[1])
    goal[at] = sign
    found = linprog(goal, A_eq=equations, b_eq=right, bounds=(floor, None), method="highs-ds")
    return float("inf") if found.fun is None else float(sign * found.fun)
