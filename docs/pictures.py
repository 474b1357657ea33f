# SPDX-License-Identifier: Apache-2.0
"""`make screenshots`: takes the pictures that the guides show from the demo, each as one of its people sees it.

The demo is made where `--home` says, unless it is there already; pictures are WebP of 1366 × 768 under the same names
each time. What a guide names and this list does not, or the other way round, fails a test.
"""

import argparse
import base64
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from amends.pipeline.demo.accounts import PASSWORD
from amends.pipeline.demo.organisation import DEMO_STAFF
from tests.plugin import browser_path

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs/user/pictures"
MOST_BYTES = 120_000
AMENDS = (sys.executable, "-m", "amends")
AS_WEBP = """async ([png, quality]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: whose page, where it begins, links to follow from there, what to click, to type and to press."""

    name: str
    role: str
    path: str
    follow: tuple[str, ...] = ()
    fill: tuple[str, str] | None = None
    press: str = ""
    click: str = ""
    queued: bool = False  # the page waits for figures that a worker makes


ROW = "main tr[data-row] a"  # the first of a list
STORY = "上个月宽带断了三天，报修两次都没有人上门，要求尽快修好，并减免这几天的月租。"
LIST = (
    Picture("home", "complaint_officer", "/"),
    Picture("keys", "complaint_officer", "/cases/", press="?"),
    Picture("play", "hotline_agent", "/training/plays/"),
    Picture("intake", "hotline_agent", "/cases/new/", fill=("[name=story]", STORY)),
    Picture("customer", "complaint_officer", "/cases/", (ROW, "main a[href*='/customers/of/']")),
    Picture("call", "hotline_agent", "/halls/live/"),
    Picture("recovery-list", "hotline_agent", "/recovery/"),
    Picture("cases", "complaint_officer", "/cases/"),
    Picture("case", "complaint_officer", "/cases/", (ROW,)),
    Picture("board", "city_manager", "/cases/board/"),
    Picture("dashboard", "city_manager", "/reports/"),
    Picture("hall", "city_manager", "/halls/", (ROW,)),
    Picture("brief", "team_leader", "/knowledge/brief/"),
    Picture("inspection", "qa_reviewer", "/quality/inspections/", (ROW,), click="main form .primary"),
    Picture("scorecard", "qa_reviewer", "/quality/scorecards/", (ROW,)),
    Picture("builder", "analyst", "/surveys/SV-CSAT/"),
    Picture("survey-wave", "analyst", "/surveys/waves/", (ROW,)),
    Picture("satisfaction", "analyst", "/satisfaction/", queued=True),
    Picture("index-run", "analyst", "/satisfaction/runs/", (ROW,)),
    Picture("drivers", "analyst", "/satisfaction/drivers/", queued=True),
    Picture("run", "analyst", "/recovery/runs/", (ROW,)),
    Picture("wave-plan", "recovery_manager", "/recovery/waves/new/"),
    Picture("wave-board", "recovery_manager", "/recovery/waves/", (ROW,)),
    Picture("wave-effect", "recovery_manager", "/recovery/waves/effects/", ("main a[href$='/effect/']",)),
    Picture("quiz", "trainer", "/training/quizzes/", (ROW,)),
    Picture("matrix", "trainer", "/training/skills/"),
    Picture("article", "knowledge_editor", "/knowledge/new/"),
    Picture("script", "knowledge_editor", "/knowledge/scripts/", (ROW,)),
    Picture("people", "administrator", "/people/"),
    Picture("import", "administrator", "/customers/imports/new/"),
    Picture("log", "administrator", "/log/"),
)  # fmt: skip


def main() -> int:
    """Make the demo, serve it, take what was asked for (all unless named)."""
    parser = argparse.ArgumentParser(prog="python -m docs.pictures", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*(each.name for each in LIST), []])
    parser.add_argument("--home", type=Path, default=ROOT / "var" / "pictures")
    given = parser.parse_args()
    PICTURES.mkdir(exist_ok=True)
    wanted = [each for each in LIST if not given.names or each.name in given.names]
    with served(given.home) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        for picture in wanted:
            size = _take(chromium, address, given.home, picture)
            print(f"{picture.name}: {size / 1000:.0f} KB", flush=True)
        chromium.close()
    return 0


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of the demo in a folder, made if it is not there; no worker runs, so that nothing moves."""
    subprocess.run([*AMENDS, "demo", "--home", str(home), "--no-serve"], env=_around(home), check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([*AMENDS, "serve", "--port", str(port), "--workers", "1"], env=_around(home))
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _around(home: Path) -> dict[str, str]:
    """The environment of the demo: nobody's own settings, and our code."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMENDS_", "DJANGO_"))}
    return kept | {"AMENDS_DATA": str(home.resolve()), "AMENDS_DEMO": "yes", "PYTHONPATH": str(ROOT / "src")}


def _work(home: Path) -> None:
    """Do what pages asked for, and nothing that the schedule would do."""
    subprocess.run([*AMENDS, "work", "--until-idle", "--no-schedule"], env=_around(home), check=True)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the demo does not answer")


def _take(chromium: Browser, address: str, home: Path, picture: Picture) -> int:
    """Log in, go there, look; returns the bytes written."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", base_url=address)
    page = context.new_page()
    _log_in(page, picture.role)
    page.goto(picture.path)
    for link in picture.follow:
        href = page.locator(link).first.get_attribute("href")
        page.goto(f"{page.url}{href}" if (href or "").startswith("?") else href or "/")
    if picture.queued:
        _work(home)
        page.reload()
    if picture.click:
        with page.expect_navigation():
            page.click(picture.click)
    if picture.fill:
        page.fill(*picture.fill)
    if picture.press:
        page.keyboard.press(picture.press)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)  # charts are drawn a moment after their numbers came
    size = _kept(context.new_page(), page.screenshot(), PICTURES / f"{picture.name}.webp")
    context.close()
    return size


def _log_in(page: Page, role: str) -> None:
    who = next(each.username for each in DEMO_STAFF if each.role == role)
    page.goto("/accounts/login/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/")


def _kept(blank: Page, png: bytes, path: Path) -> int:
    """Write as WebP by the browser itself, as good as fits."""
    for quality in (0.9, 0.8, 0.65, 0.5):
        taken = base64.b64decode(blank.evaluate(AS_WEBP, [base64.b64encode(png).decode(), quality]))
        if len(taken) <= MOST_BYTES:
            break
    path.write_bytes(taken)
    return len(taken)


if __name__ == "__main__":
    raise SystemExit(main())
