# SPDX-License-Identifier: Apache-2.0
"""Jobs of the network: look for hot spots, tell customers that it is better."""

from amends.apps.core.worker import AskedRun
from amends.apps.recovery.actions.network.detecting import find_hot_spots
from amends.apps.recovery.actions.network.telling import tell_next


def look_for_hot_spots(run: AskedRun) -> dict[str, int]:
    """Every night, and when somebody asks."""
    found = find_hot_spots(by=run.by, at=run.at())
    return {"new": found.new, "grown": found.grown}


def tell_network_fixed(run: AskedRun, *, action: int) -> dict[str, int]:
    """Tell the customers of one action, portion by portion."""
    told = 0
    while count := tell_next(action=action, by=run.by, at=run.at()):
        told += count
        run.progress(told, told)
    return {"customers": told}
