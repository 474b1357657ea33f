# SPDX-License-Identifier: Apache-2.0
"""The report of a wave: what it did, with intervals; nothing where nothing may be said."""

from datetime import date
from typing import Any

import pytest

from amends.apps.recovery.models import RecoveryWave, WaveEffect
from amends.apps.recovery.rules.waves.words import WaveState
from amends.apps.reports.actions.documents.making import Wanted, make_report
from amends.apps.reports.models import Report
from amends.apps.reports.queries.documents.wave import WaveUnread
from amends.apps.reports.queries.reports import composition_of, measured_waves, report_seen
from amends.apps.reports.rules.documents.composition import Kind
from amends.apps.reports.rules.documents.spells import month_of
from tests.apps.recovery.waves import wave
from tests.people import NOON, People

CHURN = {"value": -0.04, "low": -0.06, "high": -0.02, "treated_mean": 0.05, "control_mean": 0.09, "treated": 900,
         "control": 100, "adjusted_p": 0.001, "detectable": 0.03, "error": 0.01}  # fmt: skip


@pytest.fixture
def ended(people: People) -> RecoveryWave:
    return wave(people.province, people.dora, state=WaveState.FINISHED)


def measured(of: RecoveryWave, *, holds: bool = True, final: bool = True, **figures: Any) -> None:
    rows = {"sample_ratio": {"holds": holds}, "churn": {**CHURN, **figures}}
    for outcome, kept in rows.items():
        WaveEffect.objects.create(
            wave=of, outcome=outcome, as_of=date(2026, 12, 30), figures=kept, computed_at=NOON, final=final
        )


def made(people: People, of: RecoveryWave) -> Report:
    wanted = Wanted(Kind.WAVE, of.unit, month_of(date(2026, 10, 1)), "zh-hans", of)
    return make_report(wanted=wanted, by=people.dora, at=NOON, key=f"w{of.pk}")


def first_words(report: Report) -> str:
    return "".join(composition_of(report).sections[0].sentences)


def test_effect_stands_with_its_interval_and_both_bases(people: People, ended: RecoveryWave) -> None:
    measured(ended)
    report = composition_of(made(people, ended))
    (number,) = report.numbers
    assert number.shown == "-4.0 (-6.0 到 -2.0)"
    assert number.value == pytest.approx(-4.0)
    assert number.base == "联系组 900 人，对照组 100 人"
    assert "离网率 5.0%，对照组 9.0%，少 4.0 个百分点" in report.sections[0].sentences[0]
    assert report.sections[1].plots[0].series == (("联系组", (5.0,)), ("对照组", (9.0,)))


def test_no_difference_is_no_claim(people: People, ended: RecoveryWave) -> None:
    measured(ended, low=-0.06, high=0.02, adjusted_p=0.3)
    assert "看不出差别，不等于没有" in first_words(made(people, ended))


def test_customers_kept_are_not_claimed_where_chance_would_do(people: People, ended: RecoveryWave) -> None:
    measured(ended, low=-0.06, high=0.02, adjusted_p=0.3)
    words = [each for section in composition_of(made(people, ended)).sections for each in section.sentences]
    assert "按离网率的差推算，留住客户 36 户（95% 区间 -18 到 54）。" in words
    assert "区间含 0，还不能说留住了客户。" in words


def test_draw_that_failed_says_nothing_of_effects(people: People, ended: RecoveryWave) -> None:
    measured(ended, holds=False)
    report = made(people, ended)
    assert "分组不可信" in first_words(report)
    assert composition_of(report).numbers == ()


def test_wave_under_way_concludes_nothing(people: People, ended: RecoveryWave) -> None:
    measured(ended, final=False)
    assert first_words(made(people, ended)) == "观察还没有结束，结果不作结论。"


def test_wave_that_was_not_measured_has_no_report(people: People, ended: RecoveryWave) -> None:
    assert not measured_waves(people.province.scope).exists()
    with pytest.raises(WaveUnread):
        made(people, ended)


def test_who_may_not_see_recovery_may_not_read_it(people: People, ended: RecoveryWave) -> None:
    measured(ended)
    report = made(people, ended)
    assert report_seen(people.dora, report.pk)
    people.dora.role = "trainer"
    assert report_seen(people.dora, report.pk) is None
