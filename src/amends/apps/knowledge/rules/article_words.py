# SPDX-License-Identifier: Apache-2.0
"""The states and kinds of articles and notices, by the names that the database keeps."""

from enum import StrEnum

from amends.apps.core.rules.roles import Role


class Stage(StrEnum):
    """How far a version is: only an approved one is read by the front line."""

    TECHNICAL = "technical"
    PLAIN = "plain"
    APPROVED = "approved"


class SourceChannel(StrEnum):
    """Where the material comes from: knowledge is kept up to date from all channels."""

    PRODUCT = "product"
    BILLING = "billing"
    NETWORK = "network"
    HOTLINE = "hotline"
    HALL = "hall"
    ONLINE = "online"
    REGULATOR = "regulator"
    CASE = "case"
    SURVEY = "survey"


class Spoken(StrEnum):
    """The channels that an answer is worded for, each from the one source."""

    HOTLINE = "hotline"
    HALL = "hall"
    SMS = "sms"
    APP = "app"


class Complaint(StrEnum):
    """What the front line says of an article in one press."""

    USELESS = "useless"
    OUTDATED = "outdated"
    UNCLEAR = "unclear"


class UseKind(StrEnum):
    """What uses an article."""

    CASE = "case"
    SCRIPT = "script"
    CAMPAIGN = "campaign"
    QUIZ = "quiz"


class StaffChannel(StrEnum):
    """Who is told of something before customers are: by where they meet customers."""

    HOTLINE = "hotline"
    HALL = "hall"
    COMPLAINT = "complaint"
    LEADER = "leader"
    BACK = "back"


class VoiceKind(StrEnum):
    """The tools that the voice of customers is heard by."""

    MARKET = "market"
    SATISFACTION = "satisfaction"
    SAMPLING = "sampling"
    INTERNAL = "internal"
    EXTERNAL = "external"


_CHANNEL_OF = {
    Role.HOTLINE_AGENT: StaffChannel.HOTLINE,
    Role.HALL_CLERK: StaffChannel.HALL,
    Role.COMPLAINT_OFFICER: StaffChannel.COMPLAINT,
    Role.TEAM_LEADER: StaffChannel.LEADER,
    Role.CITY_MANAGER: StaffChannel.LEADER,
}


def channel_of(role: str) -> StaffChannel:
    """Where somebody of a role meets customers."""
    return next((channel for known, channel in _CHANNEL_OF.items() if known == role), StaffChannel.BACK)


def roles_of(channels: set[str]) -> list[str]:
    """The roles of some channels."""
    return [str(role) for role in Role if channel_of(role) in channels]
