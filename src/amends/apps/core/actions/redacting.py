# SPDX-License-Identifier: Apache-2.0
"""Taking what the event log says of a person out of it, in a way that the chain still holds and says so itself."""

from dataclasses import replace

from django.db.models import Model, QuerySet

from amends.apps.core.actions.log import Log
from amends.apps.core.models import Event, EventKind, Unit

_AT_ONCE = 500


def empty_events(
    rows: QuerySet[Event], *, code: str, pseudonym: str, about: Model, unit: Unit, log: Log
) -> int:
    """Empty the payload of each row and write `pseudonym` for the customer's `code`; each keeps its hash, and new rows
    of the log say by sequence what is left of it. Returns how many rows. Inside the caller's transaction.
    """
    found = list(rows.exclude(kind=EventKind.LOG_EMPTIED).order_by("sequence"))
    for begun in range(0, len(found), _AT_ONCE):
        part = found[begun : begun + _AT_ONCE]
        left = {}
        for row in part:
            entry = replace(row.entry, about=pseudonym if row.about == code else row.about, payload={})
            row.about, row.payload = entry.about, {}
            left[str(row.sequence)] = entry.computed_hash()
        Event.objects.unscoped("the log is one for all").bulk_update(part, ["about", "payload"])
        log(EventKind.LOG_EMPTIED, about, about=pseudonym, unit=unit, rows={**left})
    return len(found)
