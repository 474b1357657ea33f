# SPDX-License-Identifier: Apache-2.0
"""Estimates of the index: asked for, worked, kept, published."""

from collections import Counter

import pytest

from amends.apps.core.models import Event, JobRun
from amends.apps.core.worker import work_once
from amends.apps.satisfaction.actions.runs import RunRefused, ask_run, publish_run, withdraw_run
from amends.apps.satisfaction.models import IndexRun
from amends.apps.satisfaction.queries.answers import asked_items, wave_answers
from amends.apps.satisfaction.queries.runs import published_run, runs_seen, series
from amends.apps.satisfaction.rules.estimating import Choices, index_parts
from amends.apps.satisfaction.rules.modelling import ModelFaulty, filled_template
from amends.apps.satisfaction.views.explaining import how_url
from amends.apps.surveys.models import SurveyWave
from tests.apps.satisfaction.conftest import DAY, WHY, answered, as_user, make_wave
from tests.people import NOON, People

QUICK = Choices(resamples=100)


def estimated(wave: SurveyWave, people: People, *, choices: Choices = QUICK, model: str = "") -> IndexRun:
    """A run of the TCSI-style template, worked by the queue."""
    text = model or filled_template("TCSI-style", asked_items(wave))
    run = ask_run(wave=wave, unit=people.province, model=text, choices=choices, by=people.dora, at=NOON)
    while work_once(worker="w", clock=lambda: NOON, keep_alive=False):
        pass
    run.refresh_from_db()
    return run


@pytest.fixture
def run(wave: SurveyWave, people: People) -> IndexRun:
    """A finished estimate on 200 responses."""
    answered(wave, 200, units=[people.east_team, people.west_team], means={"satisfaction": 64}, rows=False)
    return estimated(wave, people)


def test_a_run_keeps_index_interval_convention_digest_and_choices(
    run: IndexRun, wave: SurveyWave, people: People
) -> None:
    low, high = run.result["ci"]["index"]
    assert 60 < low < run.result["index"] < high < 68
    assert run.convention == "unstandardised weights"
    assert run.data_digest == wave_answers(wave, people.province.scope).digest
    assert run.result["answers"] == {"n": 200, "flagged": 0}
    assert run.result["constructs"]["忠诚"] == "loyalty"
    assert run.result["prediction"]["folds"] == 10
    assert run.choices["seed"] == QUICK.seed
    events = Event.objects.unscoped(WHY).filter(kind__startswith="satisfaction.").order_by("sequence")
    assert [e.kind for e in events] == [
        "satisfaction.index_run_asked", "satisfaction.index_run_done",
    ]  # fmt: skip


def test_the_parts_add_up_to_the_index(run: IndexRun) -> None:
    parts = index_parts(run.result, "满意度")
    assert [each["item"] for each in parts] == ["A1", "A2", "A3"]
    assert sum(each["share"] for each in parts) == pytest.approx(1)
    assert sum(each["part"] for each in parts) == pytest.approx(run.result["index"], abs=1e-9)


def test_the_same_seed_gives_the_same_figures(run: IndexRun, wave: SurveyWave, people: People) -> None:
    again = estimated(wave, people)
    assert again.result["ci"] == run.result["ci"]
    assert again.data_digest == run.data_digest


def test_an_item_on_another_scale_is_moved_and_the_result_says_so(run: IndexRun) -> None:
    assert any("L2（0–10）" in note for note in run.result["notes"])
    assert run.result["scores"]["忠诚"] is not None


def test_weights_count(wave: SurveyWave, people: People, run: IndexRun) -> None:
    happy = [r.pk for r in wave.responses.unscoped(WHY) if r.answers["A1"] >= 8]
    wave.responses.unscoped(WHY).filter(pk__in=happy).update(weight=5.0)
    weighted = estimated(wave, people)
    assert weighted.result["data"]["weighted"] is True
    assert weighted.result["index"] > run.result["index"] + 3


