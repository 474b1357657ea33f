# SPDX-License-Identifier: Apache-2.0
"""What became of those asked, and the response rates that follow, as AAPOR defines them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """Final disposition of one person drawn (AAPOR, Standard Definitions, 10th edition 2023)."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    REFUSED = "refused"
    NOT_REACHED = "not reached"
    OTHER = "other"  # willing, but ill, away, or without a common language
    UNKNOWN = "unknown"  # nobody learnt whether the person belongs to those surveyed
    INELIGIBLE = "ineligible"  # no longer a customer, a number out of service
    OVER_QUOTA = "over quota"  # answered, but the cell of the quota was full (AAPOR 4.80)


@dataclass(frozen=True, slots=True)
class ResponseRates:
    """Shares from 0 to 1, nan where nobody could have answered.

    `rr1` counts complete answers and takes all unknown for eligible: the least the rate can be. `rr2` counts partial
    answers too. `rr3` and `rr4` are the same with the share `eligibility` of the unknown. `cooperation` (COOP1) is of
    those spoken to, `refusal` (REF1) and `contact` (CON1) of all.
    """

    rr1: float
    rr2: float
    rr3: float
    rr4: float
    cooperation: float
    refusal: float
    contact: float
    eligibility: float


def response_rates(counts: Mapping[Outcome, int], *, eligibility: float | None = None) -> ResponseRates:
    """Rates from the number of people with each outcome; who came when a quota was full counts in none of them.

    RR1 = I/(I+P+R+NC+O+U), RR3 = I/(I+P+R+NC+O+eU). `eligibility` e, if not given, is that of those about whom it is
    known (proportional allocation): those turned away by a quota belong all the same, and say nothing about others.
    """
    full, part, refused, away, other, unknown, out, _full = (counts.get(each, 0) for each in Outcome)
    known = full + part + refused + away + other
    share = eligibility if eligibility is not None else _share(known, known + out)
    spoken = full + part + refused + other
    everybody, likely = known + unknown, known + (share * unknown if unknown else 0)
    return ResponseRates(
        _share(full, everybody),
        _share(full + part, everybody),
        _share(full, likely),
        _share(full + part, likely),
        _share(full, spoken),
        _share(refused, everybody),
        _share(spoken, everybody),
        share,
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")
