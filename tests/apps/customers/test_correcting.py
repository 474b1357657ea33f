# SPDX-License-Identifier: Apache-2.0
"""A correction holds at once, against every import until a file says the same, and is masked in the log."""

import pytest
from django.test import Client

from amends.apps.core.models import Event, EventKind
from amends.apps.customers.actions import rights
from amends.apps.customers.actions.correcting import WrongCorrection, correct
from amends.apps.customers.actions.identity import Personal
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.customers.actions.search import look_for
from amends.apps.customers.models import Correction, Customer, RightsRequest
from amends.apps.customers.rules.rights import Kind
from tests.people import NOON, People

WRONG, RIGHT = "13800001215", "13900002333"


def _import(people: People, number: str, region: str = "城东") -> None:
    row = {"customer_id": "C-1", "unit_code": people.east_team.code, "region": region}
    upsert_profiles([row], {"C-1": Personal("张明明", number)}, by=None, at=NOON)


def _customer() -> Customer:
    return Customer.objects.unscoped("a test").select_related("unit").get(code="C-1")


@pytest.fixture
def identified(people: People) -> RightsRequest:
    """Somebody wants to be corrected, and we know who it is."""
    _import(people, WRONG)
    row = rights.ask(customer=_customer(), kind=Kind.CORRECT, channel="hall", by=people.alice, at=NOON)
    return rights.identify(request=row, version=1, means="id_card", by=people.alice, at=NOON)


def _correct(row: RightsRequest, people: People, field: str = "number", value: str = RIGHT) -> Correction:
    return correct(request=row, version=row.version, field=field, value=value, by=people.alice, at=NOON)


def test_correction_holds_at_once_and_the_log_is_masked(identified: RightsRequest, people: People) -> None:
    _correct(identified, people)
    assert look_for(typed=RIGHT, by=people.alice, at=NOON).page.customers == [_customer()]
    event = Event.objects.unscoped("a test").get(kind=EventKind.CUSTOMER_CORRECTED)
    assert event.payload == {"field": "number", "before": "138****1215", "after": "139****2333"}


def test_next_import_does_not_undo_it(identified: RightsRequest, people: People) -> None:
    _correct(identified, people)
    _import(people, WRONG)
    assert _customer().number_shown == "139****2333"
    assert look_for(typed=WRONG, by=people.alice, at=NOON).page.customers == []


def test_file_that_says_the_same_settles_it(identified: RightsRequest, people: People) -> None:
    _correct(identified, people)
    _import(people, RIGHT)
    assert Correction.objects.get().settled_at == NOON
    assert Event.objects.unscoped("a test").filter(kind=EventKind.CORRECTION_SETTLED).count() == 1
    _import(people, "13700001111")
    assert _customer().number_shown == "137****1111"


def test_column_of_the_profile_is_held_as_well(identified: RightsRequest, people: People) -> None:
    _correct(identified, people, "region", "城西")
    _import(people, WRONG, "城东")
    assert _customer().region == "城西"


@pytest.mark.parametrize(("field", "value"), [("number", ""), ("region", "x" * 41), ("code", "C-2")])
def test_what_is_no_value_is_refused(
    identified: RightsRequest, people: People, field: str, value: str
) -> None:
    with pytest.raises(WrongCorrection):
        _correct(identified, people, field, value)


def test_page_corrects_and_says_what_comes_next(identified: RightsRequest, people: People) -> None:
    browser = Client()
    browser.force_login(people.alice)
    place = f"/customers/rights/{identified.pk}/"
    browser.post(f"{place}fix/", {"version": identified.version, "field": "number", "value": RIGHT})
    page = browser.get(place).content.decode()
    assert "139****2333" in page
    assert RIGHT not in page
    assert "已告知客户" in page
