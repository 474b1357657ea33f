# SPDX-License-Identifier: Apache-2.0
"""What a case is answered with: the newest approved wording, and no admission of a fault before it was found."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from amends.apps.cases.actions.intake import receive
from amends.apps.cases.actions.replies import Draft, ReplyRefused, send_reply
from amends.apps.cases.models import Case
from amends.apps.cases.queries.canned import filled_for, offered, snippets_for
from amends.apps.cases.queries.replies import jargon_in
from amends.apps.cases.queries.wordings import canned, words_in, words_of
from amends.apps.cases.rules.canned import MAIL_RECEIPT, RECEIPT_SLOTS, REPLY_SLOTS
from amends.apps.cases.rules.replies import ReplyFault
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from amends.apps.knowledge.actions.sayings.deciding import approve, retire
from amends.apps.knowledge.actions.sayings.refusals import SlotsWrong
from amends.apps.knowledge.actions.sayings.writing import About, Said, TermWords, write_term, write_wording
from amends.apps.knowledge.models import Wording
from amends.apps.knowledge.queries.wordings import allowed_slots
from amends.apps.knowledge.rules.script_words import WordingGroup
from tests.apps.cases.conftest import HOUR
from tests.people import NOON, PASSWORD, People

LATER = NOON + HOUR
RECEIVED = "{customer_title}：您反映的「{topic}」收到了，编号 {case_number}。"


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint of Alice's about a charge, whose facts nobody has established."""
    told = {"channel": "CH-HOTLINE", "story": "多扣了二十元", "taxonomy": "TF-02-02"}
    return receive(customer=customer, by=people.alice, at=NOON, **told)  # type: ignore[arg-type]


Write = Callable[..., Wording]


@pytest.fixture
def write(people: People) -> Write:
    """Write a wording of a letter; another editor approves it unless told otherwise."""

    def make(
        key: str, text: str, *, unit: Unit | None = None, channel: str = "letter", ok: bool = True
    ) -> Wording:
        about = About(unit or people.province, wen)
        row = write_wording(words=Said(key, channel, text, "reply", "说法"), about=about, by=wen, at=NOON)
        return approve(row=row, by=rui, at=NOON) if ok else row

    wen, rui = _editor("wen", people), _editor("rui", people)
    return make


def _editor(name: str, people: People) -> User:
    return add_user(
        username=name,
        name=name,
        role=Role.KNOWLEDGE_EDITOR,
        unit=people.province,
        password=PASSWORD,
        by=None,
        at=NOON,
    )


def _establish(case: Case) -> None:
    case.findings = "查过详单：同一笔收了两次"
    case.save(update_fields=["findings"])


@pytest.mark.requirement("S3-067")
def test_approved_change_is_used_at_the_next_load_and_filled(
    case: Case, people: People, write: Write
) -> None:
    write("CR-RECEIVED", RECEIVED, ok=False)
    assert "收到了" not in filled_for(case, "CR-RECEIVED")
    row = write("CR-RECEIVED", RECEIVED)
    said = filled_for(case, "CR-RECEIVED")
    assert said == f"张先生/女士：您反映的「重复扣费或多扣费」收到了，编号 {case.number}。"
    reply = send_reply(
        case=case,
        version=case.version,
        draft=Draft(said, "letter", frame="CR-RECEIVED"),
        by=people.alice,
        at=LATER,
    )
    assert reply.wording == f"CR-RECEIVED@u{row.unit_id}.{row.number}"


@pytest.mark.requirement("S3-067")
def test_frames_and_receipts_come_from_the_same_source(people: People, write: Write, case: Case) -> None:
    frame = write("RW-PROGRESS", "您好：正在办，【日期】前告诉您。")
    receipt = write(MAIL_RECEIPT, "收到了，编号 {case_number}，{code}，{status_address}", channel="email")
    words = words_of(case)
    assert words.frames.frames["RW-PROGRESS"].text == frame.text
    assert words.frames.frames["RW-RESULT"].is_final
    assert words.canned.receipts[MAIL_RECEIPT].text == receipt.text


def test_wording_of_another_city_is_not_used(case: Case, people: People, write: Write) -> None:
    write("CR-RECEIVED", RECEIVED, unit=people.west)
    assert words_of(case).canned.replies["CR-RECEIVED"] == canned().replies["CR-RECEIVED"]


def test_retired_wording_gives_way_to_that_of_the_pack(case: Case, people: People, write: Write) -> None:
    row = write("CR-RECEIVED", RECEIVED)
    retire(row=row, reason="太短", by=_editor("ruo", people), at=LATER)
    assert words_of(case).canned.replies["CR-RECEIVED"] == canned().replies["CR-RECEIVED"]


def test_slots_stay_checked(write: Write) -> None:
    with pytest.raises(SlotsWrong):
        write("CR-RECEIVED", "您好，{weather}")
    with pytest.raises(SlotsWrong):
        write("CR-DONE", "您反映的办完了：{done}")  # a result names the outer channel
    assert allowed_slots(WordingGroup.REPLY) == REPLY_SLOTS
    assert allowed_slots(WordingGroup.RECEIPT) == RECEIPT_SLOTS


