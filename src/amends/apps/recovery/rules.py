# SPDX-License-Identifier: Apache-2.0
"""Pure decisions: whether a listed customer may be approached now, and how a list is told in words."""

from dataclasses import dataclass
from enum import StrEnum


class Block(StrEnum):
    """Why nobody should approach a listed customer now, as the desk finds it; the run has found its own before."""

    DO_NOT_CONTACT = "do_not_contact"
    LINE_CLOSED = "line_closed"
    IN_HAND = "in_hand"
    NO_CAUSE = "no_cause"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a listed customer at the moment of opening a case."""

    blocked_reason: str
    do_not_contact: bool
    line_closed: bool
    in_hand: bool
    cause: str


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
    if standing.blocked_reason:
        return standing.blocked_reason
    return "" if standing.cause and standing.cause != "profile" else Block.NO_CAUSE
