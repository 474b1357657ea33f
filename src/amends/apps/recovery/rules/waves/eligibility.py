# SPDX-License-Identifier: Apache-2.0
"""Who of an audience may be drawn: the first reason against it, in one order for preview, freezing and the day."""

from dataclasses import dataclass
from enum import StrEnum

from amends.apps.recovery.rules.waves.words import Purpose


class Reason(StrEnum):
    """Why somebody is left alone, in the order in which it is asked."""

    UNKNOWN = "unknown_customer"
    DO_NOT_CONTACT = "do_not_contact"
    LINE_CLOSED = "line_closed"
    LINE_SUSPENDED = "line_suspended"
    IN_HAND = "in_hand"
    REFUSED = "refused"
    REST = "rest_period"
    ASKED = "asked_lately"
    ATTEMPTS = "attempts_exhausted"
    OTHER_WAVE = "other_wave"
    NO_CONSENT = "no_consent"
    NO_CAUSE = "no_cause"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one customer at one moment. `listed` is what last night's list said against it."""

    do_not_contact: bool = False
    line_state: str = "active"
    in_hand: bool = False
    refused: bool = False
    approached_lately: bool = False
    asked_lately: bool = False
    attempts_exhausted: bool = False
    other_wave: bool = False
    consented: bool = False
    listed: str = ""
    cause: str = ""


def first_reason(standing: Standing, purpose: Purpose) -> str:
    """The first reason against approaching a customer; empty where there is none.

    A commercial contact needs a consent that stands; making amends needs none, but a cause to make amends for.
    """
    against = {
        Reason.DO_NOT_CONTACT: standing.do_not_contact,
        Reason.LINE_CLOSED: standing.line_state == "closed",
        Reason.LINE_SUSPENDED: standing.line_state == "suspended",
        Reason.IN_HAND: standing.in_hand,
        Reason.REFUSED: standing.refused,
        Reason.REST: standing.approached_lately,
        Reason.ASKED: standing.asked_lately,
        Reason.ATTEMPTS: standing.attempts_exhausted,
        Reason.OTHER_WAVE: standing.other_wave,
        Reason.NO_CONSENT: purpose is Purpose.COMMERCIAL and not standing.consented,
    }
    found = next((str(reason) for reason, holds in against.items() if holds), standing.listed)
    if found:
        return found
    return "" if standing.cause or purpose is Purpose.COMMERCIAL else str(Reason.NO_CAUSE)
