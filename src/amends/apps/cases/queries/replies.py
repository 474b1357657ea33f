# SPDX-License-Identifier: Apache-2.0
"""Questions about written replies: the approved frames, what a text still waits for, what was sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from amends.apps.cases.models import Case, Reply, Task
from amends.apps.cases.queries.mailed import lost_replies
from amends.apps.cases.queries.special import REVIEWS, may_decide, open_tasks, reviews_of
from amends.apps.cases.rules.replies import Plain, ReplyWording, read_reply_wording
from amends.apps.cases.rules.special import SpecialRule
from amends.apps.cases.rules.wording import jargon, unknown_words
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.knowledge.queries.terms import terms_in_force
from amends.packs import load


@cache
def reply_wording() -> ReplyWording:
    """Today's frames and outer channels."""
    return read_reply_wording(cast(Plain, load("reply_wording")))


def jargon_in(text: str, unit: Unit | None = None) -> dict[str, str]:
    """Words of a text that a customer may not know, and what to say in their place, by the unified terms that hold in a
    unit. One query, none without a unit."""
    return jargon(text, unknown_words(terms_in_force(unit)))


@dataclass(frozen=True, slots=True)
class RepliesView:
    """What the panel shows: what was sent, what must be reviewed first, which reviews are open, and which of
    them the person may settle (`mine`)."""

    replies: Sequence[Reply]
    rules: Sequence[SpecialRule]
    reviews: Sequence[Task]
    mine: Sequence[Task]
    settled: Sequence[Task]
    lost: Collection[object]  # keys of replies by e-mail that the mail server never took


def replies_view(case: Case, person: User, scope: Scope) -> RepliesView:
    """Everything that the replies panel of a case shows. Three queries, four where an e-mail was written."""
    reviews = list(open_tasks(case, *REVIEWS))
    done = case.tasks.within(scope).filter(kind__in=REVIEWS, done_at__isnull=False, cancelled=False)
    replies = list(case.replies.within(scope).select_related("by"))
    return RepliesView(
        replies=replies,
        rules=reviews_of(case),
        reviews=reviews,
        mine=[each for each in reviews if may_decide(each, person, case)],
        settled=list(done.select_related("owner", "done_by").order_by("-done_at")[:5]),
        lost=lost_replies(case) if any(each.queued for each in replies) else (),
    )
