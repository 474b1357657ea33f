# SPDX-License-Identifier: Apache-2.0
"""Whether publicity worked: reach, recall and understanding, from the answers of a survey."""

from collections.abc import Sequence

import pytest
from django.test import Client

from amends.apps.promises.models.campaigns import Campaign
from amends.apps.recovery.actions.publicity import NothingUnderstood, QuestionUnknown, set_quiz
from amends.apps.recovery.queries.publicity import publicity, shown
from amends.apps.recovery.rules.publicity import Asked, Part, Quiz, Tally, effect, read_quiz
from amends.apps.surveys.models import Answer, Item, OpenLink, Response, SurveyWave
from tests.apps.promises.campaigns.conftest import fresh
from tests.apps.satisfaction.conftest import make_version, make_wave
from tests.people import NOON, People

REACH = Asked("PU1", Part.REACH, ("seen",))
RECALL = Asked("PU2", Part.RECALL, ("data",))
LONG = Asked("PU3", Part.UNDERSTANDING, ("three_months", "one_year"))
LEAVE = Asked("PU5", Part.UNDERSTANDING, ("free",))
ASKED = (REACH, RECALL, LONG, LEAVE)
CHOICES = {"PU1": ("seen", "not_seen"), "PU2": ("data", "fee"), "PU3": ("three_months", "one_year"),
           "PU5": ("free", "pay")}  # fmt: skip


def person(*chosen: str) -> dict[str, list[str]]:
    return {each.item: [one] for each, one in zip(ASKED, chosen, strict=False)}


def test_recall_and_understanding_are_of_those_reached() -> None:
    people = [
        person("seen", "data", "one_year", "free"),
        person("seen", "fee", "three_months", "pay"),
        person("seen", "data"),
        person("not_seen"),
    ]
    found = effect(Quiz(1, ASKED), people)
    assert (found.reach, found.recall, found.understood) == (Tally(3, 4), Tally(2, 3), Tally(1, 2))
    assert found.by_item["PU5"] == Tally(1, 2)


def test_quiz_is_kept_as_it_was() -> None:
    quiz = Quiz(7, ASKED)
    assert read_quiz(quiz.stored()) == quiz
    assert read_quiz({}) is None


def test_share_of_fewer_than_thirty_is_not_shown() -> None:
    assert shown(Tally(20, 29)).figure is None
    figure = shown(Tally(15, 30)).figure
    assert figure
    assert (round(figure.low, 3), round(figure.high, 3)) == (0.332, 0.668)  # Wilson


@pytest.fixture
def wave(people: People) -> SurveyWave:
    """A wave of the province with the questions of the quiz."""
    named = [(code, "", "", "") for code in CHOICES]
    version = make_version(people, code="SV-PUB", items=named)
    for item in Item.objects.unscoped("a test makes its rows").filter(version=version):
        item.kind, item.minimum, item.maximum = "radiogroup", None, None
        item.choices = [{"value": each, "text": each} for each in CHOICES[item.code]]
        item.save()
    return make_wave(people, name="宣传小问卷", version=version)


def answer(wave: SurveyWave, people: People, sheets: Sequence[dict[str, list[str]]]) -> None:
    """Complete responses with what each person chose."""
    link = OpenLink.objects.create(wave=wave, unit=people.east, code="pub", place="厅")
    items = {each.code: each for each in Item.objects.unscoped("a test looks").filter(version=wave.version)}
    for sheet in sheets:
        response = Response.objects.create(
            wave=wave, unit=people.east, link=link, way="link", started_at=NOON, saved_at=NOON, submitted_at=NOON,
            complete=True,
        )  # fmt: skip
        for code, chosen in sheet.items():
            Answer.objects.create(response=response, item=items[code], chosen=chosen)


@pytest.mark.requirement("S3-045")
@pytest.mark.django_db
def test_report_shows_the_understanding_rate_with_its_base(
    client: Client, people: People, draft: Campaign, wave: SurveyWave
) -> None:
    right, wrong = ("seen", "data", "one_year", "free"), ("seen", "data", "one_year", "pay")
    answer(wave, people, [person(*right)] * 24 + [person(*wrong)] * 8 + [person("not_seen")] * 8)
    set_quiz(campaign=draft, wave=wave, quiz=Quiz(wave.pk, ASKED), by=people.dora, at=NOON)
    found = publicity(fresh(draft), people.dora.scope)
    assert found
    assert (found.reach.tally, found.understood.tally) == (Tally(32, 40), Tally(24, 32))
    client.force_login(people.dora)
    page = client.get(f"/recovery/campaigns/of/{draft.code}/publicity/").content.decode()
    assert "理解率" in page
    assert "75.0%（57.9%–86.7%）" in page
    assert "答对 24 / 32 人" in page


@pytest.mark.requirement("S3-045")
@pytest.mark.django_db
def test_quiz_must_ask_for_understanding_and_of_what_the_wave_asks(
    people: People, draft: Campaign, wave: SurveyWave
) -> None:
    with pytest.raises(NothingUnderstood):
        set_quiz(campaign=draft, wave=wave, quiz=Quiz(wave.pk, (REACH,)), by=people.dora, at=NOON)
    odd = Asked("PU9", Part.UNDERSTANDING, ("free",))
    with pytest.raises(QuestionUnknown):
        set_quiz(campaign=draft, wave=wave, quiz=Quiz(wave.pk, (odd,)), by=people.dora, at=NOON)
    wrong = Asked("PU5", Part.UNDERSTANDING, ("maybe",))
    with pytest.raises(QuestionUnknown):
        set_quiz(campaign=draft, wave=wave, quiz=Quiz(wave.pk, (wrong,)), by=people.dora, at=NOON)


@pytest.mark.django_db
def test_quiz_is_set_by_page(client: Client, people: People, draft: Campaign, wave: SurveyWave) -> None:
    client.force_login(people.dora)
    place = f"/recovery/campaigns/of/{draft.code}/publicity/quiz/?wave={wave.pk}"
    assert "PU3" in client.get(place).content.decode()
    told = {"part_PU3": "understanding", "part_PU1": "", "part_PU2": "", "part_PU5": ""}
    assert client.post(place, told).status_code == 422
    assert client.post(place, told | {"right_PU3": ["one_year"]}).status_code == 302
    quiz = read_quiz(fresh(draft).quiz)
    assert quiz
    assert quiz.asked == (Asked("PU3", Part.UNDERSTANDING, ("one_year",)),)


@pytest.mark.django_db
def test_report_is_not_found_in_another_city(client: Client, people: People, draft: Campaign) -> None:
    client.force_login(people.charlie)
    assert client.get(f"/recovery/campaigns/of/{draft.code}/publicity/").status_code == 403
