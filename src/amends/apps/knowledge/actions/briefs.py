# SPDX-License-Identifier: Apache-2.0
"""The morning brief: held by a team, with who was there and what stood on it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.refusals import KnowledgeRefused, NotYourUnit, RightMissing
from amends.apps.knowledge.models import MorningBrief
from amends.apps.knowledge.queries.briefs import Brief
from amends.apps.knowledge.rules.articles import masked


class NobodyThere(KnowledgeRefused):
    """A brief that nobody of the team attended."""

    def __init__(self) -> None:
        super().__init__(_("请勾选谁参加了。"), field="attended")


def hold_brief(*, brief: Brief, attended: Sequence[User], words: str, by: User, at: datetime) -> MorningBrief:
    """Say that the team went through the brief as it stood when it was shown (`brief.at`): the next begins there, so
    that nothing which came in between is lost. The same page sent twice holds it once. Raises `NobodyThere`,
    `RightMissing`, `NotYourUnit` for attendants of other units."""
    if not by.may(Right.ASSIGN_CASES):
        raise RightMissing
    if not attended:
        raise NobodyThere
    inside = set(people_within(brief.unit.scope).values_list("pk", flat=True))
    if not by.scope.covers(brief.unit.number) or not {each.pk for each in attended} <= inside:
        raise NotYourUnit
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=brief.unit.pk)
        rows = MorningBrief.objects.within(brief.unit.scope).filter(unit=brief.unit)
        return rows.filter(held_at=brief.at).first() or _held(brief, attended, words, by, at)


def _held(brief: Brief, attended: Sequence[User], words: str, by: User, at: datetime) -> MorningBrief:
    with writing(by=by, at=at) as log:
        row = MorningBrief.objects.create(
            unit=brief.unit, since_at=brief.since_at, held_at=brief.at, held_by=by,
            words=masked(words.strip())[:400], articles=[each.article.code for each in brief.changed],
            notices=[each.pk for each in brief.notices],
        )  # fmt: skip
        row.attended.set(attended)
        log(EventKind.BRIEF_HELD, row, unit=brief.unit, attended=len(attended), articles=len(brief.changed))
    return row
