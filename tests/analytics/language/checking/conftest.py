# SPDX-License-Identifier: Apache-2.0
"""The rules of the pack, compiled once."""

from collections.abc import Callable
from functools import cache
from typing import Any, cast

import pytest

from amends.analytics.language.checking import Finding, Rules, check, read_rules, unified_terms
from amends.packs import load, load_rows


@cache
def pack_rules() -> Rules:
    """What the pack says, without terms of anybody's own."""
    more = tuple(cast(Any, load(name)) for name in ("wording_rules", "survey_begging"))
    terms = unified_terms(load_rows("unified_wording"))
    return read_rules(phrases=cast(Any, load("forbidden_phrases")), terms=terms, more=more)


@pytest.fixture(scope="session")
def rules() -> Rules:
    return pack_rules()


@pytest.fixture(scope="session")
def found(rules: Rules) -> Callable[..., tuple[Finding, ...]]:
    return lambda text, **told: check(text, rules, **told)
