# SPDX-License-Identifier: Apache-2.0
"""What of a case a scenario may be drawn from: what the customer said, without anybody's data, line by line."""

import re
from dataclasses import dataclass
from typing import Final

from amends.apps.cases.queries.one import case_numbered
from amends.apps.core.models import User
from amends.apps.core.rules.hiding import anonymous
from amends.apps.core.rules.roles import Right

_END: Final = re.compile(r"(?<=[。！？!?\n])")
MOST_LINES: Final = 20


@dataclass(frozen=True, slots=True)
class Drafted:
    """The masked lines of a case, of which the trainer confirms each one."""

    number: str
    recovery_class: str
    lines: tuple[str, ...]


def drafted(number: str, person: User) -> Drafted | None:
    """The lines of a case within one's scope, masked; `None` where there is none, or it tells nothing."""
    if not person.may(Right.SEE_CUSTOMERS):
        return None
    case = case_numbered(number.strip(), person.scope)
    lines = tuple(each.strip() for each in _END.split(anonymous(case.story)) if each.strip()) if case else ()
    return Drafted(number.strip(), str(case.recovery_class), lines[:MOST_LINES]) if case and lines else None
