# SPDX-License-Identifier: Apache-2.0
"""Publishing a run: whole or not at all, once, and only what is known here."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from amends.apps.core.models import Event, EventKind
from amends.apps.recovery.actions.publish import publish_run
from amends.apps.recovery.models import BLOCKS, EVIDENCE, PublishedRun, Target
from amends.apps.recovery.queries.runs import current_run
from amends.apps.recovery.views.model_card import FEED_NAMES
from amends.pipeline.marts.schemas import Blocked, Evidence
from amends.pipeline.sources import EVERY_FEED
from tests.apps.recovery.conftest import AS_OF, SUMMARY, Listed, found
from tests.people import NOON


def test_rows_of_unknown_customers_are_counted_and_left_out(listed: Listed) -> None:
    assert sorted(listed.targets) == ["C1", "C2", "C3"]
    assert (listed.run.listed, listed.run.summary["unknown"]) == (3, 1)


def test_same_run_is_published_once(listed: Listed) -> None:
    again = publish_run(run_id=listed.run.run_id, as_of=AS_OF, found=[], summary={}, by=None, at=NOON)
    assert again == listed.run
    assert Event.objects.unscoped("a test").filter(kind=EventKind.RUN_PUBLISHED).count() == 1


def test_failed_publish_leaves_the_last_good_run(listed: Listed) -> None:
    twice = [found("C1", "G-P-E-T"), found("C1", "G-P-E-T")]
    with pytest.raises(IntegrityError), transaction.atomic():
        publish_run(run_id="x", as_of=AS_OF, found=twice, summary=SUMMARY, by=None, at=NOON)
    assert current_run() == listed.run
    assert PublishedRun.objects.count() == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"probability": 1.2},
        {"list_date": AS_OF, "blocked_reason": "refused"},
        {"opened_at": NOON},
    ],
)
def test_database_refuses_a_bad_target(listed: Listed, bad: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.unscoped("test").filter(pk=listed.targets["C3"].pk).update(**bad)


def test_run_that_comes_back_is_the_current_one_again(listed: Listed) -> None:
    later = NOON + timedelta(hours=1)
    publish_run(run_id="other", as_of=AS_OF, found=[], summary={}, by=None, at=later)
    again = publish_run(
        run_id=listed.run.run_id, as_of=AS_OF, found=[], summary={}, by=None, at=later + timedelta(hours=1)
    )
    assert current_run() == again == listed.run
    assert Target.objects.unscoped("test").filter(run=again).count() == 3


def test_units_with_a_capacity_that_nobody_knows_are_told(listed: Listed) -> None:
    summary = {"parameters": {"capacities": {"G-P-E-T": 5, "G-P-E-TT": 9}}}
    run = publish_run(run_id="x", as_of=AS_OF, found=[], summary=summary, by=None, at=NOON)
    assert run.summary["units_unknown"] == ["G-P-E-TT"]
    assert listed.run.summary["units_unknown"] == []


def test_everything_the_run_may_write_has_words_on_the_pages() -> None:
    assert set(Blocked) <= set(BLOCKS)
    assert set(Evidence) == set(EVIDENCE)
    assert set(FEED_NAMES) == set(EVERY_FEED)
