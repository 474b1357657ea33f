# SPDX-License-Identifier: Apache-2.0
"""Files of scores and indicators: what is good is taken, what is there is never changed, each row says its fault."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from amends.apps.core.models import Event, EventKind, User
from amends.apps.satisfaction.actions.importing import (
    HandedOver,
    NobodysUnit,
    Taken,
    import_readings,
    import_scores,
)
from amends.apps.satisfaction.models import ImportedScore, TechnicalReading
from amends.apps.satisfaction.queries.scores import history
from amends.apps.satisfaction.rules.reading import Fault
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
HEAD = ["来源", "发布单位", "期次", "统计期", "机构", "对象", "感知要素", "得分", "量表", "样本量", "误差范围",
        "调查方法", "更正原因"]  # fmt: skip
OWN = ["监管", "测评中心", "2025", "2025", "G-P", "本公司", "总体", 8.2, "1-10", 800, 0.1, "电话访问", None]
RIVAL = [*OWN[:5], "甲公司", "计费与账单", 8.4, *OWN[8:]]
KPI_HEAD = ["指标", "统计期", "机构", "实测值", "门限", "方向", "更正原因"]
KPI = ["掉话率", "2026-10", "东市", "0.35%", None, None, None]
WHY = "a test looks"


def _file(head: Sequence[str], *rows: Sequence[object]) -> HandedOver:
    return HandedOver(head, [(at, row) for at, row in enumerate(rows, start=2)], "scores.csv", "a" * 64)


def _scores(by: User, *rows: Sequence[object]) -> Taken:
    return import_scores(file=_file(HEAD, *rows), by=by, at=NOON)


@pytest.mark.requirement("S3-005")
def test_each_score_carries_source_wave_n_and_method(people: People) -> None:
    taken = _scores(people.dora, OWN, RIVAL)
    assert (taken.new, taken.problems) == (2, [])
    own, other = ImportedScore.objects.unscoped(WHY).order_by("pk")
    assert (own.source, own.wave, own.n, own.method, own.rival, own.element) == (
        "regulator", "2025", 800, "电话访问", "", "",
    )  # fmt: skip
    assert (other.rival, other.element, other.margin) == ("甲公司", "EL-BILL", 0.1)
    assert (other.imported_by, other.file_name, other.unit) == (people.dora, "scores.csv", people.province)
    event = Event.objects.unscoped(WHY).get(kind=EventKind.SCORES_IMPORTED)
    assert (event.payload["new"], event.payload["digest"]) == (2, "a" * 64)


@pytest.mark.requirement("S3-005")
@pytest.mark.parametrize("column", [0, 2, 9, 11])
def test_score_without_source_wave_n_or_method_is_refused(people: People, column: int) -> None:
    row = [*OWN]
    row[column] = " "
    taken = _scores(people.dora, row, RIVAL)
    assert (taken.new, taken.refused) == (1, 1)
    assert [(each.row, each.column, each.fault) for each in taken.problems] == [
        (2, HEAD[column], Fault.MISSING)
    ]


def test_same_file_again_adds_nothing(people: People) -> None:
    _scores(people.dora, OWN, RIVAL)
    taken = _scores(people.dora, OWN, RIVAL)
    assert (taken.new, taken.corrected, taken.same, taken.problems) == (0, 0, 2, [])
    assert ImportedScore.objects.unscoped(WHY).count() == 2


def test_other_figure_without_a_reason_is_refused_and_with_one_a_new_row(people: People) -> None:
    _scores(people.dora, OWN)
    other = [*OWN]
    other[7] = 8.0
    taken = _scores(people.dora, other)
    assert [(each.fault, each.hint) for each in taken.problems] == [(Fault.DIFFERS, "8.2")]
    other[12] = "发布单位更正"
    assert _scores(people.dora, other).corrected == 1
    rows = ImportedScore.objects.unscoped(WHY).order_by("pk")
    assert [(each.value, each.reason) for each in rows] == [(8.2, ""), (8.0, "发布单位更正")]
    assert rows[1].replaces == rows[0]
    assert [each.value for each in history(rows[0], people.dora.scope)] == [8.2, 8.0]


def test_row_twice_in_a_file_is_named(people: People) -> None:
    taken = _scores(people.dora, OWN, OWN)
    assert taken.new == 1
    assert [(each.row, each.fault) for each in taken.problems] == [(3, Fault.TWICE)]


def test_unit_of_somebody_else_is_unknown(people: People) -> None:
    taken = _scores(people.bob, OWN)
    assert [(each.column, each.fault, each.said) for each in taken.problems] == [
        ("机构", Fault.UNKNOWN, "G-P")
    ]
    assert "G-P" not in taken.problems[0].hint.split("、")


def test_person_of_no_unit_imports_nothing(people: People) -> None:
    people.ed.unit = None
    with pytest.raises(NobodysUnit):
        _scores(people.ed, OWN)


def test_readings_take_threshold_and_direction_from_the_pack(people: People) -> None:
    other = ["download_speed", "2026-10", "G-P-W", 41, 45, "越高越好", None]
    taken = import_readings(file=_file(KPI_HEAD, KPI, other), by=people.dora, at=NOON)
    assert (taken.new, taken.problems) == (2, [])
    drop, speed = TechnicalReading.objects.unscoped(WHY).order_by("pk")
    assert (drop.code, drop.topic, drop.threshold, drop.direction, drop.is_fine) == (
        "drop_call_rate", "voice", 0.5, "lower", True,
    )  # fmt: skip
    assert (speed.threshold, speed.is_fine) == (45, False)
    assert drop.until_date - drop.first_date == timedelta(days=31)


def test_reading_of_the_wrong_direction_or_above_the_whole_is_refused(people: People) -> None:
    rows: list[list[object]] = [
        [*KPI[:5], "越高越好", None],
        [*KPI[:3], 350, None, None, None],
        ["笑容", *KPI[1:]],
    ]
    taken = import_readings(file=_file(KPI_HEAD, *rows), by=people.dora, at=NOON)
    assert taken.new == 0
    assert sorted((each.row, each.column, each.fault) for each in taken.problems) == [
        (2, "方向", Fault.OTHER_SIDE),
        (3, "实测值", Fault.OFF_SCALE),
        (4, "指标", Fault.UNKNOWN),
    ]
