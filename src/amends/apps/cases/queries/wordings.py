# SPDX-License-Identifier: Apache-2.0
"""What a case may be answered with: the pack's words, and over them those that its unit and those above approved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from amends.apps.cases.models import Case
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.queries.replies import reply_wording
from amends.apps.cases.rules.canned import Canned, Plain, overlaid, read_canned
from amends.apps.cases.rules.replies import Frame, ReplyWording, admits, frames_over
from amends.apps.core.models import Unit
from amends.apps.knowledge.queries.wordings import WordingText, own_wordings, pack_wordings
from amends.apps.knowledge.rules.script_words import SNIPPETS, Channel, WordingGroup
from amends.packs import load

CHANNELS = ("letter", "handed", "status_page", "email")
WRITTEN = ((WordingGroup.REPLY, Channel.LETTER), (WordingGroup.RECEIPT, Channel.EMAIL))
FRAMES = (WordingGroup.FRAME, Channel.LETTER)
_LIABLE = "liability_patterns"


@cache
def canned() -> Canned:
    """The wordings of the pack. Raises `CannedMalformed`."""
    leaves = taxonomy().leaves
    parts = (code.split("-") for code in leaves)
    topics = frozenset("-".join(each[:n]) for each in parts for n in (1, 2, 3))
    return read_canned(cast(Plain, load("canned_replies")), topics=topics, channels=frozenset(CHANNELS))


@dataclass(frozen=True, slots=True)
class CaseWords:
    """What a case may be answered with today: canned replies, frames, and phrases to put into a text."""

    canned: Canned
    frames: ReplyWording
    snippets: Sequence[WordingText]


def words_in(unit: Unit) -> CaseWords:
    """Everything that holds in a unit. One query."""
    own = own_wordings(unit)
    texts = [each for each in own.values() if each.language == "zh"]
    replies = [each for each in texts if (each.group, each.channel) in WRITTEN]
    frames = [_frame(each) for each in texts if (each.group, each.channel) == FRAMES]
    spoken = {**pack_wordings(), **own}.values()
    snippets = [each for each in spoken if each.channel == Channel.LETTER and each.group in SNIPPETS]
    return CaseWords(overlaid(canned(), replies), frames_over(reply_wording(), frames), snippets)


def words_of(case: Case) -> CaseWords:
    """What a case may be answered with: what admits a fault of ours only once its facts are established. One query."""
    found = words_in(case.unit)
    if is_established(case):
        return found
    replies = {key: each for key, each in found.canned.replies.items() if not each.is_liability}
    snippets = [each for each in found.snippets if not each.is_liability]
    return replace(found, canned=replace(found.canned, replies=replies), snippets=snippets)


def is_established(case: Case) -> bool:
    """Whether the facts of a case are established: before that nobody says whose fault it was."""
    return bool(case.findings.strip())


def is_hasty(text: str, case: Case) -> bool:
    """Whether a text admits a fault of ours before the facts of the case are established."""
    return not is_established(case) and admits(text, cast(Any, load("wordings"))[_LIABLE])


def _frame(own: WordingText) -> Frame:
    return Frame(own.key, own.title, False, own.text, own.version)
