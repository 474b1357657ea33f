# SPDX-License-Identifier: Apache-2.0
"""What the area holds of a person."""

from amends.apps.core.personal import Apart, Entry, Held
from amends.apps.quality.models.calibration import BlindMark
from amends.apps.quality.models.devices import DeviceRepair, FollowUp, SoldDevice
from amends.apps.quality.models.inspections import Appeal, Drawn, Inspection, Transcript
from amends.apps.quality.models.recordings import Recording

_TALK = ("case__customer", "contact__case__customer")
_OF_STAFF = "says how well a clerk spoke, by items of a scorecard"


def _of(path: str) -> tuple[str, ...]:
    return tuple(f"{path}__{way}" for way in _TALK)


PERSONAL: tuple[Entry, ...] = (
    Held(
        Inspection,
        _of("drawn__transcript"),
        codes=frozenset({"card", "card_version", "proposed", "marks"}),
        told=False,
    ),
    Held(Appeal, _of("inspection__drawn__transcript"), codes=frozenset({"items", "marks"}), told=False),
    Apart(BlindMark, _OF_STAFF),
    Apart(Drawn, "why a conversation was drawn, by codes"),
    Held(Transcript, _TALK, codes=frozenset({"key"}), hidden=frozenset({"figures"})),
    Held(Recording, ("case__customer",), codes=frozenset({"key", "file"}), told=False),
    Held(FollowUp, ("device__customer",)),
    Held(DeviceRepair, ("device__customer",)),
    Held(SoldDevice, ("customer",), codes=frozenset({"model"})),
)
