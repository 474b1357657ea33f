# SPDX-License-Identifier: Apache-2.0
"""Reports of the front line: three in seven days stop a campaign; a named customer gets a case."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from amends.apps.cases.actions.improvements import close_improvement
from amends.apps.cases.models import Case, Improvement
from amends.apps.cases.queries.improvements import cases_of
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Event, EventKind, Message
from amends.apps.core.rules.roles import Role
from amends.apps.knowledge.actions.sayings.deciding import approve
from amends.apps.knowledge.actions.sayings.writing import About, Talk, write_script
from amends.apps.knowledge.rules.script_words import ScriptKind
from amends.apps.promises.actions.campaigns.lifecycle import resume_campaign
from amends.apps.promises.actions.campaigns.mismatches import Seen, report_mismatch
from amends.apps.promises.actions.change import WordsMissing
from amends.apps.promises.models.campaigns import Campaign, MismatchReport
from amends.apps.promises.queries.campaigns.materials import register_of
from amends.apps.promises.rules.campaigns.words import CampaignState
from amends.apps.recovery.actions.campaign_mismatch import report_for
from tests.apps.promises.campaigns.conftest import TODAY, fresh
from tests.apps.promises.conftest import make_customer
from tests.people import NOON, PASSWORD, People

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SEEN = Seen("海报写送六个月", "系统只送三个月", "hall", "一号厅门口")


def report(campaign: Campaign, people: People, at: datetime) -> MismatchReport:
    return report_mismatch(campaign=campaign, seen=SEEN, by=people.alice, at=at)


def reports() -> int:
    return MismatchReport.objects.unscoped("a test looks").count()


@pytest.mark.requirement("S3-054")
def test_third_report_in_seven_days_suspends_the_materials_and_alerts_the_owner(
    people: People, running: Campaign
) -> None:
    for days in (0, 3):
        report(running, people, NOON + days * DAY)
    assert fresh(running).state is CampaignState.RUNNING
    report(running, people, NOON + 6 * DAY)
    stopped = fresh(running)
    assert stopped.state is CampaignState.SUSPENDED
    assert [each.used for each in register_of(stopped) if each.material.kind == "publicity"] == [None]
    alert = Message.objects.get(to=people.bob, key__startswith="campaign-stopped")
    assert alert.created_at == NOON + 6 * DAY
    event = Event.objects.unscoped("a test looks").get(kind=EventKind.CAMPAIGN_SUSPENDED)
    assert event.payload["by_rule"] is True


def test_three_reports_over_more_than_seven_days_stop_nothing(people: People, running: Campaign) -> None:
    for days in (0, 4, 8):
        report(running, people, NOON + days * DAY)
    assert fresh(running).state is CampaignState.RUNNING


def test_reports_from_before_it_went_on_count_no_more(people: People, running: Campaign) -> None:
    for _ in range(3):
        report(running, people, NOON)
    resume_campaign(campaign=fresh(running), by=people.dora, at=NOON + DAY, today=TODAY)
    report(running, people, NOON + 2 * DAY)
    assert fresh(running).state is CampaignState.RUNNING


def test_named_customer_gets_one_case_of_publicity(people: People, running: Campaign) -> None:
    customer = make_customer("C-2", people)
    made = report_for(campaign=running, seen=SEEN, by=people.alice, at=NOON, customer=customer, key="k1")
    case = Case.objects.unscoped("a test looks").get()
    assert (case.customer, case.recovery_class, case.reasons) == (customer, "publicity", ["SIG-PB-5"])
    assert made.case == case.number
    again = report_for(campaign=running, seen=SEEN, by=people.alice, at=NOON, customer=customer, key="k2")
    assert (again.case, Case.objects.unscoped("a test looks").count()) == (case.number, 1)


def test_double_click_reports_once(people: People, running: Campaign) -> None:
    one, other = (
        report_for(campaign=running, seen=SEEN, by=people.alice, at=NOON, key="k") for _ in range(2)
    )
    assert (one.pk, reports()) == (other.pk, 1)


def test_report_without_words_is_refused(people: People, running: Campaign) -> None:
    with pytest.raises(WordsMissing):
        report_mismatch(campaign=running, seen=Seen(" ", "没有", "hall", "厅"), by=people.alice, at=NOON)


def test_front_line_reports_from_one_form(client: Client, people: People, running: Campaign) -> None:
    customer = make_customer("C-2", people)
    client.force_login(people.alice)
    page = client.get("/recovery/campaigns/mismatch/?campaign=old-friends").content.decode()
    assert "老友回馈" in page
    told = {
        "campaign": running.code, "channel": "hall", "place": "一号厅", "said": "送六个月", "found": "只送三个月",
        "customer": customer.code, "key": "k",
    }  # fmt: skip
    assert client.post("/recovery/campaigns/mismatch/", told).status_code == 302
    made = MismatchReport.objects.unscoped("a test looks").get()
    assert (made.customer, made.unit, bool(made.case)) == (customer, people.east_team, True)


def test_form_says_who_it_does_not_know(client: Client, people: People, running: Campaign) -> None:
    west = make_customer("W-1", people, west=True)
    client.force_login(people.alice)
    told = {
        "campaign": running.code,
        "channel": "hall",
        "place": "厅",
        "said": "送",
        "found": "没送",
        "key": "k",
    }
    answer = client.post("/recovery/campaigns/mismatch/", told | {"customer": west.code})
    assert (answer.status_code, reports()) == (422, 0)


def test_campaign_of_another_city_cannot_be_reported(
    client: Client, people: People, running: Campaign
) -> None:
    client.force_login(people.charlie)
    assert "老友回馈" not in client.get("/recovery/campaigns/mismatch/").content.decode()


@pytest.mark.requirement("S3-058")
def test_report_makes_an_item_of_gap_four_until_it_is_closed(people: People, running: Campaign) -> None:
    rows = Improvement.objects.unscoped("a test looks")
    report_for(campaign=running, seen=SEEN, by=people.alice, at=NOON, key="k1")
    item = rows.get()
    assert (item.gap, item.owner, item.unit, len(item.departments)) == (4, running.owner, running.unit, 3)
    customer = make_customer("C-2", people)
    made = report_for(campaign=running, seen=SEEN, by=people.alice, at=NOON, key="k2", customer=customer)
    assert [each.case.number for each in cases_of(rows.get(), people.east.scope)] == [made.case]
    close_improvement(
        improvement=rows.get(),
        version=item.version,
        done=True,
        effect="海报换过",
        told="海报已改正",
        by=people.bob,
        at=NOON,
    )
    report_for(campaign=running, seen=SEEN, by=people.alice, at=NOON + DAY, key="k3")
    assert rows.count() == 2


@pytest.mark.requirement("S3-058")
def test_page_of_the_report_and_of_the_campaign_show_the_approved_script(
    client: Client, people: People, running: Campaign
) -> None:
    wen, rui = (
        add_user(username=each, name=each, role=Role.KNOWLEDGE_EDITOR, unit=people.province, password=PASSWORD,
                 by=None, at=NOON)
        for each in ("wen", "rui")
    )  # fmt: skip
    parts = {
        "opening": "[[WD-MISMATCH]]",
        "need_check": "您在哪里看到的？",
        "suggestion": "按您看到的给。",
        "close": "谢谢。",
    }
    talk = Talk("SC-DIFF", "统一解释", ScriptKind.DISCREPANCY, "hall", parts)
    row = write_script(talk=talk, about=About(people.province, wen), by=wen, at=NOON)
    client.force_login(people.alice)
    form = client.get("/recovery/campaigns/mismatch/?campaign=old-friends").content.decode()
    address = "/knowledge/scripts/discrepancy/panel/?campaign=old-friends"
    assert address in form
    assert "还没有批准的统一解释" in client.get(address).content.decode()
    approve(row=row, by=rui, at=NOON)
    for where in (address, "/knowledge/scripts/discrepancy/old-friends/panel/"):
        assert "您看到的宣传和实际办理的不一样" in client.get(where).content.decode()
    assert (
        "/knowledge/scripts/discrepancy/old-friends/panel/"
        in client.get("/promises/campaigns/of/old-friends/").content.decode()
    )
