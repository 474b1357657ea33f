# SPDX-License-Identifier: Apache-2.0
"""The two smaller sheets: rules that follow an answer, and what holds for the questionnaire as a whole."""

from amends.apps.surveys.rules.sheets.cells import Content, Row, take_plain, take_text, text_of
from amends.apps.surveys.rules.sheets.columns import (
    OTHER_SETTINGS,
    OURS,
    RULE_WORDS,
    TEXT_SETTINGS,
    Sheet,
    known,
)
from amends.apps.surveys.rules.sheets.reader import Reader, Rows


def read_rules(reader: Reader, rows: Rows, document: Content) -> None:
    for number, row in rows:
        kind = known(RULE_WORDS, row.get("kind"))
        more = reader.more(Sheet.RULES, number, row)
        if kind is None or not (text_of(row.get("condition")) or more):
            column = "condition" if kind else "kind"
            reader.fault(
                Sheet.RULES, number, column, "rule" if column == "kind" else "no_condition", row.get(column)
            )
            continue
        rule: Content = {"type": "complete"} if kind == "complete" else {}
        take_plain(row, rule, "expression" if kind == "complete" else "if", "condition")
        for each in ("then", "class", "priority", "code", "full"):
            take_plain(row, rule, each, each)
        if (limit := reader.number(Sheet.RULES, number, row, "limit")) is not None:
            rule["limit"] = limit
        take_text(row, rule, "reason", "reason")
        _rules_of(document, kind, reader, number).append(rule | more)


def _rules_of(document: Content, kind: str, reader: Reader, number: int) -> list[Content]:
    if kind == "complete":
        found: list[Content] = document.setdefault("triggers", [])
        reader.rows[f"triggers/{len(found)}"] = number
        return found
    key = "routing" if kind == "route" else "quotas"
    found = document.setdefault("amends", {}).setdefault(key, [])
    reader.rows[f"amends/{key}/{len(found)}"] = number
    return found


def read_settings(reader: Reader, rows: Rows, document: Content) -> dict[str, str]:
    about: dict[str, str] = {}
    for number, row in rows:
        key = known(TEXT_SETTINGS, row.get("key")) or known(OTHER_SETTINGS, row.get("key"))
        if key is None:
            reader.fault(Sheet.SETTINGS, number, "key", "setting", row.get("key"))
        elif key in TEXT_SETTINGS:
            held = document.setdefault("amends", {}) if key in OURS else document
            take_text(row, held, key, "value")
        elif key in {"code", "name", "purpose"}:
            about[key] = text_of(row.get("value"))
        else:
            _read_other(reader, number, row, key, document)
    return about


def _read_other(reader: Reader, number: int, row: Row, key: str, document: Content) -> None:
    if key == "mode":
        words = text_of(row.get("value")).replace("，", ",").replace("、", ",").split(",")
        document.setdefault("amends", {})["mode"] = [each.strip() for each in words if each.strip()]
        return
    found = reader.more(Sheet.SETTINGS, number, {"more": row.get("value")})
    if key == "scoring":
        document.setdefault("amends", {})["scoring"] = found
        return
    for name, value in found.items():
        if name == "amends" and isinstance(value, dict):
            document["amends"] = document.get("amends", {}) | value
        else:
            document[name] = value
