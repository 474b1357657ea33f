# SPDX-License-Identifier: Apache-2.0
"""Questions to the ledger: scope, filters, paging, counts, the kept rate; and how many queries each takes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from amends.apps.promises.actions.end import break_promise, keep_promise, withdraw_promise
from amends.apps.promises.models import Promise
from amends.apps.promises.queries.ledger import (
    Counts,
    LedgerFilter,
    counts,
    ledger_page,
    most_urgent,
    promise_by_number,
    promises_of,
)
from amends.apps.promises.queries.places import Place, PlaceUnreadable, read_place
from amends.apps.promises.queries.rates import kept_rate
from amends.apps.promises.rules.states import PromiseState
from amends.apps.promises.rules.terms import PromiseKind
from amends.kernel.periods import Period
from tests.apps.promises.conftest import CALL_BACK, DAY, HOUR, REFUND, Make, make_customer
from tests.people import NOON, People

EVERY = frozenset(PromiseState)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


def _keep(promise: Promise, people: People, at: object) -> None:
    keep_promise(promise=promise, version=1, proof="x", by=people.alice, at=at)  # type: ignore[arg-type]


def _found(people: People, wanted: LedgerFilter, at: object = NOON) -> list[Promise]:
    return ledger_page(people.alice.scope, wanted, at=at).promises  # type: ignore[arg-type]


def test_ledger_shows_what_is_within_scope_only(make: Make, people: People) -> None:
    ours = make()
    theirs = make(by=people.charlie, to=make_customer("W-1", people, west=True))
    pages = {
        name: ledger_page(getattr(people, name).scope, LedgerFilter(), at=NOON).promises
        for name in ("alice", "bob", "charlie", "dora")
    }
    assert pages == {"alice": [ours], "bob": [ours], "charlie": [theirs], "dora": [ours, theirs]}


def test_number_of_somebody_elses_promise_finds_nothing(make: Make, people: People) -> None:
    promise = make()
    assert promise_by_number(promise.number, people.alice.scope) == promise
    assert promise_by_number(promise.number, people.charlie.scope) is None
    assert promise_by_number("nonsense", people.alice.scope) is None


def test_each_filter_finds_what_it_names(make: Make, people: People) -> None:
    call, refund = make(), make(REFUND, by=people.bob, due_at=NOON + 3 * DAY)
    assert _found(people, LedgerFilter(owner=people.bob)) == [refund]
    assert _found(people, LedgerFilter(kind=PromiseKind.CALL_BACK)) == [call]
    assert _found(people, LedgerFilter(text="多收")) == [refund]
    assert _found(people, LedgerFilter(text=call.number)) == [call]
    assert _found(people, LedgerFilter(text="C-1")) == [call, refund]
    assert _found(people, LedgerFilter(text="C-2")) == []
    assert _found(people, LedgerFilter(due_before=date(2026, 11, 4))) == [call]
    assert _found(people, LedgerFilter(due_from=date(2026, 11, 4))) == [refund]


def test_due_days_are_days_of_the_operator_not_of_utc(make: Make, people: People) -> None:
    late_evening = make(due_at=NOON + timedelta(hours=11, minutes=59))  # 23:59 in Shanghai
    after_midnight = make(due_at=NOON + 12 * HOUR)  # 00:00 in Shanghai, still the day before in UTC
    midnight = date(2026, 11, 3)
    assert _found(people, LedgerFilter(due_before=midnight)) == [late_evening]
    assert _found(people, LedgerFilter(due_from=midnight)) == [after_midnight]


def test_states_are_told_apart(make: Make, people: People) -> None:
    late, open_, kept = make(), make(due_at=NOON + 5 * DAY), make()
    _keep(kept, people, NOON + HOUR)
    at = NOON + 2 * DAY
    by_state = {state: _found(people, LedgerFilter(states=frozenset({state})), at) for state in PromiseState}
    assert by_state == {
        PromiseState.LATE: [late],
        PromiseState.OPEN: [open_],
        PromiseState.KEPT: [kept],
        PromiseState.KEPT_LATE: [],
        PromiseState.BROKEN: [],
        PromiseState.WITHDRAWN: [],
    }


@pytest.mark.parametrize("states", [LedgerFilter().states, EVERY])
def test_pages_lead_forward_and_back_over_equal_due_times(
    make: Make, people: People, states: frozenset[PromiseState]
) -> None:
    made = [make() for _ in range(5)]
    wanted = LedgerFilter(states=states)
    order = made[::-1] if wanted.is_backwards else made
    scope = people.alice.scope
    first = ledger_page(scope, wanted, at=NOON, size=2)
    second = ledger_page(scope, wanted, at=NOON, size=2, place=_behind(first.promises[-1]))
    third = ledger_page(scope, wanted, at=NOON, size=2, place=_behind(second.promises[-1]))
    back = ledger_page(scope, wanted, at=NOON, size=2, place=_before(third.promises[0]))
    assert [first.promises, second.promises, third.promises] == [order[:2], order[2:4], order[4:]]
    assert back.promises == second.promises
    assert [page.has_previous for page in (first, second, third, back)] == [False, True, True, True]
    assert [page.has_next for page in (first, second, third, back)] == [True, True, False, True]
    assert first.count == 5


def test_place_is_read_back_as_it_was_written() -> None:
    for place in (Place(NOON + timedelta(microseconds=7), 17), Place(NOON, 17, before=True)):
        assert read_place(place.text) == place
    assert read_place("") is None


@pytest.mark.parametrize("text", ["x", "1-", "-1", "1-2; DROP", "1" * 40 + "-1"])
def test_place_is_refused_when_somebody_made_it_up(text: str) -> None:
    with pytest.raises(PlaceUnreadable):
        read_place(text)


def test_ledger_takes_two_queries_however_many_rows(
    make: Make, people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(7):
        make()
    with django_assert_num_queries(2):
        page = ledger_page(people.alice.scope, LedgerFilter(), at=NOON)
        _touched = [(p.customer.code, p.unit.name, p.owner.name, p.made_by.name) for p in page.promises]


def test_customers_open_promises_come_before_settled_ones(
    make: Make, people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kept, later, sooner = make(), make(due_at=NOON + 3 * DAY), make(due_at=NOON + DAY)
    _keep(kept, people, NOON + HOUR)
    with django_assert_num_queries(2):
        assert promises_of(kept.customer, people.alice.scope) == [sooner, later, kept]
    assert promises_of(kept.customer, people.charlie.scope) == []


def test_urgent_ones_are_my_late_and_todays(make: Make, people: People) -> None:
    at = NOON + DAY + HOUR
    late, today = make(), make(due_at=at + HOUR)
    make(due_at=at + 2 * DAY)
    make(by=people.bob)
    assert most_urgent(people.alice, at=at) == [late, today]
    assert counts(people.alice.scope, at=at, owner=people.alice) == Counts(late=1, today=1, open=3)
    assert counts(people.bob.scope, at=at) == Counts(late=2, today=1, open=4)


def test_kept_rate_counts_what_fell_due_and_was_not_withdrawn(
    make: Make, people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    on_time, too_late, broken, withdrawn = make(), make(), make(), make()
    make()  # late and still open
    make(due_at=NOON + 20 * DAY)  # not due yet
    make(due_at=NOON + 60 * DAY)  # not due in this month
    _keep(on_time, people, NOON + DAY)
    _keep(too_late, people, NOON + 2 * DAY)
    told = {"by": people.alice, "at": NOON + HOUR}
    break_promise(promise=broken, version=1, reason="x", told="x", **told)  # type: ignore[arg-type]
    withdraw_promise(promise=withdrawn, version=1, words="x", **told)  # type: ignore[arg-type]
    with django_assert_num_queries(1):
        rate = kept_rate(people.alice.scope, NOVEMBER, at=NOON + 5 * DAY)
    assert (rate.kept_on_time, rate.due, rate.value) == (1, 4, 0.25)


def test_kept_rate_of_one_person_leaves_others_out(make: Make, people: People) -> None:
    _keep(make(), people, NOON + HOUR)
    make(replace(CALL_BACK), by=people.bob)
    at = NOON + 2 * DAY
    assert kept_rate(people.bob.scope, NOVEMBER, at=at, owner=people.alice).value == 1
    assert kept_rate(people.bob.scope, NOVEMBER, at=at, owner=people.bob).value == 0
    assert kept_rate(people.charlie.scope, NOVEMBER, at=at).value is None


def _behind(promise: Promise) -> Place:
    return Place(promise.due_at, promise.pk)


def _before(promise: Promise) -> Place:
    return Place(promise.due_at, promise.pk, before=True)
