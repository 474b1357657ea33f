# SPDX-License-Identifier: Apache-2.0
"""What the requirements name: each phrase is found with its category, and what looks like it passes."""

from collections.abc import Callable

import pytest

from amends.analytics.language.checking import FAULTS, Finding

Found = Callable[..., tuple[Finding, ...]]


def _of(hits: tuple[Finding, ...]) -> set[str]:
    return {each.category for each in hits}


@pytest.mark.requirement("S0-020")
def test_our_own_troubles_are_not_told(found: Found) -> None:
    assert _of(found("我们的系统总是坏，我也没法子快。")) >= {"internal_problem_disclosure"}
    assert _of(found("我们系统天天出问题。")) == {"internal_problem_disclosure"}
    assert found("系统升级中，预计十分钟恢复。") == ()


@pytest.mark.requirement("S0-062")
@pytest.mark.parametrize(
    ("said", "confirmed"),
    [
        ("我保证退您五十元。", ("50元",)),
        ("您放心，明天一定修好。", ("明天18点前修好",)),
        ("我们会补偿您30元话费。", ("补偿30元",)),
    ],
)
def test_promise_of_what_is_not_confirmed_is_found(
    found: Found, said: str, confirmed: tuple[str, ...]
) -> None:
    assert _of(found(said)) == {"over_promise"}
    assert _of(found(said, confirmed=("500元", "后天"))) == {"over_promise"}
    assert found(said, confirmed=confirmed) == ()


def test_promise_of_a_word_back_is_free(found: Found) -> None:
    assert found("我保证明天上午给您打电话说明进度。") == ()
    assert found("我一定在今天十八点前给您回话。") == ()


@pytest.mark.requirement("S0-065")
def test_bare_refusal_is_found_unless_another_way_is_offered(found: Found) -> None:
    assert _of(found("不行，我们办不了。")) == {"bare_refusal"}
    assert _of(found("不，我们不能给您退。")) == {"bare_refusal"}
    assert found("不行，我们办不了，不过您可以在手机上办理，我教您操作。") == ()
    assert found("这里办不了。我帮您预约就近的营业厅。") == ()
    assert _of(found("这里办不了。\n我帮您预约就近的营业厅。")) == {"bare_refusal"}  # another message


SINS = [
    ("S0-070", "我也没办法。", "indifference"),
    ("S0-071", "这不是我们的事。", "shirking"),
    ("S0-071", "这事不归我管。", "shirking"),
    ("S0-072", "你急什么，没看见我正忙着吗？", "cold"),
    ("S0-072", "我不是跟你说过了吗？", "cold"),
    ("S0-073", "说了你也不懂。", "arrogant"),
    ("S0-073", "你可能不明白。", "arrogant"),
]


@pytest.mark.requirement("S0-070", "S0-071", "S0-072", "S0-073")
@pytest.mark.parametrize(("row", "said", "fault"), SINS)
def test_seven_faults_are_named(found: Found, row: str, said: str, fault: str) -> None:
    hits = found(said)
    assert fault in {each.fault for each in hits}, row
    if fault == "shirking":
        assert {each.severity for each in hits} == {"high"}


@pytest.mark.requirement("S0-070")
def test_every_fault_has_a_line_that_is_one(found: Found) -> None:
    lines = [
        "我也没办法",
        "这不是我们的事",
        "你冷静点",
        "说了你也不懂",
        "我只负责登记",
        "公司就是这样规定的",
        "您要去问别人",
    ]
    assert [found(line)[0].fault for line in lines] == list(FAULTS)


@pytest.mark.requirement("S0-077", "S4-058")
@pytest.mark.parametrize("said", ["你错了", "你弄错了", "您这就是无理取闹", "明明是你自己的问题"])
def test_arguing_is_found(found: Found, said: str) -> None:
    assert "argument" in _of(found(said))


def test_admitting_a_mistake_of_ours_is_no_argument(found: Found) -> None:
    assert found("您说得对，是我们弄错了。") == ()
    assert found("不是您弄错了，是我们登记有误。") == ()


@pytest.mark.requirement("S0-081", "S4-005")
def test_apology_alone_is_found_and_what_to_do_is_suggested(found: Found) -> None:
    (hit,) = found("非常抱歉给您带来不便。")
    assert (hit.category, hit.severity) == ("empty_apology", "low")
    assert "您看我们能为您做些什么呢" in hit.better
    assert found("非常抱歉给您带来不便，我马上帮您查原因。") == ()
    assert found("对不起，让您久等了。") == ()


@pytest.mark.requirement("S4-005")
def test_more_than_three_apologies_without_an_action_are_found(found: Found) -> None:
    line = "客服：抱歉给您添了麻烦，您消消气好吗？"
    assert len(found("\n".join([line] * 3))) == 0  # a question is a way on
    many = "\n".join(["客服：实在抱歉。"] * 4)
    assert [each.line for each in found(many)] == [1, 2, 3, 4]
    broken = "客服：实在抱歉，我马上查。\n" * 4
    assert found(broken) == ()


@pytest.mark.requirement("S1-009")
@pytest.mark.parametrize(
    "said", ["您是在外面的分销处买的", "是代理商乱承诺的。", "您在代理点办的，我们不负责。"]
)
def test_blaming_another_channel_is_found(found: Found, said: str) -> None:
    assert _of(found(said)) == {"blame_channel"}


