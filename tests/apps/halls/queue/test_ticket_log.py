# SPDX-License-Identifier: Apache-2.0
"""The log of a ticket machine: good rows once, bad rows named by row, column and what to do."""

import io
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from amends.apps.halls.models import Ticket
from amends.apps.halls.queries.queue import queue_rules
from amends.apps.halls.rules.ticket_log import read_tickets
from tests.apps.halls.queue.conftest import Place
from tests.people import People

WHY = "a test looks"
HEAD = ["票号", "业务", "队列", "取号时间", "叫号时间", "开始时间", "结束时间", "离开时间", "窗口", "环节"]
GOOD = ["A001", "缴费与发票", "爱心", "2026-11-02 09:00:00", "2026-11-02 09:04:00", "2026-11-02 09:05:00",
        "2026-11-02 09:08:00", "", "2", "身份核验=40;收费=20"]  # fmt: skip
GONE = ["A002", "OPEN", "", "2026/11/02 09:01", "", "", "", "2026/11/02 09:31", "", ""]
NOW = datetime(2026, 11, 20)  # noqa: DTZ001 - logs are in local time


def _csv(*rows: list[str]) -> bytes:
    return "\n".join(",".join(each) for each in (HEAD, *rows)).encode("gb18030")


def _with(**changes: str) -> list[str]:
    places = {
        "number": 0,
        "business": 1,
        "lane": 2,
        "taken": 3,
        "called": 4,
        "begun": 5,
        "ended": 6,
        "left": 7,
    }
    places |= {"window": 8, "steps": 9}
    row = list(GOOD)
    for name, said in changes.items():
        row[places[name]] = said
    return row


@pytest.mark.parametrize(
    ("changes", "column", "why"),
    [
        ({"number": ""}, "票号", "number"),
        ({"business": "算命"}, "业务", "business"),
        ({"lane": "贵宾"}, "队列", "lane"),
        ({"taken": ""}, "取号时间", "empty"),
        ({"taken": "昨天"}, "取号时间", "moment"),
        ({"called": "2026-11-02 08:59:00"}, "叫号时间", "before"),
        ({"called": ""}, "开始时间", "before"),
        ({"ended": "2027-01-01 09:00:00"}, "结束时间", "future"),
        ({"left": "2026-11-02 09:06:00"}, "离开时间", "left"),
        ({"window": "二"}, "窗口", "window"),
        ({"steps": "喝茶=40"}, "环节", "steps"),
    ],
)
def test_fault_names_row_and_column(changes: dict[str, str], column: str, why: str) -> None:
    table = [(1, HEAD), (2, GONE), (3, _with(**changes))]
    found = read_tickets(table, queue_rules(), now=NOW)
    assert [each.number for each in found.rows] == ["A002"]
    assert [(each.row, each.column, each.why) for each in found.faults] == [(3, column, why)]


def test_file_without_headings_is_no_log() -> None:
    found = read_tickets([(1, ["a", "b"]), (2, GOOD)], queue_rules(), now=NOW)
    assert not found.rows
    assert {each.column for each in found.faults} == {"票号", "业务", "取号时间"}


def _sent(client: Client, place: Place, name: str, content: bytes) -> tuple[int, str]:
    page = reverse("halls:import", args=[place.unit.pk])
    answer = client.post(page, {"file": SimpleUploadedFile(name, content)})
    return answer.status_code, answer.content.decode()


@pytest.mark.requirement("S3-050")
def test_good_rows_are_kept_once_and_bad_ones_told(people: People, place: Place, client: Client) -> None:
    client.force_login(people.bob)
    status, words = _sent(client, place, "log.csv", _csv(GOOD, GONE, _with(number="A003", business="算命")))
    assert status == 422
    assert "请改成业务清单里的名称或代码" in words
    kept = {each.number: each for each in Ticket.objects.unscoped(WHY)}
    assert set(kept) == {"A001", "A002"}
    assert (kept["A001"].lane, kept["A001"].steps) == ("elderly", {"verify": 40.0, "pay": 20.0})
    assert kept["A002"].left_at is not None
    status, words = _sent(client, place, "log.csv", _csv(GOOD, GONE, _with(number="A003")))
    assert status == 200
    assert "新导入 1 张票；2 张以前就有" in words
    assert Ticket.objects.unscoped(WHY).count() == 3


def test_workbook_with_real_dates_is_read(people: People, place: Place, client: Client) -> None:
    book, file = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.append(HEAD[:4])
    sheet.append([17, "PAY", "普通", datetime(2026, 11, 2, 9, 30)])  # noqa: DTZ001 - as spreadsheets keep it
    book.save(file)
    client.force_login(people.bob)
    status, _words = _sent(client, place, "log.xlsx", file.getvalue())
    row = Ticket.objects.unscoped(WHY).get()
    assert (status, row.number, row.taken_at.isoformat()) == (200, "17", "2026-11-02T01:30:00+00:00")


def test_broken_file_is_refused_and_strangers_see_nothing(
    people: People, place: Place, client: Client
) -> None:
    client.force_login(people.bob)
    assert _sent(client, place, "log.xlsx", b"no workbook")[0] == 422
    client.force_login(place.first)
    assert _sent(client, place, "log.csv", _csv(GOOD))[0] == 403
    client.force_login(people.charlie)
    assert client.get(reverse("halls:import", args=[place.unit.pk])).status_code == 403
    assert not Ticket.objects.unscoped(WHY).exists()
