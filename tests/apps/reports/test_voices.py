# SPDX-License-Identifier: Apache-2.0
"""Sources are read from where they are kept: fresh, silent or never used, each unit its own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from amends.apps.recovery.models import PublishedRun, Reaction
from amends.apps.reports.queries.voices import feeds, voices
from amends.apps.reports.rules.voices import RECENT, Heard, Night, Voice, arrivals, by_need
from amends.apps.reports.views.voice_words import FEED, VOICES
from amends.apps.satisfaction.rules.gaps import Freshness
from tests.apps.reports.conftest import DAY, TODAY, as_user, make_case, make_customer, moment
from tests.people import NOON, People

PLACE = "/reports/voices/"
Most = Callable[[int], Any]


def heard(people: People, voice: Voice, *, of: str = "dora") -> Heard:
    scope = getattr(people, of).scope
    return next(each for each in voices(scope, at=NOON) if each.code == voice)


def run(days_ago: int, rows: int) -> None:
    summary = {"feeds": {"bills": {"rows": rows}}}
    PublishedRun.objects.create(
        run_id=f"r{days_ago}", as_of=TODAY, published_at=moment(days_ago), listed=0, summary=summary
    )


def test_complaints_of_the_last_days_are_counted_and_fresh(people: People) -> None:
    for days_ago in (3, 20, 40):
        make_case(people, make_customer(people.east), days_ago=days_ago)
    found = heard(people, Voice.COMPLAINTS)
    assert (found.last, found.recent, found.state) == (moment(3), 2, Freshness.FRESH)


def test_each_unit_has_its_own_sources(people: People) -> None:
    make_case(people, make_customer(people.east), days_ago=3)
    assert heard(people, Voice.COMPLAINTS, of="charlie").state is Freshness.EMPTY


def test_what_was_never_heard_is_empty_and_what_fell_silent_is_stale(people: People) -> None:
    make_case(people, make_customer(people.east), days_ago=100, origin="media")
    assert heard(people, Voice.OPINION).overdue == 10 * DAY
    assert heard(people, Voice.MANAGERS).state is Freshness.EMPTY


def test_reactions_are_read_by_when_they_were_noted(people: People) -> None:
    customer = make_customer(people.east)
    Reaction.objects.create(
        customer=customer, unit=people.east, act="wom", noted_date=TODAY, noted_at=moment(2),
        by=people.alice,
    )  # fmt: skip
    assert heard(people, Voice.REACTIONS).recent == 1


def test_those_that_fell_silent_come_first_the_longest_against_their_measure() -> None:
    def one(code: str, days: int | None, fresh: int) -> Heard:
        last = None if days is None else NOON - days * DAY
        return Heard(code, last, 0, timedelta(days=fresh), NOON)

    rows = [one("fresh", 1, 2), one("never", None, 2), one("late", 4, 2), one("later", 100, 10)]
    assert [each.code for each in by_need(rows)] == ["later", "late", "never", "fresh"]


@pytest.mark.parametrize(
    ("rows", "last", "recent"),
    [([], None, 0), ([0, 0], None, 0), ([10, 10, 10], 0, 0), ([10, 15, 15], 1, 5), ([10, 15, 12, 13], 3, 6)],
)
def test_rows_of_a_feed_come_when_a_run_sees_more(rows: list[int], last: int | None, recent: int) -> None:
    nights = [Night(NOON + n * DAY, each) for n, each in enumerate(rows)]
    assert arrivals(nights, NOON - RECENT) == (None if last is None else NOON + last * DAY, recent)


def test_feeds_are_read_from_the_runs_of_the_night(people: People) -> None:
    for days_ago, rows in ((50, 10), (20, 14), (1, 14)):
        run(days_ago, rows)
    found = {each.code: each for each in feeds(at=NOON)}
    assert (found["bills"].last, found["bills"].recent) == (moment(20), 4)
    assert found["usage"].state is Freshness.EMPTY


def test_every_source_has_words_and_a_page(people: People) -> None:
    assert set(VOICES) == set(Voice)
    assert all(reverse(each.page) for each in (*VOICES.values(), FEED))


def test_page_says_what_to_do_in_few_queries(
    people: People, django_assert_max_num_queries: Most, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_case(people, make_customer(people.east), days_ago=100, origin="media")
    run(50, 10)
    browser = as_user(people.dora)
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    with django_assert_max_num_queries(22):
        page = browser.get(PLACE).content.decode()
    assert page.index("舆情与媒体") < page.index("热线和线上投诉")
    assert "请公共关系负责人确认舆情监测在做" in page
    assert "过期 10 天" in page
    assert "夜间数据是全公司的" in page


def test_feeds_are_for_those_who_see_runs_and_the_page_for_those_who_see_satisfaction(people: People) -> None:
    assert "夜间数据是全公司的" not in as_user(people.bob).get(PLACE).content.decode()
    assert as_user(people.alice).get(PLACE).status_code == 403
