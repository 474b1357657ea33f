# SPDX-License-Identifier: Apache-2.0
"""Reading an uploaded list: every good row is taken, every other is told by row and column."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from amends.apps.recovery.forms.listed import ListedField
from amends.apps.recovery.queries.waves.listed import unknown_codes
from amends.apps.recovery.rules.waves.design import Uploaded
from amends.apps.recovery.rules.waves.listed import (
    Fault,
    GivenRow,
    RowFault,
    checked,
    rows_of_text,
    text_of,
)
from tests.apps.recovery.conftest import Listed
from tests.people import People


def test_good_rows_are_kept_beside_bad_ones() -> None:
    given = [
        GivenRow(2, "C1", "A1", "资费类"),
        GivenRow(3, "", "A2"),
        GivenRow(4, "C1"),
        GivenRow(5, "C2", "x" * 65),
        GivenRow(6, "C3", "", "天气"),
        GivenRow(7, "C9"),
        GivenRow(8, "C4", "", "network"),
    ]
    found = checked(given, unknown={"C9"})
    assert list(found.rows) == [Uploaded("C1", "A1", "tariff"), Uploaded("C4", "", "network")]
    assert list(found.faults) == [
        RowFault(3, "code", Fault.EMPTY),
        RowFault(4, "code", Fault.TWICE),
        RowFault(5, "account", Fault.TOO_LONG),
        RowFault(6, "class", Fault.NO_CLASS),
        RowFault(7, "code", Fault.UNKNOWN),
    ]


def test_pasted_lines_are_numbered_as_they_stand() -> None:
    assert rows_of_text("C1\n\nC2，A2，资费\nC3\tA3") == [
        GivenRow(1, "C1"),
        GivenRow(3, "C2", "A2", "资费"),
        GivenRow(4, "C3", "A3"),
    ]


def test_rows_written_as_text_are_read_back() -> None:
    rows = [Uploaded("C1", "A1", "tariff"), Uploaded("C2"), Uploaded("C3", "", "usage")]
    assert list(checked(rows_of_text(text_of(rows))).rows) == rows


def test_file_is_read_by_its_column_names() -> None:
    file = SimpleUploadedFile("wave.csv", "账户,客户编号,备注\nA1,C1,急\nA2,,\n".encode("gb18030"))
    assert ListedField().clean(file) == [GivenRow(2, "C1", "A1"), GivenRow(3, "", "A2")]


@pytest.mark.parametrize("content", [b"name,age\nx,3\n", b"%PDF-1.7", b"\x00" * 20])
def test_file_that_names_no_customers_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(ValidationError):
        ListedField().clean(SimpleUploadedFile("wave.csv", content))


def test_customers_of_other_units_are_as_unknown_as_nobodys(listed: Listed, people: People) -> None:
    asked = ["C1", "C2", "C3", "nobody"]
    assert unknown_codes(asked, people.bob.scope) == {"C3", "nobody"}
    assert unknown_codes(asked, people.dora.scope) == {"nobody"}
