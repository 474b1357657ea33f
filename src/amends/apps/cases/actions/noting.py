# SPDX-License-Identifier: Apache-2.0
"""What is typed beside a verb is kept as a note of the case, so that the words outlast the notice that tells of it."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Case, Note
from amends.apps.core.actions.outbox import ours
from amends.apps.core.models import User


def keep_words_of(
    case: Case,
    heading: str | Promise,
    words: str,
    *,
    facts: Mapping[str, object] | None = None,
    by: User,
    at: datetime,
) -> Note:
    """Keep the words of a verb, which has hidden the personal data in them, under what it is called. The caller logs
    the verb."""
    text = ours(_("%(heading)s：%(words)s"), heading=heading, words=words)
    return Note.objects.create(case=case, text=text, facts=dict(facts or {}), at=at, by=by)
