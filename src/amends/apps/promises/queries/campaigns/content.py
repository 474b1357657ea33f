# SPDX-License-Identifier: Apache-2.0
"""What the pack says of campaigns: the checklist, the unified wordings, the phrases nobody may say, when to stop."""

from functools import cache
from typing import Any, cast

from amends.analytics.language.jargon import Term, forbidden_terms, unified_terms
from amends.apps.promises.rules.campaigns.checklist import Checklist, read_checklist
from amends.apps.promises.rules.campaigns.materials import WordCheck, check_words
from amends.apps.promises.rules.campaigns.mismatches import MismatchRule, RuleUnreadable, read_rule
from amends.packs import load, load_rows

_SIGNAL = "SIG-PB-4"


@cache
def checklist() -> Checklist:
    """The operability checklist."""
    return read_checklist(load("campaign_checklist"))


@cache
def unified_words() -> dict[str, str]:
    """Every unified term by its code. The area of knowledge, where operators will keep their own, comes later: until
    then these are the terms that there are."""
    return {row["code"]: row["unified_term_zh"] for row in load_rows("unified_wording")}


@cache
def _terms() -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    phrases = cast(Any, load("forbidden_phrases")["phrases"])
    return forbidden_terms(phrases), unified_terms(load_rows("unified_wording"))


def words_of_material(text: str) -> WordCheck:
    """Which forbidden phrases and unclear wordings stand in a text."""
    return check_words(text, *_terms())


@cache
def mismatch_rule() -> MismatchRule:
    """When reports stop a campaign. Raises `RuleUnreadable` where the pack does not say."""
    playbooks = cast(Any, load("recovery_playbooks")["playbooks"])
    signals = [signal for each in playbooks for signal in each.get("trigger_signals", ())]
    found = next((str(each["rule"]) for each in signals if each["code"] == _SIGNAL), "")
    if not found:
        raise RuleUnreadable(_SIGNAL)
    return read_rule(found)
