# SPDX-License-Identifier: Apache-2.0
"""Choices as people type them, one a line: `code | words | words in English`; what needs more is a line of JSON."""

import json
from typing import Any

from amends.apps.surveys.rules.sheets.cells import fits

Entry = Any
BAR = "|"


class LineWrong(ValueError):
    """A line cannot be read; `number` counts from 1."""

    def __init__(self, number: int, line: str) -> None:
        super().__init__(line)
        self.number, self.line = number, line[:40]


def lines_of(entries: list[Entry], *, fields: bool = False) -> str:
    """The entries of a list, one a line. `fields` are those of several short texts, which have a name and a title."""
    return "\n".join(_line(each, *_keys(fields)) for each in entries)


def entries_of(text: str, *, fields: bool = False) -> list[Entry]:
    """The entries of lines; digits alone are a number, digits in quotes a word. Raises `LineWrong`."""
    lines = enumerate(text.replace("\r\n", "\n").split("\n"), start=1)
    return [_entry(number, line.strip(), *_keys(fields)) for number, line in lines if line.strip()]


def _keys(fields: bool) -> tuple[str, str]:
    return ("name", "title") if fields else ("value", "text")


def _line(entry: Entry, key: str, words: str) -> str:
    if not isinstance(entry, dict):
        value = _typed(entry)
        return json.dumps({"bare": entry}, ensure_ascii=False) if value is None else value
    value, said = _typed(entry.get(key)), _words(entry.get(words))
    if value is None or said is None or set(entry) != {key, words}:
        return json.dumps(entry, ensure_ascii=False)
    return f"{value} | {said}"


def _typed(value: object) -> str | None:
    """How a value is typed; None where a line cannot hold it."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if isinstance(value, int):
        return str(value)
    if not fits(value) or BAR in value or "\n" in value or value[0] in '{"':
        return None
    return f'"{value}"' if _number(value) is not None else value


def _words(text: object) -> str | None:
    parts = [text] if isinstance(text, str) else []
    if isinstance(text, dict) and set(text) == {"default", "en"}:
        parts = [text["default"], text["en"]]
    if not parts or any(not fits(each) or BAR in each or "\n" in each for each in parts):
        return None
    return f" {BAR} ".join(parts)


def _entry(number: int, line: str, key: str, words: str) -> Entry:
    if line.startswith("{"):
        return _from_json(number, line)
    parts = [each.strip() for each in line.split(BAR)]
    if len(parts) > 3 or not parts[0]:
        raise LineWrong(number, line)
    value = _value(parts[0])
    said = [each for each in parts[1:] if each]
    if not said and key == "value":
        return value
    text = {"default": said[0], "en": said[1]} if len(said) == 2 else said[0] if said else ""
    return {key: value} | ({words: text} if text else {})


def _from_json(number: int, line: str) -> Entry:
    try:
        found = json.loads(line)
    except ValueError:
        raise LineWrong(number, line) from None
    return found["bare"] if isinstance(found, dict) and set(found) == {"bare"} else found


def _value(text: str) -> int | str:
    if len(text) > 2 and text[0] == text[-1] == '"':
        return text[1:-1]
    number = _number(text)
    return text if number is None else number


def _number(text: str) -> int | None:
    """The whole number that a text is, written as one would write it."""
    try:
        number = int(text)
    except ValueError:
        return None
    return number if str(number) == text else None
