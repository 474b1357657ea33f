# SPDX-License-Identifier: Apache-2.0
"""What the pack says of campaigns: the checklist, the unified wordings, the phrases nobody may say, when to stop."""

from functools import cache
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from amends.analytics.language.checking import Rules, Term, read_rules, unified_terms
from amends.apps.core.models import Unit
from amends.apps.promises.rules.campaigns.checklist import Checklist, read_checklist
from amends.apps.promises.rules.campaigns.materials import WordCheck, check_words
from amends.apps.promises.rules.campaigns.mismatches import MismatchRule, RuleUnreadable, read_rule
from amends.packs import load, load_rows

_SIGNAL = "SIG-PB-4"


@cache
def checklist() -> Checklist:
    """The operability checklist."""
    return read_checklist(load("campaign_checklist"))


def unified_words(unit: Unit | None) -> dict[str, str]:
    """Every unified term that holds in a unit, by its code: the pack's and those that units approved. The area that
    keeps them is asked by name (docs/decisions/0011). One query."""
    found: dict[str, str] = import_string(settings.AMENDS_TERMS)(unit)
    return found


@cache
def _terms() -> tuple[Rules, tuple[Term, ...]]:
    more = tuple(cast(Any, load(name)) for name in ("wording_rules", "survey_begging"))
    rules = read_rules(phrases=cast(Any, load("forbidden_phrases")), terms=(), more=more)
    return rules, unified_terms(load_rows("unified_wording"))


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
