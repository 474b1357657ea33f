# SPDX-License-Identifier: Apache-2.0
"""Pure decisions of learning: answers, items, proposals, levels, certificates, and what training did."""

from datetime import date, timedelta
from random import Random

import numpy as np
import pytest

from amends.apps.training.rules.certificates import (
    Holding,
    Lacking,
    Shown,
    gaps,
    holding,
)
from amends.apps.training.rules.certificates import (
    Kind as Certificate,
)
from amends.apps.training.rules.items import Advice, analyse
from amends.apps.training.rules.learning_words import Kind
from amends.apps.training.rules.proposing import Lesson, from_lesson
from amends.apps.training.rules.questions import Asked, chosen, fault_of, is_passed, judge
from amends.apps.training.rules.skills import Evidence, Source, read_model, standings
from amends.apps.training.rules.trials import Design, Early, Plan, Score, drawn, together, verdict
from amends.packs import load
from tests.people import NOON

POINTS = [
    {"code": "P1", "says": "副卡可以随时取消", "groups": [["副卡"], ["取消", "退掉", "不用了"]]},
    {
        "code": "P2",
        "says": "取消以后次月不收费",
        "groups": [["次月", "下个月", "下月"], ["不收", "不扣", "免费"]],
    },
    {"code": "P3", "says": "号码保留三十天", "groups": [["号码", "号"], ["三十天", "30天", "一个月"]]},
]
RETOLD = "副卡您哪天想退掉都行，下个月起就不扣这份钱了，号给您留一个月，想要还能要回来。"
TEMPLATES = load("quizzes")["templates"]
MODEL = read_model(load("skills"))
FIRST = date(2026, 3, 2)
STEP = timedelta(days=14)


@pytest.mark.requirement("S3-068")
def test_teach_back_passes_with_all_points_in_other_words() -> None:
    asked = Asked(Kind.TEACH_BACK, (), POINTS)
    assert not any(str(point["says"]) in RETOLD for point in POINTS)
    assert judge(asked, RETOLD).is_right


@pytest.mark.requirement("S3-068")
@pytest.mark.parametrize(
    ("dropped", "missed"),
    [("号给您留一个月，", "P3"), ("下个月起就不扣这份钱了，", "P2"), ("副卡您哪天想退掉都行，", "P1")],
)
def test_teach_back_fails_when_one_point_is_missing(dropped: str, missed: str) -> None:
    judged = judge(Asked(Kind.TEACH_BACK, (), POINTS), RETOLD.replace(dropped, ""))
    assert not judged.is_right
    assert missed in judged.missed


@pytest.mark.parametrize(
    ("asked", "right", "wrong"),
    [
        (Asked(Kind.SINGLE, ("甲", "乙"), 1), 1, 0),
        (Asked(Kind.MULTIPLE, ("甲", "乙", "丙"), [0, 2]), [2, 0], [0]),
        (Asked(Kind.MULTIPLE, ("甲", "乙", "丙"), [0, 2]), [0, 2], [0, 1, 2]),
        (Asked(Kind.TRUE_FALSE, (), False), False, None),
        (Asked(Kind.NUMBER, (), {"value": 5, "tolerance": 0.5}), 5.5, 5.6),
        (Asked(Kind.NUMBER, (), {"value": 0}), 0, ""),
    ],
)
def test_answers_are_judged_by_kind(asked: Asked, right: object, wrong: object) -> None:
    assert judge(asked, right).is_right  # type: ignore[arg-type]
    assert not judge(asked, wrong).is_right  # type: ignore[arg-type]


def test_retry_asks_fresh_questions_first() -> None:
    assert set(chosen([1, 2, 3, 4], [1, 2], ask=2, rng=Random(3))) == {3, 4}
    assert len(chosen([1, 2, 3], [1, 2], ask=3, rng=Random(3))) == 3


def test_share_is_passed_exactly_at_the_line() -> None:
    assert is_passed(4, 5, 0.8)
    assert not is_passed(3, 5, 0.8)
    assert not is_passed(0, 0, 0.8)


