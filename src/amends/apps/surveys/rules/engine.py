# SPDX-License-Identifier: Apache-2.0
"""Runs a questionnaire with the library that runs it in the browser: one logic for page, phone and hotline."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from amends.apps.surveys.rules.document import CHINESE, COMMENT, Json, chinese, questions
from amends.apps.surveys.rules.domain import choices, tidy
from amends.apps.surveys.rules.racer import RACER, EngineFailed
from amends.apps.surveys.rules.sentences import answering
from amends.apps.surveys.rules.settings import Rule, settings

__all__ = ["Checked", "EngineFailed", "ExpressionWrong", "check", "expression", "names", "reading"]

LONGEST_EXPRESSION = 1000
ROOT = re.compile(r"[.\[-]")


class ExpressionWrong(ValueError):
    """The text is no expression of the questionnaires' language, or calls a function that is not ours to call."""

    def __init__(self, text: str, unknown: Sequence[str] = ()) -> None:
        self.text, self.unknown = text, tuple(unknown)
        super().__init__(f"not an expression: {text!r} {', '.join(unknown)}".strip())


@dataclass(frozen=True, slots=True)
class Checked:
    """One set of answers, judged.

    `answers` may be stored; `faults` says by question what to mend; `visible` are the questions asked with these
    answers; `page` of `pages` (from 0) is where to go on; `ended` if a condition ended the survey early; `routed` are
    the rules whose condition holds, `cells` the quotas that the answers fall in.
    """

    answers: dict[str, Any]
    faults: dict[str, str]
    visible: tuple[str, ...]
    page: int
    pages: int
    ended: bool
    routed: tuple[Rule, ...]
    cells: tuple[str, ...]

    @property
    def good(self) -> bool:
        return not self.faults


def locale(language: str) -> str:
    """The library's name of a language."""
    return "zh-cn" if chinese(language) else "en"


def asked(function: str, document: Json, language: str, *arguments: object) -> Any:
    """Call a function of `questionnaire.js` on the model of a document; raises `EngineFailed`."""
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    name = locale(language)
    key = sha256(f"{name}\n{content}".encode()).hexdigest()
    return RACER.ask_model(function, key, content, name, *arguments)


def check(
    document: Json,
    answers: Mapping[str, object],
    *,
    language: str = CHINESE,
    complete: bool = False,
    page: int | None = None,
) -> Checked:
    """Judge answers to a faultless document.

    What does not belong is dropped: unknown names, answers to what is not asked. What is no answer at all (an 11 on a
    scale to 10) is dropped and named among the faults. Required questions and the questionnaire's own rules are
    enforced on `page` (from 0, of the visible ones), or everywhere when `complete`. Raises `EngineFailed`.
    """
    kept, refused = tidy(document, answers)
    found = settings(document)
    conditions = [each.condition for each in found.routing] + [each.condition for each in found.quotas]
    state = asked("state", document, language, kept, conditions)
    stored = _stored(document, kept, state["answers"])
    never = {each.code: answering(each.key, language, **each.values) for each in refused}
    pages = [_faults(shown, never, _unranked(document, stored, language)) for shown in state["pages"]]
    holding = dict(zip(conditions, state["holding"], strict=True))
    return Checked(
        answers=stored,
        faults={
            code: words
            for number, faults in enumerate(pages)
            for code, words in faults.items()
            if complete or number == page or code in never
        },
        visible=tuple(each["code"] for shown in state["pages"] for each in shown),
        page=_resume(state["pages"], pages),
        pages=len(pages),
        ended=state["ended"],
        routed=tuple(each for each in found.routing if complete and holding[each.condition]),
        cells=tuple(each.code for each in found.quotas if holding[each.condition]),
    )


def _stored(document: Json, kept: Mapping[str, object], left: Mapping[str, Any]) -> dict[str, Any]:
    """What the library left of the answers, without remarks on a choice that is not «其他»."""
    remarks = {
        each.name + COMMENT for each in questions(document) if each.content.get("showCommentArea") is True
    }
    return {
        name: _part(value, left[name])
        for name, value in kept.items()
        if name in left and (not name.endswith(COMMENT) or name in remarks or _other(left, name))
    }


def _part(given: object, left: Any) -> Any:
    """Of several choices those that were given: the library completes a ranking by itself."""
    return [each for each in given if each in left] if isinstance(given, list) else left


def _other(answers: Mapping[str, Any], name: str) -> bool:
    chosen = answers.get(name.removesuffix(COMMENT))
    return chosen == "other" or (isinstance(chosen, list) and "other" in chosen)


def _unranked(document: Json, answers: Mapping[str, Any], language: str) -> dict[str, str]:
    """Rankings that leave choices out: the library takes them as they are."""
    return {
        each.name: answering("rank", language, count=len(choices(each.content)))
        for each in questions(document)
        if each.type == "ranking"
        and each.name in answers
        and len(answers[each.name]) < len(choices(each.content))
    }


def _faults(shown: Iterable[Json], never: Mapping[str, str], unranked: Mapping[str, str]) -> dict[str, str]:
    """By question of one page, the first thing to mend."""
    found = {
        each["code"]: (never.get(each["code"]), *each["errors"], unranked.get(each["code"])) for each in shown
    }
    return {
        code: words for code, all_words in found.items() if (words := next(filter(None, all_words), None))
    }


def _resume(shown: Sequence[Sequence[Json]], faults: Sequence[Mapping[str, str]]) -> int:
    """The first page with something to mend, else with something unanswered, else the last."""
    wrong = (number for number, each in enumerate(faults) if each)
    bare = (number for number, page in enumerate(shown) if any(q["asks"] and not q["answered"] for q in page))
    return next(wrong, next(bare, max(len(shown) - 1, 0)))


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression reads: names as written («Q7.row», «Q1-Comment»), and constants held against some of them."""

    names: tuple[str, ...]
    compared: tuple[tuple[str, tuple[object, ...]], ...]


@lru_cache(maxsize=2000)
def reading(text: str) -> Reading:
    """What an expression reads; raises `ExpressionWrong`."""
    if len(text) > LONGEST_EXPRESSION:
        raise ExpressionWrong(text[:40])
    found = RACER.ask("read", text)
    if not found["parsed"] or found["unknown"]:
        raise ExpressionWrong(text, found["unknown"])
    pairs = tuple((each["name"], tuple(each["values"])) for each in found["compared"])
    return Reading(tuple(found["names"]), pairs)


def root(name: str) -> str:
    """The question that a name in an expression reads from."""
    return ROOT.split(name, maxsplit=1)[0]


def names(text: str) -> tuple[str, ...]:
    """The questions that an expression reads; raises `ExpressionWrong`."""
    return tuple(dict.fromkeys(root(each) for each in reading(text).names))


def expression(text: str, values: Mapping[str, object]) -> bool:
    """Whether a condition holds for these values; raises `ExpressionWrong`."""
    reading(text)
    return bool(RACER.ask("holds", text, dict(values)))