def test_too_few_responses_are_refused_with_the_reason(wave: SurveyWave, people: People) -> None:
    answered(wave, 29, rows=False)
    run = estimated(wave, people)
    assert "少于 30 份" in run.failure
    assert run.result == {}
    assert JobRun.objects.unscoped(WHY).get(job="index_run").state == "failed"


def test_what_cannot_be_estimated_is_kept_with_its_reason(wave: SurveyWave, people: People) -> None:
    made = answered(wave, 40, rows=False)
    for each in made:
        each.answers["A1"] = 5
        each.save()
    assert "A1" in estimated(wave, people).failure


def test_a_faulty_model_is_refused_before_anything_is_queued(wave: SurveyWave, people: People) -> None:
    with pytest.raises(ModelFaulty):
        estimated(wave, people, model="latents:\n  甲: [X1]\n")
    assert not IndexRun.objects.unscoped(WHY).exists()


def test_only_ones_own_units_are_estimated(wave: SurveyWave, people: People) -> None:
    text = filled_template("TCSI-style", asked_items(wave))
    with pytest.raises(RunRefused, match="自己机构"):
        ask_run(wave=wave, unit=people.west, model=text, choices=QUICK, by=people.bob, at=NOON)


def test_a_second_publication_takes_the_place_of_the_first(
    run: IndexRun, wave: SurveyWave, people: People
) -> None:
    other = estimated(wave, people, choices=Choices(resamples=0))
    publish_run(run=run, by=people.dora, at=NOON)
    publish_run(run=other, by=people.dora, at=NOON + DAY)
    assert published_run(wave, people.east) == other
    assert list(runs_seen(people.bob.scope)) == [other], (
        "the city sees what is published above, not what is not"
    )
    withdraw_run(run=other, by=people.dora, at=NOON)
    assert published_run(wave, people.east) is None
    kinds = [e.kind for e in Event.objects.unscoped(WHY).order_by("sequence")][-4:]
    assert kinds == [
        "satisfaction.index_published", "satisfaction.index_withdrawn", "satisfaction.index_published",
        "satisfaction.index_withdrawn",
    ]  # fmt: skip


def test_what_failed_or_did_not_settle_is_not_published(run: IndexRun, people: People) -> None:
    run.result["estimate"]["converged"] = False
    with pytest.raises(RunRefused, match="没有收敛"):
        publish_run(run=run, by=people.dora, at=NOON)
    run.failure = "没有数据"
    with pytest.raises(RunRefused, match="还没有算成"):
        publish_run(run=run, by=people.dora, at=NOON)


@pytest.mark.requirement("S0-004")
def test_satisfaction_and_loyalty_are_two_series_that_may_part(people: People) -> None:
    old = make_wave(people, name="去年", starts_at=NOON - 365 * DAY)
    new = make_wave(people, name="今年", version=old.version)
    answered(old, 150, seed=1, means={"satisfaction": 64, "loyalty": 74}, rows=False)
    answered(new, 150, seed=2, means={"satisfaction": 71, "loyalty": 66}, rows=False)
    for wave in (old, new):
        publish_run(run=estimated(wave, people), by=people.dora, at=NOON)
    found = series(people.province, old.version.questionnaire_id)
    before, after = found["satisfaction"]
    assert (before.wave, after.wave) == ("去年", "今年")
    assert after.value > before.value + 3
    loyal_before, loyal_after = found["loyalty"]
    assert loyal_after.value < loyal_before.value - 3
    assert loyal_after.low is not None
    assert loyal_after.latent == "忠诚"


def test_studentised_intervals_come_of_stratified_answers_too(wave: SurveyWave, people: People) -> None:
    answered(wave, 120, units=[people.east_team, people.west_team], rows=False)
    found = estimated(wave, people, choices=Choices(resamples=100, interval="studentised")).result
    assert found["bootstrap"]["method"].startswith("Rao-Wu")
    low, high = found["ci"]["index"]
    assert low < found["index"] < high
    assert found["bootstrap"]["studentised"]["scores"]["满意度"] == [low, high]


