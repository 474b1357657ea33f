# SPDX-License-Identifier: Apache-2.0
"""Consents by purpose: what the ledger means today, what it allows, and whether we may ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """Why somebody would contact a customer."""

    SERVICE = "service"
    SURVEY = "survey"
    COMMERCIAL = "commercial"


class Decision(StrEnum):
    """What a customer said."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Initiative(StrEnum):
    """Who brought it up."""

    CUSTOMER = "customer"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger."""

    purpose: Purpose
    decision: Decision
    at: datetime


def standing(entries: Iterable[Entry]) -> dict[Purpose, Decision]:
    """The last word on each purpose, from entries in the order in which they were written."""
    return {entry.purpose: entry.decision for entry in entries}


def allows(purpose: Purpose, decision: Decision | None) -> bool:
    """Whether a contact for that purpose is allowed.

    Handling the customer's own matter needs no consent and cannot be refused by this ledger; a survey may be
    asked until it is refused; commercial contact needs a consent that stands.
    """
    if purpose is Purpose.SERVICE:
        return True
    if purpose is Purpose.SURVEY:
        return decision in {None, Decision.GIVEN}
    return decision is Decision.GIVEN


def may_ask(decision: Decision | None, initiative: Initiative) -> bool:
    """Whether consent may be asked for: after a refusal or a withdrawal only when the customer brings it up."""
    return decision in {None, Decision.GIVEN} or initiative is Initiative.CUSTOMER
