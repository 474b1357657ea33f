# SPDX-License-Identifier: Apache-2.0
"""Nothing that was typed is lost, nothing that never reached the customer counts, and what ended stays ended."""

from datetime import datetime
from threading import Thread

import pytest
from django.db import connection

from amends.apps.cases.actions.change import changing
from amends.apps.cases.actions.closing import close_ineligible, verify
from amends.apps.cases.actions.contacting import ContactMade, ContactRefused
from amends.apps.cases.actions.following_up import ask_progress
from amends.apps.cases.actions.intake_joining import join_case
from amends.apps.cases.actions.ownership import CaseEnded, assign, hand_over, offer, take
from amends.apps.cases.actions.pausing import pause, set_priority, supervise, urge
from amends.apps.cases.actions.replies import Draft, send_reply
from amends.apps.cases.jobs import settle_mails
from amends.apps.cases.models import Case, ClockEvent, Contact, Note, Reply, Task, Transfer, Verification
from amends.apps.cases.queries.limits import clocks_of
from amends.apps.cases.queries.policy import rules_for
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.core.actions.log import writing
from amends.apps.core.models import Event, EventKind, Message
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import DAY, HOUR, make_customer, stored
from tests.apps.cases.course import LATER, SOLVED, complaint, handled
from tests.apps.cases.test_clocks import Later, complain
from tests.people import NOON, People, make_people

WHY = "a test looks"
LONG = (
    "客户第三次来电，说上周就答应今天上午回电，到现在没有任何人联系，非常着急，"
    "请今天下班以前务必给一个说法，并由主管亲自回电说明原因，电话 13800001215"
)


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint that Alice took by telephone at noon."""
    return complain(people, customer)


def notes(case: Case) -> list[str]:
    """The words that stand beside a case."""
    return list(Note.objects.unscoped(WHY).filter(case=case).values_list("text", flat=True))


def hidden_number(text: str) -> bool:
    """Whether all of the words but the number are there."""
    return LONG[:70] in text and "13800001215" not in text


def test_reasons_of_the_verbs_on_clocks_are_kept_as_notes(case: Case, people: People) -> None:
    set_priority(case=case, version=1, priority="p2", reason=LONG, by=people.alice, at=NOON)
    supervise(case=case, version=stored(case).version, reason=LONG, by=people.bob, at=NOON)
    urge(case=case, reason=LONG, by=people.alice, at=NOON)
    pause(
        case=case, version=stored(case).version, reason="customer_material", until=NOON + DAY, note=LONG,
        by=people.alice, at=NOON,
    )  # fmt: skip
    found = notes(case)
    assert len(found) == 4
    assert all(hidden_number(text) for text in found)
    for heading in ("优先级改为重要：", "督办：", "催办：", "暂停内部时限："):
        assert sum(text.startswith(heading) for text in found) == 1
    payloads = str(list(Event.objects.unscoped(WHY).values_list("payload", flat=True)))
    assert "非常着急" not in payloads


def test_what_the_customer_writes_when_they_urge_is_kept(case: Case) -> None:
    urge(case=case, reason=LONG, by=None, at=NOON)
    urge(case=case, reason=" ", by=None, at=NOON)
    row = Contact.objects.unscoped(WHY).get(case=case)
    assert hidden_number(row.note)
    assert (row.by, row.direction, row.channel) == (None, "inbound", "online")


def verified(case: Case, people: People, at: datetime) -> Case:
    """The customer's «solved», noted by Alice without a call of her own at an hour when one may be made."""
    return verify(
        case=case, version=stored(case).version, answers=SOLVED, made=ContactMade(ResultCode.REACHED),
        told_result=True, by=people.alice, at=at,
    )  # fmt: skip


@pytest.mark.parametrize(("channel", "by_us"), [("CH-ONLINE", False), ("CH-LETTER", True)])
def test_what_the_customer_wrote_is_no_conversation_about_the_result(
    people: People, customer: Customer, channel: str, by_us: bool
) -> None:
    case = handled(complaint(people, customer), people)
    by = people.alice if by_us else None
    join_case(case=case, story="事情办好了吗？我还在等。", channel=channel, by=by, at=LATER + HOUR)
    with pytest.raises(ContactRefused):
        verified(case, people, LATER + 9 * HOUR)  # at midnight: a call of our own would be needed
    verified(case, people, LATER + 2 * HOUR)
    told = Verification.objects.unscoped(WHY).get(case=case).contact
    assert (told.direction, told.at) == ("outbound", LATER + 2 * HOUR)


FINAL = "您好，多收的两笔费用已核实并退回。如有异议，也可以向全国12315平台反映。"


def replied(case: Case, people: People, channel: str = "email", *, final: bool = True) -> Reply:
    """A written answer of Alice's, one hour after noon."""
    text = FINAL if final else "正在核实，明天上午回话。"
    draft = Draft(text, channel, is_final=final, outer="CH-12315" if final else "", address="a@example.com")
    return send_reply(case=case, version=stored(case).version, draft=draft, by=people.alice, at=NOON + HOUR)


def statutory_met(case: Case, at: datetime) -> datetime | None:
    """When the answer that the law asks for was given."""
    return next(each.met_at for each in clocks_of(case, at=at) if each.code == "ST-CN-REPLY")


def left(reply: Reply, **moments: datetime) -> None:
    """What the mail server did with a reply."""
    Message.objects.filter(key=f"reply:{reply.pk}").update(**moments)


