# SPDX-License-Identifier: Apache-2.0
"""The macros that there are."""

from functools import cache
from typing import cast

from amends.apps.cases.queries.limits import policy
from amends.apps.cases.rules.macros import Macros, Plain, read_macros
from amends.packs import load


@cache
def macros() -> Macros:
    """Today's macros. Raises `MacroMalformed`."""
    known = policy()
    pauses = {code: int(each.at_most.total_seconds() // 3600) for code, each in known.pauses.reasons.items()}
    content = cast(Plain, load("macros"))
    return read_macros(content, priorities=frozenset(known.priorities), pauses=pauses)
