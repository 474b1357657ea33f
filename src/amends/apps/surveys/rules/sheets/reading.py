# SPDX-License-Identifier: Apache-2.0
"""Rows of four sheets as a questionnaire. What cannot be read is named by sheet, row and column, with what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amends.apps.surveys.rules.sheets.cells import (
    Content,
    Row,
    merged,
    take_plain,
    take_text,
    text_of,
)
from amends.apps.surveys.rules.sheets.columns import (
    BEGIN,
    END,
    KIND_WORDS,
    PAGE,
    TYPE_WORDS,
    Cell,
    Sheet,
    known,
)
from amends.apps.surveys.rules.sheets.reader import Reader, Rows, SheetFault
from amends.apps.surveys.rules.sheets.rules_and_settings import read_rules, read_settings
from amends.apps.surveys.rules.starters.questions import MARKS, NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class ReadSheets:
    """What was read: the document, who it is (`code`, `name`, `purpose` where the file says), what could not be read,
    and in which row of which sheet each part of the document stands."""

    document: Content
    about: Mapping[str, str]
    faults: tuple[SheetFault, ...]
    rows: Mapping[str, int]


def read_sheets(sheets: Mapping[Sheet, Rows]) -> ReadSheets:
    """A questionnaire out of rows by the keys of their columns, each with its number in the file."""
    reader = Reader()
    for number, row in sheets.get(Sheet.CHOICES, ()):
        _read_choice(reader, number, row)
    document: Content = {"pages": _pages(reader, sheets.get(Sheet.SURVEY, ()))}
    about = read_settings(reader, sheets.get(Sheet.SETTINGS, ()), document)
    read_rules(reader, sheets.get(Sheet.RULES, ()), document)
    if not document["pages"]:
        reader.fault(Sheet.SURVEY, 0, "", "empty")
    return ReadSheets(document, about, tuple(reader.faults), reader.rows)


def _pages(reader: Reader, rows: Rows) -> list[Content]:
    """Pages with panels and questions in them; a file that begins with a question begins its first page there."""
    pages: list[Content] = []
    open_groups: list[tuple[Content, str]] = []
    for number, row in rows:
        kind = known(TYPE_WORDS, row.get("type"))
        if kind is None:
            reader.fault(
                Sheet.SURVEY, number, "type", "type" if row.get("type") else "no_type", row.get("type")
            )
        elif kind == END:
            _close(reader, open_groups, number)
        elif kind == PAGE or not pages:
            page = (
                read_group(reader, number, row, f"page{len(pages) + 1}") if kind == PAGE else _implied(pages)
            )
            if len(open_groups) > 1:
                reader.fault(Sheet.SURVEY, number, "type", "unclosed")
            open_groups[:] = [(page, f"pages/{len(pages)}")]
            reader.rows[open_groups[0][1]] = number
            pages.append(page)
        if kind not in {None, END, PAGE}:
            _place(reader, open_groups, number, row, str(kind))
    if len(open_groups) > 1:
        reader.fault(Sheet.SURVEY, rows[-1][0], "type", "unclosed")
    return pages


def _implied(pages: list[Content]) -> Content:
    return {"name": f"page{len(pages) + 1}", "elements": []}


def _close(reader: Reader, open_groups: list[tuple[Content, str]], number: int) -> None:
    if len(open_groups) > 1:
        open_groups.pop()
    else:
        reader.fault(Sheet.SURVEY, number, "type", "no_begin")


def _place(reader: Reader, open_groups: list[tuple[Content, str]], number: int, row: Row, kind: str) -> None:
    """Put a question or panel into the innermost open group."""
    group, path = open_groups[-1]
    below = f"{path}/elements/{len(group['elements'])}"
    reader.rows[below] = number
    if kind == BEGIN:
        panel = {"type": "panel"} | read_group(reader, number, row, f"panel{number}")
        group["elements"].append(panel)
        open_groups.append((panel, below))
    else:
        group["elements"].append(read_question(reader, number, row, kind))


def read_group(reader: Reader, number: int, row: Row, usual: str) -> Content:
    """A page or panel out of its row, with nothing in it yet."""
    group: Content = {"name": text_of(row.get("name")) or usual, "elements": []}
    _shared(row, group)
    return merged(group, reader.more(Sheet.SURVEY, number, row))


def _shared(row: Row, content: Content) -> None:
    take_text(row, content, "title", "label")
    take_text(row, content, "description", "hint")
    take_plain(row, content, "visibleIf", "relevant")


def read_question(reader: Reader, number: int, row: Row, kind: str) -> Content:
    """One question out of its row; `kind` is what the row's type stands for."""
    name = text_of(row.get("name"))
    if not name:
        reader.fault(Sheet.SURVEY, number, "name", "no_name")
    question: Content = {"type": kind, "name": name}
    if kind in {"number", "date"}:
        question |= {"type": "text", "inputType": kind}
    _shared(row, question)
    if reader.yes(number, row, "required"):
        question["isRequired"] = True
    _read_bounds(reader, number, row, question)
    if (most := reader.number(Sheet.SURVEY, number, row, "length")) is not None:
        question["maxLength"] = most
    _read_list(reader, number, row, question)
    more = reader.more(Sheet.SURVEY, number, row)
    marks = {each: text_of(row.get(each)) for each in MARKS if text_of(row.get(each))}
    if marks or "amends" in more:
        more["amends"] = marks | more.get("amends", {})
    return merged(question, more)


