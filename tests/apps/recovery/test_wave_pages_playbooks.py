# SPDX-License-Identifier: Apache-2.0
"""Playbook against playbook: shares with n and intervals, nothing below thirty, no claim that it caused anything."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from amends.analytics.sampling.intervals import share_interval
from amends.apps.cases.models import Case, PinnedProcedure
from amends.apps.cases.models.records import Step
from amends.apps.core.models import User
from amends.apps.recovery.models import WaveEffect
from amends.apps.recovery.queries.waves.playbooks import Tally, playbook_lines
from amends.apps.recovery.rules.waves.words import WaveState
from tests.apps.cases.conftest import customer, make_customer, opened, stored
from tests.apps.recovery.waves import wave
from tests.people import NOON, People

__all__ = ["customer", "opened"]
YEAR_AGO = NOON - timedelta(days=365)
Ended = Callable[..., None]


@pytest.fixture
def ended(opened: Callable[..., Case], people: People) -> Ended:
    """`ended(30, recovered=12, done=20)`: so many handled cases like one of Alice's, the first `recovered` of them
    recovered, the first `done` with the first action done."""

    def make(n: int, *, recovered: int, done: int = 0, version: str = "", west: bool = False) -> None:
        owner = people.charlie if west else people.alice
        who = make_customer(people, f"C-{version}-{west}", west=west)
        first = opened(customer=who, owner=owner, by=owner)
        procedure = _another(first.procedure, version) if version else first.procedure
        fields = _plain(first) | {
            "procedure": procedure,
            "is_open": False,
            "closed_at": NOON,
            "handled_at": NOON,
        }
        rows = [Case(**fields, number=f"{version}{west}{at}", **_end(at < recovered)) for at in range(n)]
        made = Case.objects.bulk_create(rows)
        steps = [Step(case=each, order=1, result="done", at=NOON, by=people.alice) for each in made[:done]]
        Step.objects.bulk_create(steps)

    return make


def _plain(case: Case) -> dict[str, Any]:
    given = {
        "id",
        "number",
        "key",
        "is_open",
        "state",
        "soonest_at",
        "closed_at",
        "handled_at",
        "procedure_id",
    }
    kept, row = {*given, "outcome", "result_told_at"}, stored(case)
    names = [each.attname for each in Case._meta.concrete_fields]
    return {name: getattr(row, name) for name in names if name not in kept}


def _end(recovered: bool) -> dict[str, Any]:
    if recovered:
        return {"state": "recovered", "outcome": "recovered", "result_told_at": NOON}
    return {"state": "unreachable", "outcome": "unreachable"}


def _another(procedure: PinnedProcedure, version: str) -> PinnedProcedure:
    content = dict(procedure.content)
    return PinnedProcedure.objects.create(
        code=procedure.code,
        version=version,
        digest=version.ljust(64, "0"),
        content=content,
        pinned_at=NOON,
        accepted_at=NOON + timedelta(days=1),
    )


def test_share_is_told_with_wilson_interval_from_thirty_on() -> None:
    figure = Tally(30, 12).share
    assert figure == share_interval(12, 30)
    assert Tally(29, 12).share is None


def test_versions_stand_beside_each_other_with_the_newest_in_force(ended: Ended, people: People) -> None:
    ended(30, recovered=12)
    ended(40, recovered=30, version="9.0")
    new, old = playbook_lines(people.dora.scope, since=YEAR_AGO)
    assert (new.version, new.is_in_force, new.tally) == ("9.0", True, Tally(40, 30))
    assert (old.is_in_force, old.tally, old.unreachable) == (False, Tally(30, 12), 18)


def test_cases_with_an_action_stand_against_those_without(ended: Ended, people: People) -> None:
    ended(30, recovered=12, done=10)
    (line,) = playbook_lines(people.dora.scope, since=YEAR_AGO)
    assert (line.actions[0].done, line.actions[0].left_out) == (Tally(10, 10), Tally(20, 2))
    assert line.actions[1].done == Tally(0, 0)


def test_only_own_units_and_only_the_period_count(ended: Ended, people: People) -> None:
    ended(30, recovered=12)
    ended(31, recovered=31, west=True)
    assert [line.tally.ended for line in playbook_lines(people.charlie.scope, since=YEAR_AGO)] == [31]
    assert playbook_lines(people.dora.scope, since=NOON + timedelta(days=1)) == []


def test_cases_that_no_wave_opened_are_left_out_of_waves(ended: Ended, people: People) -> None:
    ended(30, recovered=12)
    assert playbook_lines(people.dora.scope, since=YEAR_AGO, in_waves=True) == []


def test_page_says_that_it_is_observed_and_hides_small_numbers(
    ended: Ended, client: Client, people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ended(30, recovered=12)
    ended(12, recovered=11, version="9.0")
    client.force_login(people.dora)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("recovery:playbooks"), {"days": "730"}).content.decode()
    assert "观察，不是因果" in page
    assert "40.0% [24.6%, 57.7%]" in page
    assert "91." not in page


def test_page_says_what_to_do_when_there_is_nothing(client: Client, people: People) -> None:
    client.force_login(people.dora)
    page = client.get(reverse("recovery:playbooks")).content.decode()
    assert reverse("recovery:waves") in page
    assert "先筹备一个波次" in page


def test_who_does_not_recover_customers_may_not_look(client: Client, people: People) -> None:
    user: User = people.ed
    client.force_login(user)
    assert client.get(reverse("recovery:playbooks")).status_code == 403


def test_what_was_drawn_by_lot_stands_apart_from_what_was_observed(client: Client, people: People) -> None:
    made = wave(people.province, people.dora, name="七月修复", state=WaveState.FINISHED, at=YEAR_AGO)
    measured = {"value": -0.019, "low": -0.034, "high": -0.004, "treated": 900, "control": 100}
    means = {
        "treated_mean": 0.041,
        "control_mean": 0.06,
        "error": 0.0077,
        "p": 0.01,
        "adjusted_p": 0.02,
        "detectable": 0.02,
    }
    usual = {
        "wave": made,
        "outcome": "repeat_complaint",
        "segment_kind": "recovery_class",
        "as_of": NOON.date(),
    }
    for segment, final in (("tariff", True), ("network", False)):
        row = {"segment": segment, "final": final, "figures": measured | means, "computed_at": timezone.now()}
        WaveEffect.objects.unscoped("a test").create(**usual, **row)
    client.force_login(people.dora)
    page = client.get(reverse("recovery:playbooks")).content.decode()
    assert "有对照组的证据" in page
    assert "资费类 · 七月修复" in page
    assert "网络类 · 七月修复" not in page, "before the end nothing is concluded"
