# SPDX-License-Identifier: Apache-2.0
"""The wording check: forbidden phrases, bare refusals, empty apologies, promises beyond authority, jargon.

`read_rules` compiles the content of a pack, `check` tells what of it stands in a text, with better sentences.
"""

from amends.analytics.language.checking.checker import check
from amends.analytics.language.checking.findings import FAULTS, SEVERITIES, Finding, columns, told
from amends.analytics.language.checking.rules import UNIFIED, Rule, Rules, RulesMalformed, read_rules
from amends.analytics.language.checking.words import Term, unified_terms

__all__ = [
    "FAULTS",
    "SEVERITIES",
    "UNIFIED",
    "Finding",
    "Rule",
    "Rules",
    "RulesMalformed",
    "Term",
    "check",
    "columns",
    "read_rules",
    "told",
    "unified_terms",
]
