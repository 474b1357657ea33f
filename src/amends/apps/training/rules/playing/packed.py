# SPDX-License-Identifier: Apache-2.0
"""The scenarios of the pack as plain values: what is told of each, joined with how it is played."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Plain = Mapping[str, Any]


def pack_contents(told: Plain, graphs: Plain) -> dict[str, dict[str, Any]]:
    """By code, what `read_scenario` reads, of the two files `role_plays` and `role_play_graphs`."""
    return {each["id"]: _joined(each, graphs["scenarios"][each["id"]], graphs) for each in told["scenarios"]}


def _joined(told: Plain, played: Plain, graphs: Plain) -> dict[str, Any]:
    lines = played["lines"]
    return {
        "code": told["id"],
        "title": told["title_zh"],
        "recovery_class": told["recovery_class"],
        "channel": told["channel"],
        "handling": told["handling_type"],
        "difficulty": told["difficulty"],
        "persona": told["persona_zh"],
        "opening": told["opening_zh"],
        "mood": graphs["moods"].get(told["handling_type"], -1),
        "most_answers": graphs["most_answers"],
        "again": lines["again"],
        "criteria": [
            {"says": says, "skill": skill, "words": words, "better": better}
            for says, (skill, words, better) in zip(told["pass_criteria_zh"], played["criteria"], strict=True)
        ],
        "fails": [
            _fail(says, row) for says, row in zip(told["fail_signals_zh"], played["fails"], strict=True)
        ],
        "traps": cues(told["traps_zh"], played["traps"]),
        "facts": cues(told["facts_if_asked_zh"], played["facts"]),
        "need": {"says": told["hidden_need_zh"], "words": played["need"][0], "line": played["need"][1]},
        "plays": {name: list(each) for name, each in played["plays"].items()},
        **shaped(graphs["shape"], lines, opening=told["opening_zh"], lost=played["lost"]),
    }


def shaped(shape: Plain, lines: Plain, *, opening: str, lost: str) -> dict[str, Any]:
    """A graph of the usual shape with these lines; `lost` is the ending of a conversation that went wrong."""
    return {
        "start": shape["start"],
        "nodes": {
            code: _node(each, opening if code == shape["start"] else _line(code, lines, lost), lost)
            for code, each in shape["nodes"].items()
            if each.get("ending") not in {"escalates", "leaves"} or code == lost
        },
    }


def _line(code: str, lines: Plain, lost: str) -> str:
    return str(lines["lost" if code == lost else code])


def _node(row: Plain, line: str, lost: str) -> dict[str, Any]:
    if "ending" in row:
        return {"line": line, "ending": row["ending"]}
    moves = [{**each, "to": lost if each["to"] == "lost" else each["to"]} for each in row["moves"]]
    return {"line": line, "moves": moves}


def _fail(says: str, row: Plain) -> dict[str, Any]:
    words = {"words": row["says"]} if "says" in row else {}
    return {
        "says": says,
        **words,
        **{name: row[name] for name in ("feels", "before", "missing") if name in row},
    }


def cues(says: Iterable[str], rows: Iterable[Sequence[str]]) -> list[dict[str, str]]:
    """Facts or traps as plain values."""
    return [
        {"says": said, "words": words, "line": line} for said, (words, line) in zip(says, rows, strict=True)
    ]
