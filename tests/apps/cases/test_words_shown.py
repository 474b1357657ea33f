# SPDX-License-Identifier: Apache-2.0
"""People read words: no codes, no «None», amounts in yuan, the zone of each moment, the pack in their language."""

import io
import re
import zipfile
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils.translation import override

from amends.apps.cases.actions.evidence import evidence_pack
from amends.apps.cases.actions.ownership import decline, hand_over, offer
from amends.apps.cases.actions.pausing import set_priority, supervise, urge
from amends.apps.cases.actions.replies import Draft, send_reply
from amends.apps.cases.actions.visits import agree_visit
from amends.apps.cases.models import Breach, Case, Contact, Note, Remedy, Reply
from amends.apps.cases.models.desk_words import PRIORITIES
from amends.apps.cases.templatetags import cases_words
from amends.apps.cases.views import filters
from amends.apps.core.models import Message, User
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from amends.apps.promises.models import Promise
from docs import translate
from tests.apps.cases.conftest import DAY, stored
from tests.apps.cases.course import AT, LATER, answered, complaint, handled, through
from tests.people import NOON, People

WHY = "a test looks"


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with patch("django.utils.timezone.now", return_value=AT):
        yield


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint that Alice heard at 14:00."""
    return complaint(people, customer)


def _page(user: User, case: Case, path: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"/cases/{case.number}/{path}").content.decode()


def _letter(case: Case, by: User) -> Reply:
    return Reply.objects.create(case=case, channel="letter", text="已退回", digest="x", at=NOON, by=by)


def _queued(case: Case, by: User) -> Case:
    return offer(
        case=case, version=case.version, queue=Role.COMPLAINT_OFFICER, reason="请内行办", by=by, at=AT
    )


def test_card_before_a_call_names_nobody_where_the_customer_wrote(case: Case, people: People) -> None:
    Contact.objects.create(
        case=case, at=NOON, by=None, channel="online", direction="inbound", result="reached"
    )
    assert "None" not in _page(people.alice, case, "prepare/")


def test_reply_says_how_it_reached_the_customer(case: Case, people: People) -> None:
    _letter(case, people.alice)
    assert "打印寄送</span>" in _page(people.alice, case, "replies/")


def test_way_of_a_case_names_queues_by_their_role(case: Case, people: People) -> None:
    _queued(case, people.alice)
    page = _page(people.alice, case, "work/")
    assert "投诉专员的队列" in page
    assert "complaint_officer<" not in page
    assert "→ complaint_officer" not in page


def _proof(case: Case, by: User) -> str:
    pack = evidence_pack(case=stored(case), by=by, at=AT + DAY)
    with zipfile.ZipFile(io.BytesIO(pack)) as files:
        page = files.read("case.html").decode()
    return re.sub(r"<h2>事件日志</h2>.*", "", page, flags=re.DOTALL)  # hashed as it is


def test_proof_for_the_regulator_is_in_words(case: Case, people: People) -> None:
    case = answered(handled(_with_topic(case), people), people)
    _letter(case, people.alice)
    Breach.objects.create(case=case, clock="resolve", kind="resolve", due_at=AT, noted_at=AT)
    Remedy.objects.create(
        case=case,
        kind="restitution",
        words="退回两笔",
        amount=23_750,
        reason="多收",
        due_at=AT + DAY,
        channel="phone",
        state="waiting",
        proposed_at=AT,
        proposed_by=people.alice,
        asked="team_leader",
    )
    page = _proof(case, people.bob)
    for words in (
        "客服热线",
        "打印寄送",
        "237.50",
        "金额（元）",
        "超时 内部办结",
        "Asia/Shanghai",
        "UTC+0800",
    ):
        assert words in page, words
    for code in ("CH-HOTLINE", ">letter", " letter ", "23750", "（分）", "resolve", ">C1 ", ">C2 "):
        assert code not in page, code
    question = case.procedure.handling.asking.questions[0].text
    assert f"{question} <b>解决了</b>" in page


def _with_topic(case: Case) -> Case:
    Case.objects.unscoped(WHY).filter(pk=case.pk).update(taxonomy="TF-01-01")
    return Case.objects.unscoped(WHY).select_related("customer", "unit", "procedure").get(pk=case.pk)


def test_proof_names_the_topic_and_the_queue(case: Case, people: People) -> None:
    case = _with_topic(_queued(case, people.alice))
    page = _proof(case, people.bob)
    assert f"{cases_words.topic_words('TF-01-01')} TF-01-01" in page
    assert "投诉专员的队列" in page


def test_words_of_the_pack_go_through_the_catalogue(
    case: Case, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases_words, "gettext", lambda words: f"«{words}»")
    monkeypatch.setattr(filters, "gettext", lambda words: f"«{words}»")
    client = Client()
    client.force_login(people.bob)
    numbers = client.get("/cases/board/numbers/").content.decode()
    assert "«一次解决率»" in numbers
    assert "«并入别案的»" in numbers
    hints = client.post("/cases/new/hints/", {"story": "扣费", "channel": "CH-GROUP"}).content.decode()
    assert '«何人» <span class="dim">«谁受到影响，和谁打过交道»' in hints
    assert "«优先级为紧急，主管督办»" in hints
    assert filters._choices("channel", False)["CH-HOTLINE"] == "«客服热线»"


def test_words_of_the_pack_are_asked_of_the_translator() -> None:
    asked = {each.singular for each in translate.said_in_content()}
    assert {
        "客服热线",
        "优先级为紧急，主管督办",
        "谁受到影响，和谁打过交道",
        "一次解决率",
        "并入别案的",
    } <= asked
    assert "净推荐值" in asked  # the catalogue shows every metric, also those that the desk does not


def test_clock_says_when_somebody_is_told_next(case: Case, people: People) -> None:
    assert "下次提醒" in _page(people.alice, case, "clocks/")


def test_page_has_one_place_to_register_a_contact(case: Case, people: People) -> None:
    page, part = _page(people.alice, case, ""), _page(people.alice, case, "forms/contact/")
    assert (page.count('id="contact"'), part.count('id="contact"')) == (1, 0)
    assert part.count(f'action="/cases/{case.number}/contact/"') == 1
    assert (
        'hx-target="find .case-inside"><summary' in page
    )  # what comes stands inside, below the same heading


def test_words_are_those_of_the_glossary(case: Case, people: People, opened: Any) -> None:
    client = Client()
    client.force_login(people.bob)
    pages = [client.get(path).content.decode() for path in ("/cases/?tab=unit", "/cases/of/C-1/")]
    pages.append(_page(people.bob, opened(), ""))
    for page in pages:
        for word in ("级别", "开立案件", "上交的风险说明", "并入批量事件", "核实结论"):
            assert word not in page
    assert "优先级" in pages[0]


def test_what_is_kept_is_in_our_language_though_who_does_it_reads_english(
    people: People, customer: Customer
) -> None:
    with override("en"):
        case = through(complaint(people, customer), people, "act")
        doing: dict[str, Any] = {"by": people.alice, "at": LATER}
        case = set_priority(
            case=case, version=case.version, priority="p2", reason="多次来电", by=people.bob, at=LATER
        )
        case = supervise(case=case, version=case.version, reason="多次来电", by=people.bob, at=LATER)
        urge(case=case, reason="又来电", **doing)
        case = hand_over(case=case, version=stored(case).version, to=people.bob, reason="请", **doing)
        case = decline(case=case, version=case.version, reason="不归我", by=people.bob, at=LATER)
        visit = LATER.replace(hour=7) + DAY  # 15:00 in Shanghai
        case = agree_visit(case=case, version=case.version, visit_at=visit, purpose="测信号", **doing)
        letter = Draft(text="已经在办，明天回复您", channel="email", address="wang@example.com")
        send_reply(case=case, version=case.version, draft=letter, **doing)
    notes = "\n".join(Note.objects.unscoped(WHY).filter(case=case).values_list("text", flat=True))
    for words in (
        f"优先级改为{PRIORITIES['p2']}：多次来电",
        "督办：多次来电",
        "催办：又来电",
        "退回移交：不归我",
    ):
        assert words in notes
    promised = Promise.objects.unscoped(WHY).filter(customer=customer).values_list("words", flat=True)
    assert {each[:3] for each in promised if each.startswith("上门")} == {"上门："}
    assert any(f"前答复案件 {case.number} 的处理结果" in each for each in promised)
    told = set(Message.objects.filter(to=people.bob).values_list("subject", flat=True))
    assert {f"请接收案件 {case.number}：请"} <= told
    mail = Message.objects.get(address="wang@example.com")
    assert mail.subject == f"关于您反映的事项（{case.number}）的答复"
