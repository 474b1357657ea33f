# SPDX-License-Identifier: Apache-2.0
"""A report as somebody asks for it, a worker makes it, and people read it."""

import re
from datetime import date
from hashlib import sha256
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone
from docx import Document
from pptx import Presentation
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from amends.apps.cases.models import Case
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.core.models import Event, JobRun, User
from amends.apps.core.rules.roles import Role
from amends.apps.core.worker import work_once
from amends.apps.reports.actions.documents.making import NotBegun, NotYours, Wanted, ask_report, make_report
from amends.apps.reports.models import Report, ReportFile
from amends.apps.reports.queries.reports import composition_of
from amends.apps.reports.rules.documents.composition import Form, Kind
from amends.apps.reports.rules.documents.spells import month_of
from amends.apps.satisfaction.queries.trees import tree_in_use
from tests.apps.reports.conftest import DAY, WHY, as_user, make_case, make_customer
from tests.apps.satisfaction.conftest import answered, make_version, make_wave
from tests.people import NOON, People

OCTOBER = month_of(date(2026, 10, 1))
PAGE = "/reports/documents/"


def made(people: People, kind: Kind = Kind.MONTHLY, language: str = "zh-hans") -> Report:
    """The report of the eastern city for October."""
    wanted = Wanted(kind, people.east, OCTOBER, language)
    return make_report(wanted=wanted, by=people.bob, at=NOON, key=f"{kind}{language}")


def sentences(report: Report) -> str:
    return "\n".join(each for section in composition_of(report).sections for each in section.sentences)


def content_of(people: People, report: Report, form: Form) -> BytesIO:
    answer = as_user(people.bob).get(f"{PAGE}{report.pk}/{form}/")
    assert answer.status_code == 200
    return BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]


def test_report_counts_what_the_unit_received_and_nothing_of_its_neighbour(month: People) -> None:
    found = {each.key: each for each in composition_of(made(month)).numbers}
    assert found["complaints_per_10k"].base.startswith("40 ÷ ")
    assert "本期收到投诉 40 件，上期 8 件；平均每天 1.3 件，上期每天 0.3 件。" in sentences(made(month))


def test_reasons_are_told_only_of_a_change_beyond_chance(month: People) -> None:
    Case.objects.unscoped(WHY).filter(unit=month.east_team).update(taxonomy="NW-02-01")
    words = sentences(made(month))
    leaf = taxonomy().leaves["NW-02-01"]
    topic = f"「{leaf.level1}：{leaf.level2}」每天 +1.02 件，占变化的 100%"
    assert f"按诉求分类分解，变化主要来自：{topic}。" in words
    assert "本期 40 件里 40 件没有登记原因，不按原因分解。" in words
    west = Wanted(Kind.MONTHLY, month.west, OCTOBER, "zh-hans")
    calm = sentences(make_report(wanted=west, by=month.dora, at=NOON, key="w"))
    assert "本期收到投诉 5 件，上期 0 件" in calm
    assert "分解，变化" not in calm


