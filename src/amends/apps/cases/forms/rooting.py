# SPDX-License-Identifier: Apache-2.0
"""The fields about the root of a complaint: each is left as proposed unless somebody knows better."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext

from amends.apps.cases.forms.lean import LeanSelect
from amends.apps.cases.models import Case
from amends.apps.cases.models.governance_words import FAMILIES, GAPS
from amends.apps.cases.queries.rooting import roots

PROPOSED = {"root_family": "family", "root_domain": "domain", "gap_code": "gap"}


def root_field(code: str, case: Case, known: Mapping[str, object]) -> forms.ChoiceField | None:
    """The form's field for a field about the root, `None` where it is another; `known` are the facts of the case."""
    if code == "root_branch":
        named = [
            (branch.code, gettext(branch.name))
            for tree in roots().trees_for(case.taxonomy)
            for branch in tree.branches
        ]
        return _select([("", gettext("不确定")), *named])
    if code not in PROPOSED:
        return None
    words = _words(code)
    return _select([("", _blank(code, case, known, words)), *words.items()])


def _select(choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, widget=LeanSelect)


def _words(code: str) -> dict[str, str]:
    if code == "root_domain":
        return {name: gettext(each.name) for name, each in roots().domains.items()}
    named = FAMILIES if code == "root_family" else {str(gap): words for gap, words in GAPS.items()}
    return {name: str(words) for name, words in named.items()}


def _blank(code: str, case: Case, known: Mapping[str, object], words: Mapping[str, str]) -> str:
    """What leaving the field alone means: nobody types what cause and topic say already."""
    facts = {"branch": str(known.get("root_branch", "")), "cause": str(known.get("cause", ""))}
    root = roots().proposed(**facts, topic=case.taxonomy, kind=case.recovery_class)
    proposed = getattr(root, PROPOSED[code])
    if not proposed:
        return gettext("不确定")
    return gettext("按建议：%(words)s") % {"words": words[proposed]}
