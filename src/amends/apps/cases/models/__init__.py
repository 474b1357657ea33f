# SPDX-License-Identifier: Apache-2.0
"""Tables of the cases area."""

from amends.apps.cases.models.attachments import Attachment
from amends.apps.cases.models.case import Case, CaseQuerySet
from amends.apps.cases.models.clocks import Breach, ClockEvent, Timer
from amends.apps.cases.models.governance import (
    Assessment,
    ChurnReason,
    HardContact,
    Improvement,
    ImprovementCase,
    SelfReview,
    SpecialFlag,
)
from amends.apps.cases.models.intake import Draft, Intake, Knock
from amends.apps.cases.models.mail import Inbox, Mail
from amends.apps.cases.models.procedure import PinnedProcedure, ProcedureReview
from amends.apps.cases.models.records import Contact, Step, Transition, Verification
from amends.apps.cases.models.remedies import Remedy, Reply
from amends.apps.cases.models.search import CaseText
from amends.apps.cases.models.sweeps import Sweep
from amends.apps.cases.models.work import Duty, Link, Note, SavedView, Task, Transfer, Viewing, Watcher

__all__ = [
    "Assessment",
    "Attachment",
    "Breach",
    "Case",
    "CaseQuerySet",
    "CaseText",
    "ChurnReason",
    "ClockEvent",
    "Contact",
    "Draft",
    "Duty",
    "HardContact",
    "Improvement",
    "ImprovementCase",
    "Inbox",
    "Intake",
    "Knock",
    "Link",
    "Mail",
    "Note",
    "PinnedProcedure",
    "ProcedureReview",
    "Remedy",
    "Reply",
    "SavedView",
    "SelfReview",
    "SpecialFlag",
    "Step",
    "Sweep",
    "Task",
    "Timer",
    "Transfer",
    "Transition",
    "Verification",
    "Viewing",
    "Watcher",
]
