# SPDX-License-Identifier: Apache-2.0
"""What the wording check tells: where, which rule, how grave, and the better sentence."""

from dataclasses import dataclass
from typing import Final

# The seven faults of service, in the order of the seed; a finding names the one it is an instance of, if any.
FAULTS: Final = ("indifference", "shirking", "cold", "arrogant", "mechanical", "rule_bound", "buck_passing")
# The gravest first. `wording` is no fault of manners: another word is the agreed or the plainer one.
SEVERITIES: Final = ("high", "medium", "low", "wording")


@dataclass(frozen=True, slots=True)
class Finding:
    """One hit of a rule: `text` is what stands from `start` to `end` (half-open) of the whole text that was checked.

    `line` counts from 1. `better` is a sentence to say in its place, `why` the reason in one sentence, `fault` one of
    `FAULTS` or empty. A finding is a prompt for a person to look, never a verdict.
    """

    line: int
    start: int
    end: int
    rule: str
    category: str
    severity: str
    text: str
    better: str
    why: str
    fault: str = ""


def columns(text: str, found: Finding) -> tuple[int, int]:
    """Where a finding begins and ends within its line, counted from 0, the end not included."""
    begin = text.rfind("\n", 0, found.start) + 1
    return found.start - begin, found.end - begin


def told(text: str, found: Finding) -> dict[str, object]:
    """A finding as programs read it, with columns within its line."""
    start, end = columns(text, found)
    return {
        "line": found.line,
        "start": start,
        "end": end,
        "rule": found.rule,
        "category": found.category,
        "severity": found.severity,
        "fault": found.fault,
        "text": found.text,
        "better": found.better,
        "why": found.why,
    }
