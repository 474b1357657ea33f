# SPDX-License-Identifier: Apache-2.0
"""Claim: an answer to 40 questions is checked by the browser's own library on the server in 10 CPU milliseconds."""

import random
import time
from collections.abc import Callable
from typing import Any

from amends.apps.surveys.rules.engine import check
from amends.apps.surveys.rules.pages import pages
from amends.apps.surveys.rules.racer import RACER
from benchmarks.report import Claim, Section, table

PAGES, ON_A_PAGE, ANSWERS, ROUNDS = 8, 5, 100, 3  # the quickest of three: noise only ever adds
SEED = 20261122

Json = dict[str, Any]


def questionnaires(_customers: int) -> Section:
    """Made-up answers, each of another respondent, to one questionnaire (customers change nothing)."""
    document, answers = _document(), _answers()
    RACER.close()
    start = _once(lambda: RACER.ask("holds", "1 = 1", {}))
    build = _once(lambda: check(document, answers[0], complete=True))
    checked = _each(answers, lambda given: check(document, given, complete=True))
    saved = _each(answers, lambda given: check(document, dict(list(given.items())[:10])))
    drawn = _each(answers, lambda given: pages(document, given))
    rows = [
        ["once a process: the library is read", f"{start:.0f}"],
        ["once a questionnaire: its model is built, and the first answer checked", f"{build:.0f}"],
        ["each complete answer, checked with its conditions, required questions and rules", f"{checked:.1f}"],
        ["each partial answer, saved on the way", f"{saved:.1f}"],
        ["each page without JavaScript, with titles and choices resolved", f"{drawn:.1f}"],
    ]
    claims = (Claim("CPU milliseconds to check a complete answer to 40 questions", checked, 10),)
    return Section("questionnaires", table(["", "CPU ms"], rows), claims)


def _document() -> Json:
    """Every page after the first quotes an answer; the last question of a page is asked of low scores only."""
    return {"pages": [{"name": f"p{page}", "elements": _elements(page)} for page in range(PAGES)]}


def _elements(page: int) -> list[Json]:
    scale = {"type": "rating", "rateMin": 1, "rateMax": 10, "isRequired": True}
    title = f"{page}：总的打了 {{Q0_0}} 分，这一项呢？" if page else "您打几分？"
    scores = [scale | {"name": f"Q{page}_{number}", "title": title} for number in range(ON_A_PAGE - 1)]
    condition = f"{{Q{page}_0}} <= 6 or {{Q{page}_1}} <= 3"
    return [*scores, {"type": "comment", "name": f"Q{page}_why", "title": "为什么？", "visibleIf": condition}]


def _answers() -> list[Json]:
    rng = random.Random(SEED)
    names = [f"Q{page}_{number}" for page in range(PAGES) for number in range(ON_A_PAGE - 1)]
    return [_explained({name: rng.randint(1, 10) for name in names}) for _ in range(ANSWERS)]


def _explained(scores: dict[str, int]) -> Json:
    """The scores with words where they are asked for, as a browser sends them."""
    low = [page for page in range(PAGES) if scores[f"Q{page}_0"] <= 6 or scores[f"Q{page}_1"] <= 3]
    return scores | {f"Q{page}_why": "信号不好，等了很久" for page in low}


def _once(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return 1000 * (time.process_time() - started)


def _each(answers: list[Json], work: Callable[[Json], object]) -> float:
    """CPU milliseconds an answer, of the quickest round."""
    return min(_once(lambda: [work(given) for given in answers]) for _ in range(ROUNDS)) / len(answers)
