# SPDX-License-Identifier: Apache-2.0
"""Conversations as they come: marked text, CSV with seconds, exports of chats, JSON turns. What is read is masked at
once; what cannot be read is named by row and column, and what can be is kept."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from amends.analytics.language.masking import mask
from amends.apps.quality.rules.transcripts import AGENT, CUSTOMER, SYSTEM, Turn

MOST_TURNS: Final = 2000
MOST_LETTERS: Final = 2000  # of one turn
_SPEAKERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("客服", "坐席", "话务员", "营业员", "工作人员", "客户经理", "我方", "agent", "staff", "a"), AGENT
    ),
    **dict.fromkeys(("客户", "用户", "顾客", "来电人", "customer", "client", "c", "user"), CUSTOMER),
    **dict.fromkeys(("系统", "备注", "旁白", "system", "note"), SYSTEM),
}
_MARKED = re.compile(r"^\s*(?P<who>[^：:，。！？,.!?]{1,16}?)\s*[：:]\s*(?P<text>.*)$")
# Spaces before a colon may stand in the middle of a line, where text is written in one go: 客服：…… 客户：……
_IN_LINE = re.compile(r"(?<=[。！？?!…\s])(?=(?:客服|坐席|话务员|营业员|客户|用户|顾客|系统)\s*[：:])")
_CHAT_HEAD = re.compile(
    r"^\s*(?P<who>\S.{0,29}?)\s+(?:\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?\s+)?\d{1,2}:\d{2}(?::\d{2})?\s*$"
)
_CLOCK = re.compile(r"^(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)$")


# What stands in a sentence and hardly in a name: "we agreed on 10:30" is no line with a name and a time.
_CLAUSE = re.compile(
    r"[，。！？、；：,.!?;:]|[我你您他的了是在到约说等从第点钟]|[今明昨后]天|[上下中]午|周[一二三四五六日天]"
)
_UNKEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")  # no database keeps these
SHORT_NAME = 6  # a label is no longer than a role and a name


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read: row (from 1) and column, and what is wrong there (a code)."""

    row: int
    column: str
    code: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, masked, and what was not."""

    turns: tuple[Turn, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    row: int
    who: str
    text: str
    start: object = None
    end: object = None


def read_marked(text: str) -> Reading:
    """`客服：您好 客户：……`, a turn a line or all in one; a line without a speaker goes on with the one before."""
    rows: list[_Row] = []
    problems: list[Problem] = []
    for at, line in enumerate(text.splitlines(), 1):
        for part in filter(str.strip, _IN_LINE.split(line)):
            match = _MARKED.match(part)
            if match and _speaker(match["who"]):
                rows.append(_Row(at, match["who"], match["text"]))
            elif rows:
                rows[-1] = _Row(rows[-1].row, rows[-1].who, f"{rows[-1].text} {part.strip()}")
                if match and line.startswith(part) and len(match["who"]) <= SHORT_NAME:
                    problems.append(Problem(at, "speaker", "unknown_speaker"))
            else:
                problems.append(Problem(at, "speaker", "unknown_speaker"))
    return _made(rows, problems)


def read_csv(text: str) -> Reading:
    """Columns speaker and text, and start and end in seconds or as 1:02.5 where they are known."""
    table = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    found: list[_Row] = []
    try:
        return _of_table(table, found)
    except csv.Error:  # a cell without an end: what stands before it is kept
        return _made(found, [Problem(table.line_num + 1, "", "no_csv")])


def _of_table(table: "csv.DictReader[str]", found: list[_Row]) -> Reading:
    names = {(_HEADS.get((name or "").strip().lower(), "")): name for name in table.fieldnames or ()}
    missing = [name for name in ("speaker", "text") if name not in names]
    if missing:
        return Reading((), tuple(Problem(1, name, "no_column") for name in missing))
    for row in table:
        cells = {word: row.get(name) for word, name in names.items() if word}
        who, words = cells["speaker"] or "", cells["text"] or ""
        found.append(_Row(table.line_num, who, words, cells.get("start"), cells.get("end")))
    return _made(found, [])


def read_chat(text: str, *, ours: str = "") -> Reading:
    """An export as chat programs write it: a line with the name and the time, and the words below. `ours` is how we are
    called there; else who is named like a member of staff."""
    lines = text.splitlines()
    heads = [_CHAT_HEAD.match(line) for line in lines]
    named = Counter(head["who"] for head in heads if head)
    rows: list[_Row] = []
    problems: list[Problem] = []
    for at, (line, head) in enumerate(zip(lines, heads, strict=True), 1):
        if head and (_of_chat(head["who"], ours) == AGENT or _is_name(head["who"], named)):
            rows.append(_Row(at, _of_chat(head["who"], ours), ""))
        elif rows:
            rows[-1] = _Row(rows[-1].row, rows[-1].who, f"{rows[-1].text}\n{line}".strip())
        elif line.strip():
            problems.append(Problem(at, "speaker", "unknown_speaker"))
    return _made(rows, problems)


def _is_name(who: str, named: Mapping[str, int]) -> bool:
    """Whether words before a time name a speaker: they read like a name, or stand before a time again and again."""
    return bool(_speaker(who)) or not _CLAUSE.search(who) or named[who] > 1


def _of_chat(who: str, ours: str) -> str:
    if ours and ours in who:
        return "agent"
    return "agent" if not ours and any(each in who for each in ("客服", "坐席", "营业员")) else "customer"


def read_turns(text: str) -> Reading:
    """JSON: a list of turns, or `{"turns": […]}`, each with speaker, text, start and end."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:  # also numbers without an end, and lists in lists in lists
        return Reading((), (Problem(getattr(error, "lineno", 1), "", "no_json"),))
    rows = found.get("turns") if isinstance(found, dict) else found
    if not isinstance(rows, list):
        return Reading((), (Problem(1, "turns", "no_turns"),))
    good = [_json_row(at, row) for at, row in enumerate(rows, 1) if isinstance(row, dict)]
    bad = [Problem(at, "", "no_turn") for at, row in enumerate(rows, 1) if not isinstance(row, dict)]
    return _made(good, bad)


