# SPDX-License-Identifier: Apache-2.0
"""Canned replies: wordings for what is asked again and again, filled from the case, edited before they leave."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol, cast

from amends.apps.cases.rules.remedies import tie_in

Plain = Mapping[str, object]
# What a wording may ask the case for; anything else is refused when the wordings are loaded.
SLOTS: Final = frozenset(
    {"case_number", "customer_title", "topic", "received", "due", "owner", "callback", "outer_channel"}
)
REPLY_SLOTS: Final = SLOTS | {"done"}
RECEIPT_SLOTS: Final = SLOTS | {"code", "status_address"}
MAIL_RECEIPT: Final = "RC-EMAIL"
OFTEN: Final = 3  # the same wording so often in one case sounds like a machine
_SLOT = re.compile(r"\{([^{}]*)\}")
_KEY = re.compile(r"(?:CR|RC)-[A-Z0-9-]{2,20}")


class CannedMalformed(ValueError):
    """The content of canned replies cannot be used; says which wording, and why."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"canned reply {key!r}: {problem}")
        self.key = key


@dataclass(frozen=True, slots=True)
class CannedReply:
    """One wording. `topics` are codes of the taxonomy of any level (none: for every topic), `channels` the ways that it
    may leave by (none: any)."""

    key: str
    title: str
    title_en: str
    topics: tuple[str, ...]
    channels: tuple[str, ...]
    is_final: bool
    text: str
    is_liability: bool = False  # it admits a fault of ours: for cases whose facts are established only
    version: str = ""  # of an own wording of a unit; the version of the content otherwise

    def nearness(self, topic: str) -> int:
        """How well it fits the topic of a case: 3 for the very leaf, 2 and 1 for those above it, 0 for any topic, -1
        where it is about something else."""
        if not self.topics:
            return 0
        fitting = [each for each in self.topics if topic == each or topic.startswith(f"{each}-")]
        return max((each.count("-") + 1 for each in fitting), default=-1)


@dataclass(frozen=True, slots=True)
class Canned:
    """The wordings of one version, and the receipts that go out by themselves."""

    version: str
    replies: Mapping[str, CannedReply]
    receipts: Mapping[str, CannedReply]

    def for_topic(self, topic: str) -> tuple[CannedReply, ...]:
        """Those of a topic first, then those for any, then the others; each in the order of the content."""
        return tuple(sorted(self.replies.values(), key=lambda each: -each.nearness(topic)))


def read_canned(content: Plain, *, topics: frozenset[str], channels: frozenset[str]) -> Canned:
    """The wordings that plain content says; `topics` and `channels` are those that there are.

    Raises `CannedMalformed`: a slot that is unknown, a key that is used twice, a final reply without the outer channel,
    words that tie the reply to praise or a withdrawal.
    """
    replies = [_reply(row, REPLY_SLOTS) for row in _rows(content, "replies")]
    receipts = [_reply(row, RECEIPT_SLOTS) for row in _rows(content, "receipts")]
    for each in (*replies, *receipts):
        _check(each, topics=topics, channels=channels)
    return Canned(str(content["version"]), _by_key(replies), _by_key(receipts))


class OwnText(Protocol):
    """A wording that a unit approved in place of the pack's."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def is_liability(self) -> bool: ...


def overlaid(base: Canned, own: Iterable[OwnText]) -> Canned:
    """The wordings with those that a unit approved over them; new ones stand behind. One that may not be used (an
    unknown slot, words that tie it to praise) leaves what was there."""
    replies, receipts = dict(base.replies), dict(base.receipts)
    for each in own:
        shelf, slots = (receipts, RECEIPT_SLOTS) if each.key.startswith("RC-") else (replies, REPLY_SLOTS)
        made = _own(each, shelf.get(each.key))
        if not {*_SLOT.findall(made.text)} - slots and not tie_in(made.text) and _KEY.fullmatch(made.key):
            shelf[each.key] = made
    return Canned(base.version, replies, receipts)


def _own(own: OwnText, base: CannedReply | None) -> CannedReply:
    if base is not None:
        return replace(base, title=own.title, text=own.text, version=own.version)
    final = "{outer_channel}" in own.text
    return CannedReply(own.key, own.title, "", (), (), final, own.text, own.is_liability, own.version)


def _rows(content: Plain, name: str) -> Sequence[Plain]:
    return cast(Sequence[Plain], content.get(name, ()))


def _reply(row: Plain, slots: frozenset[str]) -> CannedReply:
    key = str(row.get("key", ""))
    if missing := {"key", "title_zh", "text_zh"} - row.keys():
        raise CannedMalformed(key, f"lacks {sorted(missing)[0]}")
    text = str(row["text_zh"]).strip()
    if strange := {found for found in _SLOT.findall(text) if found not in slots}:
        raise CannedMalformed(
            key, f"unknown slot {{{sorted(strange)[0]}}}; there are {', '.join(sorted(slots))}"
        )
    return CannedReply(
        key=key,
        title=str(row["title_zh"]),
        title_en=str(row.get("title_en", "")),
        topics=_words(row, "topics"),
        channels=_words(row, "channels"),
        is_final=row.get("final") is True,
        text=text,
        is_liability=row.get("liability") is True,
    )


def _words(row: Plain, name: str) -> tuple[str, ...]:
    return tuple(map(str, cast(Sequence[object], row.get(name, ()))))


def _check(reply: CannedReply, *, topics: frozenset[str], channels: frozenset[str]) -> None:
    if not _KEY.fullmatch(reply.key):
        raise CannedMalformed(reply.key, "a key is CR- or RC- and capital letters")
    if strange := sorted({*reply.topics} - topics):
        raise CannedMalformed(reply.key, f"no topic {strange[0]}")
    if strange := sorted({*reply.channels} - channels):
        raise CannedMalformed(reply.key, f"no channel {strange[0]}")
    if reply.is_final and "{outer_channel}" not in reply.text:
        raise CannedMalformed(reply.key, "a final reply names {outer_channel}")
    if tie_in(reply.text):
        raise CannedMalformed(reply.key, "ties the reply to praise, a withdrawal or silence")


def _by_key(replies: Sequence[CannedReply]) -> Mapping[str, CannedReply]:
    found = {each.key: each for each in replies}
    if len(found) < len(replies):
        twice = next(each.key for each in replies if [one.key for one in replies].count(each.key) > 1)
        raise CannedMalformed(twice, "is there twice")
    return found


def filled(text: str, values: Mapping[str, str], *, drop_lines: bool = False) -> str:
    """A wording with its slots filled. What the case does not know stays a gap `【…】`, which a reply may not leave
    with; with `drop_lines` the line that asks for it is left out, for what nobody reads before it leaves."""
    lines = text.split("\n")
    if drop_lines:
        lines = [line for line in lines if all(values.get(slot) for slot in _SLOT.findall(line))]
    return "\n".join(
        _SLOT.sub(lambda found: values.get(found[1]) or f"【{GAPS[found[1]]}】", line) for line in lines
    )


GAPS: Final[Mapping[str, str]] = {
    "case_number": "编号",
    "customer_title": "称呼",
    "topic": "事项",
    "received": "收到日期",
    "due": "时限",
    "owner": "经办人",
    "callback": "回电号码",
    "done": "已办好的事，一行一件",
    "outer_channel": "外部渠道",
    "code": "查询码",
    "status_address": "查询网址",
    "company": "公司",
    "department": "部门",
    "staff_number": "工号",
    "staff_name": "姓名",
    "change": "改了什么",
    "minutes": "几",
}
