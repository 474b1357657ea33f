# SPDX-License-Identifier: Apache-2.0
"""What each answer of a sample stands for: by stratum, since everybody of a stratum had the same chance."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.sampling.weighting import effective, nonresponse_adjusted
from amends.apps.surveys.models import Stratum, SurveyWave
from amends.apps.surveys.queries.outcomes import stratum_states
from amends.apps.surveys.rules.words import InvitationState

I = InvitationState  # noqa: E741 (the lines below stay readable)


@dataclass(frozen=True, slots=True)
class Weights:
    """`by_stratum`: the weight of a complete answer, by key of its stratum. `effective` is n_eff of all of them;
    `joined`: strata where nobody answered, and the one that speaks for them."""

    by_stratum: Mapping[int, float]
    answers: int
    effective: float
    design_effect: float
    joined: Mapping[str, str]


def weights_of(wave: SurveyWave) -> Weights:
    """The weights as of now. Base weight N/n of those asked so far, reserves that came in among them; within a stratum
    those who answered take over those who did not, and who does not belong stands for others who do not. A stratum
    without any answer is joined with the nearest of those named before it (else behind it) that has some. Two queries.
    """
    strata = list(Stratum.objects.unscoped("of one wave").filter(wave=wave).order_by("label"))
    states = stratum_states(wave)
    heard = [states.get(each.pk, {}).get(I.COMPLETED, 0) for each in strata]
    if not sum(heard):
        return Weights({}, 0, 0.0, 1.0, {})
    cells = _cells(heard)
    rows = [_rows(states.get(each.pk, {})) for each in strata]
    lengths = [len(answered) for answered, _belongs in rows]
    where = np.repeat(np.arange(len(strata)), lengths)
    populations = np.array([each.population for each in strata], dtype=float)
    base = (populations / np.maximum(lengths, 1))[where]
    answered = np.concatenate([each for each, _belongs in rows])
    belongs = np.concatenate([each for _answered, each in rows])
    final = nonresponse_adjusted(base, answered, np.array(cells)[where].astype(str), eligible=belongs).weights
    kept = effective(final)
    firsts = {at: float(final[(where == at) & answered][0]) for at in range(len(strata)) if heard[at]}
    joined = {strata[at].label: strata[to].label for at, to in enumerate(cells) if to != at and lengths[at]}
    by_stratum = {strata[at].pk: weight for at, weight in firsts.items()}
    return Weights(by_stratum, sum(heard), kept.size, kept.design_effect, joined)


def _cells(heard: list[int]) -> list[int]:
    """For each stratum the one in whose cell it is adjusted: itself, or the nearest with answers."""
    some = [at for at, count in enumerate(heard) if count]
    return [
        at if heard[at] else max((each for each in some if each < at), default=some[0])
        for at in range(len(heard))
    ]


def _rows(states: Mapping[str, int]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """One row for each customer asked in a stratum: whether they answered, and whether they belong."""
    asked = sum(count for state, count in states.items() if state not in {I.RESERVE, I.WAITING})
    done, out = states.get(I.COMPLETED, 0), states.get(I.SCREENED_OUT, 0)
    turns = np.arange(asked)
    return turns < done, turns < asked - out
