# SPDX-License-Identifier: Apache-2.0
"""What is doubtful about an answer, and what is not."""

from datetime import timedelta
from typing import Any

import pytest

from amends.apps.surveys.rules.integrity import Circumstances, Flag, Scored, flags


def _scores(*numbers: float) -> tuple[Scored, ...]:
    return tuple(Scored(each, 1, 10) for each in numbers)


USUAL: dict[str, Any] = {"seconds": 60, "items": 6, "scores": _scores(8, 9, 7, 10), "has_words": True}


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        ({}, ()),
        ({"on_device": 1}, (Flag.SAME_DEVICE,)),
        ({"on_network": 8}, ()),
        ({"on_network": 9}, (Flag.SAME_NETWORK,)),
        ({"since_visit": timedelta(seconds=90)}, (Flag.RIGHT_AFTER_VISIT,)),
        ({"since_visit": timedelta(seconds=91)}, ()),
        ({"since_edit": timedelta(days=2)}, (Flag.CONTACT_EDITED,)),
        ({"since_edit": timedelta(days=3)}, ()),
        ({"scores": _scores(10, 10, 10, 10)}, ()),
        ({"scores": _scores(10, 10, 10, 10), "has_words": False}, (Flag.BARE_TOP,)),
        ({"scores": _scores(10, 10, 10), "has_words": False}, ()),
        ({"scores": _scores(5, 5, 5, 5)}, (Flag.STRAIGHT_LINE,)),
        ({"scores": (*_scores(5, 5, 5), Scored(5, 0, 10))}, ()),
        ({"seconds": 5}, (Flag.SPEEDER,)),
        ({"seconds": 18, "median_per_item": 10.0, "compared": 20}, (Flag.SPEEDER,)),
        ({"seconds": 20, "median_per_item": 10.0, "compared": 20}, ()),
        ({"seconds": 18, "median_per_item": 10.0, "compared": 19}, ()),
        ({"from_staff_network": True}, (Flag.STAFF_NETWORK,)),
        ({"over_quota": True}, (Flag.OVER_QUOTA,)),
        ({"seconds": 1, "on_device": 9, "from_staff_network": True, "by_telephone": True}, ()),
    ],
)
def test_flags_name_what_is_doubtful(came: dict[str, Any], expected: tuple[Flag, ...]) -> None:
    assert flags(Circumstances(**(USUAL | came))) == expected
