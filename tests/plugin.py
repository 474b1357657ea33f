# SPDX-License-Identifier: Apache-2.0
"""How the tests run: on SQLite or PostgreSQL, with whatever of Java and Chromium the machine has; what was
skipped is listed at the end with how to get it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.nodeid import NodeId
from hypothesis import settings

from tests import dovecot, postgres, slapd

# Each worker has a core: threads that wait for each other by spinning take more than they bring.
for _pool in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_pool, "1")

# How long an example takes says something about the machine and nothing about the code.
settings.register_profile("house", settings(), deadline=None)
settings.load_profile("house")


def browser_path() -> str | None:
    """The Chromium to drive, if there is one."""
    named = os.environ.get("AMENDS_CHROMIUM")
    return named or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


def java_path() -> str | None:
    """The Java that Spark runs on, if there is one."""
    return shutil.which("java")


HOW_TO_GET = {
    "spark": ("Java", java_path, "apt install default-jre-headless, and make .venv/.bench-ready for pyspark"),
    "imap": ("Dovecot 2.3", dovecot.binary, "apt install dovecot-imapd"),
    "ldap": ("OpenLDAP", slapd.binary, "apt install slapd"),
    "browser": ("Chromium", browser_path, "apt install chromium, or name it in AMENDS_CHROMIUM"),
}


NOT_OURS = "../shared"  # real data that no machine can install: without it a test may say so and pass on


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two switches: which database, and whether a skipped test is a failure."""
    parser.addoption("--on-postgres", action="store_true", help="run on a PostgreSQL server started for it")
    parser.addoption("--nothing-skipped", action="store_true", help="fail when anything was skipped")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(args: list[str]) -> Iterator[None]:
    """Start PostgreSQL before Django reads its settings; workers of xdist find it started."""
    if "--on-postgres" in args and not os.environ.get("AMENDS_DATABASE_URL"):
        os.environ["AMENDS_DATABASE_URL"] = postgres.start()
    return (yield)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that this process started, and throw its data away."""
    postgres.stop()
    place = Path(os.environ.get("AMENDS_DATA", ""))
    if not hasattr(config, "workerinput") and place.name.startswith("amends-test-"):
        shutil.rmtree(place, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what the machine cannot run; keep what shares one heavy thing in one worker."""
    for name, (what, found, how) in HOW_TO_GET.items():
        marked = [item for item in items if item.get_closest_marker(name)]
        for item in marked:
            if not item.get_closest_marker("xdist_group"):  # one that shares something heavier says so itself
                item.add_marker(pytest.mark.xdist_group(name))
            if not found():
                item.add_marker(pytest.mark.skip(reason=f"needs {what}: {how}"))
    if config.getoption("--on-postgres"):
        other = [item for item in items if not _asks_the_database(item)]  # they ran, and would do the same
    else:
        other = [item for item in items if item.get_closest_marker("postgres")]
    if other:
        config.hook.pytest_deselected(items=other)
        items[:] = [item for item in items if item not in other]


@pytest.hookimpl(tryfirst=True)  # before xdist says what there is
def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the groups of xdist 3.8 hold in pytest 9.2, which no longer keeps a test's name where xdist writes it."""
    for item in session.items:
        grouped = getattr(item, "_nodeid", item.nodeid)
        if grouped != item.nodeid:
            item._id = NodeId.parse(grouped)


def _asks_the_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("postgres")
    return marked is not None or not names.isdisjoint({"db", "transactional_db", "live_server"})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say once for each reason how many tests were skipped."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} skipped: {reason.removeprefix('Skipped: ')}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where nothing may be skipped, a test that was skipped for what a machine can install fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter is not None and [
        each for each in reporter.stats.get("skipped", []) if NOT_OURS not in str(each.longrepr)
    ]
    if skipped and exitstatus == 0 and session.config.getoption("--nothing-skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
