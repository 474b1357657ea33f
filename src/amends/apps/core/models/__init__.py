# SPDX-License-Identifier: Apache-2.0
"""Tables of the core."""

from amends.apps.core.models.accounts import ROLES, ApiToken, User
from amends.apps.core.models.assist import AssistOutcome, AssistUse
from amends.apps.core.models.idempotency import IdempotentRequest
from amends.apps.core.models.inserting import insert, insert_values, put, together
from amends.apps.core.models.jobs import JobRun, JobState
from amends.apps.core.models.keys import next_key
from amends.apps.core.models.kinds import EventKind
from amends.apps.core.models.log import Event, LogHead
from amends.apps.core.models.messengers import Messenger
from amends.apps.core.models.organisation import UNIT_KINDS, Unit, UnitQuerySet
from amends.apps.core.models.outbox import Message, MessageChannel
from amends.apps.core.models.scope import ScopedQuery, ScopedQuerySet, ScopeMissing
from amends.apps.core.models.statements import Asked
from amends.apps.core.models.webhooks import WebhookDelivery, WebhookTarget

__all__ = [
    "ROLES",
    "UNIT_KINDS",
    "ApiToken",
    "Asked",
    "AssistOutcome",
    "AssistUse",
    "Event",
    "EventKind",
    "IdempotentRequest",
    "JobRun",
    "JobState",
    "LogHead",
    "Message",
    "MessageChannel",
    "Messenger",
    "ScopeMissing",
    "ScopedQuery",
    "ScopedQuerySet",
    "Unit",
    "UnitQuerySet",
    "User",
    "WebhookDelivery",
    "WebhookTarget",
    "insert",
    "insert_values",
    "next_key",
    "put",
    "together",
]
