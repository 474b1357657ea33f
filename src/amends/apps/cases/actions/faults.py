# SPDX-License-Identifier: Apache-2.0
"""A fault has limits by law from when it was reported, however late somebody finds the right topic for it."""

from amends.apps.cases.actions.change import Change
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.queries.limits import history
from amends.apps.cases.rules.clocks import FactKind


def note_fault(change: Change, area: str) -> None:
    """Bring the limits of a fault in line with the topic of the case and the area: begun where it is a fault, as of
    the receipt; under the right limit where another holds; none where it was no fault. One query."""
    leaf = taxonomy().leaves.get(change.case.taxonomy)
    line = leaf.fault_line if leaf else ""
    wanted = {"line": line, "area": area if line else ""}
    told = (each for each in history(change.case) if each.kind is FactKind.FAULT_REPORTED)
    known = {each.at: {"line": each.text("line"), "area": each.text("area")} for each in told}
    if line and not known:
        known[change.case.received_at] = {}
    for moment in (moment for moment, values in known.items() if values != wanted):
        change.fact(FactKind.FAULT_REPORTED, moment, **wanted)
