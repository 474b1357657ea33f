# SPDX-License-Identifier: Apache-2.0
"""Say which survey wave asks about a campaign, and what is right there."""

from datetime import datetime

from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.promises.actions.campaigns.refusals import CampaignRefused, locked, store
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.recovery.queries.publicity import quiz_items
from amends.apps.recovery.rules.publicity import Part, Quiz
from amends.apps.surveys.models import SurveyWave


class NothingUnderstood(CampaignRefused):
    """A quiz without a question of understanding measures nothing that matters."""

    def __init__(self) -> None:
        super().__init__(_("至少要有一题问客户理解对没有。"))


class QuestionUnknown(CampaignRefused):
    """The wave does not ask this, or not with these answers."""

    def __init__(self, item: str) -> None:
        super().__init__(_("这一期调查里没有题目 %(item)s，或没有选出的答案。") % {"item": item})


def set_quiz(*, campaign: Campaign, wave: SurveyWave, quiz: Quiz, by: User, at: datetime) -> None:
    """Keep the quiz of a campaign; the caller found the wave within the person's scope.
    Raises `NothingUnderstood`, `QuestionUnknown`, `NotYourUnit`."""
    if not quiz.of(Part.UNDERSTANDING):
        raise NothingUnderstood
    known = {each.code: {str(one["value"]) for one in each.choices} for each in quiz_items(wave)}
    for asked in quiz.asked:
        if not asked.right or not set(asked.right) <= known.get(asked.item, set()):
            raise QuestionUnknown(asked.item)
    with writing(by=by, at=at) as log:
        row = locked(campaign, by)
        store(row, quiz=quiz.stored())
        log(EventKind.CAMPAIGN_QUIZ_SET, row, unit=row.unit, code=row.code, wave=wave.pk)
