# SPDX-License-Identifier: Apache-2.0
"""A questionnaire as rows of four sheets; nothing of it is lost."""

from collections.abc import Iterator
from typing import Any

from amends.apps.surveys.rules.sheets.cells import (
    Content,
    Row,
    as_json,
    fits,
    put_number,
    put_plain,
    put_text,
)
from amends.apps.surveys.rules.sheets.columns import (
    BEGIN,
    END,
    KIND_WORDS,
    OTHER_SETTINGS,
    OURS,
    PAGE,
    RULE_WORDS,
    TEXT_SETTINGS,
    TYPE_WORDS,
    Sheet,
    written,
)
from amends.apps.surveys.rules.starters.questions import MARKS, NOT_APPLICABLE

Sheets = dict[Sheet, list[Row]]


def sheets_of(document: Content, *, code: str = "", name: str = "", purpose: str = "") -> Sheets:
    """The rows of the sheets, by the keys of their columns; with `code`, `name` and `purpose` of the questionnaire."""
    rest = dict(document)
    ours = dict(rest.pop("amends", {}))
    found: Sheets = {sheet: [] for sheet in Sheet}
    for page in rest.pop("pages", []):
        found[Sheet.SURVEY] += _group(page, found[Sheet.CHOICES])
    found[Sheet.RULES] = list(_rules(rest, ours))
    about = {"code": code, "name": name, "purpose": purpose}
    found[Sheet.SETTINGS] = [_setting(key, value) for key, value in about.items() if value]
    found[Sheet.SETTINGS] += _settings(rest, ours, had_ours="amends" in document)
    return found


def _group(group: Content, lists: list[Row]) -> Iterator[Row]:
    """A page or panel with what stands in it."""
    yield group_row(group)
    for each in group["elements"]:
        if each.get("type") == "panel":
            yield from _group(each, lists)
            yield {"type": TYPE_WORDS[END][0]}
        else:
            yield question_row(each, lists)


def group_row(group: Content) -> Row:
    """A page or panel as a row of the sheet of questions, without what stands in it."""
    rest = {key: value for key, value in group.items() if key not in {"elements", "type"}}
    return _row(BEGIN if group.get("type") else PAGE, rest)


def question_row(question: Content, lists: list[Row]) -> Row:
    """A question as a row of the sheet of questions; its lists are added to `lists`."""
    rest = dict(question)
    kind = _kind(rest)
    row: Row = {}
    if kind == "rating":
        _put_rating(row, rest)
    else:
        put_number(row, rest, "min", "low")
        put_number(row, rest, "max", "high")
    _put_lists(row, rest, lists)
    _put_marks(row, rest)
    put_number(row, rest, "maxLength", "length")
    if rest.get("isRequired") is True:
        row["required"] = "是"
        del rest["isRequired"]
    return _row(kind, rest) | row | _more(rest)


def _row(kind: str, rest: Content) -> Row:
    """The columns that pages, panels and questions share; what they cannot hold stays in `rest`, and is added last."""
    row: Row = {"type": written(TYPE_WORDS, kind), "name": rest.pop("name", "")}
    put_text(row, rest, "title", "label")
    put_text(row, rest, "description", "hint")
    put_plain(row, rest, "visibleIf", "relevant")
    return row | (_more(rest) if kind in {PAGE, BEGIN} else {})


def _more(rest: Content) -> Row:
    return {"more": as_json(rest)} if rest else {}


def _kind(rest: Content) -> str:
    kind = str(rest.pop("type"))
    if kind == "text" and rest.get("inputType") in {"number", "date"}:
        return str(rest.pop("inputType"))
    return kind


