# SPDX-License-Identifier: Apache-2.0
"""Tables of the cases area."""

from amends.apps.cases.models.case import Case, CaseQuerySet
from amends.apps.cases.models.clocks import Breach, Clock, ClockEvent, Timer
from amends.apps.cases.models.intake import Draft, Intake
from amends.apps.cases.models.procedure import PinnedProcedure
from amends.apps.cases.models.records import Contact, Step, Transition, Verification
from amends.apps.cases.models.remedies import Remedy, Reply
from amends.apps.cases.models.work import Duty, Link, Note, SavedView, Task, Transfer, Viewing, Watcher

__all__ = [
    "Breach",
    "Case",
    "CaseQuerySet",
    "Clock",
    "ClockEvent",
    "Contact",
    "Draft",
    "Duty",
    "Intake",
    "Link",
    "Note",
    "PinnedProcedure",
    "Remedy",
    "Reply",
    "SavedView",
    "Step",
    "Task",
    "Timer",
    "Transfer",
    "Transition",
    "Verification",
    "Viewing",
    "Watcher",
]
