# SPDX-License-Identifier: Apache-2.0
"""Tables of plain values."""

from dataclasses import replace

import pytest
from django.utils.safestring import SafeString

from amends.ui.components.tables import Column, Row, Table, data_table, sort_header, sort_url

COLUMNS = (
    Column("编号", lead=True),
    Column("标题", kind="clip"),
    Column("概率", kind="number", sort="p", late=True),
)
TABLE = Table(
    caption="案件", columns=COLUMNS, rows=[Row(["C1", "宽带<慢>", None], url="/cases/1/", key="C1")]
)


def test_sort_url_keeps_filters_and_returns_to_the_first_page() -> None:
    query = {"city": "0531", "sort": "due", "after": "C9"}
    assert sort_url("p", "due", query) == "?city=0531&sort=p"


@pytest.mark.parametrize(("current", "wanted"), [("p", "-p"), ("-p", "p"), ("", "p")])
def test_sort_turns_round_when_pressed_again(current: str, wanted: str) -> None:
    assert sort_url("p", current, {}) == f"?sort={wanted}"


@pytest.mark.parametrize(("current", "order"), [("p", "ascending"), ("-p", "descending")])
def test_sorted_column_says_its_order(current: str, order: str) -> None:
    assert f'aria-sort="{order}"' in sort_header("概率", "p", current, {})


def test_unsorted_column_says_no_order() -> None:
    assert "aria-sort" not in sort_header("概率", "p", "due", {})


def test_lead_cell_opens_the_row() -> None:
    assert '<td class="lead" data-label="编号"><a href="/cases/1/">C1</a></td>' in data_table(TABLE, {})


def test_words_are_escaped_and_readable_in_full_when_cut() -> None:
    assert '<td class="clip" data-label="标题" title="宽带&lt;慢&gt;">宽带&lt;慢&gt;</td>' in data_table(
        TABLE, {}
    )


def test_components_in_cells_stay_html_and_do_not_become_titles() -> None:
    table = replace(TABLE, rows=[Row(["C1", SafeString("<b>急</b>"), 1])])
    assert '<td class="clip" data-label="标题"><b>急</b></td>' in data_table(table, {})


def test_nothing_is_a_dash_and_zero_is_a_number() -> None:
    table = replace(TABLE, rows=[Row(["C1", "", 0])])
    html = data_table(table, {})
    assert html.count("—") == 1
    assert '<td class="number late" data-label="概率">0</td>' in html


def test_row_can_be_picked_when_there_is_a_form_for_it() -> None:
    assert 'name="picked"' not in data_table(TABLE, {})
    html = data_table(replace(TABLE, pick_form="bulk"), {})
    assert '<input type="checkbox" name="picked" value="C1" form="bulk" aria-label="选中 C1">' in html


def test_row_with_a_missing_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        data_table(replace(TABLE, rows=[Row(["C1"])]), {})