def _put_rating(row: Row, rest: Content) -> None:
    if rest.get("displayMode") == "buttons":
        del rest["displayMode"]  # what reading puts there
    else:
        rest["displayMode"] = rest.get("displayMode")
    low: Any = rest.get("rateMin")
    high: Any = rest.get("rateMax")
    whole = isinstance(low, int) and isinstance(high, int)
    if whole and rest.get("rateValues") == [*range(low, high + 1), NOT_APPLICABLE]:
        row["na"] = "是"
        del rest["rateValues"]
    for key, column in (("rateMin", "low"), ("rateMax", "high")):
        put_number(row, rest, key, column)
    for key, column in (("minRateDescription", "low_words"), ("maxRateDescription", "high_words")):
        put_text(row, rest, key, column)


def _put_lists(row: Row, rest: Content, lists: list[Row]) -> None:
    """Choices, points, rows, columns and fields become rows of the sheet of choices, under the code of the question."""
    name, taken = str(rest["name"]), {each["list"] for each in lists}
    while name in taken:  # a draft may have a code twice
        name += "-"
    for kind in KIND_WORDS:
        if rest.get(kind) and isinstance(rest[kind], list):
            row["list"] = name
            lists += [_choice(name, kind, each) for each in rest.pop(kind)]


def _choice(name: str, kind: str, entry: Any) -> Row:
    row: Row = {"list": name, "kind": written(KIND_WORDS, kind)}
    rest = dict(entry) if isinstance(entry, dict) else {}
    value, words = ("name", "title") if kind == "items" else ("value", "text")
    held = rest.pop(value, None) if isinstance(entry, dict) else entry
    if isinstance(held, str) and not fits(held):
        rest[value] = held
    else:
        row["value"] = held
    put_text(row, rest, words, "label")
    bare = not isinstance(entry, dict)
    if bare and rest:
        rest = {"bare": held}
    plain = not bare and not rest and "label" not in row and kind != "items"
    return row | ({"more": "{}"} if plain else _more(rest))


def _put_marks(row: Row, rest: Content) -> None:
    if "amends" not in rest:
        return
    marks = dict(rest.pop("amends"))
    empty = not marks
    for each in MARKS:
        put_plain(row, marks, each, each)
    if marks or empty:
        rest["amends"] = marks


def _rules(rest: Content, ours: Content) -> Iterator[Row]:
    for each in _taken(rest, "triggers"):
        yield rule_row("complete", each, "expression", without="type")
    for each in _taken(ours, "routing"):
        yield rule_row("route", each, "if")
    for each in _taken(ours, "quotas"):
        yield rule_row("quota", each, "if")


def _taken(content: Content, key: str) -> list[Content]:
    """A list that has entries, taken out; an empty one stays, to be written as a setting."""
    return list(content.pop(key)) if content.get(key) else []


def rule_row(kind: str, content: Content, condition: str, *, without: str = "") -> Row:
    """A rule as a row of the sheet of rules; `condition` is the key that its condition stands under."""
    rest = {key: value for key, value in content.items() if key != without}
    row: Row = {"kind": written(RULE_WORDS, kind)}
    put_plain(row, rest, condition, "condition")
    for key in ("then", "class", "priority", "code", "full"):
        put_plain(row, rest, key, key)
    put_number(row, rest, "limit", "limit")
    put_text(row, rest, "reason", "reason")
    return row | _more(rest)


def _settings(rest: Content, ours: Content, *, had_ours: bool) -> Iterator[Row]:
    for key, words in TEXT_SETTINGS.items():
        held = ours if key in OURS else rest
        row: Row = {"key": words[0]}
        put_text(row, held, key, "value")
        if len(row) > 1:
            yield row
    if ours.get("mode"):
        yield _setting("mode", ", ".join(ours.pop("mode")))
    if ours.get("scoring"):
        yield _setting("scoring", as_json(ours.pop("scoring")))
    if ours or had_ours:
        rest["amends"] = ours
    if rest:
        yield _setting("more", as_json(rest))


def _setting(key: str, value: str) -> Row:
    return {"key": OTHER_SETTINGS[key][0], "value": value}
