# SPDX-License-Identifier: Apache-2.0
"""What 99 % means, exactly."""

from decimal import Decimal

import pytest

from amends.apps.reports.rules.defects import gone_wrong


@pytest.mark.requirement("S0-063", "S0-064", "S0-094")
@pytest.mark.parametrize(
    ("right", "base", "wrong"),
    [("99", "1440", "14.4"), ("99", "60000000", "600000"), ("99", "500", "5"), ("99.9", "1440", "1.44"),
     ("100", "5", "0"), ("0", "5", "5")],
)  # fmt: skip
def test_share_of_defects_is_counted_exactly(right: str, base: str, wrong: str) -> None:
    assert gone_wrong(Decimal(right), Decimal(base)) == Decimal(wrong)


@pytest.mark.parametrize(("right", "base"), [("101", "1"), ("-1", "1"), ("99", "-1")])
def test_impossible_share_is_refused(right: str, base: str) -> None:
    with pytest.raises(ValueError, match="share"):
        gone_wrong(Decimal(right), Decimal(base))
