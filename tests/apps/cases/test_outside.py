# SPDX-License-Identifier: Apache-2.0
"""A customer who says that they will go outside: what they said, how high it stands, and what to do, said calmly."""

import pytest
from django.test import Client

from amends.apps.cases.queries.intake_page import outside, outside_words
from amends.apps.cases.rules.intake.outside import leaning
from tests.people import People


def _routes(story: str, above: int = 1) -> list[str]:
    return [each.code for each in leaning([story], outside_words(), above=above).routes]


@pytest.mark.parametrize(
    ("story", "route"),
    [
        ("再不解决我就去工信部申诉", "regulator"),
        ("我不想去工信部申诉，你们别逼我", "regulator"),
        ("实在不行打１２３１５", "consumer"),
        ("我要找消协", "consumer"),
        ("我打市民热线反映", "government"),
        ("我认识记者，找媒体曝光你们", "media"),
        ("我发到网上让大家看看", "platform"),
        ("我让律师跟你们谈", "law"),
        ("咱们法院见", "law"),
        ("我警告你们，再这样我就告你们", "law"),
        ("我找了律师事务所的人", "law"),
        ("律师事务所的律师会联系你们", "law"),
        ("再不修我打一二三四五", "government"),
        ("密码12345不对，我打12345投诉", "government"),
        ("忘了密码，打12345", "government"),
        ("12345三次都打不通", "government"),
        ("我发到社交媒体上", "platform"),
        ("我拍下来发视频", "platform"),
        ("我找报社的记者", "media"),
    ],
)
def test_words_of_a_way_outside_are_heard_also_where_they_are_denied(story: str, route: str) -> None:
    assert route in _routes(story)


@pytest.mark.parametrize(
    "story",
    [
        "你们工信部备案号是多少",
        "按工信部的规定应该能携号转网",
        "多媒体彩信发不出去",
        "我的号是13812315678",
        "卡号6222123450，工商银行代扣的",
        "收到起诉短信，是诈骗吧",
        "上周宽带断了两天，没有人来修",
        "我警告你们，不要再打电话了",
        "请转告你们领导",
        "我正告你们，今天必须修好",
        "我报告你们经理了",
        "光猫密码一二三四五登不上",
        "初始密码12345改不了",
        "密码是：12345",
        "密码就是一二三四五",
        "卡号一二三四五六七八",
        "积分12345分没了",
        "社交媒体打不开",
        "我们律师事务所的网断了",
        "律师事务所楼下没信号",
        "我住报社家属院，没信号",
        "给孩子发视频老是卡",
        "发视频给老师发不出去",
    ],
)
def test_phrases_that_speak_of_something_else_are_no_risk(story: str) -> None:
    assert _routes(story) == []


def test_phrase_of_something_else_hides_nothing_that_was_said_beside_it() -> None:
    found = leaning(["你们工信部备案号多少，我去工信部申诉"], outside_words())
    assert (found.said, [each.code for each in found.routes]) == (("工信部",), ["regulator"])


def test_highest_way_comes_first_and_owners_are_named_once() -> None:
    found = leaning(["我找律师，再打12315，最后找记者"], outside_words())
    assert [each.level for each in found.routes] == [5, 4, 4]
    assert found.owner_roles == ("pr_lead", "compliance_lead")


def test_way_that_stands_no_higher_than_the_channel_is_no_news() -> None:
    assert _routes("我已经打了12315", above=4) == []
    assert _routes("12315不管我就去工信部", above=4) == ["regulator"]


def test_level_gives_the_limits_of_its_priority() -> None:
    found = outside({"story": "我去工信部"})
    assert found is not None
    assert (found.rule.level, found.limits.code) == (5, "p1")
    assert outside({"story": "账单不对"}) is None


def _hints(people: People, **said: str) -> str:
    client = Client()
    client.force_login(people.alice)
    answer = client.post("/cases/new/hints/", {"channel": "CH-HOTLINE", "request_type": "complaint", **said})
    assert answer.status_code == 200
    return answer.content.decode()


def test_page_says_level_clock_owner_and_what_to_do(people: People) -> None:
    page = _hints(people, story="不处理我就去工信部申诉")
    for words in (
        "这位客户可能会找外面",
        "监管与媒体 · 紧急",
        "60 分钟内首次联系，24 小时内办结",
        "法定时限单独计时",
        "合规负责人",
        "也不拿补偿换客户不去",
    ):
        assert words in page


def test_page_hears_it_in_any_of_the_fields_and_says_nothing_otherwise(people: People) -> None:
    assert "这位客户可能会找外面" in _hints(people, story="账单不对", desired_outcome="不退钱就找律师")
    assert "书面答复先经法务复核" in _hints(people, story="账单不对，我找律师")
    assert "这位客户可能会找外面" not in _hints(people, story="你们工信部备案号是多少")


def test_question_about_the_registration_number_is_no_complaint(people: People) -> None:
    asked = {"request_type": "inquiry", "story": "你们工信部备案号是多少"}
    assert "听到不满" not in _hints(people, **asked)
    assert "听到不满" in _hints(people, **asked | {"story": "我去工信部"})
