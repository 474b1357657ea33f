# SPDX-License-Identifier: Apache-2.0
"""Large waves: no page reads their answers; the queue makes the figures, and they are there when a page comes back."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amends.apps.core.models import JobRun
from amends.apps.core.worker import work_once
from amends.apps.satisfaction.queries import keeping
from amends.apps.satisfaction.queries.elements import wave_standing
from amends.apps.satisfaction.queries.keeping import NotYet, hurried
from amends.apps.satisfaction.queries.trees import tree_in_use
from amends.apps.surveys.models import SurveyWave
from tests.apps.satisfaction.conftest import DAY, WHY, answered, as_user, make_wave
from tests.people import NOON, People

PAGES = ("", "elements/", "elements/EL-TARIFF/", "drivers/", "change/", "groups/", "touchpoints/", "linkage/",
         "loyalty/", "gaps/1/", "kpis/", "year/")  # fmt: skip


@pytest.fixture
def large(people: People, wave: SurveyWave, monkeypatch: pytest.MonkeyPatch) -> SurveyWave:
    """A wave of more answers than a page may read, with one before it."""
    before = make_wave(people, name="去年", version=wave.version, starts_at=NOON - 300 * DAY)
    for each, seed in ((before, 1), (wave, 2)):
        answered(each, 60, seed=seed, units=[people.east, people.west], rows=False)
    monkeypatch.setattr(keeping, "AT_ONCE", 50)
    now = timezone.now()  # stands still: the next quarter of an hour asks for figures of its own
    monkeypatch.setattr(timezone, "now", lambda: now)
    return wave


def _work() -> None:
    while work_once(worker="w", clock=timezone.now, keep_alive=False):
        pass


@pytest.mark.parametrize("page", PAGES)
def test_page_of_a_large_wave_reads_no_answers_and_is_there_after_the_queue(
    page: str, people: People, large: SurveyWave
) -> None:
    client = as_user(people.dora)
    with CaptureQueriesContext(connection) as asked:
        first = client.get(f"/satisfaction/{page}")
    assert first.status_code == 202
    assert "正在计算" in first.content.decode()
    assert not [each for each in asked if '"surveys_response"."answers"' in each["sql"]]
    _work()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/satisfaction/{page}").status_code == 200
    assert not [each for each in asked if '"surveys_response"."answers"' in each["sql"]]
    assert len(asked) < 25


def test_who_asks_twice_gets_one_run(people: People, large: SurveyWave) -> None:
    for _time in range(2):
        as_user(people.dora).get("/satisfaction/")
    assert JobRun.objects.unscoped(WHY).count() == 1


def test_small_wave_is_read_at_once(people: People, wave: SurveyWave) -> None:
    answered(wave, 40, rows=False)
    assert as_user(people.dora).get("/satisfaction/").status_code == 200
    assert not JobRun.objects.unscoped(WHY).exists()


def test_newer_answers_of_a_large_wave_wait_a_quarter_of_an_hour(people: People, large: SurveyWave) -> None:
    scope, tree = people.province.scope, tree_in_use()
    kept = wave_standing(large, scope, tree)
    answered(large, 5, seed=9, rows=False)
    with hurried():
        assert wave_standing(large, scope, tree).n == kept.n == 60
    assert wave_standing(large, scope, tree).n == 65, "the queue makes it anew"
    cache.clear()
    with hurried(), pytest.raises(NotYet):
        wave_standing(large, scope, tree)


def test_figures_that_the_cache_lost_are_made_after_all(people: People, large: SurveyWave) -> None:
    client = as_user(people.dora)
    client.get("/satisfaction/")
    _work()
    cache.clear()
    client = as_user(people.dora)
    assert client.get("/satisfaction/").status_code == 200


def test_progress_calls_the_page_back_and_is_for_its_own_scope_only(
    people: People, large: SurveyWave
) -> None:
    client = as_user(people.dora)
    client.get("/satisfaction/")
    run = JobRun.objects.unscoped(WHY).get()
    here = f"/satisfaction/figures/{run.pk}/?seen=0"
    assert "HX-Refresh" not in client.get(here)
    JobRun.objects.unscoped(WHY).update(done=3, total=9)
    assert client.get(here)["HX-Refresh"] == "true"
    assert as_user(people.bob).get(here).status_code in {403, 404}
    _work()
    assert client.get(here.replace("seen=0", "seen=12"))["HX-Refresh"] == "true"


def test_doubts_are_counted_by_the_database(people: People, large: SurveyWave) -> None:
    client = as_user(people.dora)
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/satisfaction/fieldwork/").status_code == 200
    rows = [
        each["sql"] for each in asked if 'FROM "surveys_response"' in each["sql"] and '"flags"' in each["sql"]
    ]
    assert rows
    assert all("GROUP BY" in each for each in rows)
