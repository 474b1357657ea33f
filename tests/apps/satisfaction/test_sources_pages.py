# SPDX-License-Identifier: Apache-2.0
"""Pages of scores and indicators: bringing in a CSV or a workbook, what was refused by row and column, corrections."""

from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amends.apps.satisfaction.models import ImportedScore, TechnicalReading
from amends.apps.surveys.models import SurveyWave
from tests.apps.satisfaction.conftest import answered
from tests.apps.satisfaction.outside import reading, score
from tests.apps.satisfaction.test_importing import HEAD, KPI, KPI_HEAD, OWN, RIVAL
from tests.people import People

pytestmark = pytest.mark.django_db
WHY = "a test looks"


def _csv(*rows: list[Any]) -> SimpleUploadedFile:
    text = "\n".join(",".join("" if each is None else str(each) for each in row) for row in rows)
    return SimpleUploadedFile("得分.csv", text.encode("gb18030"), "text/csv")


def _workbook(*rows: list[Any]) -> SimpleUploadedFile:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return SimpleUploadedFile("scores.xlsx", out.getvalue())


@pytest.mark.requirement("S3-005")
def test_file_is_taken_row_by_row_and_says_what_was_refused(people: People, client: Client) -> None:
    client.force_login(people.dora)
    bad = [*RIVAL]
    bad[9] = "很多"
    answer = client.post("/satisfaction/sources/import/", {"file": _csv(HEAD, OWN, bad)})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "样本量" in page
    assert "很多" in page
    assert "不是数字" in page
    assert ImportedScore.objects.unscoped(WHY).get().file_name == "得分.csv"
    listed = client.get("/satisfaction/sources/").content.decode()
    for words in ("测评中心", "监管机构", "800", "电话访问", "80.0 ± 1.1"):
        assert words in listed


def test_workbook_is_read_as_well(people: People, client: Client) -> None:
    client.force_login(people.dora)
    answer = client.post("/satisfaction/sources/import/", {"file": _workbook(HEAD, OWN, RIVAL)})
    assert answer.status_code == 200
    assert ImportedScore.objects.unscoped(WHY).count() == 2


def test_picture_is_refused_in_words(people: People, client: Client) -> None:
    client.force_login(people.dora)
    picture = SimpleUploadedFile("scores.csv", b"\x89PNG\r\n\x1a\n....")
    answer = client.post("/satisfaction/sources/import/", {"file": picture})
    assert answer.status_code == 422
    assert "图片" in answer.content.decode()


def test_empty_template_comes_back_as_a_file_that_is_understood(people: People, client: Client) -> None:
    client.force_login(people.dora)
    for name, title in (("sources/scores.csv", "调查方法"), ("kpis/technical_kpis.csv", "门限")):
        assert title in client.get(f"/satisfaction/{name}").content.decode("utf-8-sig")


def test_score_page_keeps_what_was_corrected(people: People, client: Client) -> None:
    first = score(people.province)
    score(people.province, value=7.5, replaces=first, reason="发布单位更正")
    client.force_login(people.dora)
    page = client.get(f"/satisfaction/sources/{first.pk}/").content.decode()
    for words in ("8.2", "7.5", "发布单位更正", "后来更正过"):
        assert words in page


def test_agent_and_other_city_do_not_get_in(people: People, client: Client) -> None:
    found = score(people.west)
    client.force_login(people.bob)
    assert client.get(f"/satisfaction/sources/{found.pk}/").status_code == 404
    assert client.get("/satisfaction/sources/import/").status_code == 403
    client.force_login(people.alice)
    assert client.get("/satisfaction/sources/").status_code == 403


def test_list_asks_little_however_many_scores(
    people: People, client: Client, django_assert_max_num_queries: Any
) -> None:
    for at in range(30):
        score(people.province, wave=str(at))
    client.force_login(people.dora)
    with django_assert_max_num_queries(12):
        assert client.get("/satisfaction/sources/").status_code == 200


@pytest.mark.requirement("S0-006")
def test_indicators_come_in_and_stand_beside_what_customers_say(
    people: People, client: Client, wave: SurveyWave, django_assert_max_num_queries: Any
) -> None:
    answered(wave, 100, units=[people.east], means={"EL-VOICE": 40}, rows=False)
    client.force_login(people.dora)
    answer = client.post("/satisfaction/kpis/import/", {"file": _csv(KPI_HEAD, KPI)})
    assert answer.status_code == 200
    assert TechnicalReading.objects.unscoped(WHY).count() == 1
    reading(people.province, code="download_speed", topic="data", value=60, threshold=50, direction="higher")
    client.get("/satisfaction/kpis/?unit=G-P-E")
    with django_assert_max_num_queries(22):
        page = client.get("/satisfaction/kpis/?unit=G-P-E").content.decode()
    assert "掉话率 0.35 % 达标" in page
    assert "不一致：指标达标，客户觉得差" in page
    assert client.get("/satisfaction/kpis/?unit=nowhere").status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("sources/?before=" + "9" * 5000, 200),
        ("sources/?before=x&source=own", 200),
        ("sources/?source=hearsay", 404),
        ("sources/999999999999999999999/", 404),
        ("kpis/?before=" + "9" * 30, 200),
        ("year/?year=" + "2" * 5000, 404),
        ("year/?year=1066", 404),
        ("loyalty/?unit=x", 404),
        ("fieldwork/", 200),
        ("kpis/", 200),
    ],
)
def test_odd_address_is_answered_calmly(people: People, client: Client, address: str, status: int) -> None:
    client.force_login(people.dora)
    assert client.get(f"/satisfaction/{address}").status_code == status
