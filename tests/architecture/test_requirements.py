# SPDX-License-Identifier: Apache-2.0
"""Every row of the groups that are done is shown by a test, and no test names a row that is none."""

import pytest

from docs.requirements.write import DONE, OPEN, Row, marked, rows

MARKED = marked("requirement")


ASKED = [row for row in rows() if row.group in DONE and row.id not in OPEN]


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row.id)
def test_row_has_a_test_that_shows_it(row: Row) -> None:
    assert MARKED.get(row.id), f"{row.id} asks: {row.meaning}. To be shown: {row.check}"


def test_marks_name_rows_that_there_are() -> None:
    assert set(MARKED) <= {row.id for row in rows()}


def test_what_is_said_to_be_open_is_shown_by_no_test() -> None:
    assert not set(OPEN) & set(MARKED)


def test_peers_failures_are_each_regression_tested() -> None:
    assert len(marked("peer")) >= 25
