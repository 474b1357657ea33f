# SPDX-License-Identifier: Apache-2.0
"""A list leaves as a file: what the list shows, masked, never a formula, logged; long ones by a worker."""

import csv
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from amends.apps.cases.actions.exporting import Form, TooMany, export_list, remove_old_exports
from amends.apps.cases.models import Case
from amends.apps.cases.queries import export
from amends.apps.cases.rules.desk import CaseFilter, Choice, Desk, Sort
from amends.apps.cases.rules.sheets import csv_cell
from amends.apps.core.models import Event, EventKind, JobRun, User
from amends.apps.core.worker import work_once
from tests.apps.cases.conftest import DAY, HOUR, Opened, make_customer
from tests.people import NOON, People

UNIT = Choice(Desk.UNIT, Sort.DUE, CaseFilter())


@pytest.fixture
def five(opened: Opened, people: People) -> list[Case]:
    """Five cases of Alice's, an hour apart; one says what a sheet would compute."""
    cases = [opened(customer=make_customer(people, f"C-{n + 10}"), at=NOON + n * HOUR) for n in range(5)]
    Case.objects.within(people.alice.scope).filter(pk=cases[0].pk).update(title="=1+1")
    return cases


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where files are written."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _numbers(text: str) -> list[str]:
    return [row[0] for row in csv.reader(StringIO(text))][1:]


def test_csv_holds_the_list_in_its_order_with_names_masked(
    five: list[Case], people: People, tmp_path: Path
) -> None:
    place = tmp_path / "cases.csv"
    assert export_list(choice=UNIT, form=Form.CSV, place=place, by=people.bob, at=NOON) == 5
    text = place.read_text(encoding="utf-8-sig")
    assert _numbers(text) == [case.number for case in five]
    assert "张*明" in text
    assert "'=1+1" in text
    assert len(next(csv.reader(StringIO(text)))) == len(next(iter(list(csv.reader(StringIO(text)))[1:])))


def test_sheet_holds_words_and_never_a_formula(five: list[Case], people: People, tmp_path: Path) -> None:
    place = tmp_path / "cases.xlsx"
    export_list(choice=UNIT, form=Form.XLSX, place=place, by=people.bob, at=NOON)
    sheet = load_workbook(place).active
    rows = list(sheet.iter_rows())
    titles = {cell.value: cell.data_type for row in rows for cell in row if cell.value == "=1+1"}
    assert titles == {"=1+1": "s"}
    assert [row[0].value for row in rows[1:]] == [case.number for case in five]
    assert rows[1][19 + 3].is_date


def test_batches_join_without_gap_or_repeat(
    five: list[Case], people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 2)
    for sort in Sort:
        place = tmp_path / "cases.csv"
        choice = Choice(Desk.UNIT, sort, CaseFilter())
        assert export_list(choice=choice, form=Form.CSV, place=place, by=people.bob, at=NOON) == 5
        assert sorted(_numbers(place.read_text(encoding="utf-8-sig"))) == [case.number for case in five]


def test_charlie_takes_nothing_of_the_east_out(five: list[Case], people: People, tmp_path: Path) -> None:
    place = tmp_path / "cases.csv"
    assert export_list(choice=UNIT, form=Form.CSV, place=place, by=people.charlie, at=NOON) == 0


def test_export_is_logged_with_what_was_cut_and_without_what_was_typed(
    five: list[Case], people: People, tmp_path: Path
) -> None:
    choice = Choice(Desk.UNIT, Sort.DUE, CaseFilter(owner="艾丽", region="东城"))
    export_list(choice=choice, form=Form.CSV, place=tmp_path / "x.csv", by=people.bob, at=NOON)
    event = Event.objects.unscoped("a test looks").get(kind=EventKind.CASES_EXPORTED)
    assert (event.by, event.unit) == (people.bob, people.east)
    assert event.payload == {"rows": 0, "form": "csv", "tab": "unit", "cut": ["owner", "region"]}


