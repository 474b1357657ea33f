# SPDX-License-Identifier: Apache-2.0
"""What an operator sets for the list, as people write it: how many customers each unit can approach in a day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from amends.pipeline.marts.parameters import TIER_WEIGHTS, Parameters


class WrongParameters(ValueError):
    """The file cannot be used; `problems` are sentences for the person who wrote it."""

    def __init__(self, path: Path, problems: tuple[str, ...]) -> None:
        super().__init__(f"{path.name}：" + "；".join(problems))
        self.path, self.problems = path, problems


def read_parameters(path: Path) -> Parameters:
    """The settings written in a YAML file; what it leaves out stays as it is. Raises `WrongParameters` with every
    problem found.

    Keys: `capacity` (customers a unit can approach in a day), `capacities` (by unit code, where it differs),
    `dissatisfied_at_most` (a score from 1 to 10), `tier_weights` (by value tier, 1 is as everybody else).
    """
    try:
        plain = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise WrongParameters(path, (f"无法读取：{str(error).splitlines()[0]}",)) from None
    if not isinstance(plain, dict):
        raise WrongParameters(path, ("应写成「名称: 数值」",))
    if found := tuple(_problems(plain)):
        raise WrongParameters(path, found)
    given = plain | (
        {"tier_weights": {**TIER_WEIGHTS, **plain["tier_weights"]}} if "tier_weights" in plain else {}
    )
    return replace(Parameters(), **given)


def _problems(plain: Mapping[object, Any]) -> Iterator[str]:
    for name, value in plain.items():
        if name not in _CHECKS:
            yield f"不认识「{name}」；可以写的有 {'、'.join(_CHECKS)}"
        else:
            yield from (f"{name} {problem}" for problem in _CHECKS[str(name)](value))


def _count(value: object) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        yield f"应为不小于 0 的整数，不是「{value}」"


def _score(value: object) -> Iterator[str]:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 1 <= value <= 10:
        yield f"应为 1 到 10 的分数，不是「{value}」"


def _by_unit(value: object) -> Iterator[str]:
    if not isinstance(value, dict):
        yield "应写成「机构编码: 人数」"
        return
    for code, most in value.items():
        if not isinstance(code, str):
            yield f"中的机构编码 {code} 请加引号：没有引号时，001 会被读成数字"
        yield from (f"中的 {code} {problem}" for problem in _count(most))


def _by_tier(value: object) -> Iterator[str]:
    if not isinstance(value, dict):
        yield "应写成「价值等级: 倍数」"
        return
    for tier, weight in value.items():
        if tier not in TIER_WEIGHTS:
            yield f"中没有等级「{tier}」；有 {'、'.join(TIER_WEIGHTS)}"
        if not isinstance(weight, int | float) or isinstance(weight, bool) or not 0 < weight <= 10:
            yield f"中的 {tier} 应为大于 0、不超过 10 的数，不是「{weight}」"


_CHECKS: dict[str, Callable[[object], Iterator[str]]] = {
    "capacity": _count,
    "capacities": _by_unit,
    "dissatisfied_at_most": _score,
    "tier_weights": _by_tier,
}
