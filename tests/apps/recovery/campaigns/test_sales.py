# SPDX-License-Identifier: Apache-2.0
"""Sales: brought in from a file, and how well they were made by channel and seller."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amends.apps.cases.actions import open_case
from amends.apps.cases.rules.states import Origin
from amends.apps.core.models import User
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.campaigns.claims import add_claim
from amends.apps.promises.actions.campaigns.lifecycle import launch_campaign
from amends.apps.promises.models import Promise
from amends.apps.promises.models.campaigns import Campaign, Sale
from amends.apps.recovery.actions.sales_import import import_sales
from amends.apps.recovery.queries.sales_quality import sales_quality
from amends.apps.recovery.rules.sale_rows import moment
from amends.apps.recovery.rules.sales_quality import Sold
from amends.apps.recovery.views.campaigns.sales import quality_table
from amends.apps.satisfaction.actions.importing import HandedOver, Taken
from amends.apps.satisfaction.rules.reading import Fault, Unreadable
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.promises.campaigns.conftest import TERMS, TODAY
from tests.apps.promises.conftest import make_customer
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ZONE = ZoneInfo("Asia/Shanghai")
HEAD = (
    "订单号",
    "客户编号",
    "活动编码",
    "渠道",
    "销售工号",
    "办理时间",
    "确认知情同意时间",
    "冲正或退订时间",
)
ROW = ("O-1", "C-1", "spring", "营业厅", "S1", "2026-10-08 14:30", "", "")


def bring(people: People, *rows: tuple[str, ...]) -> Taken:
    file = HandedOver(HEAD, list(enumerate(rows, start=2)), "sales.csv", "d")
    return import_sales(file=file, by=people.dora, at=NOON, zone=ZONE)


def sales() -> list[Sale]:
    return list(Sale.objects.unscoped("a test looks").order_by("reference"))


def sell(customer: Customer, number: int, sold_at: datetime, **more: object) -> Sale:
    told: dict[str, object] = {"channel": "hall", "seller": "S1"} | more
    return Sale.objects.create(
        reference=f"{customer.code}-{number}", customer=customer, unit=customer.unit, sold_at=sold_at,
        file_digest="d", imported_by=User.objects.get(username="dora"), imported_at=NOON, **told,
    )  # fmt: skip


def complain(customer: Customer, people: People, at: datetime) -> None:
    open_case(
        customer=customer, origin=Origin.COMPLAINT, recovery_class=RecoveryClass.PUBLICITY, owner=people.alice,
        by=people.alice, at=at,
    )  # fmt: skip


def test_blank_cells_of_a_later_file_erase_no_consent_and_no_reversal(people: People) -> None:
    make_customer("C-1", people)
    bring(people, (*ROW[:6], "2026-10-08 14:40", "2026-10-09"))
    (before,) = sales()
    assert bring(people, ROW).same == 1
    assert bring(people, (*ROW[:4], "S2", *ROW[5:])).corrected == 1
    (after,) = sales()
    assert (after.seller, after.consented_at, after.reversed_at) == (
        "S2",
        before.consented_at,
        before.reversed_at,
    )
    assert None not in (after.consented_at, after.reversed_at)


def test_good_rows_are_taken_and_bad_cells_named(people: People) -> None:
    make_customer("C-1", people)
    undone = (*ROW[:5], "2026-10-08", "", "2026-10-07")
    taken = bring(
        people, ROW, ("O-2", "C-9", *ROW[2:]), ("O-3", *undone[1:]), ("O-4", *ROW[1:5], "昨天", "", "")
    )
    assert (taken.new, taken.refused) == (1, 3)
    assert {(each.row, each.fault) for each in taken.problems} == {
        (3, Fault.NO_CUSTOMER), (4, Fault.TOO_EARLY), (5, Fault.NO_MOMENT),
    }  # fmt: skip
    (sale,) = sales()
    assert (sale.sold_at, sale.campaign, sale.unit) == (
        datetime(2026, 10, 8, 6, 30, tzinfo=UTC), "spring", people.east_team,
    )  # fmt: skip


def test_same_file_twice_changes_nothing_and_a_later_one_brings_up_to_date(people: People) -> None:
    make_customer("C-1", people)
    bring(people, ROW)
    assert bring(people, ROW).same == 1
    later = bring(people, (*ROW[:6], "2026-10-08 14:31", "2026-10-20"))
    (sale,) = sales()
    assert (later.corrected, later.new, sale.reversed_at is not None) == (1, 0, True)


def test_order_that_stands_twice_or_is_another_customers_is_refused(people: People) -> None:
    make_customer("C-1", people)
    make_customer("C-2", people)
    taken = bring(people, ROW, ROW)
    assert [each.fault for each in taken.problems] == [Fault.TWICE]
    taken = bring(people, ("O-1", "C-2", *ROW[2:]))
    assert [each.fault for each in taken.problems] == [Fault.TWICE]


@pytest.mark.parametrize("text", ["2026-13-01", "soon", "2026-10-08 25:00", "0001-01-01", "9999-12-31"])
def test_moment_that_there_is_not_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        moment(ZONE)(text)


@pytest.mark.requirement("S3-046")
def test_complaint_within_thirty_days_of_a_sale_counts_against_it(people: People) -> None:
    at = NOON
    soon, late, young, quiet = (make_customer(f"C-{n}", people) for n in range(4))
    for customer in (soon, late, quiet):
        sell(customer, 1, at - 60 * DAY, consented_at=at - 60 * DAY)
    sell(young, 1, at - 10 * DAY, reversed_at=at - DAY)
    complain(soon, people, at - 31 * DAY)  # 29 days after it
    complain(late, people, at - 30 * DAY)  # 30 days after it
    complain(young, people, at - DAY)
    (found,) = sales_quality(people.east.scope, "channel", since=at - 90 * DAY, until=at, at=at)
    assert found == Sold("hall", sales=4, mature=3, complained=1, consented=3, reversed=1)


@pytest.mark.requirement("S3-046")
def test_report_is_by_channel_and_by_seller_within_the_scope(people: People) -> None:
    here, there = make_customer("C-1", people), make_customer("W-1", people, west=True)
    sell(here, 1, NOON - DAY)
    sell(here, 2, NOON - DAY, channel="agent", seller="S2", campaign="spring")
    sell(there, 1, NOON - DAY)
    since, scope = NOON - 90 * DAY, people.east.scope
    by_channel = sales_quality(scope, "channel", since=since, until=NOON, at=NOON)
    by_seller = sales_quality(scope, "seller", since=since, until=NOON, at=NOON, campaign="spring")
    assert [(each.who, each.sales) for each in by_channel] == [("agent", 1), ("hall", 1)]
    assert [(each.who, each.sales) for each in by_seller] == [("S2", 1)]


@pytest.mark.requirement("S3-046")
def test_shares_of_fewer_than_thirty_sales_are_not_shown() -> None:
    few = quality_table([Sold("S1", 29, 29, 3, 20, 1)], "工号").rows[0].cells
    assert [str(each) for each in few[3:]] == ["不足 30 笔，不显示"] * 3
    enough = quality_table([Sold("S1", 40, 30, 3, 20, 1)], "工号").rows[0].cells
    assert str(enough[3]).startswith("10.0%（3.5%–25.6%）")
    assert str(enough[4]).startswith("50.0%")


def test_file_is_brought_in_by_page_and_shown(client: Client, people: People) -> None:
    make_customer("C-1", people)
    client.force_login(people.dora)
    blank = client.get("/recovery/campaigns/sales/template/").content.decode("utf-8-sig").splitlines()
    assert blank[0].split(",") == list(HEAD)
    text = "\n".join(",".join(each) for each in (HEAD, ROW))
    file = SimpleUploadedFile("sales.csv", text.encode())
    assert client.post("/recovery/campaigns/sales/import/", {"file": file}).status_code == 200
    assert len(sales()) == 1
    assert client.get("/recovery/campaigns/sales/?campaign=spring").status_code == 200


def test_sales_are_for_leaders(client: Client, people: People) -> None:
    client.force_login(people.alice)
    assert client.get("/recovery/campaigns/sales/").status_code == 403


def _promised() -> list[tuple[str, str, int | None]]:
    rows = Promise.objects.unscoped("a test looks").order_by("pk")
    return list(rows.values_list("customer__code", "reference", "amount"))


def test_sale_of_a_campaign_enters_its_claims_as_promises_once(people: People, ready: Campaign) -> None:
    make_customer("C-2", people)
    money = replace(TERMS, words="每月减 10 元", amount=1_000)
    add_claim(campaign=ready, terms=money, delivery_owner=people.alice, by=people.dora, at=NOON)
    launch_campaign(campaign=ready, by=people.dora, at=NOON, today=TODAY)
    row = ("O-1", "C-2", "old-friends", "营业厅", "S1", "2026-11-02 08:30", "", "")
    before = ("O-2", *row[1:5], "2026-10-08 14:30", "", "")
    gone, other = ("O-3", *row[1:7], "2026-11-02 09:00"), ("O-4", "C-2", "", *row[3:])
    for _ in range(2):
        assert bring(people, row, before, gone, other).refused == 0
    assert _promised() == [("C-2", "old-friends", 1_000)], "the claim without money is no matter of bills"
    (promise,) = Promise.objects.unscoped("a test looks")
    assert (promise.owner, promise.check_kind, promise.origin) == (people.alice, "bill_credit", "campaign")
