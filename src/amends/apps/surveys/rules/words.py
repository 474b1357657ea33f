# SPDX-License-Identifier: Apache-2.0
"""The words that the tables of the area share: states, channels, purposes of an item."""

from enum import StrEnum


class VersionState(StrEnum):
    """Where a version of a questionnaire stands. What was published never changes again."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class MappingKind(StrEnum):
    """How an item of a version compares with the item of the version before it."""

    SAME = "same"
    REWORDED = "reworded"  # comparable all the same
    CHANGED = "changed"  # not comparable


class WaveState(StrEnum):
    """Where a wave of asking stands."""

    PLANNED = "planned"
    DRAWN = "drawn"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Trigger(StrEnum):
    """What a wave asks about: a sample of customers, or what has just happened to one."""

    SAMPLE = "sample"
    CASE_CLOSED = "case_closed"
    PROMISE_KEPT = "promise_kept"
    OPEN_LINK = "open_link"


class AskedBy(StrEnum):
    """By what way a customer is asked."""

    SMS = "sms"
    EMAIL = "email"
    HOTLINE = "hotline"
    LINK = "link"
    QR = "qr"


class InvitationState(StrEnum):
    """How far one asked customer is; the last six are ends."""

    RESERVE = "reserve"
    WAITING = "waiting"
    SENT = "sent"
    OPENED = "opened"
    STARTED = "started"
    COMPLETED = "completed"
    SCREENED_OUT = "screened_out"
    OVER_QUOTA = "over_quota"  # answered and belongs, but there were enough such answers already
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    EXPIRED = "expired"


ENDED = frozenset(
    {
        InvitationState.COMPLETED,
        InvitationState.SCREENED_OUT,
        InvitationState.OVER_QUOTA,
        InvitationState.REFUSED,
        InvitationState.UNREACHABLE,
        InvitationState.EXPIRED,
    }
)