@pytest.mark.requirement("S1-009")
@pytest.mark.parametrize(
    "said",
    [
        "这都是营业厅的错。",
        "是营业员没跟您讲清楚。",
        "装维那边把号码记错了。",
        "要怪就怪那家网点。",
        "您别信代理商。",
        "那种门店不正规。",
        "是热线承诺您的。",
        "外包的人只知道推销。",
    ],
)
def test_fault_put_on_another_channel_is_found_however_it_is_said(found: Found, said: str) -> None:
    assert _of(found(said)) == {"blame_channel"}


@pytest.mark.parametrize(
    "said",
    [
        "是营业厅登记错了，我马上更正。",
        "如果代理商给您算错了，请告诉我。",
        "不是热线说错了，是资费调整过。",
        "师傅没找到您家，我再发一次地址。",
        "网点和营业厅的价格是一样的。",
        "哪家网点没给您解释？",
    ],
)
def test_talk_of_another_channel_without_blame_passes(found: Found, said: str) -> None:
    assert "blame_channel" not in _of(found(said))


def test_apology_for_what_a_customer_reported_is_the_writers_own(found: Found) -> None:
    assert _of(found("对于您反映的情况我们深表歉意。")) == {"empty_apology"}
    assert found("您说我们深表歉意没有用。") == ()


def test_what_others_are_already_doing_is_an_action(found: Found) -> None:
    assert found("很抱歉影响了您使用，师傅已经在路上。") == ()


def test_asking_where_it_was_bought_is_no_blame(found: Found) -> None:
    assert found("您是在外面的网点买的，对吗？我来登记网点名称。") == ()
    assert found("不管您是在网上买的还是在门店买的，都由我们受理。") == ()


@pytest.mark.requirement("S2-008")
def test_small_talk_on_what_hurts_is_found_as_low(found: Found) -> None:
    (hit,) = found("听说你们小区那家公司要倒闭了。", channel="chat")
    assert (hit.category, hit.severity) == ("sensitive_topic", "low")
    assert found("听说您对账单有疑问，我来为您解释。", channel="chat") == ()
    assert found("您家谁去世了？", channel="call")
    assert found("已故亲属的号码过户，请带上证明，我来陪您办。") == ()


@pytest.mark.requirement("S3-059")
def test_jargon_is_found_with_the_plain_word(found: Found) -> None:
    hits = found("您本月的套外费用按ＳＬＡ处理，鉴权失败。")
    assert [(each.text, each.better) for each in hits] == [
        ("套外费用", "超出部分费用"),
        ("ＳＬＡ", "处理时限"),
        ("鉴权", "核对身份"),
    ]
    assert {each.severity for each in hits} == {"wording"}


BAD = [
    ("S4-007", "这是常有的事", "belittling"),
    ("S4-007", "一分钱一分货嘛", "belittling"),
    ("S4-008", "不可能的事", "argument"),
    ("S4-008", "您要去问别人", "buck_passing"),
    ("S4-008", "这不是我们的事", "shirking"),
    ("S4-008", "公司就是这样规定的", "rule_bound"),
    ("S4-054", "你可能不明白", "arrogant"),
    ("S4-055", "你肯定弄混了", "argument"),
    ("S4-056", "你应该早点来", "blaming"),
    ("S4-057", "我们不会这样做的", "argument"),
    ("S4-057", "我们从来没有出过问题", "argument"),
    ("S4-057", "我们不可能多扣您的钱", "argument"),
    ("S4-059", "这不可能的", "argument"),
    ("S4-060", "你别激动嘛", "cold"),
    ("S4-061", "你确定吗", "argument"),
    ("S4-061", "绝对不可能！", "argument"),
    ("S4-062", "还有比你更倒霉的呢", "belittling"),
    ("S4-063", "如果您再不配合，我就挂电话了", "threatening"),
    ("S4-064", "我们的政策是先付款", "rule_bound"),
    ("S4-064", "您必须先付款", "rule_bound"),
]


@pytest.mark.requirement("S4-007", "S4-008", "S4-054", "S4-055", "S4-056", "S4-057", "S4-059")
@pytest.mark.requirement("S4-060", "S4-061", "S4-062", "S4-063", "S4-064")
@pytest.mark.parametrize(("row", "said", "category"), BAD)
def test_forbidden_phrase_is_found_with_a_better_one(
    found: Found, row: str, said: str, category: str
) -> None:
    hits = found(said)
    assert _of(hits) == {category}, row
    assert all(each.better and each.why for each in hits)


GOOD = [
    ("S4-056", "您应该收到短信了"),
    ("S4-057", "我们不会收取费用"),
    ("S4-057", "我们从不收取押金"),
    ("S4-061", "跟您确定一下时间"),
    ("S4-063", "如果您再次遇到，请直接联系我"),
    ("S4-064", "必须由机主本人办理，是为了保护您的号码安全"),
]


@pytest.mark.requirement("S4-056", "S4-057", "S4-061")
@pytest.mark.parametrize(("row", "said"), GOOD)
def test_look_alike_passes(found: Found, row: str, said: str) -> None:
    assert found(said) == (), row


@pytest.mark.requirement("S4-063")
def test_threat_is_grave(found: Found) -> None:
    assert {each.severity for each in found("如果您再不配合，我就挂电话了")} == {"high"}


@pytest.mark.requirement("S4-064")
def test_wall_of_policy_is_answered_by_reason_and_choice(found: Found) -> None:
    assert "您看" in found("我们的政策是先付款")[0].better
    assert "例外" in found("公司就是这样规定的")[0].better