def test_list_that_is_too_long_is_refused(
    five: list[Case], people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amends.apps.cases.actions.exporting.MOST_ROWS", 4)
    with pytest.raises(TooMany):
        export_list(choice=UNIT, form=Form.CSV, place=tmp_path / "x.csv", by=people.bob, at=NOON)
    assert not Event.objects.unscoped("a test looks").filter(kind=EventKind.CASES_EXPORTED).exists()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_short_list_comes_at_once(five: list[Case], people: People, form: str) -> None:
    answer = _client(people.bob).post("/cases/export/", {"tab": "unit", "form": form})
    assert f".{form}" in answer.headers["Content-Disposition"]
    if form == "xlsx":
        assert load_workbook(BytesIO(answer.content)).active.max_row == 6
    else:
        assert _numbers(answer.content.decode("utf-8-sig")) == [case.number for case in five]


@pytest.mark.usefixtures("folder")
def test_long_list_is_written_by_a_worker_for_who_asked_only(
    five: list[Case], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amends.apps.cases.views.exporting.MOST_AT_ONCE", 3)
    client = _client(people.bob)
    page = client.post("/cases/export/", {"tab": "unit", "form": "csv"})["Location"]
    assert client.get(f"{page}file/").status_code == 404
    assert work_once(worker="w", clock=lambda: NOON + DAY * 400, keep_alive=False)
    run = JobRun.objects.unscoped("a test looks").get(job="export_cases")
    assert (run.state, run.result) == ("done", {"rows": 5})
    assert f"{page}file/" in client.get(page).content.decode()
    text = b"".join(client.get(f"{page}file/").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert len(_numbers(text)) == 5
    for path in (page, f"{page}file/"):
        assert _client(people.dora).get(path).status_code == 404
        assert _client(people.charlie).get(path).status_code == 404


@pytest.fixture
def asked(five: list[Case], people: People, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The page of an export of Bob's that no worker took up yet."""
    monkeypatch.setattr("amends.apps.cases.views.exporting.MOST_AT_ONCE", 3)
    return str(_client(people.bob).post("/cases/export/", {"tab": "unit", "form": "csv"})["Location"])


def _part(people: People, page: str) -> str:
    return _client(people.bob).get(page, headers={"HX-Request": "true"}).content.decode()


def test_page_of_an_export_asks_by_itself_until_the_file_is_there(asked: str, people: People) -> None:
    assert f'hx-get="{asked}"' in _client(people.bob).get(asked).content.decode()
    waiting = _part(people, asked)
    assert "<html" not in waiting
    assert "data-poll" in waiting
    assert f"{asked}file/" not in waiting
    work_once(worker="w", clock=lambda: NOON + DAY * 400, keep_alive=False)
    ready = _part(people, asked)
    assert f"{asked}file/" in ready
    assert "data-poll" not in ready


def test_page_of_an_export_promises_no_file_that_is_gone(asked: str, people: People, folder: Path) -> None:
    work_once(worker="w", clock=lambda: NOON + DAY * 400, keep_alive=False)
    for place in folder.rglob("cases-*"):
        place.unlink()
    page = _part(people, asked)
    assert f"{asked}file/" not in page
    assert "文件只保留一天，已经删除" in page


def test_page_of_an_export_that_failed_says_what_to_do(asked: str, people: People) -> None:
    JobRun.objects.unscoped("a test").update(state="failed", finished_at=NOON, error="磁盘已满")
    page = _part(people, asked)
    assert "磁盘已满" in page
    assert "写好后" not in page
    assert 'href="/cases/"' in page
    assert "data-poll" not in page


def test_files_are_kept_for_a_day(folder: Path) -> None:
    place = folder / "exports" / "cases-1.csv"
    place.parent.mkdir()
    place.write_text("x")
    from datetime import UTC, datetime

    written = datetime.fromtimestamp(place.stat().st_mtime, UTC)
    assert remove_old_exports(at=written + HOUR) == 0
    assert remove_old_exports(at=written + 25 * HOUR) == 1
    assert not place.exists()


@pytest.mark.parametrize("value", ["=1+1", "+861", "-1", "@x", "\tx"])
def test_words_that_a_sheet_would_compute_get_an_apostrophe(value: str) -> None:
    assert csv_cell(value) == f"'{value}"
    assert (csv_cell("多扣"), csv_cell(3), csv_cell(None), csv_cell(NOON)) == (
        "多扣",
        3,
        "",
        "2026-11-02 04:00+00:00",
    )
