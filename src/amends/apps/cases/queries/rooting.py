# SPDX-License-Identifier: Apache-2.0
"""What the pack says of roots, read once, and what it proposes for one case."""

from collections.abc import Mapping
from functools import cache
from typing import cast

from django.utils.translation import gettext

from amends.apps.cases.models import Case, Intake
from amends.apps.cases.queries.intake import causes
from amends.apps.cases.rules.rooting import Root, Roots, begins, read_roots
from amends.packs import load


@cache
def roots() -> Roots:
    """Today's families, domains, proposals and trees."""
    return read_roots(cast(Mapping[str, object], load("root_causes")))


def proposed_root(case: Case, intake: Intake) -> Root:
    """What branch, cause and topic of a case propose for what nobody chose. No query."""
    known = {"branch": intake.root_branch, "cause": intake.cause, "topic": case.taxonomy}
    return roots().proposed(**known, kind=case.recovery_class)


def content_words(code: str) -> Mapping[str, str]:
    """What the choices of a field are called that the content names, for people; nothing where it names none."""
    if code == "root_domain":
        return {name: gettext(each.name) for name, each in roots().domains.items()}
    if code == "root_branch":
        return {name: gettext(each.name) for name, each in roots().branches.items()}
    if code == "cause":
        return {name: gettext(each.name) for name, each in causes().causes.items()}
    return {}


def not_asked(case: Case) -> frozenset[str]:
    """The fields of the steps that make no sense for the topic of a case, by code. No query."""
    found, topic = roots(), case.taxonomy
    asked = {
        "root_branch": bool(found.trees_for(topic)),
        "campaign": begins(topic, found.campaign_topics),
        "kpi_ok": begins(topic, found.kpi_topics),
    }
    return frozenset(code for code, holds in asked.items() if not holds)
