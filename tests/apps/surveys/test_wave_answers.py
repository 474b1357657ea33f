# SPDX-License-Identifier: Apache-2.0
"""Pages of answers: of a wave with its doubts by unit, of one customer, and the file that a worker writes."""

import pytest
from django.urls import reverse
from django.utils import timezone

from amends.apps.core import worker
from amends.apps.customers.models import Customer
from amends.apps.surveys.actions.answering import begin
from amends.apps.surveys.actions.submitting import submit
from amends.apps.surveys.models import OpenLink, Response, SurveyWave
from amends.apps.surveys.queries.answer_rows import answer_rows, base_columns
from amends.apps.surveys.queries.answering import Door, Entrance
from amends.apps.surveys.queries.integrity import doubts
from amends.apps.surveys.queries.policy import touchpoints
from tests.apps.cases.conftest import make_customer
from tests.apps.surveys.answers import ANSWERED, AT_HOME, HAPPY, UNHAPPY, answered, long_version
from tests.apps.surveys.conftest import analyst, as_user, invited, wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(people: People) -> SurveyWave:
    """A wave that two customers of the east and one of the west answered; both of the east on one device."""
    asked = wave(long_version(people.group), people.province)
    for code, given in (("C-1", UNHAPPY), ("C-2", HAPPY)):
        answered(invited(asked, make_customer(people, code)), given)
    row = answered(invited(asked, make_customer(people, "W-1", west=True)), HAPPY).response
    Response.objects.unscoped("test").filter(pk=row.pk).update(flags=[])
    return asked


def test_doubts_are_counted_by_unit_and_nothing_is_left_out(people: People, asked: SurveyWave) -> None:
    whole, units = doubts(asked, people.province.scope)
    assert (whole.answers, whole.marked) == (3, 1)
    assert [(each.unit, each.answers, each.flags["same_device"]) for each in units] == [
        ("东市投诉组", 2, 1),
        ("西市投诉组", 1, 0),
    ]
    assert doubts(asked, people.west.scope)[0].answers == 1


def test_page_shows_doubts_and_low_answers(people: People, asked: SurveyWave) -> None:
    page = as_user(people.bob).get(f"/surveys/waves/{asked.pk}/answers/").content.decode()
    assert "同一设备答了多份" in page
    assert "西市投诉组" not in page
    assert "SPSS" not in page
    assert "SPSS" in as_user(people.dora).get(f"/surveys/waves/{asked.pk}/answers/").content.decode()


def test_answer_is_seen_within_the_units_only(people: People, asked: SurveyWave) -> None:
    row = Response.objects.unscoped("test").get(customer__code="C-1")
    page = as_user(people.bob).get(f"/surveys/answers/{row.pk}/").content.decode()
    assert "没有解决" in page
    assert "13800001234" not in page
    assert as_user(people.charlie).get(f"/surveys/answers/{row.pk}/").status_code == 403
    west = analyst(people, people.west, "wendy")
    assert as_user(west).get(f"/surveys/answers/{row.pk}/").status_code == 404


def test_customer_panel_shows_answers_and_no_waiting_invitation(people: People, asked: SurveyWave) -> None:
    later = wave(asked.version, people.province, name="下一期")
    invited(later, Customer.objects.unscoped("test").get(code="C-1"), state="waiting")
    page = as_user(people.bob).get("/surveys/of/C-1/").content.decode()
    assert asked.name in page
    assert "问题没有解决" in page
    assert "下一期" not in page
    assert as_user(analyst(people, people.west, "wendy")).get("/surveys/of/C-1/").status_code == 404


def test_worker_writes_the_file_for_who_asked(people: People, asked: SurveyWave) -> None:
    browser = as_user(people.dora)
    sent = browser.post(f"/surveys/waves/{asked.pk}/answers/export/", {"form": "csv"})
    run = sent.headers["Location"]
    while worker.work_once(worker="w", clock=timezone.now, keep_alive=False):
        pass
    assert "下载文件" in browser.get(run).content.decode()
    assert b"C2" in b"".join(browser.get(f"{run}file/").streaming_content)  # type: ignore[attr-defined]
    assert as_user(analyst(people)).get(f"{run}file/").status_code == 404


def test_sister_units_wave_is_not_there(people: People, asked: SurveyWave) -> None:
    west = wave(asked.version, people.west, name="西市自己的一期")
    place = f"/surveys/waves/{west.pk}/answers/"
    assert as_user(people.bob).get(place).status_code == 404
    assert as_user(people.dora).get(place).status_code == 200
    east = analyst(people, people.east, "eva")
    assert (
        as_user(east).post(reverse("surveys:answers_export", args=[west.pk]), {"form": "csv"}).status_code
        == 404
    )


def test_an_answer_from_a_place_says_its_touchpoint_on_the_page_and_in_the_file(
    people: People, asked: SurveyWave
) -> None:
    link = OpenLink.objects.create(
        wave=asked, unit=people.east, code="hall7", place="一号厅", touchpoint="TP-HALL"
    )
    row = begin(
        entrance=Entrance(asked, Door.OPEN, link=link, session="s"),
        visitor=AT_HOME,
        language="zh-hans",
        at=NOON,
    )
    assert submit(response=row, answers=HAPPY, language="zh-hans", at=ANSWERED).taken
    page = as_user(people.bob).get(f"/surveys/answers/{row.pk}/").content.decode()
    assert touchpoints()["TP-HALL"] in page
    header = [name for name, _label in base_columns()]
    told = [dict(zip(header, own, strict=True)) for own, _answers in answer_rows(asked, people.bob.scope)]
    assert ("一号厅", "TP-HALL") in {(each["place"], each["touchpoint"]) for each in told}
