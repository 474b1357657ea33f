# SPDX-License-Identifier: Apache-2.0
"""Every way by which Amends reaches a customer either asks who is held out or gives what is owed (decision 10): a new
way must be put into one of these lists, with a test of its own where it asks."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

import amends.apps
from amends.apps.cases.models import Case
from amends.apps.promises.actions.campaigns.mismatches import Seen
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.recovery.actions.campaign_mismatch import report_for
from amends.apps.recovery.actions.notices.outages import announce
from amends.apps.recovery.actions.notices.telling import tell_outages
from amends.apps.recovery.models import ProactiveNotice
from amends.apps.recovery.queries.waves.holding import is_held_out
from amends.apps.recovery.rules.notices import OutageKind
from tests.apps.recovery.test_notices import reachable, works
from tests.apps.recovery.waves import frozen_wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db

AREAS = Path(amends.apps.__path__[0])
ASKS = {
    "recovery/actions/approach.py",  # the nightly list, somebody to a customer
    "recovery/actions/grievances/raising.py",  # a reason that staff found
    "recovery/actions/network/telling.py",  # an improvement of the network, and the question after it
    "recovery/actions/waves/dispatching.py",  # members whom chance did not hold out, and nobody else
}
OWED = {
    "cases/actions/intake.py": "the customer's own word",
    "cases/actions/opening.py": "what the others call",
    "recovery/actions/campaign_mismatch.py": "a customer who was told something else",
    "recovery/actions/late_promises.py": "a promise that was broken",
    "recovery/actions/notices/telling.py": "outages, works and bills that jumped",
    "satisfaction/actions/following.py": "a low answer is the customer's word",
    "surveys/actions/sending.py": "a question, which both arms are asked alike",
}
REACHES = re.compile(
    r"\bopen_case\(|channel=MessageChannel\.SMS,\s|MessageChannel\.SMS\n|else MessageChannel\.SMS"
)


def test_every_way_to_a_customer_is_known() -> None:
    found = {
        str(path.relative_to(AREAS))
        for path in AREAS.glob("*/actions/**/*.py")
        if not str(path.relative_to(AREAS)).startswith("core/") and REACHES.search(path.read_text())
    }
    assert found == ASKS | OWED.keys()


def test_those_that_must_ask_do() -> None:
    asked = {name: (AREAS / name).read_text() for name in ASKS - {"recovery/actions/waves/dispatching.py"}}
    assert all("held_out" in text for text in asked.values())
    assert "Arm.TREATED" in (AREAS / "recovery/queries/waves/dispatching.py").read_text()


def test_fault_is_told_to_controls_as_to_anybody(people: People) -> None:
    told, held = reachable(people, "C-1"), reachable(people, "C-2")
    frozen_wave(people.province, people.dora, control=[held], treated=[told])
    assert is_held_out(held, NOON)
    hour = timedelta(hours=1)
    fault = works(people, kind=OutageKind.FAULT, starts_at=NOON - hour, ends_at=NOON + hour)
    announce(outage=fault, by=people.dora, at=NOON)
    tell_outages(at=NOON)
    notices = ProactiveNotice.objects.unscoped("a test").filter(outage=fault)
    assert {each.customer_id: each.state for each in notices} == {told.pk: "left", held.pk: "left"}


def test_control_who_was_told_something_else_has_it_put_right(people: People, running: Campaign) -> None:
    held = reachable(people, "C-2")
    frozen_wave(people.province, people.dora, control=[held])
    seen = Seen("海报写送六个月", "系统只送三个月", "hall", "一号厅门口")
    report = report_for(campaign=running, seen=seen, by=people.alice, at=NOON, customer=held)
    assert Case.objects.unscoped("a test").get(number=report.case).customer == held