def test_answer_by_mail_counts_from_when_it_left(case: Case, people: People) -> None:
    reply = replied(case, people)
    assert statutory_met(case, NOON + 2 * HOUR) is None
    assert not stored(case).outer_channel_told
    assert settle_mails(Later(NOON + 2 * HOUR)) == {"settled": 0, "failed": 0}
    left(reply, sent_at=NOON + 3 * HOUR)
    assert settle_mails(Later(NOON + 4 * HOUR)) == {"settled": 1, "failed": 0}
    assert settle_mails(Later(NOON + 5 * HOUR)) == {"settled": 0, "failed": 0}
    assert statutory_met(case, NOON + 5 * HOUR) == NOON + 3 * HOUR
    assert stored(case).outer_channel_told
    assert ClockEvent.objects.unscoped(WHY).filter(case=case, kind="replied").count() == 1


def test_answer_that_the_mail_server_never_took_is_none_and_its_writer_is_told(
    case: Case, people: People
) -> None:
    left(replied(case, people), given_up_at=NOON + 3 * HOUR)
    for _twice in range(2):
        settle_mails(Later(NOON + 4 * HOUR))
    assert statutory_met(case, NOON + 5 * HOUR) is None
    assert not stored(case).outer_channel_told
    assert Message.objects.filter(to=people.alice, subject__contains="没有送出").count() == 1
    assert Event.objects.unscoped(WHY).filter(kind=EventKind.REPLY_LOST).count() == 1


def test_answer_that_is_handed_over_counts_at_once_and_settles_the_word_that_was_due(
    case: Case, people: People
) -> None:
    ask_progress(stored(case), clock="x", rules=rules_for(case), at=NOON)
    reply = replied(case, people, "letter", final=False)
    assert Task.objects.unscoped(WHY).get(case=case, kind="progress_notice").done_at == NOON + HOUR
    first = next(each for each in clocks_of(case, at=NOON + DAY) if each.kind == "first_contact")
    assert first.met_at == NOON + HOUR == reply.at


def test_customer_who_calls_again_has_had_the_word_that_was_due(case: Case, people: People) -> None:
    ask_progress(stored(case), clock="x", rules=rules_for(case), at=NOON)
    join_case(case=case, story="怎么样了", channel="CH-ONLINE", by=None, at=NOON + HOUR)
    assert (
        Task.objects.unscoped(WHY).get(case=case, kind="progress_notice").done_at is None
    )  # we said nothing
    join_case(case=case, story="怎么样了", channel="CH-HOTLINE", by=people.alice, at=NOON + 2 * HOUR)
    assert Task.objects.unscoped(WHY).get(case=case, kind="progress_notice").done_at == NOON + 2 * HOUR


def ended(case: Case, people: People) -> Case:
    """The case, found to be no complaint."""
    return close_ineligible(
        case=case, version=stored(case).version, reason="是咨询", request_type="inquiry", by=people.alice,
        at=NOON + HOUR,
    )  # fmt: skip


def test_case_that_ended_waits_for_nobody(case: Case, people: People) -> None:
    offer(
        case=case, version=1, queue=Role.COMPLAINT_OFFICER, reason="忙", risk="客户有人身安全风险",
        by=people.alice, at=NOON,
    )  # fmt: skip
    closed = ended(case, people)
    assert stored(closed).queue == ""
    row = Transfer.objects.unscoped(WHY).get(case=case)
    assert (row.accepted_at, row.declined_at) == (None, NOON + HOUR)


def test_hand_over_that_nobody_accepted_ends_with_the_case(case: Case, people: People) -> None:
    hand_over(case=case, version=1, to=people.bob, reason="他熟悉", risk="舆情", by=people.alice, at=NOON)
    ended(case, people)
    assert Transfer.objects.unscoped(WHY).get(case=case).declined_at == NOON + HOUR


def test_case_that_ended_is_neither_taken_nor_assigned(case: Case, people: People) -> None:
    closed = ended(case, people)
    Case.objects.unscoped(WHY).filter(pk=case.pk).update(queue=str(Role.COMPLAINT_OFFICER))  # of old
    with pytest.raises(CaseEnded):
        take(case=closed, version=closed.version, by=people.alice, at=NOON + DAY)
    with pytest.raises(CaseEnded):
        assign(case=closed, version=closed.version, to=people.alice, at=NOON + DAY)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_row_beside_a_case_is_written_while_somebody_works_on_it() -> None:
    """Whoever writes beside a case holds the end of the log while it is checked that the case is there. Did that wait
    for who works on the case, who in turn waits for the end of the log, neither would ever go on."""
    people = make_people()
    case = complain(people, make_customer(people))
    other = Thread(target=_write_beside, args=(case, people), daemon=True)
    with changing(case, version=1, by=people.alice, at=NOON) as change:
        other.start()
        other.join(timeout=10)
        waited = other.is_alive()
        change.note(EventKind.CASE_NEXT_ACTION_SET)
    other.join(timeout=20)
    assert not waited
    assert notes(case) == ["旁边写的"]


def _write_beside(case: Case, people: People) -> None:
    try:
        with writing(by=people.bob, at=NOON) as log:
            note = Note.objects.create(case=case, text="旁边写的", at=NOON, by=people.bob)
            log(EventKind.CASE_NOTED, note)
    finally:
        connection.close()