def _json_row(at: int, row: Mapping[str, Any]) -> _Row:
    who, words = (each if isinstance(each := row.get(key), str) else "" for key in ("speaker", "text"))
    return _Row(at, who, words, row.get("start"), row.get("end"))


def _speaker(word: str) -> str:
    """The role that a label names, alone or before a name or number: `客服`, `客服小王`, `客服 1001`."""
    plain = re.sub(r"[\d\s]", "", word).lower()
    if plain in _SPEAKERS or len(plain) > SHORT_NAME:
        return _SPEAKERS.get(plain, "")
    roles = sorted((each for each in _SPEAKERS if len(each) > 1), key=len, reverse=True)
    return next((_SPEAKERS[each] for each in roles if plain.startswith(each)), "")


def _made(rows: list[_Row], problems: list[Problem]) -> Reading:
    """Turns in the order of the rows: unknown speakers, empty words and impossible seconds are named."""
    turns: list[Turn] = []
    found = list(problems)
    for row in rows[:MOST_TURNS]:
        wrong = list(_wrong(row))
        found += wrong
        if not wrong:
            text = mask(_UNKEPT.sub(" ", row.text).strip())[:MOST_LETTERS]
            turns.append(
                Turn(len(turns) + 1, _speaker(row.who), text, _seconds(row.start), _seconds(row.end))
            )
    if len(rows) > MOST_TURNS:
        found.append(Problem(rows[MOST_TURNS].row, "", "too_many"))
    return Reading(tuple(turns), tuple(sorted(found, key=lambda each: (each.row, each.column))))


def _wrong(row: _Row) -> Iterator[Problem]:
    if not _speaker(row.who):
        yield Problem(row.row, "speaker", "unknown_speaker")
    if not _UNKEPT.sub(" ", row.text).strip():
        yield Problem(row.row, "text", "no_words")
    start, end = _seconds(row.start), _seconds(row.end)
    for name, given, value in (("start", row.start, start), ("end", row.end, end)):
        if given not in (None, "") and value is None:
            yield Problem(row.row, name, "no_seconds")
    if start is not None and end is not None and end < start:
        yield Problem(row.row, "end", "ends_before")


def _seconds(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6:
        return float(value)
    if not isinstance(value, str) or not value.strip():
        return None
    if clock := _CLOCK.match(value.strip()):
        hours, minutes, seconds = clock.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
    return float(value) if re.fullmatch(r"\s*\d{1,6}(\.\d+)?\s*", value) else None


_HEADS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("speaker", "说话人", "角色", "who"), "speaker"),
    **dict.fromkeys(("text", "内容", "文本", "words"), "text"),
    **dict.fromkeys(("start", "开始", "开始秒"), "start"),
    **dict.fromkeys(("end", "结束", "结束秒"), "end"),
}
READERS: Final[Mapping[str, Callable[[str], Reading]]] = {
    "text": read_marked,
    "csv": read_csv,
    "chat": read_chat,
    "turns": read_turns,
}
