# SPDX-License-Identifier: Apache-2.0
"""The assistant asks a real server; nothing personal leaves, whatever it answers is survived, each use is on record."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings as DjangoSettings

from amends.apps.cases.rules.assist import Source, to_advise, to_draft, to_summarise
from amends.apps.core.actions.assist import AssistRefused, ask, decide
from amends.apps.core.actions.assist.asking import AskedInsideAWrite, AssistAnswer
from amends.apps.core.actions.log import writing
from amends.apps.core.models import AssistOutcome, AssistUse, Event, EventKind
from amends.apps.core.queries.assist import faults_of_assist, use_of_assist
from amends.apps.core.rules.hiding import Hiding
from tests.apps.cases.conftest import as_user
from tests.endpoint import Endpoint, listening
from tests.people import NOON, People

QUESTION = [{"role": "user", "content": "客户说话费多了"}]


@pytest.fixture
def endpoint(settings: DjangoSettings) -> Iterator[Endpoint]:
    """A model that is configured."""
    with listening() as found:
        settings.AMENDS_ASSIST_URL, settings.AMENDS_ASSIST_MODEL = found.url, "qwen"
        settings.AMENDS_ASSIST_KEY, settings.AMENDS_ASSIST_PRIVATE = "sk-1", True
        settings.AMENDS_ASSIST_TIMEOUT = 5
        yield found


def _ask(people: People, content: str = "你好", **more: object) -> AssistAnswer:
    usual: dict[str, object] = {"messages": [{"role": "user", "content": content}], "purpose": "draft"}
    return ask(**(usual | {"by": people.alice, "at": NOON} | more))  # type: ignore[arg-type]


def _rows() -> list[AssistUse]:
    return list(AssistUse.objects.unscoped("a test looks"))


def test_asks_the_configured_model(endpoint: Endpoint, people: People) -> None:
    answer = _ask(people, about="K-1", findings=len)
    assert (answer.text, endpoint.paths) == ("好的。", ["/v1/chat/completions"])
    assert endpoint.asked["model"] == "qwen"
    assert endpoint.asked["stream"] is False
    assert endpoint.headers[0]["Authorization"] == "Bearer sk-1"
    row = _rows()[0]
    assert (row.tokens_in, row.tokens_out, row.findings, row.outcome) == (120, 30, 3, "offered")
    assert (row.about, row.asked_by, row.unit) == ("K-1", people.alice, people.east_team)


def test_is_off_without_an_address(people: People) -> None:
    with pytest.raises(AssistRefused, match="没有配置"):
        _ask(people)


def test_known_persons_leave_as_markers_and_come_back(endpoint: Endpoint, people: People) -> None:
    hiding = Hiding({"欧阳建国": "客户姓名", "13812341215": "客户号码"}, {"客户姓名": "欧阳**"})
    endpoint.says = "【客户姓名】您好，号码【客户号码】已查。"
    answer = _ask(people, "欧阳建国 13812341215 说", hiding=hiding)
    assert answer.text == "欧阳**您好，号码【客户号码】已查。"
    assert endpoint.asked["messages"][0]["content"] == "【客户姓名】 【客户号码】 说"


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("客户李秀英来电说话费多", "李秀英"),
        ("我叫王建国，要退费", "王建国"),
        ("张*明又打来", "张*明"),
        ("请打 138-1234-1215 找我", "1234"),
        ("号码138****1215的费用", "1215"),
        ("座机 0571-88123456", "88123456"),
        ("身份证 110101199003078515", "19900307"),
        ("寄到杭州市西湖区文三路478号华星大厦", "文三路"),
        ("家住幸福小区3栋2单元501", "幸福小区"),
        ("3栋2单元501上不了网", "2单元"),
        ("邮箱 li.xiuying@example.com", "xiuying"),
        ("陈先生说过", "陈先生"),
        ("【13800138000】", "1380"),
        ("【张伟】", "张伟"),
        ("打一三八零零一三八零零零", "三八"),
        ("幺三八，零零一三，八零零零", "零零"),
        ("一一零一零一一九九零零三零七八五一五", "九九"),
        ("护照E12345678", "1234"),
        ("宽带账号gz12345678", "1234"),
        ("138.0013.8000", "8000"),
        ("138－0013－8000", "8000"),
        ("１３８００１３８０００", "0013"),
        ("卡6222021234567890123元", "6222"),
        ("13800138000元", "1380"),
        ("138\u200b0013\u200b8000", "8000"),
        ("我是李雷。", "李雷"),
        ("我姓王，叫王建国", "王"),
        ("张伟的手机坏了", "张伟"),
        ("张三丰和李四光都来投诉", "李四光"),
        ("王小明说好", "小明"),
        ("王总说了算", "王"),
        ("他说陈静没给他办", "陈静"),
        ("联系人：周杰", "周杰"),
        ("我叫高远，那天高远本人在", "高远"),
    ],
)  # fmt: skip
def test_no_personal_data_leaves(said: str, secret: str, endpoint: Endpoint, people: People) -> None:
    _ask(people, said)
    assert endpoint.received
    assert secret not in endpoint.heard


@pytest.mark.parametrize(
    "said",
    [
        "2026-11-22 23:51 联系：退 1005 元",
        "客户申请退费，周末上门安装，营业厅马上处理，查明原因后全额退费",
        "套餐每月 129.00 元，9 月 3 日起",
        "5G 速率 300Mbps，掉线 3 次",
        "按第 22 条办理，两个工作日内答复",
    ],
)
def test_what_is_not_personal_leaves_as_it_is(said: str, endpoint: Endpoint, people: People) -> None:
    _ask(people, said)
    assert endpoint.asked["messages"][0]["content"] == said


def test_a_marker_that_the_customer_types_is_no_marker() -> None:
    hiding = Hiding({"赵敏": "同事1"}, {"同事1": "赵敏"})
    left = hiding.hidden("赵敏说，【同事1】请找【 同事1】")
    assert left == "【同事1】说，〔同事1〕请找〔 同事1〕"


@pytest.mark.parametrize("said", ["收了1005元", "收了100元"])
def test_a_staff_number_is_no_amount(said: str) -> None:
    assert Hiding({"100": "同事1"}).hidden(said) == said
    assert Hiding({"100": "同事1"}).hidden("工号100办的") == "工号【同事1】办的"


def test_what_is_asked_stays_as_it_is_worded() -> None:
    source = Source("a", "退费的办法", "先查明，再答复。")
    asked = [*to_summarise("无"), *to_draft("无", [source]), *to_advise("无", {"A": "资费"})]
    for each in asked:
        assert Hiding().hidden(each["content"]) == each["content"]


@pytest.mark.parametrize(
    ("manner", "fault"),
    [("500", "status"), ("moved", "status"), ("garbage", "garbled"), ("empty", "garbled"), ("blank", "garbled"),
     ("strange", "garbled"), ("cut", "long"), ("huge", "long"), ("wordy", "long")],
)  # fmt: skip
def test_a_bad_answer_is_a_sentence_and_a_row(
    manner: str, fault: str, endpoint: Endpoint, people: People
) -> None:
    endpoint.manner = manner
    with pytest.raises(AssistRefused) as refused:
        _ask(people)
    assert refused.value.code == fault
    assert "请自己写" in str(refused.value)
    assert [(each.fault, each.outcome) for each in _rows()] == [(fault, "failed")]
    assert len(endpoint.received) == 1


def test_a_slow_answer_is_given_up(endpoint: Endpoint, people: People, settings: DjangoSettings) -> None:
    endpoint.manner, settings.AMENDS_ASSIST_TIMEOUT = "slow", 1
    with pytest.raises(AssistRefused, match="规定时间"):
        _ask(people)


def test_a_dead_address_is_a_sentence(endpoint: Endpoint, people: People, settings: DjangoSettings) -> None:
    settings.AMENDS_ASSIST_URL = "http://127.0.0.1:9/v1"
    with pytest.raises(AssistRefused, match="连不上"):
        _ask(people)


def test_plain_http_is_refused_unless_the_network_is_ones_own(
    endpoint: Endpoint, people: People, settings: DjangoSettings
) -> None:
    settings.AMENDS_ASSIST_PRIVATE = False
    with pytest.raises(AssistRefused):
        _ask(people)
    assert not endpoint.received


def test_it_rests_after_three_failures_and_wakes(endpoint: Endpoint, people: People) -> None:
    endpoint.manner = "500"
    for _ in range(3):
        with pytest.raises(AssistRefused):
            _ask(people)
    with pytest.raises(AssistRefused, match="先停用"):
        _ask(people, at=NOON + timedelta(minutes=1))
    assert len(endpoint.received) == 3
    endpoint.manner = "well"
    assert _ask(people, at=NOON + timedelta(minutes=3)).text == "好的。"


def test_nothing_is_asked_inside_a_write(endpoint: Endpoint, people: People) -> None:
    with pytest.raises(AskedInsideAWrite), writing(by=None, at=NOON):
        _ask(people)


def test_a_decision_is_recorded_once(endpoint: Endpoint, people: People) -> None:
    use = _ask(people).use
    assert decide(use=use, outcome=AssistOutcome.EDITED, by=people.alice, at=NOON)
    assert not decide(use=use, outcome=AssistOutcome.REJECTED, by=people.alice, at=NOON)
    assert _rows()[0].outcome == "edited"
    kinds = Event.objects.unscoped("a test looks").values_list("kind", flat=True)
    assert EventKind.ASSIST_ASKED in kinds
    assert EventKind.ASSIST_DECIDED in kinds


def test_use_is_counted_by_purpose(endpoint: Endpoint, people: People) -> None:
    taken = _ask(people).use
    decide(use=taken, outcome=AssistOutcome.ACCEPTED, by=people.alice, at=NOON)
    decide(use=_ask(people).use, outcome=AssistOutcome.REJECTED, by=people.alice, at=NOON)
    endpoint.manner = "500"
    with pytest.raises(AssistRefused):
        _ask(people)
    (row,) = use_of_assist(people.ed.scope, at=NOON)
    assert (row.asked, row.failed, row.acceptance) == (3, 1, 0.5)
    assert faults_of_assist(people.ed.scope, at=NOON) == [("status", 1)]
    assert not use_of_assist(people.charlie.scope, at=NOON)


def test_the_administrator_sees_the_counts(endpoint: Endpoint, people: People) -> None:
    client = as_user(people.ed)
    assert "最近 30 天没有人用过" in client.get("/assist/").content.decode()
    assert as_user(people.alice).get("/assist/").status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "failed"},
        {"outcome": "offered", "fault": "slow"},
        {"outcome": "accepted"},
        {"outcome": "offered", "decided_at": NOON},
        {"outcome": "offered", "purpose": ""},
        {"outcome": "offered", "seconds": -1},
    ],
)
def test_the_database_refuses_bad_uses(wrong: dict[str, object], people: People) -> None:
    row: dict[str, object] = {"purpose": "draft", "unit": people.east, "asked_by": people.alice}
    row |= {"asked_at": NOON, "model": "m", "seconds": 1.0}
    with pytest.raises(IntegrityError), transaction.atomic():
        AssistUse.objects.create(**(row | wrong))
