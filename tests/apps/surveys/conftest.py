# SPDX-License-Identifier: Apache-2.0
"""A published questionnaire, a wave that asks it, and customers invited: as rows, without the verbs that make them."""

from datetime import timedelta
from itertools import count

import pytest
from django.conf import settings
from django.test import Client

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from amends.apps.surveys.models import Invitation, Item, Questionnaire, QuestionnaireVersion, SurveyWave
from amends.apps.surveys.rules.tokens import token_hash, token_of
from tests.people import NOON, PASSWORD, People

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHORT: dict[str, object] = {
    "title": {"default": "请评价我们的服务", "en": "Please rate our service"},
    "pages": [
        {
            "name": "p1",
            "elements": [
                {
                    "type": "rating",
                    "name": "Q1",
                    "title": {"default": "总的来说，您满意吗？", "en": "Overall, how satisfied are you?"},
                    "isRequired": True,
                    "rateMin": 1,
                    "rateMax": 10,
                    "amends": {"measure": "csat"},
                },
                {
                    "type": "comment",
                    "name": "Q2",
                    "title": {"default": "还有什么想说的？", "en": "What else would you say?"},
                },
            ],
        }
    ],
}
_numbers = count(1)


def published(
    unit: Unit, *, code: str = "SV-T", content: dict[str, object] | None = None, number: int = 1
) -> QuestionnaireVersion:
    """A published version of a questionnaire: one rating (Q1, from 1 to 10) and one comment (Q2), unless told."""
    questionnaire, _new = Questionnaire.objects.unscoped("test").get_or_create(
        code=code,
        defaults={"name": f"短问卷 {code}", "purpose": "试一试", "unit": unit, "made_at": NOON},
    )
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=number, state="published", content=content or SHORT, digest="d",
        made_at=NOON, published_at=NOON,
    )  # fmt: skip
    if content is None:
        rating = {"kind": "rating", "title": "总的来说，您满意吗？", "minimum": 1, "maximum": 10}
        Item.objects.create(version=version, order=1, code="Q1", measure="csat", **rating)
        Item.objects.create(version=version, order=2, code="Q2", kind="comment", title="还有什么想说的？")
    return version


def wave(version: QuestionnaireVersion, unit: Unit, **fields: object) -> SurveyWave:
    """An open wave by SMS that began yesterday and ends in four weeks."""
    usual: dict[str, object] = {
        "name": f"十一月第 {next(_numbers)} 期", "trigger": "sample", "way": "sms", "state": "open",
        "starts_at": NOON - DAY, "ends_at": NOON + 28 * DAY, "made_at": NOON - DAY, "drawn_at": NOON - DAY,
    }  # fmt: skip
    return SurveyWave.objects.create(version=version, unit=unit, **(usual | fields))


def invited(asked: SurveyWave, customer: Customer, **fields: object) -> Invitation:
    """A customer invited by a wave yesterday; `link_token(invitation)` gives the word of their link."""
    salt = f"salt-{next(_numbers)}"
    usual: dict[str, object] = {
        "unit": customer.unit, "salt": salt, "token_hash": token_hash(token_of(settings.SECRET_KEY, salt)),
        "state": "sent", "invited_at": NOON - DAY, "expires_at": asked.ends_at,
    }  # fmt: skip
    return Invitation.objects.create(wave=asked, customer=customer, **(usual | fields))


def link_token(invitation: Invitation) -> str:
    """The word in the link of an invitation."""
    return token_of(settings.SECRET_KEY, invitation.salt)


def analyst(people: People, unit: Unit | None = None, username: str = "anna") -> User:
    """An analyst of the province, or of another unit: may design surveys."""
    return add_user(
        username=username, name="安娜", role=Role.ANALYST, unit=unit or people.province, password=PASSWORD,
        by=None, at=NOON,
    )  # fmt: skip


def as_user(user: User) -> Client:
    """Somebody's browser, logged in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def version(people: People) -> QuestionnaireVersion:
    """The short questionnaire, published for the whole group."""
    return published(people.group)
