# SPDX-License-Identifier: Apache-2.0
"""Reasons are codes with values, and every code has a sentence."""

import pytest

from amends.pipeline.intake.unfit import WORDS, BadCell, Unfit, reason


def test_every_code_has_a_sentence() -> None:
    assert set(WORDS) == set(Unfit)


def test_reason_reads_as_its_sentence_and_leaves_as_plain_data() -> None:
    why = reason(Unfit.BETWEEN, low=1, high=10)
    assert str(why) == "应在 1 到 10 之间"
    assert why.as_dict() == {"code": "between", "values": {"low": "1", "high": "10"}}
    assert why == reason(Unfit.BETWEEN, high="10", low="1")


def test_cell_is_not_refused_without_the_values_that_its_sentence_names() -> None:
    with pytest.raises(KeyError, match="low"):
        BadCell(Unfit.AT_LEAST, high=3)
