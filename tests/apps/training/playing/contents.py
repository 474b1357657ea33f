# SPDX-License-Identifier: Apache-2.0
"""Scenarios and rules of the pack, for tests."""

from functools import cache
from typing import Any, cast

from amends.analytics.language.checking import Rules, read_rules, unified_terms
from amends.apps.training.rules.playing.packed import pack_contents
from amends.apps.training.rules.playing.scenario import Scenario, read_scenario
from amends.packs import load, load_rows


def contents() -> dict[str, dict[str, Any]]:
    """By code, anew for each test: it may change them."""
    return pack_contents(cast(Any, load("role_plays")), cast(Any, load("role_play_graphs")))


def scenario(code: str) -> Scenario:
    """One scenario of the pack."""
    return read_scenario(contents()[code])


@cache
def wording() -> Rules:
    """The wording check of the pack."""
    more = cast(Any, (load("wording_rules"), load("survey_begging")))
    return read_rules(
        phrases=cast(Any, load("forbidden_phrases")),
        terms=unified_terms(load_rows("unified_wording")),
        more=more,
    )
