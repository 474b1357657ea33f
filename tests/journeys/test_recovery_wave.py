# SPDX-License-Identifier: Apache-2.0
"""A wave from the audience to the effect report, in a real browser: planned, drawn, given out, worked, measured."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from amends.apps.cases.models import Case
from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.worker import work_once
from amends.apps.customers.models import Customer
from amends.apps.recovery.actions.publish import publish_run
from amends.apps.recovery.jobs.effects import measure_waves
from amends.apps.recovery.models import RecoveryWave, WaveMember
from tests.apps.recovery.conftest import AS_OF, SUMMARY, found
from tests.apps.recovery.effects.conftest import RUN, put_outcomes
from tests.apps.recovery.effects.outcomes import Planted, outcomes
from tests.journeys.conftest import LogIn
from tests.people import NOON, People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
_WHY = "the journey looks behind the page"


@pytest.fixture
def unhappy(people: People) -> None:
    """Forty customers of the eastern team that the night found."""
    codes = [f"C{at}" for at in range(40)]
    shown = {"name_shown": "王*明", "number_shown": "138****1215", "updated_at": NOON, "value_tier": "gold"}
    Customer.objects.bulk_create(Customer(code=code, unit=people.east_team, **shown) for code in codes)
    rows = [found(code, "G-P-E-T", list_date=None) for code in codes]
    publish_run(run_id="r" * 40, as_of=AS_OF, found=rows, summary=SUMMARY, by=people.dora, at=NOON)


def _open(page: Page, address: str) -> None:
    """Go on once the page is quiet: what is cut off in the middle is told in the console."""
    page.wait_for_load_state("networkidle")
    page.goto(address)
    page.wait_for_load_state("networkidle")


def _press(page: Page, words: str) -> None:
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name=words, exact=True).first.click()
    page.wait_for_load_state("networkidle")


def _worked(people: People, job: str = "") -> None:
    """The worker does what is queued, after `job` where one is named."""
    at = timezone.now()
    if job:
        enqueue(job, by=people.dora, at=at)
    assert work_once(worker="w", clock=timezone.now, keep_alive=False)


def _plan(page: Page, live_server: LiveServer, look: Callable[[], None]) -> None:
    _open(page, f"{live_server.url}/recovery/waves/")
    page.get_by_role("link", name="筹备一个波次").first.click()
    page.fill("[name=name]", "十一月资费修复")
    page.check("input[name=classes][value=tariff]")
    simulation = page.locator("#foreseen")
    expect(simulation.get_by_text("每天的工作量")).to_be_visible()
    expect(simulation.locator("canvas").first).to_be_visible()
    page.fill("[id='capacity:G-P-E-T']", "30")
    expect(simulation.get_by_role("cell", name="2", exact=True)).to_be_visible()  # days, by what was typed
    look()
    _press(page, "保存方案")


def _fix(page: Page, people: People) -> RecoveryWave:
    page.get_by_role("button", name="确定名单").first.click()
    page.locator("dialog button.primary").click()
    page.wait_for_load_state("networkidle")
    _worked(people)
    wave = RecoveryWave.objects.unscoped(_WHY).get()
    _open(page, page.url.split("?")[0])
    assert {each.arm for each in WaveMember.objects.unscoped(_WHY).filter(wave=wave)} == {
        "treated",
        "control",
    }
    return wave


def _recover(page: Page, live_server: LiveServer, case: Case) -> None:
    _open(page, f"{live_server.url}{reverse('cases:page', args=[case.number])}")
    page.fill("[name=findings]", "核对账单，两次超出套餐，提醒短信没有送达。")
    _press(page, "事实已核实")
    page.fill("[name=plan]", "说明账单来由，退还没有提醒的部分，下个账期再核对一次。")
    _press(page, "定下安排")
    page.check("[name=inbound]")
    page.locator("button[name=result][value=reached]").first.click()
    page.wait_for_load_state("networkidle")
    while page.locator("button[name=result][value=done]").count():
        page.locator("button[name=result][value=done]").first.click()
        page.wait_for_load_state("networkidle")
    _press(page, "办理完毕，请客户确认")
    for name in ("Q1", "Q2"):
        page.locator(f"input[name={name}]").first.check()
    page.locator("input[name=Q3]").last.check()
    page.check("form[action$='/verify/'] [name=told_result]")
    page.check("form[action$='/verify/'] [name=inbound]")
    _press(page, "登记客户的回答")


def _observed(wave: RecoveryWave, people: People, home: Path) -> None:
    """Two months later a night knows what came of everybody: fewer complaints, as planted."""
    rows = outcomes(np.random.default_rng(5), members=4_000, held_out=0.1, planted=Planted(comes_back=-0.1))
    place = rows.schema.get_field_index("wave_id")
    put_outcomes(home, rows.set_column(place, "wave_id", pa.array([str(wave.pk)] * rows.num_rows)))
    later = timezone.now() + timedelta(days=61)
    assert measure_waves(home, RUN, as_of=later.date(), by=people.dora, at=later) == 1


def test_wave_goes_from_its_audience_to_the_report_of_its_effect(
    unhappy: None,
    people: People,
    page: Page,
    live_server: LiveServer,
    log_in: LogIn,
    look: Callable[[], None],
    tmp_path: Path,
) -> None:
    log_in("dora")
    _plan(page, live_server, look)
    wave = _fix(page, people)
    _press(page, "开始联系")
    _worked(people, "dispatch_waves")
    _open(page, f"{live_server.url}{reverse('recovery:wave', args=[wave.pk])}")
    expect(page.locator("td[data-label=已定位]")).not_to_have_text("0")
    look()
    case = Case.objects.unscoped(_WHY).select_related("owner").order_by("pk")[0]
    page.wait_for_load_state("networkidle")
    log_in(case.owner.username)
    page.wait_for_load_state("networkidle")
    _recover(page, live_server, case)
    page.wait_for_load_state("networkidle")
    log_in("dora")
    _open(page, f"{live_server.url}{reverse('recovery:wave', args=[wave.pk])}")
    expect(page.locator("td[data-label=已修复]").first).to_have_text("1")
    _open(page, f"{live_server.url}{reverse('recovery:wave_members', args=[wave.pk])}?state=recovered")
    expect(page.get_by_text(case.number)).to_be_visible()
    look()
    _observed(wave, people, tmp_path)
    _open(page, f"{live_server.url}{reverse('recovery:wave', args=[wave.pk])}")
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="效果", exact=True).click()
    told = re.compile(r"复诉率.*少 \d+\.\d 个百分点（95% 区间 \d+\.\d–\d+\.\d）")
    expect(page.get_by_text(told).first).to_be_visible()
    look()
