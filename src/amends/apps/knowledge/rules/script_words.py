# SPDX-License-Identifier: Apache-2.0
"""The kinds and parts of scripts and wordings, by the names that the database keeps."""

from enum import StrEnum


class Channel(StrEnum):
    """Where customers read or hear it."""

    HOTLINE = "hotline"
    HALL = "hall"
    SMS = "sms"
    APP = "app"
    EMAIL = "email"
    LETTER = "letter"
    CHAT = "chat"


class WordingGroup(StrEnum):
    """What a wording is for."""

    OPENING = "opening"
    REGRET = "regret"
    RESTATE = "restate"
    LISTEN = "listen"
    WAIT = "wait"
    LIABILITY = "liability"
    CLOSING = "closing"
    REPLY = "reply"
    FRAME = "frame"
    RECEIPT = "receipt"
    NOTICE = "notice"


# Those that somebody may say or write at any place of a conversation.
SNIPPETS = (
    WordingGroup.OPENING, WordingGroup.REGRET, WordingGroup.RESTATE, WordingGroup.LISTEN, WordingGroup.WAIT,
    WordingGroup.LIABILITY, WordingGroup.CLOSING,
)  # fmt: skip


class ScriptKind(StrEnum):
    """What a conversation is for."""

    SERVICE = "service"
    SELLING = "selling"
    EXPLAIN = "explain"
    DISCREPANCY = "discrepancy"


class Part(StrEnum):
    """The parts of a script, in the order of the conversation."""

    OPENING = "opening"
    NEED_CHECK = "need_check"
    SUGGESTION = "suggestion"
    SUITABILITY = "suitability"
    CONSENT = "consent"
    CLOSE = "close"
