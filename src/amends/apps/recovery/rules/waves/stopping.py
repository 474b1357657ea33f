# SPDX-License-Identifier: Apache-2.0
"""When a wave halts by itself: it does harm, or people do not want it."""

from dataclasses import dataclass

from amends.apps.recovery.rules.waves.design import Metric, StopRule

NEAR = 0.8  # of the limit


@dataclass(frozen=True, slots=True)
class Watched:
    """What a stop rule looks at: customers approached, and of them those who complained afterwards or refused; reports
    that publicity and reality differ, of the wave's campaign since it began."""

    contacted: int = 0
    complained: int = 0
    refused: int = 0
    mismatches: int = 0


@dataclass(frozen=True, slots=True)
class StopStanding:
    """How near a wave is to its stop rule; `value` is None until enough customers were approached."""

    metric: Metric
    limit: float
    min_contacted: int
    contacted: int
    value: float | None

    @property
    def is_over(self) -> bool:
        """Whether the wave must halt."""
        return self.value is not None and self.value > self.limit

    @property
    def is_near(self) -> bool:
        """Whether it is close to the limit, or over it."""
        return self.value is not None and self.value > self.limit * NEAR


def stop_standing(rule: StopRule, seen: Watched) -> StopStanding:
    """Where a wave stands by its rule. Reports of mismatch count from the first; rates need a base."""
    return StopStanding(rule.metric, rule.limit, rule.min_contacted, seen.contacted, _value(rule, seen))


def _value(rule: StopRule, seen: Watched) -> float | None:
    if rule.metric is Metric.MISMATCHES:
        return float(seen.mismatches)
    if seen.contacted < rule.min_contacted:
        return None
    part = seen.complained if rule.metric is Metric.COMPLAINTS else seen.refused
    return part / seen.contacted
