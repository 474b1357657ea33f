# SPDX-License-Identifier: Apache-2.0
"""Search: the surest way first, within the scope, and what was typed is nowhere in clear."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from amends.apps.core.models import Event, EventKind
from amends.apps.customers.actions.identity import Personal
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.customers.actions.search import look_again, look_for
from amends.apps.customers.models import Customer
from amends.apps.customers.rules.sealing import SealBroken, keys_of
from amends.apps.customers.rules.search import By, probes
from tests.apps.customers.conftest import WANG
from tests.people import NOON, People

KEYS = keys_of("x")


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ("138 0000 1215", [By.NUMBER]),
        ("13800001215", [By.NUMBER, By.CODE]),
        ("+86 13800001215", [By.NUMBER]),
        ("1215", [By.CODE, By.TAIL]),
        ("王小明", [By.NAME]),
        ("王小明 1215", [By.NAME_TAIL]),
        ("王1215", [By.FAMILY_TAIL]),
        ("王*明", [By.MASKED_NAME]),
        ("王*明 1215", [By.MASKED_TAIL]),
        ("138****1215", [By.MASKED_NUMBER]),
        ("C-1", [By.CODE, By.NAME]),
        ("  ", []),
        ("？", []),
    ],
)
def test_words_mean_these_ways_to_look(typed: str, ways: list[By]) -> None:
    assert [probe.by for probe in probes(typed, KEYS)] == ways


def test_probes_hold_no_number_and_no_name() -> None:
    told = str(probes("13800001215", KEYS)[0]) + str(probes("王小明", KEYS))
    assert "13800001215" not in told
    assert "王小明" not in told


@pytest.mark.parametrize(
    "typed",
    [
        "13800001215",
        "+86 138-0000-1215",
        "1215",
        "王小明",
        "王 1215",
        "王小明1215",
        "王*明",
        "王*明 1215",
        "138****1215",
        "C-1",
    ],
)
def test_customer_is_found(people: People, wang: Customer, typed: str) -> None:
    assert [each.code for each in look_for(typed=typed, by=people.alice, at=NOON).page.customers] == ["C-1"]


@pytest.mark.parametrize("typed", ["13800001216", "1216", "王小", "李 1215", "王*", "C-", "%", "王*明 1216"])
def test_nobody_else_is_found(people: People, wang: Customer, typed: str) -> None:
    assert look_for(typed=typed, by=people.alice, at=NOON).page.customers == []


@pytest.mark.parametrize("typed", ["13900002333", "2333", "李静", "C-2"])
def test_customer_outside_the_scope_is_not_found(people: People, li: Customer, typed: str) -> None:
    assert look_for(typed=typed, by=people.alice, at=NOON).page.customers == []


def test_exact_number_comes_before_a_code_that_reads_the_same(people: People, wang: Customer) -> None:
    upsert_profiles([WANG | {"customer_id": "13800001215"}], {}, by=None, at=NOON)
    page = look_for(typed="13800001215", by=people.alice, at=NOON).page
    assert [each.code for each in page.customers] == ["C-1", "13800001215"]


def test_pages_follow_each_other_without_gap_or_repetition(people: People, wang: Customer) -> None:
    rows = [WANG | {"customer_id": f"N-{n:03}"} for n in range(60)]
    same_tail = {str(row["customer_id"]): Personal("赵一", "13600009999") for row in rows}
    upsert_profiles(rows, same_tail, by=None, at=NOON)
    looked = look_for(typed="9999", by=people.alice, at=NOON)
    codes = [each.code for each in looked.page.customers]
    after = looked.page.after
    while after:
        _typed, page = look_again(token=looked.token, by=people.alice, after=after)
        codes += [each.code for each in page.customers]
        after = page.after
    assert codes == [row["customer_id"] for row in rows]


def test_log_says_how_was_looked_and_never_what_for(people: People, wang: Customer) -> None:
    look_for(typed="13800001215", by=people.alice, at=NOON)
    event = Event.objects.unscoped("a test").get(kind=EventKind.CUSTOMERS_SEARCHED)
    assert event.payload == {"ways": ["number"], "found": 1, "more": False}
    assert event.by == people.alice


def test_token_hides_what_was_typed_and_is_one_persons_own(people: People, wang: Customer) -> None:
    token = look_for(typed="王小明", by=people.alice, at=NOON).token
    assert look_again(token=token, by=people.alice)[0] == "王小明"
    for wrong in (token[:-3], "x", "%%", ""):
        with pytest.raises(SealBroken):
            look_again(token=wrong, by=people.alice)
    with pytest.raises(SealBroken):
        look_again(token=token, by=people.bob)


def test_sure_hit_opens_the_customers_page(people: People, wang: Customer, client: Client) -> None:
    client.force_login(people.alice)
    answer = client.post(reverse("customers:search"), {"q": "138 0000 1215"})
    assert answer["Location"] == reverse("customers:page", args=["C-1"])


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_was_typed_is_not_in_the_address_of_the_results(
    people: People, wang: Customer, client: Client, method: str
) -> None:
    client.force_login(people.alice)
    answer = getattr(client, method)(reverse("customers:search"), {"q": "王小明"})
    assert set(parse_qs(urlsplit(answer["Location"]).query)) == {"s"}
    page = client.get(answer["Location"])
    assert "王*明" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_changed_token_leads_back_to_an_empty_box(people: People, client: Client) -> None:
    client.force_login(people.alice)
    assert client.get(reverse("customers:search"), {"s": "abc"})["Location"] == reverse("customers:search")


def test_search_page_asks_the_database_little(
    people: People, wang: Customer, client: Client, cost: Callable[[str], int]
) -> None:
    client.force_login(people.alice)
    assert cost(client.post(reverse("customers:search"), {"q": "王小明"})["Location"]) <= 1