def test_a_button_pressed_twice_asks_publishes_and_withdraws_once(wave: SurveyWave, people: People) -> None:
    answered(wave, 60, rows=False)
    text = filled_template("TCSI-style", asked_items(wave))

    def asked(choices: Choices = QUICK) -> IndexRun:
        return ask_run(wave=wave, unit=people.province, model=text, choices=choices, by=people.dora, at=NOON)

    first = asked()
    assert asked() == first
    assert asked(Choices(resamples=0)) != first, "another choice is another estimate"
    while work_once(worker="w", clock=lambda: NOON, keep_alive=False):
        pass
    one, other = (IndexRun.objects.unscoped(WHY).get(pk=first.pk) for _press in range(2))
    for press in (one, other):
        publish_run(run=press, by=people.dora, at=NOON)
    withdraw_run(run=one, by=people.dora, at=NOON)
    with pytest.raises(RunRefused, match="没有发布"):
        withdraw_run(run=other, by=people.dora, at=NOON)
    kinds = Counter(Event.objects.unscoped(WHY).values_list("kind", flat=True))
    assert kinds["satisfaction.index_run_asked"] == 2
    assert kinds["satisfaction.index_published"] == kinds["satisfaction.index_withdrawn"] == 1


def test_what_a_few_people_said_is_in_no_estimate(wave: SurveyWave, people: People) -> None:
    answered(wave, 60, units=[people.east_team, people.west_team], missing={"G3": 0.8, "B1": 0.7}, rows=False)
    run = estimated(wave, people)
    few, one = run.result["items"]["G3"], run.result["items"]["B1"]
    assert 0 < few["n"] < 30
    assert (few["mean"], few["sd"], one["mean"]) == (None, None, None)
    assert run.result["scores"]["抱怨"] is None, "the score would be what those few said"
    assert run.result["scores"]["品牌印象"] is not None, "others answered its second item"
    for kind in ("percentile", "bca"):
        assert run.result["bootstrap"][kind]["scores"]["抱怨"] == [None, None]
    assert run.result["ci"]["scores"]["抱怨"] == [None, None]
    assert run.result["importance"]["items"]["B1"]["performance"] is None
    assert run.result["few"] == {"items": ["B1", "G3"], "latents": ["抱怨"]}
    dora = as_user(people.dora)
    assert "不到 30 人，不显示" in dora.get(how_url(run, "item", "G3")).content.decode()
    assert dora.get(f"/satisfaction/runs/{run.pk}/").status_code == 200
    other = estimated(wave, people, choices=Choices(resamples=0))
    assert dora.get(f"/satisfaction/runs/compare/?a={run.pk}&b={other.pk}").status_code == 200


def test_an_index_of_a_few_people_is_refused(wave: SurveyWave, people: People) -> None:
    answered(wave, 60, missing={"satisfaction": 0.8}, rows=False)
    run = estimated(wave, people)
    assert run.failure == "“满意度”的题答的人不到 30 位，不计算指数"
    assert not run.result


def test_a_run_whose_job_was_given_up_says_so_and_waits_no_more(wave: SurveyWave, people: People) -> None:
    answered(wave, 40, rows=False)
    text = filled_template("TCSI-style", asked_items(wave))
    run = ask_run(wave=wave, unit=people.province, model=text, choices=QUICK, by=people.dora, at=NOON)
    client = as_user(people.dora)
    assert "计算中" in client.get("/satisfaction/runs/").content.decode()
    assert "hx-get" in client.get(f"/satisfaction/runs/{run.pk}/progress/").content.decode()
    JobRun.objects.unscoped(WHY).update(state="failed", finished_at=NOON, error="broken")
    assert "没有算成" in client.get("/satisfaction/runs/").content.decode()
    page = client.get(f"/satisfaction/runs/{run.pk}/").content.decode()
    assert "多次重试都没有成功" in page
    assert "hx-get" not in client.get(f"/satisfaction/runs/{run.pk}/progress/").content.decode()
    again = ask_run(wave=wave, unit=people.province, model=text, choices=QUICK, by=people.dora, at=NOON)
    assert again != run, "what was given up may be asked for anew"
