# SPDX-License-Identifier: Apache-2.0
"""Written replies: approved frames filled in, the outer channel named, nothing that a customer cannot read."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, cast

from amends.apps.cases.rules.remedies import tie_in

Plain = Mapping[str, object]
OWN_WORDS: Final = "own"
_GAP = re.compile(r"【[^】]*】")


class ReplyFault(StrEnum):
    """Why a text may not leave."""

    EMPTY = "empty"
    GAPS = "gaps"
    NO_OUTER_CHANNEL = "no_outer_channel"
    OUTER_CHANNEL_UNSAID = "outer_channel_unsaid"
    TIED = "tied"
    JARGON = "jargon"
    LIABILITY = "liability"


@dataclass(frozen=True, slots=True)
class Frame:
    """An approved frame of a reply."""

    code: str
    name: str
    is_final: bool
    text: str
    version: str = ""  # of an own wording of a unit; the version of the content otherwise


@dataclass(frozen=True, slots=True)
class ReplyWording:
    """The frames of one version, and the outer channels by code."""

    version: str
    frames: Mapping[str, Frame]
    outer_channels: Mapping[str, str]

    def key(self, frame: str) -> str:
        """The name and version of the wording that a reply was written with."""
        found = self.frames.get(frame)
        return f"{frame}@{found.version or self.version}" if found else OWN_WORDS


def frames_over(base: ReplyWording, own: Iterable[Frame]) -> ReplyWording:
    """The frames with those that a unit approved over them; whether one is a result stays what the pack says."""
    frames = dict(base.frames)
    for each in own:
        there = frames.get(each.code)
        frames[each.code] = replace(each, is_final=there.is_final) if there else each
    return replace(base, frames=frames)


def admits(text: str, patterns: Sequence[str]) -> bool:
    """Whether a text admits a fault of ours, by the patterns of the pack."""
    return any(re.search(each, text) for each in patterns)


def read_reply_wording(content: Plain) -> ReplyWording:
    """The wording that plain content says. Raises `KeyError` where something is missing."""
    frames = [
        Frame(str(row["code"]), str(row["name_zh"]), row["final"] is True, str(row["text_zh"]))
        for row in cast(Sequence[Plain], content["frames"])
    ]
    outer = cast(Sequence[Plain], content["outer_channels"])
    return ReplyWording(
        version=str(content["version"]),
        frames={each.code: each for each in frames},
        outer_channels={str(each["code"]): str(each["name_zh"]) for each in outer},
    )


def reply_fault(
    text: str, *, is_final: bool, outer_channel: str, jargon: Mapping[str, str]
) -> ReplyFault | None:
    """The first thing that keeps a text from leaving, or `None`.

    `outer_channel` is the name of the channel that the customer may turn to; a result must say it in so many words.
    """
    plain = text.strip()
    if not plain:
        return ReplyFault.EMPTY
    if _GAP.search(plain):
        return ReplyFault.GAPS
    if is_final and not outer_channel:
        return ReplyFault.NO_OUTER_CHANNEL
    if is_final and outer_channel not in plain:
        return ReplyFault.OUTER_CHANNEL_UNSAID
    if tie_in(plain):
        return ReplyFault.TIED
    return ReplyFault.JARGON if jargon else None
