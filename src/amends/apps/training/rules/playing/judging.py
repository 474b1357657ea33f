# SPDX-License-Identifier: Apache-2.0
"""What a play is worth: passed or not, points in all and by skill, and what was missed."""

from dataclasses import dataclass
from typing import Final

from amends.apps.training.rules.playing.engine import State
from amends.apps.training.rules.playing.scenario import Criterion, Ending, Fail, Scenario

FAIL_COSTS: Final = 30


@dataclass(frozen=True, slots=True)
class Result:
    """`points` 0–100; `by_skill`: (met, asked) of its criteria; `failed` with those that only the end shows."""

    ending: Ending
    passed: bool
    points: int
    by_skill: tuple[tuple[str, int, int], ...]
    met: tuple[Criterion, ...]
    missed: tuple[Criterion, ...]
    failed: tuple[Fail, ...]
    need: bool
    grave: int


def result_of(scenario: Scenario, state: State) -> Result:
    """Judge a play that has ended: passed when the customer was recovered, every criterion met, no fail signal stepped
    on and no grave phrase said. Raises `NotEnded`."""
    ending = scenario.nodes[state.node].ending
    if ending is None:
        raise NotEnded(scenario.code)
    met = tuple(each for each in scenario.criteria if each.point.code in state.met)
    missed = tuple(each for each in scenario.criteria if each.point.code not in state.met)
    failed = tuple(each for each in scenario.fails if _failed(each, state))
    points = round(100 * len(met) / len(scenario.criteria)) - FAIL_COSTS * len(failed)
    passed = ending is Ending.RECOVERED and not missed and not failed and state.need and not state.grave
    return Result(
        ending,
        passed,
        max(0, points),
        _by_skill(scenario, state),
        met,
        missed,
        failed,
        state.need,
        state.grave,
    )


class NotEnded(ValueError):
    """A play is judged as a whole only once it has ended."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the play of {code} goes on")


def _failed(fail: Fail, state: State) -> bool:
    return fail.code in state.failed or (bool(fail.missing) and fail.missing not in state.met)


def _by_skill(scenario: Scenario, state: State) -> tuple[tuple[str, int, int], ...]:
    rows = []
    for skill in scenario.skills:
        own = [each.point.code for each in scenario.criteria if each.skill == skill]
        rows.append((skill, sum(code in state.met for code in own), len(own)))
    return tuple(rows)