def _read_bounds(reader: Reader, number: int, row: Row, question: Content) -> None:
    low, high = (reader.number(Sheet.SURVEY, number, row, each) for each in ("low", "high"))
    keys = ("min", "max")
    if question["type"] == "rating":
        keys = ("rateMin", "rateMax")
        question["displayMode"] = "buttons"
        take_text(row, question, "minRateDescription", "low_words")
        take_text(row, question, "maxRateDescription", "high_words")
    question |= {key: bound for key, bound in zip(keys, (low, high), strict=True) if bound is not None}
    if reader.yes(number, row, "na"):
        if (
            question["type"] == "rating"
            and isinstance(low, int)
            and isinstance(high, int)
            and 0 < high - low < 11
        ):
            question["rateValues"] = [*range(low, high + 1), NOT_APPLICABLE]
        else:
            reader.fault(Sheet.SURVEY, number, "na", "na")


def _read_list(reader: Reader, number: int, row: Row, question: Content) -> None:
    named = text_of(row.get("list"))
    if named and named not in reader.lists:
        reader.fault(Sheet.SURVEY, number, "list", "list", named)
    for kind, entries in reader.lists.get(named, {}).items():
        question[kind] = [dict(each) if isinstance(each, dict) else each for each in entries]


def _read_choice(reader: Reader, number: int, row: Row) -> None:
    name, kind = text_of(row.get("list")), known(KIND_WORDS, row.get("kind"))
    if not name or kind is None:
        column = "kind" if name else "list"
        reader.fault(Sheet.CHOICES, number, column, column, row.get(column))
        return
    more = reader.more(Sheet.CHOICES, number, row)
    entry = _choice(row, kind, more)
    if entry is None:
        reader.fault(Sheet.CHOICES, number, "value", "no_value")
        return
    reader.lists.setdefault(name, {}).setdefault(kind, []).append(entry)


def _choice(row: Row, kind: str, more: Content) -> Any:
    if "bare" in more:
        return more["bare"]
    key, words = ("name", "title") if kind == "items" else ("value", "text")
    entry: Content = {}
    value = _value(row.get("value"))
    if value is not None:
        entry[key] = value
    take_text(row, entry, words, "label")
    entry |= more
    if key not in entry:
        return None
    plain = set(entry) == {key} and kind != "items" and not text_of(row.get("more"))
    return entry[key] if plain else entry


def _value(cell: Cell) -> str | int | None:
    """A value as it was typed: a number stays a number, text stays text."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and float(cell).is_integer():
        return int(cell)
    return text_of(cell) or None
