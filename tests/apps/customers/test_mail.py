# SPDX-License-Identifier: Apache-2.0
"""Mail addresses: brought in by file, sealed like numbers, shown masked, told only to who says why."""

import pytest
from django.test import Client
from django.urls import reverse

from amends.apps.customers.actions.identity import Personal, unmask
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.customers.models import Customer, Identity
from tests.apps.customers.conftest import WANG
from tests.apps.customers.importing import MATCH, batch_now, confirmed, match, upload
from tests.people import NOON, People

ALL = "a test"
ADDRESS = "Wang.XM@example.com"
FILE = f"""用户编号,姓名,手机号码,归属机构,电子邮箱
C-1,王小明,13800001215,G-P-E-T,{ADDRESS}
C-2,李静,13900002333,G-P-E-T,没有
"""


def _customer(code: str = "C-1") -> Customer:
    return Customer.objects.unscoped(ALL).select_related("unit").get(code=code)


def _identity(code: str = "C-1") -> Identity:
    return Identity.objects.unscoped(ALL).get(customer__code=code)


def test_address_of_a_file_is_sealed_and_shown_masked(people: People, client: Client) -> None:
    client.force_login(people.dora)
    place = upload(client, FILE)
    matching = {name: MATCH[name] for name in ("pick_1", "pick_2", "pick_3", "pick_4")}
    match(client, place, matching | {"pick_5": "email"})
    confirmed(client, place)
    assert _customer().mail_shown == "W***@example.com"
    sealed = _identity()
    assert sealed.mail_index
    assert ADDRESS.encode() not in bytes(sealed.mail_sealed)
    assert unmask(customer=_customer(), field="mail", reason="verify", by=people.alice, at=NOON) == ADDRESS
    assert batch_now().counts["profiles"]["rejected"] == 1  # the one that is no address


def test_what_is_no_address_is_handed_back_and_keeps_nothing_else_out(people: People) -> None:
    said = {"C-1": Personal("王小明", "13800001215", "王@")}
    outcome = upsert_profiles([WANG], said, by=None, at=NOON)
    [rejected] = outcome.rejected
    assert (rejected.column, rejected.value, rejected.problem) == ("email", "", "not_an_address")
    assert (_customer().number_shown, _customer().mail_shown) == ("138****1215", "")
    assert (_identity().mail_index, bytes(_identity().mail_sealed)) == ("", b"")


def test_address_that_a_file_does_not_say_stays_and_the_same_again_changes_nothing(people: People) -> None:
    said = Personal("王小明", "13800001215", ADDRESS)
    upsert_profiles([WANG], {"C-1": said}, by=None, at=NOON)
    before = bytes(_identity().mail_sealed)
    again = upsert_profiles([WANG], {"C-1": said}, by=None, at=NOON)
    assert (again.identities, again.unchanged) == (0, 1)
    upsert_profiles([WANG], {"C-1": Personal("王大明", "13800001215")}, by=None, at=NOON)
    assert (bytes(_identity().mail_sealed), _customer().mail_shown) == (before, "W***@example.com")


@pytest.mark.parametrize("who", ["alice", "charlie"])
def test_page_never_shows_the_whole_address(people: People, client: Client, who: str) -> None:
    upsert_profiles([WANG], {"C-1": Personal("王小明", "13800001215", ADDRESS)}, by=None, at=NOON)
    client.force_login(getattr(people, who))
    page = client.get(reverse("customers:page", args=["C-1"])).content.decode()
    assert ADDRESS not in page
    assert ("W***@example.com" in page) is (who == "alice")
