# SPDX-License-Identifier: Apache-2.0
"""The database refuses rows of grievances and notices that do not make sense, whoever writes them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from amends.apps.cases.actions import open_case
from amends.apps.cases.rules.states import Origin
from amends.apps.core.models import ScopeMissing
from amends.apps.recovery.models import (
    GrievanceStage,
    PlannedOutage,
    ProactiveNotice,
    Reaction,
    SilentDeparture,
)
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.cases.conftest import make_customer
from tests.people import NOON, People

HOUR = timedelta(hours=1)
Rows = dict[str, models.Model]
MODELS = {
    "grievance": GrievanceStage,
    "reaction": Reaction,
    "departure": SilentDeparture,
    "outage": PlannedOutage,
    "notice": ProactiveNotice,
    "bill": ProactiveNotice,
}


@pytest.fixture
def rows(people: People) -> Rows:
    """One good row of each table, by its name."""
    customer, unit = make_customer(people), people.east_team
    outage = PlannedOutage.objects.create(
        name="割接", kind="planned", unit=unit, place="东市", starts_at=NOON, ends_at=NOON + HOUR,
        words="今夜割接", state="draft", made_by=people.dora, made_at=NOON,
    )  # fmt: skip
    grievance = GrievanceStage.objects.create(
        customer=customer, unit=unit, topic="network", stage="latent", first_at=NOON, last_at=NOON,
        moved_at=NOON,
    )  # fmt: skip
    notice = {"customer": customer, "unit": unit, "made_at": NOON}
    return {
        "case": open_case(
            customer=customer,
            origin=Origin.RECOVERY,
            recovery_class=RecoveryClass.NETWORK,
            owner=people.alice,
            by=None,
            at=NOON,
        ),
        "grievance": grievance,
        "reaction": Reaction.objects.create(
            customer=customer, unit=unit, act="wom", noted_date=NOON.date(), noted_at=NOON, by=people.alice
        ),
        "departure": SilentDeparture.objects.create(
            customer=customer, unit=unit, month=date(2026, 11, 1), seen_date=date(2026, 11, 2)
        ),
        "outage": outage,
        "notice": ProactiveNotice.objects.create(
            about="outage", outage=outage, state="left", left_at=NOON, **notice
        ),
        "bill": ProactiveNotice.objects.create(
            about="bill", month=date(2026, 10, 1), state="listed", **notice
        ),
    }


@pytest.mark.parametrize(
    ("name", "changes", "constraint"),
    [
        ("grievance", {"stage": "loud"}, "grievance_stage_known"),
        ("grievance", {"topic": "weather"}, "grievance_topic_known"),
        ("grievance", {"last_at": NOON - HOUR}, "grievance_signs_in_order"),
        ("reaction", {"act": "sang"}, "reaction_known"),
        ("departure", {"month": date(2026, 11, 2)}, "departure_month_begins"),
        ("departure", {"seen_date": date(2026, 10, 31)}, "departure_seen_in_month"),
        ("outage", {"words": ""}, "outage_says_something"),
        ("outage", {"kind": "weather"}, "outage_kind_known"),
        ("outage", {"state": "asleep"}, "outage_state_known"),
        ("outage", {"ends_at": NOON}, "outage_ends_after_start"),
        ("outage", {"state": "announced"}, "outage_announced_has_time"),
        ("outage", {"state": "cancelled"}, "outage_cancelled_has_time"),
        ("notice", {"month": date(2026, 10, 1)}, "notice_has_its_cause"),
        ("notice", {"about": "bill"}, "notice_has_its_cause"),
        ("notice", {"state": "lost"}, "notice_state_known"),
        ("notice", {"state": "skipped"}, "notice_not_sent_says_why"),
        ("notice", {"why": "no_number"}, "notice_not_sent_says_why"),
        ("notice", {"left_at": None}, "notice_left_has_time"),
        ("notice", {"state": "sent"}, "notice_settled_has_time"),
    ],
)
def test_bad_rows_are_refused(rows: Rows, name: str, changes: dict[str, Any], constraint: str) -> None:
    bad = MODELS[name].objects.unscoped("test").filter(pk=rows[name].pk)  # type: ignore[attr-defined]
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        bad.update(**changes)


def test_a_task_and_a_reason_against_one_exclude_each_other(rows: Rows) -> None:
    row = GrievanceStage.objects.unscoped("test").filter(pk=rows["grievance"].pk)
    with pytest.raises(IntegrityError, match="grievance_has_task_or_reason"), transaction.atomic():
        row.update(case=rows["case"], kept_from="held_out")


@pytest.mark.parametrize("name", ["grievance", "reaction", "departure", "notice", "bill"])
def test_nothing_stands_twice(rows: Rows, name: str) -> None:
    rows[name].pk = None
    with pytest.raises(IntegrityError, match=r"(?i)unique|once"), transaction.atomic():
        rows[name].save(force_insert=True)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_nothing_is_read_without_a_scope(name: str) -> None:
    with pytest.raises(ScopeMissing):
        list(MODELS[name].objects.all())  # type: ignore[attr-defined]
