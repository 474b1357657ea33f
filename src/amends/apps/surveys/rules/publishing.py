# SPDX-License-Identifier: Apache-2.0
"""Whether a questionnaire may be asked as it is, and what tells one published version from another."""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256

from amends.apps.surveys.rules.begging import Rule, begged
from amends.apps.surveys.rules.document import CHINESE, Json, chinese, questions
from amends.apps.surveys.rules.items import items
from amends.apps.surveys.rules.profile import Fault, faults

LONGEST_CODE, LONGEST_MARK = 64, 24
MARKS = ("element", "construct", "touchpoint", "dimension")
SENTENCES = {
    "none": ("还没有要作答的题，请先加一道题。", "Nothing is asked yet; add a question first."),
    "begs": (
        "“{words}”是在索要分数：{why}可以写：{better}",
        "“{words}” begs for a score: {why} Write instead: {better}",
    ),
    "twice": (
        "“{code}”与另一题的某一行重复，请改题号。",
        "“{code}” is also the code of a row of another question; change one of them.",
    ),
    "long": (
        "“{code}”太长：题号加行的代码最多 {most} 个字符，请缩短行的代码。",
        "“{code}” is too long: question and row together may have {most} characters; shorten the row's code.",
    ),
    "mark": (
        "{code} 的“{mark}”最多 {most} 个字符，请用短代码。",
        "“{mark}” of {code} may have {most} characters at most; use a short code.",
    ),
}


def publishing_faults(
    document: object, *, language: str = CHINESE, rules: Sequence[Rule] = ()
) -> tuple[Fault, ...]:
    """What stands in the way of publishing: the faults of the document, or what the table of items could not hold and
    what by the `rules` begs for a score around the questions.

    Raises `EngineFailed` as `faults` does.
    """
    found = faults(document, language=language)
    return found or tuple(_unfit(document, language, rules)) if isinstance(document, dict) else found


def _unfit(document: Json, language: str, rules: Sequence[Rule]) -> Iterator[Fault]:
    for one in begged(document, rules):
        told = {"words": one.words, "why": one.reason(language), "better": one.better}
        yield Fault("amends", _said("begs", language, **told))
    places = {each.name: each.path for each in questions(document)}
    found, seen = items(document), set[str]()
    if not found:
        yield Fault("pages", _said("none", language))
    for each in found:
        if each.code in seen:
            yield Fault(places[each.question], _said("twice", language, code=each.code))
        seen.add(each.code)
        if len(each.code) > LONGEST_CODE:
            words = _said("long", language, code=f"{each.code[:20]}…", most=LONGEST_CODE)
            yield Fault(places[each.question], words)
        for mark in MARKS:
            if len(getattr(each, mark)) > LONGEST_MARK:
                words = _said("mark", language, code=each.question, mark=mark, most=LONGEST_MARK)
                yield Fault(places[each.question], words)


def _said(key: str, language: str, **values: object) -> str:
    return SENTENCES[key][0 if chinese(language) else 1].format(**values)


def canonical(document: object) -> str:
    """The document as one text, the same for the same content."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(document: object) -> str:
    """What tells this content from any other."""
    return sha256(canonical(document).encode()).hexdigest()
