# SPDX-License-Identifier: Apache-2.0
"""Whose words they are: a customer's own, quoted or told not to be said, they are no fault of who writes."""

import re

from amends.analytics.language.checking.rules import Context
from amends.analytics.language.checking.sentences import Layout

_OPEN, _SHUT = "“「『‘", "”」』’"
_CLAUSE = re.compile("[，,、；;。！？!?]")


def own_words(layout: Layout, context: Context, start: int) -> bool:
    """Whether what stands at a place is said by the writer, and not reported, quoted or forbidden."""
    first, _ = layout.line(start)
    before = layout.text[first:start]
    if context.customer_line.match(layout.text, first):
        return False
    quote = _open_quote(before)
    if quote is not None and not _is_own_quote(before[:quote], context):
        return False
    clause = before[quote + 1 :] if quote is not None else before
    clause = clause[_last(_CLAUSE, clause) :]
    return not (context.reported.search(clause) or context.denied.search(clause))


def _is_own_quote(lead: str, context: Context) -> bool:
    """Whether a quotation is what somebody is told to say, or the whole line."""
    lead = lead[_last(re.compile("[。！？!?；]"), lead) :]
    bare = context.label.sub("", lead).strip()
    return not bare or bool(context.own_quote.search(lead) and not context.denied.search(lead))


def _open_quote(before: str) -> int | None:
    """Where the quotation began that is still open at the end of `before`."""
    opened = max(before.rfind(sign) for sign in _OPEN)
    shut = max(before.rfind(sign) for sign in _SHUT)
    if opened > shut:
        return opened
    return before.rfind('"') if before.count('"') % 2 else None


def _last(mark: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in mark.finditer(text)), default=0)
