# SPDX-License-Identifier: Apache-2.0
"""Each action has a score before and after of the customers of its place, and what machines measured beside it."""

from datetime import date, datetime, timedelta

import pytest

from amends.apps.recovery.models import NetworkAction, Residence
from amends.apps.recovery.queries.network.perceived import effect_of
from amends.apps.recovery.rules.network.perceived import Change
from amends.apps.satisfaction.models import TechnicalReading
from amends.apps.surveys.models import Answer, Invitation, Item, Questionnaire, QuestionnaireVersion, Response
from tests.apps.recovery.network.conftest import Ground, action, customer
from tests.apps.surveys.conftest import wave
from tests.people import NOON

DONE, TODAY = date(2026, 11, 2), date(2026, 12, 1)
BEFORE, AFTER = NOON - timedelta(days=40), NOON + timedelta(days=20)


@pytest.fixture
def item(ground: Ground) -> Item:
    """A question on mobile data from 1 to 10."""
    asked = Questionnaire.objects.create(
        code="SV-N", name="网络", purpose="试", unit=ground.people.group, made_at=NOON
    )
    version = QuestionnaireVersion.objects.create(
        questionnaire=asked, number=1, state="published", content={}, digest="d", made_at=NOON,
        published_by=ground.people.dora, published_at=NOON,
    )  # fmt: skip
    return Item.objects.create(
        version=version, order=1, code="N3", kind="rating", title="上网", element="EL-DATA",
        measure="perception", minimum=1, maximum=10,
    )  # fmt: skip


def answers(
    ground: Ground, item: Item, scores: list[int], *, at: datetime, start: int = 0, here: bool = True
) -> None:
    """One answer each from customers of the site (or of elsewhere)."""
    asked = wave(item.version, ground.people.east, name=f"{at:%m%d}{start}{here}")
    for number, score in enumerate(scores, start):
        person = customer(ground, f"{'H' if here else 'E'}-{number}")
        if here and not hasattr(person, "residence"):
            customer_lives(ground, person.pk)
        invited = Invitation.objects.create(
            wave=asked, customer=person, unit=person.unit, state="completed", ended_at=at, salt="s",
            token_hash=f"{asked.pk}-{number}", expires_at=at,
        )  # fmt: skip
        row = Response.objects.create(
            wave=asked, invitation=invited, customer=person, unit=person.unit, way="sms", complete=True,
            started_at=at, submitted_at=at, saved_at=at, answers={},
        )  # fmt: skip
        Answer.objects.create(response=row, item=item, number=score)


def customer_lives(ground: Ground, pk: int) -> None:
    Residence.objects.unscoped("test").get_or_create(
        customer_id=pk, defaults={"site": ground.site, "updated_at": NOON}
    )


def reading(ground: Ground, value: float, day: date) -> None:
    """The download speed of the east over a month."""
    TechnicalReading.objects.create(
        unit=ground.people.east, topic="data", code="download_speed", value=value, threshold=50, direction="higher",
        first_date=day, until_date=day + timedelta(days=28), file_name="f", file_digest="d", imported_at=NOON,
    )  # fmt: skip


def done(ground: Ground) -> NetworkAction:
    return action(ground, template="speed", done_date=DONE)


@pytest.mark.requirement("S3-076")
def test_before_and_after_are_scores_of_the_customers_of_the_place(ground: Ground, item: Item) -> None:
    answers(ground, item, [4, 5] * 20, at=BEFORE)
    answers(ground, item, [8, 9] * 20, at=AFTER)
    answers(ground, item, [1] * 40, at=AFTER, here=False)
    found = effect_of(done(ground), today=TODAY)
    assert (found.score.before.n, found.score.after.n) == (40, 40)
    assert found.score.before.mean == pytest.approx((3.5 / 9) * 100)
    assert found.score.after.mean == pytest.approx((7.5 / 9) * 100)
    assert found.score.change is Change.BETTER


def test_a_few_answers_are_counted_and_not_shown(ground: Ground, item: Item) -> None:
    answers(ground, item, [4] * 29, at=BEFORE)
    found = effect_of(done(ground), today=TODAY).score
    assert (found.before.n, found.before.mean, found.change) == (29, None, Change.UNKNOWN)


def test_machines_that_became_better_disagree_with_customers_who_feel_worse(
    ground: Ground, item: Item
) -> None:
    answers(ground, item, [8, 9] * 20, at=BEFORE)
    answers(ground, item, [4, 5] * 20, at=AFTER)
    reading(ground, 40, date(2026, 10, 1))
    reading(ground, 80, date(2026, 11, 4))
    found = effect_of(done(ground), today=TODAY)
    (speed,) = found.technical
    assert (speed.better, found.disagrees, found.verdict.value) == (True, True, "feels worse")


def test_an_action_that_is_not_done_has_no_after(ground: Ground, item: Item) -> None:
    answers(ground, item, [8] * 40, at=AFTER)
    assert effect_of(action(ground, template="speed"), today=TODAY).score.after.n == 0
