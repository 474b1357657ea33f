# SPDX-License-Identifier: Apache-2.0
"""The seven factors: seven rows, each with its number, its source and its base, from what happened."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amends.apps.cases.models import Task
from amends.apps.cases.models.desk_words import TaskKind
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.end import keep_promise
from amends.apps.promises.models import Promise
from amends.apps.quality.actions.visits import note_visit
from amends.apps.quality.queries.factors import FactorMetric, factor_rows
from amends.apps.quality.rules.factors import unevenness
from amends.apps.quality.rules.standards import Factor
from amends.kernel.periods import Period
from tests.apps.cases.course import AT, complaint, handled
from tests.apps.promises.conftest import customer, make
from tests.apps.quality.halls import make_hall
from tests.people import NOON, People

__all__ = ["customer", "make"]
TODAY = timezone.localdate(NOON)
LATER = NOON + timedelta(days=10)
PERIOD = Period(TODAY - timedelta(days=5), TODAY + timedelta(days=5))


def numbers(people: People) -> dict[Factor, list[FactorMetric]]:
    rows = factor_rows(people.province, people.province.scope, PERIOD, at=LATER)
    return {each.factor: list(each.metrics) for each in rows}


def rows_named(people: People) -> list[str]:
    return [str(each) for each in numbers(people)]


@pytest.mark.requirement("S2-076", "S2-077", "S2-078", "S2-079", "S2-080", "S2-081", "S2-082")
def test_scorecard_has_seven_rows_with_metric_and_source(people: People, client: Client) -> None:
    found = numbers(people)
    assert rows_named(people) == [
        "timely", "accurate", "consistent", "responsible", "empathy", "capable", "flexible",
    ]  # fmt: skip
    assert all(each.name and each.definition and each.source for row in found.values() for each in row)
    client.force_login(people.bob)
    shown = client.get(reverse("quality:factors")).content.decode()
    for words in ("及时", "准确", "一致", "负责", "同理", "胜任", "灵活", "承诺台账", "例外申请记录"):
        assert words in shown


def test_factor_without_a_base_is_blank_and_not_nought(people: People) -> None:
    assert all(each.value is None and each.n == 0 for row in numbers(people).values() for each in row)


@pytest.mark.requirement("S2-079")
def test_responsible_is_the_share_of_promises_kept(people: People, make: Callable[..., Promise]) -> None:
    kept = make()
    make(words="后天给您回电")
    keep_promise(promise=kept, version=kept.version, proof="通话 1", by=people.alice, at=NOON)
    (metric,) = numbers(people)[Factor.RESPONSIBLE]
    assert (metric.value, metric.n) == (50.0, 2)


@pytest.mark.requirement("S2-080")
def test_empathy_counts_what_visitors_found(people: People) -> None:
    hall = make_hall(people)
    note_visit(visited=hall.visited(), key="a" * 32, by=hall.inspector, at=NOON)
    before = numbers(people)[Factor.EMPATHY][1]
    note_visit(visited=hall.visited(greet_seconds=30.0), key="b" * 32, by=hall.inspector, at=NOON)
    after = numbers(people)[Factor.EMPATHY][1]
    assert (before.value, after.n) == (100.0, 2 * before.n)
    assert after.value == pytest.approx(100 * (after.n - 1) / after.n)


@pytest.mark.requirement("S2-082")
def test_flexible_counts_exceptions_granted_of_those_decided(people: People, customer: Customer) -> None:
    case = handled(complaint(people, customer), people)
    for granted in (True, True, False, None):
        done = {"done_at": AT, "done_by": people.bob} if granted is not None else {}
        Task.objects.unscoped("a test").create(
            case=case, kind=TaskKind.EXCEPTION, text="x", owner=people.bob, due_at=AT, made_at=AT,
            made_by=people.alice, facts={} if granted is None else {"granted": granted}, **done,
        )  # fmt: skip
    (metric,) = numbers(people)[Factor.FLEXIBLE]
    assert (metric.n, round(metric.value or 0, 1)) == (3, 66.7)


@pytest.mark.requirement("S2-078")
def test_unevenness_takes_out_what_chance_brings() -> None:
    assert unevenness([(90, 100), (50, 100)]).points == pytest.approx(
        100 * ((0.2**2) - 0.7 * 0.3 * 1 / 200) ** 0.5
    )
    assert unevenness([(70, 100), (71, 100), (69, 100)]).points == 0
    assert unevenness([(29, 29), (50, 100)]).points is None
    assert unevenness([(900, 1000), (500, 1000), (3, 5)]).groups == 2


@pytest.mark.requirement("S2-081")
def test_capable_asks_training_where_it_is_named(people: People, settings: object) -> None:
    settings.AMENDS_KNOWLEDGE_TESTS = "tests.apps.quality.test_factors.passed"  # type: ignore[attr-defined]
    metric = numbers(people)[Factor.CAPABLE][1]
    assert (metric.value, metric.n) == (75.0, 4)


def passed(unit: object, at: object) -> tuple[int, int]:
    return (3, 4) if unit and at else (0, 0)


def test_page_asks_a_fixed_number_of_queries(
    people: People, client: Client, django_assert_max_num_queries: object
) -> None:
    client.force_login(people.bob)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        assert client.get(reverse("quality:factors"), {"days": "30"}).status_code == 200


def test_table_of_factors_wraps_every_column_of_words(people: People, client: Client) -> None:
    client.force_login(people.bob)
    page = client.get("/quality/factors/").content.decode()
    head = page[page.index("<thead") : page.index("</thead>")]
    assert head.count("wrap") == 5  # English words are longer than Chinese ones: none may push the table wide
