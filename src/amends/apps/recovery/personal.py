# SPDX-License-Identifier: Apache-2.0
"""What the area holds of a person."""

from amends.apps.core.personal import PSEUDONYM, Apart, Entry, Held
from amends.apps.recovery.models.grievances import GrievanceStage, Reaction, SilentDeparture
from amends.apps.recovery.models.lists import Target
from amends.apps.recovery.models.network import (
    ActionSite,
    CasePlace,
    FixNotice,
    HotSpot,
    HotSpotCase,
    NetworkAction,
    Residence,
)
from amends.apps.recovery.models.notices import ProactiveNotice
from amends.apps.recovery.models.waves import WaveMember

_OWN = ("customer",)

PERSONAL: tuple[Entry, ...] = (
    Held(
        Target,
        _OWN,
        codes=frozenset({"region", "value_tier", "reasons", "evidence", "main_cause", "blocked_reason"}),
    ),
    Held(
        WaveMember,
        _OWN,
        codes=frozenset(
            {"stratum", "recovery_class", "reasons", "blocked_reason", "channel", "skipped_reason"}
        ),
        instead={"account": PSEUDONYM},
    ),
    Held(GrievanceStage, _OWN, codes=frozenset({"signs", "kept_from"})),
    Held(Reaction, _OWN),
    Held(SilentDeparture, _OWN, codes=frozenset({"signs"})),
    Held(Residence, _OWN, removed=True),
    Held(FixNotice, _OWN),
    Held(ProactiveNotice, _OWN),
    Held(CasePlace, ("case__customer",), removed=True),
    Held(HotSpotCase, ("case__customer",)),
    Apart(HotSpot, "a place where many complained; its incident is of no person"),
    Apart(NetworkAction, "what was done to the network"),
    Apart(ActionSite, "which sites were worked on"),
)
