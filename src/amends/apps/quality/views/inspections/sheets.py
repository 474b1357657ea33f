# SPDX-License-Identifier: Apache-2.0
"""The scorecard as the desk shows it: sections, items with what the software proposes, what was decided, and blocks."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.apps.quality.models import Inspection, Transcript
from amends.apps.quality.queries.scorecards import document
from amends.apps.quality.rules.scorecards import Card, Item, Mark

MARKS = {Mark.PASS: _("通过"), Mark.FAIL: _("不通过"), Mark.NOT_SEEN: _("没有看到")}
SPEAKERS = {"agent": _("客服"), "customer": _("客户"), "system": _("系统")}
Plain = Mapping[str, Any]


def turns(transcript: Transcript, proposed: Plain) -> list[dict[str, Any]]:
    """The turns with the names of the items whose evidence they are."""
    shown: dict[int, list[str]] = {}
    for code, row in proposed.items():
        for each in row.get("evidence", ()):
            shown.setdefault(each["turn"], []).append(code)
    return [
        {**each, "who": SPEAKERS[each["speaker"]], "shows": bool(shown.get(each["number"]))}
        for each in transcript.turns
    ]


def sheet(card: Card, proposed: Plain, marks: Plain) -> list[dict[str, Any]]:
    """The sections of a card with their items."""
    return [
        {
            "name": section.name,
            "share": section.share,
            "items": [_item(e, proposed, marks) for e in card.items if e.section == section.code],
        }
        for section in card.sections
    ]


def findings(sections: list[dict[str, Any]], transcript: Transcript) -> list[dict[str, Any]]:
    """The items that failed, fatal ones first, each with the words that show it."""
    said = {each["number"]: each["text"] for each in transcript.turns}
    failed = [e for section in sections for e in section["items"] if e["mark"] == Mark.FAIL]
    return [
        {**each, "quotes": [(number, said[number]) for number in _numbers(each["turns"]) if number in said]}
        for each in sorted(failed, key=lambda each: not each["item"].fatal)
    ]


def tally(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sections with how many of their items passed, of those that were seen."""
    return [
        {
            **each,
            "passed": sum(item["mark"] == Mark.PASS for item in each["items"]),
            "seen": sum(item["mark"] in (Mark.PASS, Mark.FAIL) for item in each["items"]),
        }
        for each in sections
    ]


def _numbers(turns: str) -> list[int]:
    return [int(each) for each in turns.split(", ") if each.isdecimal()]


def _item(item: Item, proposed: Plain, marks: Plain) -> dict[str, Any]:
    given, seen = marks.get(item.code, {}), proposed.get(item.code)
    mark = given.get("mark", "")
    evidence = list(seen.get("evidence", ())) if seen else []
    return {
        "item": item,
        "mark": mark,
        "mark_words": MARKS[Mark(mark)] if mark else "",
        "turns": ", ".join(map(str, given.get("turns", ()))) or (
            ", ".join(str(each["turn"]) for each in evidence) if not given else ""
        ),
        "comment": given.get("comment", ""),
        "proposed": MARKS[Mark(seen["mark"])] if seen else "",
        "sure": bool(seen and seen.get("sure")),
        "evidence": evidence,
        "blocks": [each["name_zh"] for each in document()["blocks"] if item.code in each["items"]],
        "choices": [(str(key), words, place, str(key) == mark) for place, (key, words) in enumerate(MARKS.items(), 1)],
    }  # fmt: skip


def blocks(card: Card) -> list[dict[str, Any]]:
    """What the items measure: listening, speech, 5S and the others, by the names of the items of this card."""
    names = {each.code: each.name for each in card.items}
    found = [{"name": e["name_zh"], "items": _named(e["items"], names)} for e in document()["blocks"]]
    titles = {"five_s": "5S", "four_zhuo": _("四个着"), "five_du": _("五个度")}
    for key, parts in document()["maps"].items():
        found += [
            {"name": f"{titles[key]} · {each['name_zh']}", "items": _named(each["items"], names)}
            for each in parts.values()
        ]
    return found


def _named(codes: list[str], names: Mapping[str, str]) -> list[str]:
    return [names[code] for code in codes if code in names]


def figures(row: Inspection) -> dict[str, Any]:
    """The figures of the conversation, with their names."""
    found = row.drawn.transcript.figures
    names = {
        "interruptions": _("打断"), "in_first_minute": _("第一分钟内打断"), "silences": _("沉默超限"),
        "holds": _("等待超限"), "unexcused": _("等待后没有道歉"), "pace": _("语速（字/分）"),
        "longest": _("最长一句（字）"),
    }  # fmt: skip
    return {str(words): _round(found.get(key)) for key, words in names.items()}


def _round(value: Any) -> Any:
    return round(value) if isinstance(value, float) else value
