# SPDX-License-Identifier: Apache-2.0
"""Tables of the customers area."""

from amends.apps.customers.models.contact import CommunicationNeed, Consent, PersonalNeed, Preferences
from amends.apps.customers.models.customer import Customer, CustomerQuerySet, Identity
from amends.apps.customers.models.imports import ImportBatch, ImportState, SavedMapping
from amends.apps.customers.models.relationship import Expectation, HandlingNote, StageEntry, TierEntry
from amends.apps.customers.models.rights import Correction, Forgotten, RightsRequest
from amends.apps.customers.models.segment import Segment

__all__ = [
    "CommunicationNeed",
    "Consent",
    "Correction",
    "Customer",
    "CustomerQuerySet",
    "Expectation",
    "Forgotten",
    "HandlingNote",
    "Identity",
    "ImportBatch",
    "ImportState",
    "PersonalNeed",
    "Preferences",
    "RightsRequest",
    "SavedMapping",
    "Segment",
    "StageEntry",
    "TierEntry",
]
