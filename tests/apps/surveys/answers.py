# SPDX-License-Identifier: Apache-2.0
"""A questionnaire with everything that answers are judged by, and the usual ways to answer it."""

from datetime import datetime, timedelta
from typing import Any

from amends.apps.core.models import Unit
from amends.apps.surveys.actions.answering import Visitor, begin
from amends.apps.surveys.actions.submitting import Submitted, submit
from amends.apps.surveys.models import Invitation, Item, QuestionnaireVersion, Response
from amends.apps.surveys.queries.answering import Door, Entrance
from amends.apps.surveys.rules.items import items
from tests.apps.surveys.conftest import published
from tests.people import NOON

ANSWERED = NOON + timedelta(minutes=2)
AT_HOME = Visitor(device="d", network="n")


def _rating(name: str, **ours: str) -> dict[str, Any]:
    return {
        "type": "rating",
        "name": name,
        "title": f"{name} 几分？",
        "rateMin": 1,
        "rateMax": 10,
        "amends": ours,
    }


LONG: dict[str, Any] = {
    "title": {"default": "投诉处理得怎么样", "en": "How we handled it"},
    "pages": [
        {
            "name": "p1",
            "elements": [
                {
                    "type": "radiogroup",
                    "name": "C1",
                    "title": {"default": "问题解决了吗？", "en": "Is it solved?"},
                    "isRequired": True,
                    "choices": [
                        {"value": "solved", "text": {"default": "解决了", "en": "Yes"}},
                        {"value": "not_solved", "text": {"default": "没有解决", "en": "No"}},
                    ],
                    "amends": {"measure": "solved"},
                },
                _rating("C2", measure="csat") | {"isRequired": True},
            ],
        },
        {
            "name": "p2",
            "elements": [
                _rating("E1", measure="expectation", element="EL-VOICE"),
                _rating("P1", measure="perception", element="EL-VOICE"),
                {
                    "type": "radiogroup",
                    "name": "X1",
                    "title": "和您事先想的比？",
                    "choices": [
                        {"value": "below", "text": "不如"},
                        {"value": "equal", "text": "差不多"},
                        {"value": "above", "text": "超过"},
                    ],
                    "amends": {"measure": "expectation"},
                },
                *(
                    _rating(f"I{n}", measure="interaction", dimension=each)
                    for n, each in enumerate(
                        ("tangibles", "empathy", "expertise", "speed", "credibility"), start=1
                    )
                ),
                _rating("F1", measure="felt_speed"),
                {"type": "comment", "name": "O1", "title": "还想说什么？", "amends": {"measure": "open"}},
                {
                    "type": "radiogroup",
                    "name": "C11",
                    "title": "可以再联系您一次吗？",
                    "choices": [{"value": "agree", "text": "可以"}, {"value": "decline", "text": "不用了"}],
                },
            ],
        },
    ],
    "amends": {
        "routing": [
            {
                "if": "{C1} = 'not_solved'",
                "then": "open_case",
                "class": "from_case",
                "priority": "P1",
                "reason": {"default": "问题没有解决", "en": "Not solved"},
            },
            {"if": "{C11} = 'decline'", "then": "no_contact"},
        ],
    },
}
# A score, the reason of a low one on the same page, and one question more on a page of its own.
WHY_LOW: dict[str, Any] = {
    "pages": [
        {
            "name": "p1",
            "elements": [
                {"type": "rating", "name": "Q1", "title": "几分？", "rateMin": 1, "rateMax": 10},
                {"type": "comment", "name": "Q2", "title": "哪里不满意？", "visibleIf": "{Q1} <= 6"},
            ],
        },
        {
            "name": "p2",
            "visibleIf": "{Q1} <= 2",
            "elements": [{"type": "comment", "name": "Q3", "title": "怎样补救？"}],
        },
    ]
}
HAPPY: dict[str, Any] = {"C1": "solved", "C2": 9}
UNHAPPY: dict[str, Any] = {"C1": "not_solved", "C2": 2, "O1": "等了三天没人管，打我 13800001234"}


def long_version(
    unit: Unit, content: dict[str, Any] | None = None, code: str = "SV-L"
) -> QuestionnaireVersion:
    """The questionnaire above, or another, published with its items."""
    document = content or LONG
    version = published(unit, code=code, content=document)
    Item.objects.bulk_create(
        Item(
            version=version,
            order=each.order,
            code=each.code,
            kind=each.type,
            title=each.title,
            minimum=each.minimum,
            maximum=each.maximum,
            choices=[{"value": one.value, "text": one.text} for one in each.choices],
            element=each.element,
            dimension=each.dimension,
            measure=each.measure,
        )
        for each in items(document)
    )
    return version


def begun(invitation: Invitation, at: datetime = NOON, visitor: Visitor = AT_HOME) -> Response:
    """A response that the invited customer began."""
    entrance = Entrance(invitation.wave, Door.OPEN, invitation=invitation)
    return begin(entrance=entrance, visitor=visitor, language="zh-hans", at=at)


def answered(
    invitation: Invitation,
    answers: dict[str, Any],
    *,
    at: datetime = ANSWERED,
    began: datetime | None = None,
    visitor: Visitor = AT_HOME,
) -> Submitted:
    """What became of the answers that the invited customer gave, two minutes after they began."""
    row = begun(invitation, began or at - timedelta(minutes=2), visitor)
    return submit(response=row, answers=answers, language="zh-hans", at=at)


def stored(response: Response) -> Response:
    """The response as the database has it."""
    return Response.objects.unscoped("test").get(pk=response.pk)
