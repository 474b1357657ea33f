# SPDX-License-Identifier: Apache-2.0
"""Tables of the cases area."""

from amends.apps.cases.models.case import Case, CaseQuerySet
from amends.apps.cases.models.procedure import PinnedProcedure
from amends.apps.cases.models.records import Contact, Step, Transition, Verification

__all__ = [
    "Case",
    "CaseQuerySet",
    "Contact",
    "PinnedProcedure",
    "Step",
    "Transition",
    "Verification",
]
