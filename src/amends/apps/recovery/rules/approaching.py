# SPDX-License-Identifier: Apache-2.0
"""Whether a listed customer may be approached now, and what their own usage says of their plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Block(StrEnum):
    """Why nobody should approach a listed customer now, as the desk finds it; the run has found its own before."""

    DO_NOT_CONTACT = "do_not_contact"
    LINE_CLOSED = "line_closed"
    IN_HAND = "in_hand"
    HELD_OUT = "held_out"
    NO_CAUSE = "no_cause"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a listed customer at the moment of opening a case."""

    blocked_reason: str
    do_not_contact: bool
    line_closed: bool
    in_hand: bool
    cause: str
    held_out: bool = False


def block_now(standing: Standing) -> str:
    """The first reason against approaching this customer now; empty where there is none.

    What the customer said since the list was made counts before what the list says: a refusal this morning
    stops a call this afternoon.
    """
    if standing.do_not_contact:
        return Block.DO_NOT_CONTACT
    if standing.line_closed:
        return Block.LINE_CLOSED
    if standing.in_hand:
        return Block.IN_HAND
    if standing.held_out:
        return Block.HELD_OUT
    if standing.blocked_reason:
        return standing.blocked_reason
    return "" if standing.cause and standing.cause != "profile" else Block.NO_CAUSE


class PlanFit(StrEnum):
    """What a customer's own figures of the last three months say of their plan."""

    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    FITS = "fits"
    UNKNOWN = "unknown"


# One month over the allowance may be a journey; of an allowance that is hardly touched, a smaller plan costs less.
OVER_MONTHS, LITTLE_USE = 2, 0.3


def plan_fit(figures: Mapping[str, float | None]) -> PlanFit:
    """Whether the plan fits, from `out_of_bundle_months` and `bundle_use` (data used over data in the bundle).

    Without figures of the customer's own there is no advice. What costs the customer money counts before what saves it.
    """
    over, use = figures.get("out_of_bundle_months"), figures.get("bundle_use")
    if over is None and use is None:
        return PlanFit.UNKNOWN
    if (over or 0) >= OVER_MONTHS:
        return PlanFit.TOO_SMALL
    return PlanFit.TOO_LARGE if use is not None and use < LITTLE_USE and not over else PlanFit.FITS
