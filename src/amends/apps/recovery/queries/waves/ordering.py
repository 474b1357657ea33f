# SPDX-License-Identifier: Apache-2.0
"""Whom to approach first by expected gain: which finished waves have shown that it is better, and what they teach."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
import pyarrow as pa
from django.conf import settings
from numpy.typing import NDArray

from amends.apps.core.rules.organisation import Scope
from amends.apps.recovery.models import WaveEffect
from amends.apps.recovery.queries.runs import current_run
from amends.apps.recovery.rules.effects.gains import (
    NothingToLearnFrom,
    chance_of,
    gain_learnt,
    standing_of,
)
from amends.apps.recovery.rules.effects.members import BEFORE
from amends.apps.recovery.rules.effects.words import RANKING
from amends.apps.recovery.rules.waves.words import Purpose, WaveState
from amends.pipeline.store import NoRunYet, known_count, known_rows, wave_rows

Numbers = NDArray[np.float64]
MOST_READ = 100  # waves, the newest
MOST_ORDERED = 20_000  # people put in the order of expected gain while somebody waits
# Customers of a run among whom they are looked for: more takes longer than two seconds.
MOST_KNOWN = 3_000_000
_NUMBERS = ("difference", "low", "high")  # none where the orders could not be compared


@dataclass(frozen=True, slots=True)
class Proof:
    """A finished wave in which the order by expected gain beat the one by risk: the difference of their Qini areas with
    its interval, and on how many members."""

    wave: int
    name: str
    difference: float
    low: float
    high: float
    members: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The waves that showed it, the newest first, among all in which both orders were `compared`."""

    proofs: tuple[Proof, ...] = ()
    compared: int = 0

    @property
    def holds(self) -> bool:
        """Whether a wave may be ordered by expected gain."""
        return bool(self.proofs)

    @property
    def waves(self) -> tuple[int, ...]:
        """The keys of the waves that showed it."""
        return tuple(each.wave for each in self.proofs)


def gain_evidence(scope: Scope) -> Evidence:
    """What finished waves of recovery within a scope have shown of the two orders, once their observation was over. A
    wave in which risk was the better order ends what older ones had shown. One query."""
    rows = WaveEffect.objects.within(scope).filter(
        final=True, outcome=RANKING, segment_kind="", wave__purpose=str(Purpose.RECOVERY),
        wave__state=str(WaveState.FINISHED),
    )  # fmt: skip
    fields = ("wave_id", "wave__name", "figures")
    newest = rows.order_by("-wave__frozen_at", "-wave_id").values_list(*fields)[:MOST_READ]
    compared = [row for row in newest if None not in (row[2].get(name) for name in _NUMBERS)]
    standing = list(takewhile(lambda row: row[2]["high"] >= 0, compared))
    return Evidence(tuple(_proof(*row) for row in standing if row[2]["better"]), len(compared))


def _proof(wave: int, name: str, figures: dict[str, float]) -> Proof:
    difference, low, high = (figures[each] for each in _NUMBERS)
    return Proof(wave, name, difference, low, high, int(figures["members"]))


@dataclass(frozen=True, slots=True)
class Expected:
    """`gain` (n,) of customers from being approached, nan for those of whom the nightly run knows nothing; learnt from
    `members` of the waves, as the run `run_id` has them."""

    gain: Numbers
    members: int
    run_id: str


def ordered_while_waiting() -> int:
    """How many people a page may put in the order of expected gain: none where the run knows too many customers."""
    run = current_run()
    try:
        known = known_count(settings.AMENDS_DATA, run.run_id) if run else 0
    except NoRunYet:
        known = 0
    return MOST_ORDERED if known <= MOST_KNOWN else 0


def expected_gains(
    codes: Sequence[str],
    classes: Sequence[str],
    probabilities: Sequence[float | None],
    *,
    learnt_from: Sequence[int],
    salt: str,
) -> Expected:
    """How many complaints each customer is expected to make less if approached, learnt from the members of some waves.
    Reads their rows and the customers' in the files of the current run, no table. Raises `NothingToLearnFrom`."""
    run = current_run()
    if run is None or not learnt_from:
        raise NothingToLearnFrom
    home = settings.AMENDS_DATA
    try:
        came = pa.concat_tables([wave_rows(home, str(wave), run.run_id) for wave in learnt_from])
        known = known_rows(home, codes, run.run_id)
    except NoRunYet as missing:
        raise NothingToLearnFrom from missing
    learnt, members = gain_learnt(came, rng=chance_of(salt))
    place = {code: at for at, code in enumerate(known["customer_id"].to_pylist())}
    there = np.array([at for at, code in enumerate(codes) if code in place], dtype=np.int64)
    found = np.full(len(codes), np.nan)
    if there.size:
        rows = known.take([place[codes[at]] for at in there])
        numbers = {
            name: rows[name].to_numpy().astype(np.float64) for name in BEFORE if name in rows.column_names
        }
        numbers["probability"] = np.array([probabilities[at] for at in there], dtype=np.float64)
        found[there] = learnt.of(standing_of(numbers, [classes[at] for at in there]))
    return Expected(found, members, run.run_id)