def test_month_that_is_not_over_is_told_by_the_day(people: People) -> None:
    for at in range(12):
        make_case(people, make_customer(people.east_team), days_ago=at // 8, origin="appeal")
    for at in range(15):
        make_case(people, make_customer(people.east_team), days_ago=3 + at, origin="appeal")
    wanted = Wanted(Kind.MONTHLY, people.east, month_of(NOON.date()), "zh-hans")
    words = sentences(make_report(wanted=wanted, by=people.bob, at=NOON + DAY, key="n"))
    assert "百万用户申诉率：本期 12 件，上期 15 件；按天数比是上升，超出偶然波动。" in words
    assert "变好" not in words


def test_satisfaction_says_what_moved_with_its_interval(people: People) -> None:
    version = make_version(people)
    before = make_wave(people, name="去年", version=version, starts_at=NOON - 300 * DAY)
    now = make_wave(people, name="今年", version=version, starts_at=NOON - 30 * DAY)
    for wave, mean in ((before, 70.0), (now, 45.0)):
        answered(wave, 120, means={"EL-BILL": mean}, units=[people.east_team], rows=False)
    report = made(people)
    (said,) = [each for each in sentences(report).splitlines() if each.startswith("要素综合得分")]
    index = next(each for each in composition_of(report).numbers if each.key == "element_index")
    assert said.startswith(f"要素综合得分 {index.shown} 分，「去年」")
    assert "95% 区间 -" in said
    (moved,) = [each for each in sentences(report).splitlines() if each.startswith("超出误差的要素")]
    name = next(each.name for each in tree_in_use().elements if each.code == "EL-BILL")
    assert f"「{name}」-" in moved
    assert index.base == "120 份答卷"
    scores = composition_of(report).sections[3].grids[0].rows
    assert name in {row[0] for row in scores}


def test_index_that_nobody_published_is_no_number(people: People) -> None:
    answered(make_wave(people, starts_at=NOON - 30 * DAY), 40, units=[people.east_team], rows=False)
    found = {each.key: each for each in composition_of(made(people)).numbers}
    assert found["satisfaction_index"].base == "还没有发布的指数"
    assert (found["satisfaction_index"].shown, found["satisfaction_index"].value) == ("—", None)


def test_unit_without_anything_says_so(people: People) -> None:
    assert "本期和上期都没有收到投诉。" in sentences(made(people))
    assert "到本期末还没有调查答卷，满意度没有数。" in sentences(made(people))


def test_same_numbers_stand_on_the_page_and_in_every_file(month: People) -> None:
    report = made(month)
    numbers = composition_of(report).numbers
    page = as_user(month.bob).get(f"{PAGE}{report.pk}/").content.decode()
    pdf = "".join(each.extract_text() for each in PdfReader(content_of(month, report, Form.PDF)).pages)
    cells = _cells(Presentation(content_of(month, report, Form.PPTX)))
    words = {
        cell.text
        for table in Document(content_of(month, report, Form.DOCX)).tables
        for row in table.rows
        for cell in row.cells
    }
    book = openpyxl.load_workbook(content_of(month, report, Form.XLSX))
    values = {row[0].value: row[1].value for row in book["指标与口径"].iter_rows(min_row=2)}
    assert len(numbers) >= 18
    for each in numbers:
        assert each.shown in page
        assert each.shown in pdf
        assert {each.shown, each.label} <= cells & words
        assert values[each.label] == (pytest.approx(each.value) if each.value is not None else None)


def _cells(deck: object) -> set[str]:
    shapes = [shape for slide in deck.slides for shape in slide.shapes]  # type: ignore[attr-defined]
    tables = [shape.table for shape in shapes if shape.has_table]
    return {cell.text for table in tables for row in table.rows for cell in row.cells}


def test_file_is_the_same_each_time_it_is_fetched_and_each_time_is_logged(month: People) -> None:
    report = made(month)
    first, again = (content_of(month, report, Form.PDF).read() for _each in range(2))
    file = ReportFile.objects.unscoped(WHY).get(report=report, form="pdf")
    assert first == again
    assert sha256(first).hexdigest() == file.digest
    logged = Event.objects.unscoped(WHY).filter(kind="reports.report_fetched", by=month.bob)
    assert [row.payload["digest"] for row in logged] == [file.digest] * 2


def test_nobody_elsewhere_sees_the_report(month: People) -> None:
    report = made(month)
    User.objects.filter(pk=month.charlie.pk).update(role=Role.TEAM_LEADER)
    charlie = as_user(User.objects.get(pk=month.charlie.pk))
    assert charlie.get(f"{PAGE}{report.pk}/").status_code == 404
    assert charlie.get(f"{PAGE}{report.pk}/pdf/").status_code == 404
    assert f"{PAGE}{report.pk}/" not in charlie.get(PAGE).content.decode()
    assert as_user(month.dora).get(f"{PAGE}{report.pk}/").status_code == 200
    assert as_user(month.alice).get(PAGE).status_code == 403


def test_foreign_unit_and_future_month_are_refused(people: People) -> None:
    with pytest.raises(NotYours):
        ask_report(wanted=Wanted(Kind.BOARD, people.west, OCTOBER, "en"), by=people.bob, at=NOON)
    ahead = Wanted(Kind.BOARD, people.east, month_of(date(2027, 1, 1)), "en")
    with pytest.raises(NotBegun):
        ask_report(wanted=ahead, by=people.bob, at=NOON)
    assert not JobRun.objects.unscoped(WHY).exists()


def test_worker_makes_what_the_form_asks_for_once(month: People) -> None:
    client = as_user(month.bob)
    said = {
        "kind": "board",
        "unit": month.east.pk,
        "month": f"{timezone.localdate():%Y-%m}",
        "language": "zh-hans",
    }
    answer = client.post(f"{PAGE}new/", said)
    assert answer.status_code == 302
    assert "排队中" in client.get(answer["Location"]).content.decode()
    assert work_once(worker="w", clock=timezone.now, keep_alive=False)
    report = Report.objects.unscoped(WHY).get()
    assert client.get(answer["Location"])["Location"] == f"{PAGE}{report.pk}/"
    assert (report.kind, report.unit, report.made_by) == ("board", month.east, month.bob)
    assert client.get(f"{PAGE}new/").status_code == 200


def test_run_that_was_killed_finds_what_it_made(month: People) -> None:
    assert made(month).pk == made(month).pk
    assert Report.objects.unscoped(WHY).count() == 1


def test_english_report_is_english(month: People) -> None:
    report = made(month, Kind.BOARD, "en")
    text = "".join(each.extract_text() for each in PdfReader(content_of(month, report, Form.PDF)).pages)
    names = re.compile("[一-鿿]+").findall(text)
    assert set(names) <= {"东市", "投诉", "处理"}, names


def test_board_paper_fits_on_two_pages(month: People) -> None:
    report = made(month, Kind.BOARD)
    assert len(PdfReader(content_of(month, report, Form.PDF)).pages) <= 2


def test_list_asks_the_same_however_long_it_is(
    month: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for language in ("zh-hans", "en"):
        made(month, Kind.BOARD, language)
    client = as_user(month.bob)
    client.get(PAGE)
    with django_assert_max_num_queries(8):
        client.get(PAGE)
