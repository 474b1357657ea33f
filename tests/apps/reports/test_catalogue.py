# SPDX-License-Identifier: Apache-2.0
"""The catalogue has every number once, in the words that stand beside it, with pages that may be opened."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from amends.apps.cases.queries.measures.month import MEASURES
from amends.apps.reports.rules.catalogue import KEPT, SEEN
from amends.apps.reports.rules.dashboards import NUMBERS, Own
from amends.apps.reports.views.catalogue_words import PAGES, UNITS
from amends.apps.satisfaction.queries.metrics import metric_catalogue
from tests.apps.reports.conftest import as_user
from tests.people import People

PLACE = "/reports/metrics/"
Most = Callable[[int], Any]


def test_every_metric_of_the_pack_says_how_it_is_counted_and_where_from() -> None:
    assert set(KEPT) == set(metric_catalogue())
    assert [name for name, each in metric_catalogue().items() if not each.definition] == []


def test_every_number_of_a_dashboard_is_in_the_catalogue(people: People) -> None:
    page = as_user(people.ed).get(PLACE).content.decode()
    shown = {name for each in NUMBERS.values() for name in each}
    assert [name for name in shown if f'id="{name}"' not in page] == []
    assert set(SEEN) == set(Own)


def test_what_the_desk_counts_is_said_to_be_on_its_board() -> None:
    assert {name for name, each in KEPT.items() if "cases:board" in each.pages} == set(MEASURES)


def test_pages_that_are_named_are_there() -> None:
    named = {page for each in (*KEPT.values(), *SEEN.values()) for page in each.pages}
    assert named | {"reports:dashboard"} == set(PAGES) - {"reports:worth", "reports:parameters"}
    assert all(reverse(page) for page in PAGES)


def test_catalogue_says_all_of_a_metric_in_few_queries(
    people: People, django_assert_max_num_queries: Most
) -> None:
    browser = as_user(people.dora)
    with django_assert_max_num_queries(5):
        page = browser.get(PLACE).content.decode()
    row = page.split('id="on_time_rate"')[1].split("</tr>")[0]
    known = metric_catalogue()["on_time_rate"]
    for words in (known.name, known.definition, known.excludes, "比例 · 每月", "案件记录", "地市投诉主管"):
        assert words in row
    assert f'href="{reverse("cases:board")}"' in row
    assert "还没有页面显示" in page.split('id="abandon_rate"')[1].split("</tr>")[0]
    assert 'id="desk_overdue"' in page
    assert 'id="figure_silent_churn_rate"' in page


def test_search_finds_by_name_code_and_words_and_says_where_nothing_is(people: People) -> None:
    browser = as_user(people.dora)
    found = browser.get(PLACE, {"q": "ON_TIME"}).content.decode()
    assert 'id="on_time_rate"' in found
    assert 'id="reopen_rate"' not in found
    assert 'id="reopen_rate"' in browser.get(PLACE, {"q": "重开 结案次数"}).content.decode()
    assert "没有这样的指标" in browser.get(PLACE, {"q": "天气"}).content.decode()


def test_pages_that_somebody_may_not_open_are_named_without_a_link(people: People) -> None:
    page = as_user(people.alice).get(PLACE).content.decode()
    row = page.split('id="on_time_rate"')[1].split("</tr>")[0]
    assert "投诉看板" in row
    assert f'href="{reverse("cases:board")}"' not in row


def test_units_of_the_pack_are_translated() -> None:
    assert {each.unit for each in metric_catalogue().values()} <= {str(each) for each in UNITS}