def test_item_that_the_good_get_wrong_is_found_out() -> None:
    good = [{1: True, 2: True, 3: False, 4: True}] * 15
    poor = [{1: False, 2: False, 3: True, 4: True}] * 15
    found = {each.question: each for each in analyse([*good, *poor], least=20)}
    assert found[3].advice is Advice.MISLEADS
    assert found[1].advice is Advice.GOOD
    assert found[1].share == 0.5
    assert found[4].advice is Advice.TOO_EASY
    assert found[4].discrimination is None  # nobody differs


def test_discrimination_is_the_correlation_with_the_rest() -> None:
    rng = np.random.default_rng(5)
    marks = rng.random((40, 4)) < 0.6
    found = analyse([dict(enumerate(map(bool, row))) for row in marks], least=20)
    rest = (marks.sum(axis=1) - marks[:, 2]) / 3
    assert found[2].discrimination == pytest.approx(np.corrcoef(marks[:, 2], rest)[0, 1])


def test_item_with_few_answers_says_nothing() -> None:
    item = analyse([{1: True, 2: False}] * 19, least=20)[0]
    assert (item.share, item.discrimination, item.advice) == (None, None, Advice.TOO_FEW)


def test_article_gives_a_question_a_point_and_a_teach_back() -> None:
    lesson = Lesson("KA-1", "副卡", ("副卡可以随时取消", "次月不再收费"), ("宽带三天内装好",))
    wrong = lesson.others[:2]
    made = list(from_lesson(lesson, TEMPLATES["article"]))  # type: ignore[arg-type,index,call-overload]
    assert [each.asked.kind for each in made] == [
        Kind.TRUE_FALSE, Kind.TRUE_FALSE, *[Kind.TRUE_FALSE for each in wrong], Kind.MULTIPLE, Kind.TEACH_BACK
    ]  # fmt: skip
    assert [each.asked.answer for each in made[2:-2]] == [False for each in wrong]
    assert wrong
    assert all(fault_of(each.words, each.asked) is None for each in made)
    options = made[-2].asked
    assert {options.options[place] for place in options.answer} == set(lesson.points)
    assert judge(made[-1].asked, "副卡可以随时取消，次月不再收费").is_right
    assert not judge(made[-1].asked, "副卡可以随时取消，次月还收费").is_right
    assert made == list(from_lesson(lesson, TEMPLATES["article"]))  # type: ignore[arg-type,index,call-overload]


def _shown(skill: str, share: float, days: int = 1, level: int | None = None) -> Evidence:
    source = Source.QUIZ if level is None else Source.LEADER
    return Evidence(skill, source, share, NOON - timedelta(days=days), level)


@pytest.mark.requirement("S4-049")
def test_five_skills_have_levels_from_evidence() -> None:
    found = standings(MODEL, [_shown("empathy", 0.8, day) for day in (1, 2, 3)], NOON)
    assert list(MODEL.skills) == ["empathy", "questioning", "expectation", "expression", "closing"]
    assert (found["empathy"].level, found["empathy"].n, found["empathy"].source) == (3, 3, Source.QUIZ)
    assert (found["closing"].level, found["closing"].source) == (0, None)


@pytest.mark.requirement("S2-004")
def test_three_abilities_have_levels() -> None:
    found = standings(MODEL, [_shown("closing", 0.95, day) for day in (1, 2, 3)], NOON)
    assert list(MODEL.abilities) == ["solve", "communicate", "courtesy"]
    assert (found["solve"].level, found["communicate"].level, found["courtesy"].level) == (4, 0, 0)


def test_little_evidence_says_no_more_than_practising() -> None:
    assert standings(MODEL, [_shown("empathy", 1.0), _shown("empathy", 1.0)], NOON)["empathy"].level == 1


def test_newest_look_of_a_leader_holds_over_what_is_counted() -> None:
    counted = [_shown("empathy", 1.0, day) for day in (1, 2, 3)]
    looks = [_shown("empathy", 0.5, 9, level=2), _shown("empathy", 0.25, 40, level=4)]
    assert standings(MODEL, [*counted, *looks], NOON)["empathy"].level == 2


def test_old_evidence_does_not_count() -> None:
    assert standings(MODEL, [_shown("empathy", 1.0, 181)] * 3, NOON)["empathy"].level == 0


