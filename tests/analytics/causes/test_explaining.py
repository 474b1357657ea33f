# SPDX-License-Identifier: Apache-2.0
"""Main causes and reasons: said with evidence, and not otherwise."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from amends.analytics.causes import CLASSES, Direction, Explanation, FeatureMeaning, explain
from amends.analytics.detection import Contributions
from amends.kernel.recovery_class import RecoveryClass as Class

MEANINGS = (
    FeatureMeaning(
        "over",
        Class.TARIFF,
        "超套次数",
        "overruns",
        "近三个月{value:zh}次超出套餐，比平时多付 {extra} 元",
        at_least=1,
    ),
    FeatureMeaning("drops", Class.NETWORK, "掉话", "drops", "近期掉话 {value} 次", at_least=1),
    FeatureMeaning("poor", Class.NETWORK, "质差", "poor", "质差 {value} 次", at_least=1),
    FeatureMeaning("age", Class.PROFILE, "年龄", "age", "年龄 {value:.0f} 岁", Direction.EITHER),
    FeatureMeaning("net", Class.NETWORK, "制式", "network", "还在用 {value} 网络", when=frozenset({"2G"})),
)


def _explain(pushes: dict[str, float], values: dict[str, Any], **kwargs: Any) -> Explanation:
    columns: dict[str, NDArray[Any]] = {
        n: np.array([v], dtype=object if v is None or isinstance(v, str) else np.float64)
        for n, v in values.items()
    }
    made = Contributions(-2.0, np.array([list(pushes.values())]), tuple(pushes))
    return explain(made, columns, MEANINGS, **kwargs)


def test_reason_reads_as_a_person_would_say_it() -> None:
    made = _explain({"over": 0.8}, {"over": 2.0, "extra": 86.0})
    assert made.main_cause.tolist() == ["tariff"]
    assert made.reasons == [("近三个月两次超出套餐，比平时多付 86 元",)]


def test_class_is_the_sum_of_its_features() -> None:
    made = _explain(
        {"over": 0.5, "drops": 0.3, "poor": 0.3}, {"over": 1.0, "extra": 5.0, "drops": 2.0, "poor": 4.0}
    )
    assert made.main_cause[0] == "network"
    assert made.class_shares[0, CLASSES.index(Class.NETWORK)] == pytest.approx(0.6 / 1.1)
    assert made.class_shares.sum() == pytest.approx(1.0)
    assert made.reasons[0] == ("近期掉话 2 次", "质差 4 次", "近三个月一次超出套餐，比平时多付 5 元")


def test_a_push_without_evidence_accuses_nobody() -> None:
    made = _explain({"drops": 0.9, "over": 0.4}, {"drops": 0.0, "over": np.nan, "extra": 1.0})
    assert made.main_cause.tolist() == ["none"]
    assert made.reasons == [()]
    assert made.class_shares.sum() == 0


def test_evidence_that_pushes_down_is_no_cause() -> None:
    assert _explain({"drops": -0.9}, {"drops": 5.0}).main_cause.tolist() == ["none"]


def test_background_is_named_when_nothing_recoverable_pushes() -> None:
    made = _explain({"age": 0.7, "drops": 0.01}, {"age": 34.0, "drops": 3.0})
    assert made.main_cause.tolist() == ["profile"]
    assert made.reasons == [("年龄 34 岁",)]


def test_background_gives_way_to_anything_recoverable() -> None:
    made = _explain({"age": 0.7, "drops": 0.1}, {"age": 34.0, "drops": 3.0})
    assert made.main_cause.tolist() == ["network"]
    assert made.reasons == [("近期掉话 3 次",)]


def test_only_named_levels_are_evidence() -> None:
    assert _explain({"net": 0.5}, {"net": "2G"}).reasons == [("还在用 2G 网络",)]
    assert _explain({"net": 0.5}, {"net": "5G"}).main_cause.tolist() == ["none"]
    assert _explain({"net": 0.5}, {"net": None}).main_cause.tolist() == ["none"]


def test_typical_decides_where_there_are_no_limits() -> None:
    low = FeatureMeaning("use", Class.USAGE, "用量", "use", "用量 {value}", Direction.LOW)
    columns = {"use": np.array([1.0, 9.0])}
    made = explain(Contributions(0.0, np.full((2, 1), 0.5), ("use",)), columns, (low,), typical={"use": 5.0})
    assert made.main_cause.tolist() == ["usage", "none"]


def test_at_most_so_many_reasons_and_none_when_not_asked() -> None:
    pushes, values = {"drops": 0.3, "poor": 0.2}, {"drops": 1.0, "poor": 1.0}
    assert _explain(pushes, values, most=1).reasons == [("近期掉话 1 次",)]
    assert _explain(pushes, values, most=0).reasons == [()]


def test_a_reason_with_a_missing_place_is_left_unsaid() -> None:
    made = _explain({"over": 0.8}, {"over": 2.0, "extra": np.nan})
    assert made.main_cause.tolist() == ["tariff"]
    assert made.reasons == [()]


def test_rows_are_explained_alike_whatever_stands_beside_them() -> None:
    rng = np.random.default_rng(4)
    values = rng.normal(size=(60, 2))
    columns = {
        "drops": rng.poisson(1.0, 60).astype(np.float64),
        "age": rng.integers(18, 80, 60).astype(np.float64),
    }
    whole = explain(Contributions(0.0, values, ("drops", "age")), columns, MEANINGS)
    part = explain(
        Contributions(0.0, values[20:30], ("drops", "age")),
        {n: v[20:30] for n, v in columns.items()},
        MEANINGS,
    )
    assert whole.reasons[20:30] == part.reasons
    assert (whole.main_cause[20:30] == part.main_cause).all()
