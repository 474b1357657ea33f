# SPDX-License-Identifier: Apache-2.0
"""Real survey scores joined with operator records go in through the import page; the list is seen in a browser."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings as DjangoSettings
from pytest_django.live_server_helper import LiveServer

from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.organisation import add_unit
from amends.apps.core.models import JobRun
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.worker import work_once
from amends.apps.customers.models import ImportBatch, ImportState
from amends.apps.recovery.queries.runs import current_run
from amends.cli.main import main
from tests.journeys.conftest import LogIn
from tests.people import NOON, People

pytestmark = [pytest.mark.browser, pytest.mark.shared, pytest.mark.django_db(transaction=True)]
MAPPINGS = Path(__file__).parents[2] / "src/amends/packs/telecom/mappings"
VOICE = "附件1语音业务用户满意度数据.xlsx"


def _work() -> None:
    while work_once(worker="w", clock=lambda: datetime.now(UTC), keep_alive=False):
        pass


def _upload(page: Page, server: str, feed: str, file: Path) -> ImportBatch:
    """What a person does: send, paste the mapping of this file, try, confirm."""
    page.goto(f"{server}/customers/imports/new/")
    page.select_option("select[name=feed]", feed)
    page.set_input_files("input[name=file]", file)
    page.locator("main form button").last.click()
    page.wait_for_load_state("networkidle")
    _work()
    page.reload()
    page.get_by_text("高级：直接编辑对应").click()
    page.fill("textarea[name=text]", (MAPPINGS / f"beijing_1_{feed}.yaml").read_text(encoding="utf-8"))
    page.get_by_role("button", name="按文本试运行").click()
    page.wait_for_load_state("networkidle")
    _work()
    page.reload()
    page.locator("form[action$='/confirm/'] button").click()
    page.wait_for_load_state("networkidle")
    _work()
    page.goto(f"{server}/customers/imports/")  # away from the progress bar, which turns the page by itself
    page.wait_for_load_state("networkidle")
    return ImportBatch.objects.unscoped("the journey looks behind the page").latest("pk")


def test_list_from_real_scores_is_seen_in_a_browser(
    people: People, shared_dir: Path, tmp_path: Path, settings: DjangoSettings,
    page: Page, live_server: LiveServer, log_in: LogIn, look: Callable[[], None],
) -> None:  # fmt: skip
    settings.AMENDS_DATA = home = tmp_path / "data"
    settings.MEDIA_ROOT = home / "uploads"
    add_unit(code="BJ", name="北京", kind=UnitKind.CITY, parent=people.province, by=people.ed, at=NOON)
    file = shared_dir / "data/beijing_mobile" / VOICE
    log_in("dora")
    for feed, rows in (("subscribers", 3_803), ("surveys", 15_212)):
        batch = _upload(page, live_server.url, feed, file)
        assert (batch.state, batch.counts["accepted"]) == (ImportState.DONE, rows)
        look()
    for feed in ("bills", "usage", "network"):
        mapping = str(MAPPINGS / f"beijing_1_{feed}.yaml")
        rejects = str(tmp_path / "rejects.csv")
        assert (
            main(["ingest", feed, str(file), "--mapping", mapping, "--home", str(home), "--rejects", rejects])
            == 0
        )
    run = enqueue("nightly_run", by=people.dora, at=NOON, arguments={"as_of": "2022-06-21"})
    _work()
    assert JobRun.objects.unscoped("a test").get(pk=run.pk).state == "done", (
        JobRun.objects.unscoped("a test").get(pk=run.pk).error
    )
    published = current_run()
    assert published is not None
    page.goto(f"{live_server.url}/recovery/")
    expect(page.locator("input[name=picked]").first).to_be_visible()
    look()
    page.goto(f"{live_server.url}/recovery/runs/{published.run_id}/")
    expect(page.get_by_role("heading", name="概率可信吗")).to_be_visible()
    look()
