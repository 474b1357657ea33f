# SPDX-License-Identifier: Apache-2.0
"""What the page of the intake and its parts show alike."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.forms.intake import IntakeForm, leaf_name, leaf_path
from amends.apps.cases.models.desk_words import PRIORITIES
from amends.apps.cases.queries.intake import intake_words
from amends.apps.cases.queries.intake_page import Hints, Outside, Topics, hints, topics
from amends.apps.cases.rules.repeats import Nearness
from amends.apps.cases.rules.taxonomy import Leaf
from amends.apps.core.models import ROLES, User
from amends.apps.customers.queries.profile import customer_by_code

_ROLES = {str(role): words for role, words in ROLES.items()}
NEARNESS = {
    Nearness.SAME_TOPIC: (_("同一分类"), "error"),
    Nearness.SIMILAR_WORDS: (_("说法相近"), "warning"),
    Nearness.NEAR_TOPIC: (_("相近分类"), "info"),
    Nearness.OPEN: (_("未结"), "info"),
}


def page_context(form: IntakeForm, who: User, *, at: datetime) -> dict[str, Any]:
    """Everything that the page shows for a form as it stands. Two queries at most."""
    said = said_in(form)
    customer = customer_by_code(said.get("customer", ""), who.scope) if said.get("customer") else None
    beside = hints(customer, who.scope, said, at=at)
    return {
        "form": form,
        "customer": customer,
        "now": at,
        "unit": who.unit,
        "slots": [form[slot.code] for slot in intake_words().slots],
        "known": form.completeness(said),
        "health": form.health_found(said),
        "related": said.get("related", ""),
        "near": [(each, *NEARNESS[each.nearness]) for each in beside.near],
        "hints": beside,
        "level": _level(beside),
        **_outside(beside.outside),
        **shown_topics(topics(said.get("topic", ""), said.get("taxonomy", ""), said.get("story", ""))),
    }


def said_in(form: IntakeForm) -> dict[str, str]:
    """What the fields of a form hold now, sent or not."""
    return {bound.name: str(bound.value() or "") for bound in form if bound.name != "aims"}


def shown_topics(offered: Topics) -> dict[str, Any]:
    """Leaves as they are chosen from."""
    chosen = [_shown(offered.chosen, True)] if offered.chosen else []
    rows: Sequence[Mapping[str, object]] = [*chosen, *(_shown(leaf, False) for leaf in offered.offered)]
    return {"topics": rows, "from_story": offered.from_story and bool(offered.offered)}


def _shown(leaf: Leaf, chosen: bool) -> dict[str, object]:
    return {
        "code": leaf.code,
        "name": leaf_name(leaf),
        "path": leaf_path(leaf),
        "priority": leaf.priority,
        "red_line": leaf.red_line,
        "chosen": chosen,
    }


def _outside(found: Outside | None) -> dict[str, Any]:
    """Where the customer may go, in words: how urgent that would be, by when, and whose."""
    if found is None:
        return {}
    limits = found.limits
    values = {
        "minutes": int(limits.first_contact.total_seconds() // 60),
        "hours": int(limits.resolve.total_seconds() // 3600),
    }
    return {
        "leaving": found.leaning,
        "leaving_level": f"{gettext(found.rule.name)} · {PRIORITIES.get(limits.code, limits.code)}",
        "leaving_limits": gettext("%(minutes)s 分钟内首次联系，%(hours)s 小时内办结") % values,
        "leaving_more": found.rule.extra,
        "leaving_owners": gettext("、").join(
            str(_ROLES.get(each, each)) for each in found.leaning.owner_roles
        ),
        "leaving_do": found.do,
    }


def _level(beside: Hints) -> str:
    """What the level of the channel asks for, in words."""
    if beside.source is None or beside.rule is None:
        return ""
    words = gettext("%(channel)s：%(level)s，优先级至少为%(least)s")
    least = PRIORITIES.get(beside.rule.at_least, "")
    return words % {
        "channel": gettext(beside.source.name),
        "level": gettext(beside.rule.name),
        "least": least,
    }
