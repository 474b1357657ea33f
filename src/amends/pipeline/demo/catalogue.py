# SPDX-License-Identifier: Apache-2.0
"""What the generated operator sells and how its customers are called. All invented."""

from collections.abc import Sequence
from dataclasses import dataclass

SLOTS = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """A tariff plan: monthly fee in 分, data in MB, voice in minutes, share of customers."""

    code: str
    name: str
    kind: str
    fee: int
    data_mb: int
    minutes: int
    share: float


PLANS: tuple[Plan, ...] = (
    Plan("YX009", "拾光关怀卡9元", "personal", 900, 1024, 60, 0.05),
    Plan("QX019", "拾光轻享19元", "personal", 1900, 5120, 100, 0.13),
    Plan("QX039", "拾光轻享39元", "personal", 3900, 15360, 150, 0.18),
    Plan("CX059", "拾光畅享59元", "personal", 5900, 25600, 300, 0.19),
    Plan("CX079", "拾光畅享79元", "personal", 7900, 40960, 400, 0.14),
    Plan("CX099", "拾光畅享99元", "personal", 9900, 61440, 600, 0.09),
    Plan("RH129", "拾光全家融合129元", "household", 12900, 81920, 800, 0.10),
    Plan("RH169", "拾光全家融合169元", "household", 16900, 122880, 1000, 0.05),
    Plan("ZX239", "拾光尊享239元", "personal", 23900, 163840, 1500, 0.03),
    Plan("QY199", "拾光商企199元", "enterprise", 19900, 102400, 2000, 0.04),
)

# Family names in the order and about the weight they have; given names are invented combinations.
SURNAMES: tuple[str, ...] = tuple("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹")
GIVEN_NAMES: tuple[str, ...] = tuple(
    first + second
    for first in ("", *"子雨思晓文嘉若海建志玉春秋明")
    for second in "涵轩宁然琪辰阳悦安远清华峰兰芳平"
)


def surname_shares() -> tuple[float, ...]:
    """Shares that fall as 1 ÷ (rank + 3), so that the commonest names are common."""
    weights = [1 / (rank + 4) for rank in range(len(SURNAMES))]
    return tuple(weight / sum(weights) for weight in weights)


def slots(shares: Sequence[float]) -> list[int]:
    """`SLOTS` positions, each holding the index of a choice, as many of each as its share says.

    The engine picks slot ⌊u × SLOTS⌋: an equality join, where cumulative shares would need a range join.
    """
    picked: list[int] = []
    total = 0.0
    for index, share in enumerate(shares):
        total += share
        picked += [index] * (round(total * SLOTS) - len(picked))
    return picked
