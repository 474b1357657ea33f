# SPDX-License-Identifier: Apache-2.0
"""Personal data is hidden, whatever its width; what is nobody's stays."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.analytics.language.masking import mask


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("我的号码13800001215，请回电", "我的号码138****1215，请回电"),
        ("手机 138-0000-1215 或 +86 139 0000 4321", "手机 138****1215 或 139****4321"),
        ("手机１３８００００１２１５。", "手机138****1215。"),
        ("座机0731-88886666转2", "座机073****6666转2"),
        ("座机（010）88886666", "座机（010****6666"),
        ("电话88886666无人接", "电话888****6666无人接"),
        ("身份证430102199001011234", "身份证[身份证号]"),
        ("身份证43010219900101123X，", "身份证[身份证号]，"),
        ("证号４３０１０２１９９００１０１１２３Ｘ", "证号[身份证号]"),
        ("老证430102900101123", "老证[身份证号]"),
        ("卡号6222021234567890128", "卡号[银行卡号]"),
        ("卡号 6222 0212 3456 7890 128", "卡号 [银行卡号]"),
        ("发到 zhang.san+a@mail.example.cn 吧", "发到 [邮箱] 吧"),
        ("加我微信wx_abc123", "加我微信[账号]"),
        ("微信号：hello-world", "微信号：[账号]"),
        ("QQ号是123456789", "QQ号是[账号]"),
        ("vx: abc12345", "vx: [账号]"),
        ("密码123456忘了", "密码[密码]忘了"),
        ("服务密码是：abc123", "服务密码是：[密码]"),
        ("验证码 8888", "验证码 [密码]"),
        ("888888是您的验证码", "[密码]是您的验证码"),
        ("password=Secret99", "password=[密码]"),
        ("车牌湘A12345挡道", "车牌[车牌号]挡道"),
        ("粤B·D12345和京A1234学", "[车牌号]和[车牌号]"),
        ("我叫王小明，住在这里", "我叫王*明，住在这里"),
        ("本人李静，女", "本人李*，女"),
        ("姓名：欧阳小明 电话", "姓名：欧**明 电话"),
        ("联系人：阿依古丽·买买提，", "联系人：阿***提，"),
        ("名字叫赵六，", "名字叫赵*，"),
    ],
)
def test_personal_data_is_hidden(told: str, shown: str) -> None:
    assert mask(told) == shown


@pytest.mark.parametrize(
    "told",
    [
        "多收了13800000000元",
        "一共15000000000.50",
        "话费138.00元，流量20GB",
        "2020-01-06 12:09:38到2021年3月1日",
        "20200106120938",
        "订单号20191230123456789",
        "工单SV13800001215A",
        "拨打10086、12345和400-800-1234",
        "微信支付20000元",
        "微信群里说过",
        "QQ音乐会员",
        "密码2023年改过",
        "密码错误3次",
        "验证码收不到",
        "A1区B2栋1203室",
        "新A区的云计算中心",
        "川大附近",
        "本人于去年办理",
        "本人曾多次反映",
        "本人高中毕业，",
        "我叫车来接，",
        "姓名是否一致",
        "户主 申请 低保",
        "百分之13.80001215",
        "4111111111111112不是卡号",
    ],
)
def test_what_is_nobodys_stays(told: str) -> None:
    assert mask(told) == told


@given(st.text(alphabet="我叫王明本人密码微信：:，138-0０１３８Ａa@. 元湘A", max_size=40))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True), st.sampled_from(["电话", "，", "打", " ", "找我"]))
def test_no_mobile_number_survives_in_a_sentence(number: str, before: str) -> None:
    assert number not in mask(f"昨天{before}{number}，请回")


def test_what_is_not_hidden_keeps_its_width() -> None:
    assert mask("Ａ座１２０３室，手机１３８００００１２１５") == "Ａ座１２０３室，手机138****1215"


def test_masking_keeps_pace_with_the_classifier() -> None:
    texts = ["家里宽带断了三天，打了客服电话也没有人上门，请尽快处理并给我一个说法。" * 3] * 2_000
    started = time.process_time()
    for text in texts:
        mask(text)
    assert len(texts) / (time.process_time() - started) > 10_000  # a tenth of what it does on a quiet machine
