# SPDX-License-Identifier: Apache-2.0
"""Amounts and days as customers say them: the one that a story names, and nothing where it is vague."""

import pytest

from amends.apps.cases.rules.intake.amounts import amount_in, days_in, number_of

NUMBERS = {
    **{"237": 237, "1,200.5": 1200.5, "二十": 20, "十五": 15, "两百三十七": 237, "三百五": 350},
    **{"一千零五": 1005, "一千二百": 1200, "一万二": 12_000, "三万五千六百": 35_600, "一万零二十": 10_020},
    **{"3万": 30_000, "1.5万": 15_000, "5千": 5000, "5百": 500, "1万2": 12_000, "1万2千": 12_000},
}
NONE = (
    "二三十",
    "两三百",
    "三五百",
    "几百",
    "百八十",
    "百",
    "万",
    "5,6",
    "一二三四五",
    "3亿",
    "20到30",
    "半",
)
EXACT = {
    **{
        "237 元": 237,
        "２０元": 20,
        "二十块": 20,
        "三百五十元": 350,
        "每月扣20元，共60元": 60,
        "多扣20元": 20,
    },
    **{
        "多扣了3万元": 30_000,
        "1.5万元": 15_000,
        "20万元": 200_000,
        "5千元": 5000,
        "5百块": 500,
        "3万块钱": 30_000,
    },
    **{
        "19块9": 19.9,
        "十九块九毛五": 19.95,
        "19块9的会员": 19.9,
        "3块5，没退": 3.5,
        "1元5角": 1.5,
        "一块五": 1.5,
    },
    **{
        "19元3次": 19,
        "一块钱": 1,
        "扣了20块还不退": 20,
        "账上100元": 100,
        "总数20元": 20,
        "收100元多收了一次": 100,
    },
    **{"和老婆一块去营业厅，多扣了100元": 100, "2025年元旦扣了20元": 20, "一共扣了六十块": 60},
}
VAGUE = [
    *(
        "扣了我几百块钱",
        "几十块",
        "好几十块",
        "二三十块",
        "一共两三百块",
        "一共好几百块",
        "数十元",
        "上百块",
        "上千元",
    ),
    *("十几块", "十来块钱", "100多元", "100块左右", "约100元", "近百元", "20到30元", "20-30块", "20元到30元"),
    *("5,6元", "3亿元", "百元话费", "扣了几百块，退了100元"),
]
NO_SUM = [
    *("我和老婆一块去营业厅", "我们一块，去问过", "两块屏幕坏了", "2025元旦", "扣了 5 元和 6 元", "19块3次"),
    *("每月扣20元", "20元/月", "19块9一个月", "一共扣了我三次，每次20元", "打了三次电话", ""),
]


@pytest.mark.parametrize(("written", "number"), NUMBERS.items())
def test_numbers_are_read_in_digits_and_in_chinese(written: str, number: float) -> None:
    assert number_of(written) == number


@pytest.mark.parametrize("written", [*NONE, ""])
def test_number_that_says_no_single_one_is_none(written: str) -> None:
    assert number_of(written) is None


@pytest.mark.parametrize(("told", "money"), EXACT.items())
def test_amount_is_the_total_or_the_only_one(told: str, money: float) -> None:
    assert amount_in(told) == money


@pytest.mark.parametrize("told", VAGUE)
def test_vague_amount_is_not_taken_for_an_exact_one(told: str) -> None:
    assert amount_in(told) is None


@pytest.mark.parametrize("told", NO_SUM)
def test_what_is_no_amount_or_one_of_many_is_not_read(told: str) -> None:
    assert amount_in(told) is None


@pytest.mark.parametrize(
    ("told", "days"),
    [
        *(("断了三天，损失 100 元", 3), ("等了 7 天", 7), ("断了十五天", 15), ("断了 3 天和 5 天", None)),
        *(("断了两三天", None), ("断了好几天", None), ("断了十几天", None), ("断了10多天", None)),
        *(("七天左右", None), ("3到5天", None), ("第十三天", None), ("237 元", None)),
    ],
)
def test_days_are_read_where_one_number_of_them_is_named(told: str, days: float | None) -> None:
    assert days_in(told) == days
