# SPDX-License-Identifier: Apache-2.0
"""Ring limits stand in two files of the pack, each read by others: they say the same."""

from typing import Any, cast

from amends.packs import load


def test_rings_are_the_same_where_contacts_are_ruled_and_where_the_hotline_is_measured() -> None:
    contact, hotline = cast(Any, load("contact_policy"))["ring"], cast(Any, load("ring_standard"))["ring"]
    assert (
        contact["cycle_seconds"]
        == hotline["ring_cycle_seconds"]
        == hotline["on_seconds"] + hotline["off_seconds"]
    )
    assert (contact["target_rings"], contact["max_rings"]) == (hotline["target_rings"], hotline["max_rings"])
