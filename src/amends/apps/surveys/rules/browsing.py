# SPDX-License-Identifier: Apache-2.0
"""What of a questionnaire a customer's browser gets, and what the first page says about it."""

from collections.abc import Mapping
from typing import Any

from amends.apps.surveys.rules.document import Json, questions

OURS = "amends"
SECONDS = {"comment": 25, "matrix": 20, "ranking": 20, "multipletext": 20, "text": 12}  # what most need
USUAL_SECONDS = 8


def for_browser(document: Json) -> dict[str, Any]:
    """The questions alone: how they are scored, and what we do about an answer, is not told to who answers."""
    return {key: _bare(value) for key, value in document.items() if key != OURS}


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _bare(each) for key, each in value.items() if key != OURS}
    if isinstance(value, list):
        return [_bare(each) for each in value]
    return value


def minutes(document: Json) -> int:
    """About how long it takes, whole minutes, one at least."""
    seconds = sum(SECONDS.get(each.type, USUAL_SECONDS) for each in questions(document))
    return max(1, round(seconds / 60))
