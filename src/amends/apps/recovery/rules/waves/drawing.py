# SPDX-License-Identifier: Apache-2.0
"""Who is held out: by a keyed hash of the account, balanced within strata; nobody chooses, and anybody can check."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from amends.analytics.effects.assigning import held_out, held_out_by_stratum
from amends.apps.recovery.rules.waves.words import Arm


@dataclass(frozen=True, slots=True)
class Drawable:
    """One customer to be drawn: who hears of the treatment together (`account`), and what the draw is balanced by."""

    code: str
    account: str
    stratum: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """What chance decided for one customer; the stratum is that of the whole account."""

    arm: Arm
    stratum: str


def draw(
    people: Sequence[Drawable], *, salt: str, share: float, universal_key: str, universal_share: float
) -> dict[str, Drawn]:
    """The arm of each customer, by code.

    First those whom no wave ever approaches, by the installation's own key: it is the same people in every wave, and an
    account of which one customer is among them by their own code is so as a whole: no list of accounts moves anybody
    out. Of the others each stratum gives its `share` of accounts, by the wave's salt. An account whose customers stand
    in several strata is drawn in that of its first customer (by code). The order of `people` changes nothing.
    """
    strata = strata_of(people)
    accounts = sorted(strata)
    chosen = _universal([*accounts, *(each.code for each in people)], universal_key, universal_share)
    never = {each.account for each in people if not chosen.isdisjoint((each.account, each.code))}
    drawn = [account for account in accounts if account not in never]
    control = _control(drawn, strata, salt, share)
    return {
        each.code: Drawn(_arm(each.account, never, control), strata[each.account])
        for each in sorted(people, key=lambda one: one.code)
    }


def strata_of(people: Sequence[Drawable]) -> dict[str, str]:
    """The stratum of each account: that of its first customer by code."""
    found: dict[str, str] = {}
    for each in sorted(people, key=lambda one: one.code):
        found.setdefault(each.account, each.stratum)
    return found


def is_universal(account: str, *, key: str, share: float) -> bool:
    """Whether an account is one of those that no wave ever approaches."""
    return bool(_universal([account], key, share))


def _universal(accounts: Sequence[str], key: str, share: float) -> set[str]:
    if not share or not accounts:
        return set()
    chosen = held_out(accounts, salt=key.encode(), share=share)
    return {account for account, out in zip(accounts, chosen.tolist(), strict=True) if out}


def _control(accounts: Sequence[str], strata: Mapping[str, str], salt: str, share: float) -> set[str]:
    if not share or not accounts:
        return set()
    numbers = np.array([_number(strata[account]) for account in accounts], dtype=np.int64)
    chosen = held_out_by_stratum(accounts, numbers, salt=salt.encode(), share=share)
    return {account for account, out in zip(accounts, chosen.tolist(), strict=True) if out}


def _number(stratum: str) -> int:
    """A number for a stratum that is its own: a place in a list would change when another stratum joins."""
    return int.from_bytes(hashlib.sha256(stratum.encode()).digest()[:8], "big", signed=True)


def _arm(account: str, never: set[str], control: set[str]) -> Arm:
    if account in never:
        return Arm.UNIVERSAL
    return Arm.CONTROL if account in control else Arm.TREATED
