# SPDX-License-Identifier: Apache-2.0
"""What customers read and hear, by key, channel and language: the pack's words, and over them those of the units."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from amends.apps.core.models import Unit
from amends.apps.knowledge.models import Wording
from amends.apps.knowledge.rules.script_words import Channel, WordingGroup
from amends.apps.knowledge.rules.scripts import slots
from amends.packs import load

PACK_GROUPS = {
    ("canned_replies", "replies"): WordingGroup.REPLY,
    ("canned_replies", "receipts"): WordingGroup.RECEIPT,
    ("reply_wording", "frames"): WordingGroup.FRAME,
}


@dataclass(frozen=True, slots=True)
class WordingText:
    """A wording that holds. `version` is the pack's, or `u<unit>.<number>` of an own one; `is_liability` says that it
    admits a fault of ours, which nobody says before it was found."""

    key: str
    channel: str
    language: str
    group: str
    title: str
    text: str
    version: str
    is_liability: bool = False
    unit: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """What it is found by."""
        return self.key, self.channel, self.language


Wordings = Mapping[tuple[str, str, str], WordingText]


@cache
def pack_wordings() -> Wordings:
    """Every wording of the pack: snippets, canned replies, frames and receipts."""
    found = [*_snippets()]
    for (file, rows), group in PACK_GROUPS.items():
        content = cast(Any, load(file))
        found += [_letter(row, group, str(content["version"])) for row in content[rows]]
    return {each.place: each for each in found}


def wordings_in_force(unit: Unit | None) -> dict[tuple[str, str, str], WordingText]:
    """The wordings that hold in a unit: of the pack, over it those of the units above and its own. One query."""
    return {**pack_wordings(), **own_wordings(unit)}


def own_wordings(unit: Unit | None) -> dict[tuple[str, str, str], WordingText]:
    """The newest approved wordings of a unit and those above it, without the pack's. One query."""
    if unit is None:
        return {}
    rows = Wording.objects.reaching(unit).in_use().select_related("unit")
    return {each.place: each for each in map(in_force, rows)}


def wording(key: str, channel: str, unit: Unit | None, language: str = "zh") -> WordingText | None:
    """The newest approved wording of a key, channel and language in a unit, else the pack's, else `None`. One query."""
    place = (key, channel, language)
    if unit is not None:
        rows = Wording.objects.reaching(unit).in_use().select_related("unit")
        if own := rows.filter(key=key, channel=channel, language=language).last():
            return in_force(own)
    return pack_wordings().get(place)


def allowed_slots(group: str) -> frozenset[str]:
    """What a wording of a group may ask for: whoever says it knows these and nothing else."""
    names = {WordingGroup.REPLY: "letter_slots", WordingGroup.RECEIPT: "receipt_slots"}
    if group == WordingGroup.FRAME:
        return frozenset()  # frames are written out, their gaps filled by hand
    content = cast(Any, load("wordings"))
    return frozenset(content[names.get(WordingGroup(group), "slots")])


@cache
def kept_slots(key: str) -> frozenset[str]:
    """What every version of a wording of the pack must go on asking for, since the law or the standard wants it said:
    the outer channel of a final reply, the way to look things up, company and staff number, what was changed."""
    texts = [each.text for each in pack_wordings().values() if each.key == key]
    there = [slots(each) for each in texts]
    kept = frozenset(cast(Any, load("wordings"))["kept_slots"])
    return kept & frozenset.intersection(*there) if there else frozenset()


def in_force(row: Wording) -> WordingText:
    """A version as those who only read wordings see it."""
    return WordingText(
        key=row.key,
        channel=row.channel,
        language=row.language,
        group=row.group,
        title=row.title,
        text=row.text,
        version=f"u{row.unit_id}.{row.number}",
        is_liability=row.is_liability,
        unit=str(row.unit),
    )


def _snippets() -> list[WordingText]:
    content = cast(Any, load("wordings"))
    return [
        WordingText(
            key=str(row["key"]),
            channel=str(channel),
            language="zh",
            group=str(WordingGroup(row["group"])),
            title=str(row["title_zh"]),
            text=str(text).strip(),
            version=str(content["version"]),
            is_liability=row.get("liability") is True,
        )
        for row in content["wordings"]
        for channel, text in row["texts"].items()
    ]


def _letter(row: Mapping[str, object], group: WordingGroup, version: str) -> WordingText:
    return WordingText(
        key=str(row.get("key") or row["code"]),
        channel=str(Channel.EMAIL if group is WordingGroup.RECEIPT else Channel.LETTER),
        language="zh",
        group=str(group),
        title=str(row.get("title_zh") or row["name_zh"]),
        text=str(row["text_zh"]).strip(),
        version=version,
        is_liability=row.get("liability") is True,
    )
