# SPDX-License-Identifier: Apache-2.0
"""The small tables that the scripts in `sql` look things up in, so that the scripts hold no lists of names."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files

import pyarrow as pa

from amends.pipeline.demo.catalogue import GIVEN_NAMES, PLANS, SURNAMES, slots, surname_shares
from amends.pipeline.demo.organisation import UnitRow, homes


def lookups(units: Sequence[UnitRow]) -> dict[str, pa.Table]:
    """By name: `home`, `plan` and `surname` one row a slot, `given` and `topic` one row a choice."""
    places = homes(units)
    return {
        "home": _by_slot("home", [asdict(place) for place in places], [place.share for place in places]),
        "plan": _by_slot("plan", [asdict(plan) for plan in PLANS], [plan.share for plan in PLANS]),
        "surname": _by_slot("surname", [{"family": text} for text in SURNAMES], surname_shares()),
        "given": pa.table({"given_number": range(len(GIVEN_NAMES)), "given": GIVEN_NAMES}),
        "topic": pa.Table.from_pylist(_topics()),
    }


def _by_slot(name: str, choices: Sequence[dict[str, object]], shares: Sequence[float]) -> pa.Table:
    return pa.Table.from_pylist(
        [{f"{name}_slot": slot, **choices[index]} for slot, index in enumerate(slots(shares))]
    )


def _topics() -> list[dict[str, object]]:
    """The leaves of the telecom pack's complaint taxonomy, numbered within their recovery class."""
    by_class: dict[str, list[str]] = defaultdict(list)
    with (files("amends.packs.telecom") / "complaint_taxonomy.csv").open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            by_class[row["recovery_class"]].append(row["code"])
    return [
        {"recovery_class": name, "topic_number": number, "topic": code, "topics": len(codes)}
        for name, codes in by_class.items()
        for number, code in enumerate(codes)
    ]
