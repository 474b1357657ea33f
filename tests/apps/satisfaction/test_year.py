# SPDX-License-Identifier: Apache-2.0
"""The year of a unit: target, forecast with its range or a refusal in words, risks, and the tasks that answer them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from amends.apps.core.models import Event, EventKind, Message
from amends.apps.satisfaction.actions.yearly import (
    NotYours,
    OwnerElsewhere,
    Plan,
    TaskChanged,
    WordsMissing,
    change_task,
    end_task,
    open_task,
    set_target,
)
from amends.apps.satisfaction.models import IndexRun, PlanTask, YearTarget
from amends.apps.satisfaction.queries.targets import tasks
from amends.apps.satisfaction.queries.year import outlook_of, year_of
from amends.apps.satisfaction.rules.elements import Score
from amends.apps.satisfaction.rules.risks import risks
from amends.apps.surveys.models import SurveyWave
from tests.apps.satisfaction.conftest import answered, make_version, make_wave
from tests.apps.satisfaction.outside import score, target, task
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
WHY = "a test looks"
YEAR = timedelta(days=365)


def _published(people: People, years: dict[int, float], convention: str = "unstandardised weights") -> None:
    """One published run a year, with an interval of ±1.5."""
    version = make_version(people, code="SV-Y")
    for back, value in years.items():
        wave = make_wave(people, name=f"前{back}年", version=version, starts_at=NOON - back * YEAR, strata=())
        IndexRun.objects.create(
            wave=wave, unit=people.province, model="m", asked_at=NOON, finished_at=NOON, published_at=NOON,
            data_digest="d", convention=convention,
            result={"index_is": {"latent": "Satisfaction"}, "scores": {"Satisfaction": value},
                    "ci": {"scores": {"Satisfaction": [value - 1.5, value + 1.5]}}, "data": {"rows": 1500}},
        )  # fmt: skip


def _page(people: People, client: Client, **query: Any) -> str:
    client.force_login(people.dora)
    answer = client.get("/satisfaction/year/", query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.requirement("S3-026")
def test_year_shows_target_forecast_with_range_and_top_risks(
    people: People, client: Client, wave: SurveyWave
) -> None:
    _published(people, {4: 70.0, 3: 71.0, 2: 72.0, 1: 73.0})
    answered(wave, 150, means={"EL-TARIFF": 40, "EL-BILL": 60}, rows=False)
    target(people, value=78)
    task(people)
    found = year_of(people.province, 2026)
    assert found.target is not None
    assert found.outlook.forecast is not None
    ahead = found.outlook.forecast
    assert ahead.low < ahead.value < ahead.high
    assert ahead.value == pytest.approx(74.1, abs=0.2)
    assert found.chance is not None
    assert 0 < found.chance < 0.5
    assert [each.code for each in found.risks[:2]] == ["EL-TARIFF", "EL-BILL"]
    page = _page(people, client, year=2026)
    for words in (
        "78.0",
        f"{ahead.value:.1f}",
        f"{ahead.low:.1f} – {ahead.high:.1f}",
        "资费套餐",
        "资费短信",
    ):
        assert words in page


@pytest.mark.requirement("S3-026")
def test_two_waves_are_no_forecast_and_the_page_says_why(people: People, client: Client) -> None:
    _published(people, {2: 72.0, 1: 73.0})
    outlook = outlook_of(people.province, 2026)
    assert outlook.forecast is None
    assert [each.value for each in outlook.past] == [72.0, 73.0]
    assert "只有 2 期" in _page(people, client, year=2026)


def test_scores_of_others_stand_in_where_nothing_is_published(people: People) -> None:
    for back in (4, 3, 2, 1):
        first = date(2026 - back, 1, 1)
        years = {"wave": str(first.year), "first_date": first, "until_date": date(first.year + 1, 1, 1)}
        score(people.province, value=8.0 + back / 10, margin=0.1, **years)
    score(people.province, publisher="别家", wave="2025")
    outlook = outlook_of(people.province, 2026)
    assert not outlook.own
    assert outlook.source.startswith("测评中心")
    assert outlook.forecast is not None
    assert outlook.forecast.slope < 0


def test_figures_of_another_convention_are_not_mixed_in(people: People) -> None:
    _published(people, {4: 70.0, 3: 71.0, 2: 72.0})
    IndexRun.objects.unscoped(WHY).filter(wave__name="前3年").update(convention="equal weights")
    assert [each.value for each in outlook_of(people.province, 2026).past] == [70.0, 72.0]


def _score(code: str, mean: float, *, margin: float = 2.0, shown: bool = True) -> Score:
    return Score(code, code, 1, 0.5, 100, mean, margin, 0.1, shown=shown, estimate=None)


def test_risks_weigh_the_shortfall_and_say_what_is_within_the_margin() -> None:
    scores = [
        _score("A", 60),
        _score("B", 79),
        _score("C", 20, shown=False),
        _score("D", 90),
        _score("E", 50),
    ]
    found = risks(scores, {"A": 0.5, "B": 0.2, "C": 0.1, "D": 0.1, "E": 0.1}, {"E": 55}, 80)
    assert [(each.code, each.lost) for each in found] == [("A", 10.0), ("E", 0.5), ("B", 0.2)]
    assert [each.beyond for each in found] == [True, True, False]


def test_new_target_keeps_the_old_one(people: People) -> None:
    said: dict[str, Any] = {
        "unit": people.province,
        "year": 2026,
        "element": "",
        "by": people.dora,
        "at": NOON,
    }
    set_target(value=80, reason="集团下达", **said)
    second = set_target(value=82, reason="中期上调", **said)
    assert second.replaces is not None
    assert second.replaces.value == 80
    assert YearTarget.objects.unscoped(WHY).count() == 2
    assert Event.objects.unscoped(WHY).filter(kind=EventKind.YEAR_TARGET_SET).count() == 2


def test_only_who_plans_the_unit_sets_its_target(people: People) -> None:
    said: dict[str, Any] = {"year": 2026, "element": "", "value": 80, "at": NOON}
    with pytest.raises(NotYours):
        set_target(unit=people.province, by=people.bob, reason="x", **said)
    with pytest.raises(NotYours):
        set_target(unit=people.east_team, by=people.alice, reason="x", **said)
    with pytest.raises(WordsMissing):
        set_target(unit=people.east, by=people.bob, reason=" ", **said)


def _plan(people: People, **fields: Any) -> Plan:
    usual: dict[str, Any] = {"title": "改短信", "element": "EL-TARIFF", "owner": people.alice}
    return Plan(**{**usual, "due_date": date(2026, 12, 1), **fields})


def _open(people: People, **fields: Any) -> PlanTask:
    return open_task(unit=people.east, year=2026, plan=_plan(people, **fields), by=people.bob, at=NOON)


def test_a_target_and_a_task_sent_twice_are_one(people: People) -> None:
    for _press in range(2):
        set_target(unit=people.east, year=2026, element="", value=80, reason="集团", by=people.bob, at=NOON)
    assert YearTarget.objects.unscoped(WHY).count() == 1
    first = _open(people)
    assert _open(people) == first
    assert _open(people, title="改账单") != first
    end_task(task=first, version=first.version, done=True, outcome="改了", by=people.bob, at=NOON)
    assert _open(people) != first, "what has ended may be planned again"
    opened = Event.objects.unscoped(WHY).filter(kind=EventKind.PLAN_TASK_OPENED)
    assert opened.count() == 3


def test_task_tells_its_owner_who_ends_it_with_what_came(people: People) -> None:
    made = _open(people)
    assert Message.objects.get(to=people.alice).link == f"/satisfaction/year/tasks/{made.pk}/"
    with pytest.raises(WordsMissing):
        end_task(task=made, version=1, done=True, outcome=" ", by=people.alice, at=NOON)
    with pytest.raises(NotYours):
        end_task(task=made, version=1, done=True, outcome="改好", by=people.charlie, at=NOON)
    end_task(task=made, version=1, done=True, outcome="咨询量降三成", by=people.alice, at=NOON)
    made.refresh_from_db()
    assert (made.state, made.outcome) == ("done", "咨询量降三成")
    with pytest.raises(TaskChanged):
        end_task(task=made, version=2, done=False, outcome="再来", by=people.bob, at=NOON)


def test_change_on_an_old_version_overwrites_nothing(people: People) -> None:
    made = _open(people)
    change_task(task=made, version=1, plan=_plan(people, title="改账单"), by=people.bob, at=NOON)
    with pytest.raises(TaskChanged):
        change_task(task=made, version=1, plan=_plan(people, title="改官网"), by=people.bob, at=NOON)
    assert tasks(people.east, 2026, people.bob.scope)[0].title == "改账单"


def test_owner_of_another_city_is_refused_and_the_other_city_sees_nothing(people: People) -> None:
    with pytest.raises(OwnerElsewhere):
        _open(people, owner=people.charlie)
    _open(people)
    assert tasks(people.province, 2026, people.charlie.scope) == []


def test_task_is_planned_and_ended_on_its_pages(people: People, client: Client) -> None:
    client.force_login(people.bob)
    said = {
        "title": "改短信",
        "element": "",
        "owner": people.alice.pk,
        "due_date": "2026-12-01",
        "version": 1,
    }
    answer = client.post("/satisfaction/year/tasks/new/?unit=G-P-E&year=2026", said)
    assert answer["Location"].startswith("/satisfaction/year/?unit=G-P-E")
    made = PlanTask.objects.unscoped(WHY).get()
    client.force_login(people.alice)
    page = f"/satisfaction/year/tasks/{made.pk}/"
    assert "改短信" in client.get(page).content.decode()
    client.post(f"{page}end/", {"outcome": "好了", "done": "no", "version": 1})
    assert "好了" in client.get(page).content.decode()
    client.force_login(people.charlie)
    assert client.get(page).status_code == 404


def test_target_form_says_why_it_refuses(people: People, client: Client) -> None:
    client.force_login(people.bob)
    said = {"element": "", "value": "101", "reason": "集团下达"}
    assert client.post("/satisfaction/year/target/?year=2026", said).status_code == 422
    assert (
        client.post("/satisfaction/year/target/?unit=G-P&year=2026", said | {"value": "80"}).status_code
        == 404
    )
    assert client.post("/satisfaction/year/target/?year=2026", said | {"value": "80"}).status_code == 302
    assert YearTarget.objects.unscoped(WHY).get().unit == people.east


def test_year_asks_no_more_for_more_tasks(
    people: People, client: Client, wave: SurveyWave, django_assert_max_num_queries: Any
) -> None:
    answered(wave, 40, rows=False)
    for at in range(12):
        task(people, title=f"任务{at}")
    _page(people, client, year=2026)
    with django_assert_max_num_queries(25):
        page = _page(people, client, year=2026)
    assert "任务11" in page
