# SPDX-License-Identifier: Apache-2.0
"""The whole loop, without a browser: files in, a night, the list, the desk, the next night."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings as DjangoSettings

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.organisation import add_units
from amends.apps.core.models import JobRun, Unit, User
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.rules.roles import Role
from amends.apps.core.worker import work_once
from amends.apps.customers.actions.contact import set_do_not_contact
from amends.apps.customers.models import Customer
from amends.apps.recovery.actions.approach import approach
from amends.apps.recovery.models import Target
from amends.apps.recovery.queries.runs import current_run
from amends.apps.recovery.queries.targets import Filters, target_page
from amends.cli.main import main
from amends.pipeline.demo.handover import hand_over
from amends.pipeline.demo.organisation import DEMO_UNITS
from amends.pipeline.store import read_mart
from tests.people import PASSWORD

DAY = date(2026, 11, 2)
AT = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, settings: DjangoSettings) -> Path:
    """A data folder of this test alone."""
    settings.AMENDS_DATA = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def manager(db: None) -> User:
    """The demo's organisation and its recovery manager."""
    add_units(rows=[(u.code, u.name, UnitKind(u.kind), u.parent_code) for u in DEMO_UNITS], by=None, at=AT)
    top = Unit.objects.get(code="SLS")
    role = Role.RECOVERY_MANAGER
    return add_user(username="m", name="经理", role=role, unit=top, password=PASSWORD, by=None, at=AT)


def _night(manager: User, at: datetime) -> JobRun:
    run = enqueue("nightly_run", by=manager, at=at, arguments={"as_of": at.date().isoformat()})
    assert work_once(worker="w", clock=lambda: at, keep_alive=False)
    run.refresh_from_db()
    assert run.state == "done", run.error
    return run


def test_what_the_desk_does_today_is_a_fact_in_tomorrows_run(
    home: Path, manager: User, tmp_path: Path
) -> None:
    files = hand_over(tmp_path / "files", as_of=DAY, customers=1_500).files
    for feed, paths in files.items():
        for path in paths:
            rejects = str(tmp_path / "rejects.csv")
            assert main(["ingest", feed, str(path), "--home", str(home), "--rejects", rejects]) == 0
    _night(manager, AT)
    run = current_run()
    assert run is not None
    named = Customer.objects.within(manager.scope).exclude(name_shown="")
    assert named.count() == 1_500, "names that the command line took in are sealed by the night"
    assert not list((home / "private").glob("*.jsonl"))

    first, second, *_ = [t for t in target_page(run, manager.scope, Filters(), at=AT).targets if t.main_cause]
    approach(target=first, by=manager, at=AT)
    set_do_not_contact(customer=second.customer, refuses=True, by=manager, at=AT)
    _night(manager, AT + timedelta(days=1))

    tomorrow = current_run()
    assert tomorrow != run
    refused = Target.objects.within(manager.scope).get(run=tomorrow, customer=second.customer)
    assert refused.blocked_reason == "do_not_contact"
    taken = Target.objects.within(manager.scope).get(run=tomorrow, customer=first.customer)
    assert (taken.blocked_reason, taken.list_date) == ("in_hand", None), (
        "somebody is on it: no place of the day"
    )
    listed = read_mart(home, "recovery_list")
    assert listed.num_rows == Target.objects.within(manager.scope).filter(run=tomorrow).count()
    again = _night(manager, AT + timedelta(days=1, minutes=1))
    assert again.result["nothing_changed"] is True