def test_wording_that_ties_a_reply_to_praise_is_not_used(case: Case, write: Write) -> None:
    write("CR-RECEIVED", "请您撤诉，我们就给您办理补偿。")
    assert words_of(case).canned.replies["CR-RECEIVED"] == canned().replies["CR-RECEIVED"]


@pytest.mark.requirement("S0-079")
def test_admission_of_a_fault_is_offered_after_a_finding_and_not_before(
    case: Case, people: People, client: Client
) -> None:
    client.force_login(people.alice)
    page = f"/cases/{case.number}/replies/"
    before = client.get(page).content.decode()
    assert "费用收错了，退还" not in before
    assert "责任在我们" not in before
    assert "这件事给您带来不便，向您致歉" in before
    sent = {"frame": "CR-BILL-REFUND", "text": "给您退。", "channel": "letter", "version": case.version}
    assert client.post(f"{page}send/", sent).status_code == 422
    _establish(case)
    after = client.get(page).content.decode()
    assert "费用收错了，退还" in after
    assert "责任在我们" in after
    assert {"CR-BILL-REFUND", "CR-STAFF"} <= {*words_of(case).canned.replies}


@pytest.mark.requirement("S0-079")
@pytest.mark.parametrize(
    "text", ["经过核实，责任在我们，向您道歉。", "这件事是我们没有做好。", "确实是我们的错。"]
)
def test_text_that_admits_a_fault_does_not_leave_before_a_finding(
    case: Case, people: People, text: str
) -> None:
    with pytest.raises(ReplyRefused) as refused:
        send_reply(case=case, version=case.version, draft=Draft(text, "letter"), by=people.alice, at=LATER)
    assert refused.value.fault is ReplyFault.LIABILITY
    _establish(case)
    assert send_reply(
        case=case, version=case.version, draft=Draft(text, "letter"), by=people.alice, at=LATER
    ).pk


@pytest.mark.requirement("S0-079")
def test_regret_for_the_trouble_leaves_at_any_time(case: Case, people: People) -> None:
    regret = next(
        each.text for each in snippets_for(case, people.alice, words_of(case)) if each.group == "regret"
    )
    draft = Draft(f"{regret}我们正在核实。", "letter")
    assert send_reply(case=case, version=case.version, draft=draft, by=people.alice, at=LATER).pk


@pytest.mark.requirement("S0-017")
def test_final_message_of_a_valid_complaint_can_thank_and_say_what_changed(
    case: Case, people: People
) -> None:
    _establish(case)
    found = {each.group: each.text for each in snippets_for(case, people.alice, words_of(case))}
    assert "谢谢您把这件事告诉我们" in found["closing"]
    assert "我们已经【改了什么】" in found["closing"]  # a gap that a reply does not leave with
    with pytest.raises(ReplyRefused) as refused:
        send_reply(
            case=case,
            version=case.version,
            draft=Draft(found["closing"], "letter"),
            by=people.alice,
            at=LATER,
        )
    assert refused.value.fault is ReplyFault.GAPS


@pytest.mark.requirement("S2-010", "S2-036")
def test_reply_form_offers_phrases_filled_from_the_case_by_keyboard(
    case: Case, people: People, client: Client
) -> None:
    client.force_login(people.alice)
    page = client.get(f"/cases/{case.number}/replies/").content.decode()
    assert 'data-insert-into="reply_text"' in page
    assert 'data-jump="7"' in page
    assert len(re.findall('<option value="[^"]*【[^"]*客户[^"]*】', page)) >= 2
    opening = next(
        each for each in snippets_for(case, people.alice, words_of(case)) if each.group == "opening"
    )
    for part in ("您好", "集团", "东市投诉组", "alice"):
        assert part in opening.text


def test_offers_and_words_ask_one_query_each(
    case: Case, people: People, django_assert_num_queries: object
) -> None:
    unit = people.east
    with django_assert_num_queries(1):  # type: ignore[operator]
        words = words_in(unit)
    with django_assert_num_queries(1):  # type: ignore[operator]
        offered(case, words)


def test_own_term_of_the_unit_counts_among_the_words_that_a_customer_may_not_know(
    case: Case, people: People
) -> None:
    wen, rui = _editor("wen", people), _editor("rui", people)
    words = TermWords("OW-01", "夜间流量", "晚上用的流量", ("闲时包",))
    row = write_term(words=words, about=About(people.east, wen), by=wen, at=NOON)
    draft = Draft("给您改成闲时包。", "letter")
    assert jargon_in(draft.text, case.unit) == {}
    approve(row=row, by=rui, at=NOON)
    with pytest.raises(ReplyRefused) as refused:
        send_reply(case=case, version=case.version, draft=draft, by=people.alice, at=LATER)
    assert refused.value.fault is ReplyFault.JARGON
    assert jargon_in(draft.text, people.west) == {}
