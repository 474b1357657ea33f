# SPDX-License-Identifier: Apache-2.0
"""Why rows of a file came back, in the language of the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from amends.pipeline.intake.unfit import WORDS, Unfit


def problem_rows(outcome: Mapping[str, Any]) -> list[tuple[int, str, str, str]]:
    """(row, column, value, why) of each problem that a trial or an import noted."""
    return [(row, column, value, _words(why)) for row, column, value, why in outcome.get("problems") or []]


def _words(why: str | Mapping[str, Any]) -> str:
    """The sentence of a code; imports of earlier versions kept the sentence itself."""
    if isinstance(why, str):
        return why
    code, values = str(why["code"]), dict(why["values"])
    return gettext(WORDS[Unfit(code)]) % values if code in list(Unfit) else code
