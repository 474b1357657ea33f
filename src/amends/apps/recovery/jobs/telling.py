# SPDX-License-Identifier: Apache-2.0
"""Each minute: tell whom announced outages reach, and keep what came of the notices that left."""

from datetime import date

from amends.apps.core.worker import AskedRun, JobRefused, Run
from amends.apps.recovery.actions.notices.telling import settle_notices, tell_bills, tell_outages


def send_notices(run: Run) -> dict[str, int]:
    """Write to those whom outages reach; settle what left."""
    return {"seen": tell_outages(at=run.at()), "settled": settle_notices(at=run.at())}


def tell_risen_bills(run: AskedRun, *, month: str) -> dict[str, int]:
    """Write to the customers of a month's list, of the units of who asked for it."""
    if run.by is None:
        raise JobRefused("a person asks for it")
    return {"told": tell_bills(month=date.fromisoformat(month), by=run.by, at=run.at())}
