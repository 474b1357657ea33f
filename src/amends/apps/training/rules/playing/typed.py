# SPDX-License-Identifier: Apache-2.0
"""A scenario as a trainer types it: a line for each criterion, signal, fact and node, its parts between bars."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from amends.apps.training.rules.playing.scenario import Ending, ScenarioMalformed

SKILL_NAMES: Final = {
    "empathy": "同理倾听",
    "questioning": "提问分析",
    "expectation": "期望管理",
    "expression": "逻辑表达",
    "closing": "一次办结",
}
ENDING_NAMES: Final = {
    Ending.RECOVERED: "办成",
    Ending.CALMED: "平了",
    Ending.ESCALATES: "申诉",
    Ending.LEAVES: "离开",
}
MOODS: Final = {"angry": -2, "talkative": -1, "mild": 0, "expert": -1, "vulnerable": -1, "risk": -1}
_LIMITS: Final = {"fails": "失误", "idle": "没进展", "mood": "情绪"}
_CONDITION: Final = re.compile(r"(?P<name>失误|没进展|情绪|做到)\s*(?P<value>-?\d+)%?|(?P<need>问出需要)")
PLAIN: Final = ("code", "title", "recovery_class", "channel", "handling", "persona", "opening", "again")
LISTS: Final = ("criteria", "fails", "facts", "traps", "nodes")
Fields = Mapping[str, Any]


def content_of(fields: Fields) -> dict[str, Any]:
    """What `read_scenario` reads, of what was typed. Raises `ScenarioMalformed`, naming the field and the line."""
    nodes = dict(_node(number, parts) for number, parts in _rows(fields, "nodes", 3))
    return {
        **{name: str(fields.get(name, "")).strip() for name in PLAIN},
        "difficulty": int(fields.get("difficulty") or 1),
        "mood": MOODS.get(str(fields.get("handling")), -1),
        "need": {"says": fields["need_says"], "words": fields["need_words"], "line": fields["need_line"]},
        "criteria": [_criterion(number, parts) for number, parts in _rows(fields, "criteria", 4)],
        "fails": [_fail(number, parts) for number, parts in _rows(fields, "fails", 4)],
        "facts": [_cue(parts) for _, parts in _rows(fields, "facts", 3)],
        "traps": [_cue(parts) for _, parts in _rows(fields, "traps", 3)],
        "start": next(iter(nodes), ""),
        "nodes": nodes,
        "plays": {"good": _lines(fields.get("good", "")), "bad": _lines(fields.get("bad", ""))},
    }


def typed(content: Fields) -> dict[str, Any]:
    """A scenario as the fields of the editor; `content_of` reads it back."""
    need = content["need"]
    nodes = content["nodes"]
    order = [content["start"], *(code for code in nodes if code != content["start"])]
    return {
        **{name: content[name] for name in PLAIN},
        "difficulty": content["difficulty"],
        "need_says": need["says"],
        "need_words": need["words"],
        "need_line": need["line"],
        "criteria": _text(
            (SKILL_NAMES[each["skill"]], each["says"], each["words"], each.get("better", ""))
            for each in content["criteria"]
        ),
        "fails": _text((_says(each)) for each in content["fails"]),
        "facts": _text((each["says"], each["words"], each["line"]) for each in content["facts"]),
        "traps": _text((each["says"], each["words"], each["line"]) for each in content["traps"]),
        "nodes": _text((code, nodes[code]["line"], _way(nodes[code])) for code in order),
        **{name: "\n".join(content["plays"].get(name, ())) for name in ("good", "bad")},
    }


def _text(rows: Iterable[Iterable[str]]) -> str:
    return "\n".join(" | ".join(row).rstrip(" |") for row in rows)


def _says(row: Fields) -> tuple[str, ...]:
    when = (
        f"要点{row['before']}之前"
        if row.get("before")
        else f"缺要点{row['missing']}"
        if row.get("missing")
        else ""
    )
    return row["says"], row.get("words", ""), row.get("feels", ""), when


def _way(node: Fields) -> str:
    if node.get("ending"):
        return ENDING_NAMES[Ending(node["ending"])]
    return "；".join(f"{_conditions(each)}→{each['to']}" for each in node["moves"])


def _conditions(move: Fields) -> str:
    said = [f"做到{round(100 * move['share'])}%"] if move.get("share") is not None else []
    said += ["问出需要"] if move.get("need") else []
    said += [f"{words}{move[name]}" for name, words in _LIMITS.items() if move.get(name) is not None]
    return "+".join(said)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _rows(fields: Fields, name: str, most: int) -> list[tuple[int, list[str]]]:
    """(number of the line, its parts, filled up to `most`)."""
    rows = []
    for number, line in enumerate(_lines(str(fields.get(name, ""))), start=1):
        parts = [each.strip() for each in re.split("[|｜]", line)]
        if len(parts) > most or not parts[0]:
            raise ScenarioMalformed(f"{name} {number}", "parts")
        rows.append((number, parts + [""] * (most - len(parts))))
    return rows


def _criterion(number: int, parts: list[str]) -> dict[str, str]:
    skill = next((code for code, name in SKILL_NAMES.items() if name == parts[0]), "")
    if not skill:
        raise ScenarioMalformed(f"criteria {number}", "skill")
    return {"skill": skill, "says": parts[1], "words": parts[2], "better": parts[3]}


def _fail(number: int, parts: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {"says": parts[0], "feels": parts[2]}
    if parts[1]:
        row["words"] = parts[1]
    if parts[3]:
        found = re.fullmatch(r"要点(\d+)之前|缺要点(\d+)", parts[3])
        if not found:
            raise ScenarioMalformed(f"fails {number}", "when")
        row |= {"before": int(found[1])} if found[1] else {"missing": int(found[2])}
    return row


def _cue(parts: list[str]) -> dict[str, str]:
    return {"says": parts[0], "words": parts[1], "line": parts[2]}


def _node(number: int, parts: list[str]) -> tuple[str, dict[str, Any]]:
    code, line, way = parts
    ending = next((each for each, name in ENDING_NAMES.items() if name == way), None)
    if ending:
        return code, {"line": line, "ending": str(ending)}
    return code, {
        "line": line,
        "moves": [_move(number, each) for each in re.split("[；;]", way) if each.strip()],
    }


def _move(number: int, text: str) -> dict[str, Any]:
    conditions, arrow, to = text.partition("→")
    if not arrow or not to.strip():
        raise ScenarioMalformed(f"nodes {number}", "move")
    move: dict[str, Any] = {"to": to.strip()}
    for part in filter(None, (each.strip() for each in conditions.split("+"))):
        found = _CONDITION.fullmatch(part)
        if not found:
            raise ScenarioMalformed(f"nodes {number}", "condition")
        move |= _condition(found)
    return move


def _condition(found: re.Match[str]) -> dict[str, Any]:
    if found["need"]:
        return {"need": True}
    value = int(found["value"])
    if found["name"] == "做到":
        return {"share": value / 100}
    return {next(name for name, words in _LIMITS.items() if words == found["name"]): value}
