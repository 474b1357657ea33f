# SPDX-License-Identifier: Apache-2.0
"""Apologies counted: one alone without anything done, and one after the other without an action between them."""

import re
from collections.abc import Sequence

from amends.analytics.language.checking.findings import Finding
from amends.analytics.language.checking.rules import Context
from amends.analytics.language.checking.sentences import Layout

_BLANK = re.compile(r"\n\s*\n")


def judged(layout: Layout, context: Context, apologies: Sequence[Finding]) -> list[Finding]:
    """Of all apologies those that are empty: on a line without an action, once a line; and the one that is more than
    `most_apologies` in a row, lines of action or a blank line between them starting the count anew.
    """
    lines = {each.line: layout.line(each.start) for each in apologies}
    acting = {n for n, (first, last) in lines.items() if context.action.search(layout.text[first:last])}
    found: dict[int, Finding] = {}
    since, count = 0, 0
    for each in sorted(apologies, key=lambda f: f.start):
        acts = each.line in acting
        between = layout.text[since : each.start]
        count = 1 if _broken(between, context) or acts else count + 1
        since = each.end
        if not acts and (each.line not in found or count == context.most_apologies + 1):
            found[each.line] = each
    return list(found.values())


def _broken(between: str, context: Context) -> bool:
    return bool(_BLANK.search(between) or context.action.search(between))
