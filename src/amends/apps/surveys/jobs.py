# SPDX-License-Identifier: Apache-2.0
"""Jobs of the area: load, then one action."""

from collections import Counter

from amends.apps.core.worker import Run
from amends.apps.surveys.actions.after_events import ask_after, open_triggered


def ask_after_events(run: Run) -> dict[str, int]:
    """Invite those about whom something has just happened: a case was closed, a promise kept."""
    tally = Counter[str]()
    for wave in open_triggered(at=run.at()):
        tally += ask_after(wave=wave, at=run.at())
    return dict(tally)
