# SPDX-License-Identifier: Apache-2.0
"""What must not stand in a term, a wording or a script that is about to hold."""

from collections.abc import Sequence

from amends.apps.knowledge.models import Script, Term, Wording
from amends.apps.knowledge.models.versions import Versioned
from amends.apps.knowledge.queries.wording import checked

HIGH = "high"


def texts_of(row: Versioned) -> Sequence[str]:
    """Everything of a version that a customer reads or hears."""
    match row:
        case Term():
            return row.term, row.plain
        case Wording():
            return (row.text,)
        case Script():
            return *row.parts.values(), *row.key_messages
        case _:
            return ()


def forbidden_in(row: Versioned) -> list[str]:
    """The phrases in it that nobody may say, each once: what the wording check calls severe. One query."""
    channel = row.channel if isinstance(row, Wording | Script) else ""
    found = [
        each.text
        for text in texts_of(row)
        for each in checked(text, unit=row.unit, channel=channel)
        if each.severity == HIGH
    ]
    return list(dict.fromkeys(found))
