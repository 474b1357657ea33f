# SPDX-License-Identifier: Apache-2.0
"""Tables of the area."""

from amends.apps.surveys.models.questionnaires import Item, Questionnaire, QuestionnaireVersion
from amends.apps.surveys.models.responses import Answer, Response
from amends.apps.surveys.models.waves import Invitation, OpenLink, Stratum, SurveyWave

__all__ = [
    "Answer",
    "Invitation",
    "Item",
    "OpenLink",
    "Questionnaire",
    "QuestionnaireVersion",
    "Response",
    "Stratum",
    "SurveyWave",
]
