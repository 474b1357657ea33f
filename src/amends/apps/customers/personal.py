# SPDX-License-Identifier: Apache-2.0
"""What the area holds of a person."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from amends.apps.core.personal import PSEUDONYM, Apart, Entry, Held, Loose
from amends.apps.customers.actions.copying import copy_place
from amends.apps.customers.models import (
    CommunicationNeed,
    Consent,
    Correction,
    Customer,
    Expectation,
    Forgotten,
    HandlingNote,
    Identity,
    ImportBatch,
    PersonalNeed,
    Preferences,
    RightsRequest,
    StageEntry,
    TierEntry,
)

_OWN = ("customer",)
_PROFILE = {"region", "settlement", "customer_kind", "plan_code", "plan_name", "value_tier", "line_state"}


def _without_rows(batch: ImportBatch) -> dict[str, object]:
    """An upload without the samples of its rows; its numbers stay."""
    numbers = {name: value for name, value in batch.counts.items() if name != "problems"}
    return {"preview": {}, "problems": [], "counts": numbers}


def _copies(rows: QuerySet[Any, Any]) -> Iterator[Path]:
    return (copy_place(each) for each in rows)


PERSONAL: tuple[Entry, ...] = (
    Held(Identity, _OWN, removed=True, told=False),  # told opened, under the account
    Held(Preferences, _OWN, removed=True),
    Held(CommunicationNeed, _OWN, removed=True),
    Held(PersonalNeed, _OWN, removed=True),
    Held(Consent, _OWN, codes=frozenset({"wording_version"})),
    Held(TierEntry, _OWN),
    Held(StageEntry, _OWN, codes=frozenset({"evidence"})),
    Held(Expectation, _OWN),
    Held(HandlingNote, _OWN),
    Held(Correction, _OWN, removed=True, hidden=frozenset({"value_sealed"})),
    Held(RightsRequest, _OWN, codes=frozenset({"kind", "channel", "identified_by_means"}), files=_copies),
    Loose(ImportBatch, ("preview", "problems", "counts"), stays=True, rewritten=_without_rows),
    Apart(Forgotten, "a keyed hash that only tells whether a code is that of a forgotten customer"),
    Held(Customer, ("",), codes=frozenset(_PROFILE), instead={"code": PSEUDONYM}),
)