def test_certificate_names_everything_that_is_lacking() -> None:
    day = timedelta(days=1)
    kind = Certificate("C", "证", ("entry",), 3, 4.0, day, day, (), "x", "y")
    lacking = gaps(kind, Shown(frozenset(), 1, 3.5))
    assert [each.what for each in lacking] == [Lacking.QUIZ, Lacking.PLAYS, Lacking.HOURS]
    assert gaps(kind, Shown(frozenset({"entry"}), 3, 4.0)) == ()


@pytest.mark.parametrize(
    ("days", "state"), [(31, Holding.VALID), (30, Holding.ENDING), (0, Holding.ENDING), (-1, Holding.ENDED)]
)
def test_certificate_is_warned_of_before_it_ends(days: int, state: Holding) -> None:
    on, warn = date(2026, 11, 2), timedelta(days=30)
    assert holding(on + timedelta(days=days), on, warn=warn) is state
    assert holding(on, on, warn=warn, revoked=True) is Holding.REVOKED


def _world(planted: float, seed: int, *, compared: bool = False, teams: int = 12) -> tuple[Plan, list[Score]]:
    rng = np.random.default_rng(seed)
    order = drawn(range(teams), 4, str(seed))
    starts = {team: FIRST + (order[team] - 1) * STEP for team in range(teams)}
    if compared:
        starts = {team: FIRST if team % 2 else None for team in range(teams)}  # type: ignore[misc]
    scores = []
    for team in range(teams):
        level = rng.normal(0, 5)
        for person in range(6):
            own = rng.normal(0, 4)
            for week in range(-6, 8):
                on, begun = FIRST + timedelta(days=7 * week + 2), starts[team]
                up = planted if begun is not None and on >= begun else 0.0
                value = 75 + level + own + 0.5 * week + up + rng.normal(0, 8)
                scores.append(Score(team, team * 100 + person, on, value))
    return Plan(Design.COMPARED if compared else Design.STEPPED, starts, STEP, FIRST), scores


@pytest.mark.parametrize("compared", [False, True])
def test_planted_effect_is_found_and_none_is_not(compared: bool) -> None:
    def clear(planted: float) -> int:
        worlds = [_world(planted, seed, compared=compared) for seed in range(15)]
        return sum(verdict(plan, scores, date(2026, 12, 1)).is_clear for plan, scores in worlds)

    assert clear(6.0) >= 13  # of 15
    assert clear(0.0) <= 3


def test_interval_holds_the_planted_effect_mostly() -> None:
    found = [verdict(*_world(6.0, seed), date(2026, 12, 1)).effect for seed in range(15)]
    assert sum(each is not None and each.low <= 6.0 <= each.high for each in found) >= 13


def test_nothing_is_said_too_early() -> None:
    plan, scores = _world(6.0, 1)
    assert verdict(plan, scores, FIRST - timedelta(days=1)).early is Early.NOT_STARTED
    assert verdict(plan, scores, FIRST + timedelta(days=3)).effect is None
    few = _world(6.0, 1, teams=3)
    assert verdict(*few, date(2026, 12, 1)).early is Early.FEW_TEAMS


def test_a_comparison_of_few_people_says_nothing() -> None:
    plan, scores = _world(6.0, 1, compared=True)
    few = [each for each in scores if each.person % 100 == 0]
    assert verdict(plan, few, date(2026, 12, 1)).early is Early.FEW_ROWS


def test_draw_can_be_repeated_and_is_even() -> None:
    first = drawn([9, 3, 5, 7, 1], 2, "seed")
    assert first == drawn([1, 3, 5, 7, 9], 2, "seed")
    assert sorted(first.values()) == [1, 1, 1, 2, 2]
    assert any(drawn(range(8), 2, str(seed)) != drawn(range(8), 2, "seed") for seed in range(5))


def test_trials_are_taken_together_from_two_on() -> None:
    effects = [verdict(*_world(6.0, seed), date(2026, 12, 1)).effect for seed in range(3)]
    known = [each for each in effects if each is not None]
    assert together(known[:1]) is None
    pooled = together(known)
    assert pooled is not None
    assert pooled.waves == 3
    assert pooled.low < 6.0 < pooled.high
