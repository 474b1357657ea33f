# SPDX-License-Identifier: Apache-2.0
"""Which plan follows which, and where customers are left in a gap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """Where a plan stands on a day."""

    COMING = "coming"
    ON_SALE = "on_sale"
    RETIRING = "retiring"  # a day for its end is set
    RETIRED = "retired"


class Fault(StrEnum):
    """Why the customers of a plan that ends have nowhere to go."""

    NO_SUCCESSOR = "no_successor"
    NO_PATH = "no_path"  # a successor, but nobody said how to get there
    ENDED_TOO = "ended_too"  # every plan behind it has ended as well
    CIRCLE = "circle"  # the line comes back to itself


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan as far as its line goes."""

    code: str
    on_sale_date: date
    retired_date: date | None
    successor: str
    path: str


def standing(offer: Offer, today: date) -> Standing:
    """Where a plan stands."""
    if offer.on_sale_date > today:
        return Standing.COMING
    if offer.retired_date is None:
        return Standing.ON_SALE
    return Standing.RETIRING if offer.retired_date > today else Standing.RETIRED


def line(code: str, offers: Mapping[str, Offer]) -> tuple[str, ...]:
    """The plan and those that follow it, one after the other; it stops before it would repeat."""
    found: list[str] = []
    while code and code in offers and code not in found:
        found.append(code)
        code = offers[code].successor
    return tuple(found)


def fault(code: str, offers: Mapping[str, Offer], today: date) -> Fault | None:
    """What is wrong for the customers of a plan that ended or whose end is set; None where they can go on to one that
    is sold, or the plan goes on."""
    offer = offers[code]
    if standing(offer, today) not in {Standing.RETIRED, Standing.RETIRING}:
        return None
    if not offer.successor or offer.successor not in offers:
        return Fault.NO_SUCCESSOR
    if not offer.path.strip():
        return Fault.NO_PATH
    following = line(code, offers)
    last = offers[following[-1]]
    if last.successor in following:
        return Fault.CIRCLE
    return Fault.ENDED_TOO if standing(last, today) is Standing.RETIRED else None


def faults(offers: Iterable[Offer], today: date) -> dict[str, Fault]:
    """The plans with a fault, by code."""
    known = {each.code: each for each in offers}
    found = {code: fault(code, known, today) for code in known}
    return {code: each for code, each in found.items() if each is not None}
