# SPDX-License-Identifier: Apache-2.0
"""The pages: the answer first, nothing claimed that is not found, and nobody reads waves of other units."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from amends.apps.recovery.models import RecoveryWave, WaveEffect
from amends.apps.recovery.rules.waves.words import WaveState
from tests.apps.recovery.effects.conftest import AS_OF, Measure, past_wave
from tests.apps.recovery.effects.outcomes import Planted
from tests.apps.recovery.waves import wave
from tests.people import People


def shown(client: Client, of: RecoveryWave) -> str:
    """The page of a wave, its words alone."""
    answer = client.get(reverse("recovery:wave_effect", args=[of.pk]))
    assert answer.status_code == 200
    return re.sub(
        r"\s+", " ", re.sub(r"<(script|style).*?</\1>|<[^>]+>", "", answer.content.decode(), flags=re.S)
    )


def test_found_effect_is_told_in_one_sentence_with_its_interval(
    dora: Client, made: RecoveryWave, measure: Measure
) -> None:
    page = shown(dora, measure(made, members=4_000, planted=Planted(comes_back=-0.08)))
    assert re.search(
        r"联系组 60 天内复诉率 \d+\.\d%，对照组 \d+\.\d%，少 \d+\.\d 个百分点（95% 区间 \d+\.\d–\d+\.\d）。",
        page,
    )
    assert "怎么算的" in page


def test_no_difference_is_told_as_not_seen_never_as_none(
    dora: Client, made: RecoveryWave, measure: Measure
) -> None:
    page = shown(dora, measure(made, planted=Planted(0, 0, 0)))
    assert "看不出差别，不等于没有" in page
    assert not re.search(r"，[少多低高] \S+ \S+（95% 区间", page)
    assert re.search(r"真实差别小于 \d+\.\d+ 个百分点时，这一波多半看不出来", page)


def test_running_wave_shows_no_difference_and_says_why(
    dora: Client, made: RecoveryWave, measure: Measure
) -> None:
    page = shown(dora, measure(made, complete=[False] * 1_400))
    assert "进行中，不作结论" in page
    assert "天天看、看到差别就下结论，迟早会把偶然当成效果" in page
    assert "百分点" not in page
    assert "区间 " not in page


def test_broken_draw_shows_the_fault_and_no_effect(
    dora: Client, made: RecoveryWave, measure: Measure
) -> None:
    page = shown(dora, measure(made, held_out=0.5))
    assert "偶然差这么多的可能性不到千分之一" in page
    assert "复诉率" not in page


def test_wave_without_a_control_says_so(dora: Client, made: RecoveryWave, measure: Measure) -> None:
    made.design["holdout"] = 0.0
    made.save(update_fields=["design"])
    page = shown(dora, measure(made, arm=["treated"] * 1_400))
    assert "没有留对照组，量不出效果" in page


def test_segments_warn_against_reading_chance(dora: Client, made: RecoveryWave, measure: Measure) -> None:
    page = shown(dora, measure(made, members=3_000, classes=("tariff", "network"), planted=Planted(0, 0, 0)))
    assert "按修复类别" in page
    assert "看不出各组的效果有什么不同" in page
    assert "按机构" not in page  # they are all of one


def test_small_segments_are_counted_and_not_listed(
    dora: Client, made: RecoveryWave, measure: Measure
) -> None:
    units = ("G-P-E-T",) * 14 + ("G-P-W-T",)
    page = shown(dora, measure(made, units=units))
    assert "按机构" in page
    assert "另有 1 个分组里有一组不足 30 人" in page
    assert "西市投诉组" not in page


def test_risk_stays_the_order_unless_another_is_shown_better(
    dora: Client, made: RecoveryWave, measure: Measure
) -> None:
    page = shown(dora, measure(made, members=2_400))
    assert "继续按不满意概率排" in page
    assert "系统不会自己换次序" in page


def test_better_order_is_told_with_where_it_can_be_chosen(
    dora: Client, made: RecoveryWave, measure: Measure
) -> None:
    measure(made, members=2_400)
    row = WaveEffect.objects.unscoped("a test").get(wave=made, outcome="ranking")
    row.figures["better"] = True
    row.save()
    page = shown(dora, made)
    assert "筹备下一期波次时可以选按预期效果排；换不换由人决定" in page
    assert "系统不会自己换次序" in page


def test_wave_that_was_never_measured_says_what_comes_next(dora: Client, made: RecoveryWave) -> None:
    assert "名单确定后的第一次夜间运行" in shown(dora, made)


def test_draft_says_what_to_do_first(dora: Client, people: People) -> None:
    assert "名单还没有确定" in shown(dora, wave(people.east_team, people.dora))


def test_waves_of_other_units_are_not_there(
    client: Client, people: People, made: RecoveryWave, measure: Measure
) -> None:
    measure(made)
    client.force_login(people.charlie)
    assert client.get(reverse("recovery:wave_effect", args=[made.pk])).status_code == 404
    assert made.name not in client.get(reverse("recovery:wave_effects")).content.decode()


def test_pages_take_few_queries(
    dora: Client,
    people: People,
    made: RecoveryWave,
    measure: Measure,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    measure(made, past_wave(people, "八月"), past_wave(people, "九月"), units=("G-P-E-T", "G-P-W-T"))
    with django_assert_max_num_queries(12):
        shown(dora, made)
    with django_assert_max_num_queries(12):
        dora.get(reverse("recovery:wave_effects"))


def test_waves_together_are_pooled_with_each_beside(
    dora: Client, people: People, made: RecoveryWave, measure: Measure
) -> None:
    other, third, fourth = (past_wave(people, name) for name in ("八月网络修复", "九月修复", "十月修复"))
    assert other.horizon_at is not None
    wave(people.east_team, people.dora, state=WaveState.RUNNING, horizon_at=other.horizon_at + timedelta(90))
    wave(people.east_team, people.dora, state=WaveState.RUNNING, purpose="commercial", campaign="c-1")
    measure(made, other, third, fourth, planted=Planted(comes_back=-0.12))
    page = dora.get(reverse("recovery:wave_effects")).content.decode()
    assert "4 个波次合起来，复诉率低" in page
    assert made.name in page
    assert other.name in page
    assert "还有 1 个波次在观察" in page


@pytest.mark.parametrize("state", [None, WaveState.RUNNING])
def test_without_a_finished_wave_the_page_says_what_to_do(
    dora: Client, people: People, state: WaveState | None
) -> None:
    if state is not None:
        wave(people.east_team, people.dora, state=state)
    page = dora.get(reverse("recovery:wave_effects")).content.decode()
    assert ("还没有观察结束的波次" in page) == (state is None)
    assert ("波次还在观察" in page) == (state is not None)


def test_effects_kept_are_of_the_day_of_the_run(dora: Client, made: RecoveryWave, measure: Measure) -> None:
    assert f"数据截止 {AS_OF:%Y-%m-%d}" in shown(dora, measure(made))
