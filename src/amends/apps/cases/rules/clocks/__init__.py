# SPDX-License-Identifier: Apache-2.0
"""The clocks of a case, computed from its history, the policy and the calendars, and from nothing else.

Nothing is counted up and kept, so nothing can be lost: a new priority, policy or calendar is one more argument.
"""

from amends.apps.cases.rules.clocks.clock import Clock, ClockKind, Level
from amends.apps.cases.rules.clocks.computing import clocks, effective_due
from amends.apps.cases.rules.clocks.facts import Fact, FactKind, FactMalformed, NoReceipt, fact, plain_values
from amends.apps.cases.rules.clocks.policy import Policy
from amends.apps.cases.rules.clocks.reading import PolicyMalformed, read_policy
from amends.apps.cases.rules.clocks.setting import PriorityUnknown
from amends.apps.cases.rules.clocks.urgency import appeal_window, priority_of, tighter_target, weight
from amends.apps.cases.rules.clocks.warnings import levels

__all__ = [
    "Clock",
    "ClockKind",
    "Fact",
    "FactKind",
    "FactMalformed",
    "Level",
    "NoReceipt",
    "Policy",
    "PolicyMalformed",
    "PriorityUnknown",
    "appeal_window",
    "clocks",
    "effective_due",
    "fact",
    "levels",
    "plain_values",
    "priority_of",
    "read_policy",
    "tighter_target",
    "weight",
]
