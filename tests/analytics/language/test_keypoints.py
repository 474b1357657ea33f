# SPDX-License-Identifier: Apache-2.0
"""Key points are found in other words, and not where they are denied."""

import pytest

from amends.analytics.language.keypoints import KeyPoint, KeyPointMalformed, matched, said

REFUND = KeyPoint("refund", "说明退款和到账时间", (("退给您", "退还", "返还", "退回"), ("<time>",)))
OWNER = KeyPoint("owner", "自己负责到底", (("我来负责", "我负责", "由我*跟", "我一直跟"),))


@pytest.mark.parametrize(
    "text",
    [
        "这十五元明天就退给您。",
        "多扣的钱我们会返还，三个工作日内到账",
        "我马上办退回，１８：３０前能看到",
        "我不但退还这一笔，下周还会再核对一次",
        "不好意思，退给您的钱今晚到。",
        "钱不会不退给您，后天到账",
        "有没有退还？我查，后天告诉您",
    ],
)
def test_point_is_found_in_other_words(text: str) -> None:
    assert matched(text, [REFUND]) == {"refund": True}


@pytest.mark.parametrize(
    "text",
    [
        "这笔钱不能退给您，明天再来也一样",
        "没有办法，我们没法给您退回，三天内也不行",
        "会退给您的。",  # no time
        "明天再说吧",
        "有时候会退还，平时日常都这样",  # no moment: 时候, 日常
    ],
)
def test_point_is_not_found_where_it_is_denied_or_half_said(text: str) -> None:
    assert matched(text, [REFUND]) == {"refund": False}


def test_parts_of_a_word_stand_in_order_within_a_clause() -> None:
    assert matched("后面由我一个人跟到底", [OWNER])["owner"]
    assert not matched("由我转给账务，他们会跟", [OWNER])["owner"]


def test_a_denied_word_counts_where_the_point_asks_for_it() -> None:
    assert said("以后不会再给您打推销电话", [["!再给您打推销电话"]])
    assert not said("以后不会再给您打推销电话", [["再给您打推销电话"]])


def test_money_and_numbers_are_read_in_letters_and_digits() -> None:
    assert all(said(text, [["<money>"]]) for text in ("五十元", "50块", "38.5 元"))
    assert not said("没有钱", [["<money>"]])


@pytest.mark.parametrize("groups", [(), ((),), (("*",),)])
def test_a_point_without_words_is_refused(groups: tuple[tuple[str, ...], ...]) -> None:
    with pytest.raises(KeyPointMalformed):
        matched("什么", [KeyPoint("empty", "什么也没有", groups)])


@pytest.mark.parametrize(
    "text",
    [
        "不能马上就给您退费", "不能把多收的钱退费", "退费是办不了的", "退费这件事做不到", "我拒绝退费", "禁止给您退费",
        "没有任何道歉", "没有必要道歉", "不会向您道歉", "我不会就此事道歉", "凭什么道歉", "哪有退费",
    ],
)  # fmt: skip
def test_what_is_refused_is_not_said(text: str) -> None:
    assert not said(text, [["退费", "道歉"]])


@pytest.mark.parametrize(
    "text",
    [
        "退费我今天就办",
        "向您道歉，是我们做得不好",
        "不但退费，还向您道歉",
        "退费后您要是不满意，再找我",
        "给您退费，别的办不了",
    ],
)
def test_what_is_said_beside_a_denial_stays_said(text: str) -> None:
    assert said(text, [["退费", "道歉"]])
