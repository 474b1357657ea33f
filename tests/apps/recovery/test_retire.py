# SPDX-License-Identifier: Apache-2.0
"""Old runs go, whole, and never one that somebody still works from."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings as DjangoSettings

from amends.apps.core.models import Event, EventKind
from amends.apps.recovery.actions import retire
from amends.apps.recovery.actions.approach import approach
from amends.apps.recovery.actions.publish import publish_run
from amends.apps.recovery.actions.retire import remove_superseded_runs
from amends.apps.recovery.jobs.retiring import remove_old_runs
from amends.apps.recovery.models import PublishedRun, Target
from amends.pipeline import store
from tests.apps.customers.importing import Run
from tests.apps.recovery.conftest import AS_OF, Listed, found
from tests.people import NOON

LATER = NOON + timedelta(days=100)


@pytest.fixture
def six(listed: Listed) -> Listed:
    """The run of the fixture, and five after it, a day apart, each listing C3."""
    for day in range(1, 6):
        rows = [found("C3", "G-P-W-T")]
        at = NOON + timedelta(days=day)
        publish_run(run_id=f"r{day}", as_of=AS_OF, found=rows, summary={}, by=None, at=at)
    return listed


def _runs() -> list[str]:
    return [run.run_id for run in PublishedRun.objects.all()]


def _targets_of(run: PublishedRun) -> int:
    return Target.objects.unscoped("test").filter(run_id=run.pk).count()


def test_runs_behind_the_newest_go_with_what_they_listed(six: Listed) -> None:
    assert remove_superseded_runs(newest=4, at=LATER) == ["r1", six.run.run_id]
    assert _runs() == ["r5", "r4", "r3", "r2"]
    assert Target.objects.unscoped("test").count() == 4
    assert remove_superseded_runs(newest=4, at=LATER) == []


def test_removal_is_logged_with_what_went(six: Listed) -> None:
    remove_superseded_runs(newest=5, at=LATER)
    event = Event.objects.unscoped("a test").get(kind=EventKind.RUN_REMOVED)
    assert event.payload == {"run_id": six.run.run_id, "as_of": AS_OF.isoformat(), "listed": 3}


def test_run_stays_while_a_case_opened_from_it_is_in_hand(six: Listed) -> None:
    case = approach(target=six.targets["C1"], by=six.people.dora, at=NOON)
    assert remove_superseded_runs(newest=4, at=LATER) == ["r1"]
    assert _targets_of(six.run) == 3
    ended = {"is_open": False, "state": "refused", "outcome": "refused", "closed_at": NOON}
    type(case).objects.unscoped("test").filter(pk=case.pk).update(**ended)
    assert remove_superseded_runs(newest=4, at=LATER) == [six.run.run_id]
    assert type(case).objects.unscoped("test").filter(pk=case.pk).exists()


def test_run_that_stands_stays_whatever_is_asked(six: Listed) -> None:
    remove_superseded_runs(newest=0, at=LATER)
    assert _runs() == ["r5"]


def test_job_killed_midway_leaves_whole_runs_and_ends_the_next_time(
    six: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed = retire._removed

    def killed_at_the_second(run: PublishedRun, at: object) -> str:
        if run.run_id == six.run.run_id:
            raise KeyboardInterrupt
        return removed(run, NOON)

    with monkeypatch.context() as killed:
        killed.setattr(retire, "_removed", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            remove_superseded_runs(newest=4, at=LATER)
    assert _targets_of(six.run) == six.run.listed
    assert remove_superseded_runs(newest=4, at=LATER) == [six.run.run_id]


def _on_disk(home: Path, *names: str) -> None:
    for name in names:
        (home / "runs" / name).mkdir(parents=True)
        (home / "runs" / name / store.MANIFEST).write_text('{"outputs": {}}')


def test_job_takes_from_the_disk_what_no_table_names(
    six: Listed, tmp_path: Path, settings: DjangoSettings
) -> None:
    settings.AMENDS_DATA, settings.AMENDS_KEEP_RUNS = tmp_path, 2
    _on_disk(tmp_path, "a-left-behind", "r1", "r4", "r5", "x", "y")
    store.point_to(tmp_path, "r5")
    told = remove_old_runs(Run())
    assert sorted(told["removed"]) == sorted([six.run.run_id, "r1", "r2", "r3"])
    assert told["folders"] == ["r1", "a-left-behind"]
    assert {"r4", "r5", "x", "y"} <= {folder.name for folder in (tmp_path / "runs").iterdir()}


def test_job_leaves_the_disk_alone_while_a_run_is_working(
    six: Listed, tmp_path: Path, settings: DjangoSettings
) -> None:
    settings.AMENDS_DATA, settings.AMENDS_KEEP_RUNS = tmp_path, 2
    _on_disk(tmp_path, "r1", "x", "y")
    with store.workspace(tmp_path):
        assert remove_old_runs(Run())["another_run_is_working"]
    assert (tmp_path / "runs" / "r1").is_dir()
