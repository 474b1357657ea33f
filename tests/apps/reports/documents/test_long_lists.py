# SPDX-License-Identifier: Apache-2.0
"""A list of 100,000 rows leaves as a file: whole, in constant memory, and others write meanwhile."""

import csv
from itertools import islice
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from amends.apps.cases.actions.exporting import Form, export_list
from amends.apps.cases.models import Case
from amends.apps.cases.rules.desk import CaseFilter, Choice, Desk, Sort
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import Message
from tests.apps.reports.conftest import WHY, make_case, make_customer
from tests.people import NOON, People

ROWS, EARLY = 100_000, 20_000
CLOSED = Choice(Desk.CLOSED, Sort.NEWEST, CaseFilter())
GROWN = 48 * 1024  # KiB that the process may grow by between row 20,000 and the last


@pytest.fixture
def long(month: People) -> People:
    """So many closed cases; each title is what a sheet would compute."""
    model = make_case(month, make_customer(month.east_team), days_ago=3)
    kept = {
        field.attname: getattr(model, field.attname)
        for field in Case._meta.concrete_fields
        if not field.generated
    }
    more = ROWS - Case.objects.unscoped(WHY).filter(unit=month.east_team).count()
    rows = (Case(**{**kept, "id": None, "number": f"L-{at}", "title": "=1+1"}) for at in range(more))
    while portion := list(islice(rows, 5_000)):
        Case.objects.bulk_create(portion, batch_size=200)
    return month


def _memory() -> int:
    """KiB of the process now."""
    said = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in said.splitlines() if line.startswith("VmRSS")))


@pytest.mark.slow
def test_list_of_100000_rows_is_written_in_constant_memory(long: People, tmp_path: Path) -> None:
    early: list[int] = []

    def told(done: int, total: int) -> None:
        if done >= EARLY and not early:
            early.append(_memory())
        if done % EARLY == 0:
            notify(to=long.alice, subject=f"{done}", at=NOON)  # somebody else's write goes through meanwhile

    for form in Form:
        early.clear()
        place = tmp_path / f"cases.{form}"
        assert export_list(choice=CLOSED, form=form, place=place, by=long.bob, at=NOON, progress=told) == ROWS
        assert _memory() - early[0] < GROWN
    assert Message.objects.filter(to=long.alice).count() == 2 * ROWS / EARLY
    with (tmp_path / "cases.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file))
    assert len({row[0] for row in found[1:]}) == ROWS
    assert {row[found[0].index("事由")] for row in found[1:]} == {"'=1+1", ""}
    sheet = CalamineWorkbook.from_path(tmp_path / "cases.xlsx").get_sheet_by_index(0).to_python()
    assert len({row[0] for row in sheet[1:]}) == ROWS
    assert {row[found[0].index("事由")] for row in sheet[1:]} == {"=1+1", ""}
    with ZipFile(tmp_path / "cases.xlsx") as book, book.open("xl/worksheets/sheet1.xml") as cells:
        assert not any(b"<f>" in part for part in iter(lambda: cells.read(1 << 20), b""))
