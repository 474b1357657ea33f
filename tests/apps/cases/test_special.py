# SPDX-License-Identifier: Apache-2.0
"""Special persons: a trained owner and a review; the same clock, the same limits, and who looked is on record."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amends.apps.cases.actions.change import ClosingRefused, RightMissing
from amends.apps.cases.actions.closing import close_ineligible
from amends.apps.cases.actions.replies import AddressWrong, Draft, ReplyRefused, ReviewMissing, send_reply
from amends.apps.cases.actions.reviews import (
    NoReviewNeeded,
    NotYourReview,
    ReviewSettled,
    ask_reply_review,
    finish_review,
)
from amends.apps.cases.actions.special import (
    FlaggedAlready,
    NotOfTheCircle,
    flag_special,
    lift_special,
    note_look,
    note_restricted,
)
from amends.apps.cases.models import Case, Duty, Reply, SpecialFlag, Task
from amends.apps.cases.models.desk_words import Special
from amends.apps.cases.queries.governance_content import special_rules
from amends.apps.cases.queries.limits import policy
from amends.apps.cases.queries.replies import reply_wording
from amends.apps.cases.queries.special import in_circle, looks_at, may_decide, readable_notes
from amends.apps.cases.rules.clocks import priority_of
from amends.apps.cases.rules.replies import ReplyFault
from amends.apps.cases.rules.special import Candidate, review_due, trained_owner
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Event, EventKind, Message, User
from amends.apps.core.rules.roles import Role
from tests.apps.cases.conftest import DAY, HOUR, Opened, stored
from tests.people import NOON, PASSWORD, People

WHY = "a test looks"
OUTER = "全国12315平台"
FINAL = f"您好，多收的两笔费用已核实并退回。如有异议，也可以向{OUTER}反映。"


def _user(name: str, role: Role, unit: Any) -> User:
    return add_user(username=name, name=name, role=role, unit=unit, password=PASSWORD, by=None, at=NOON)


@pytest.fixture
def case(opened: Opened) -> Case:
    """A case of Alice's."""
    return opened()


@pytest.fixture
def clara(people: People) -> User:
    """Who reviews for the law, in the province."""
    return _user("clara", Role.COMPLIANCE_LEAD, people.province)


def _flag(case: Case, by: User, kind: Special = Special.LAWYER, **more: Any) -> Case:
    version = stored(case).version
    return flag_special(case=case, version=version, kind=kind, reason="自称律师", by=by, at=NOON, **more)


def _task(case: Case, kind: str) -> Task:
    return Task.objects.unscoped(WHY).get(case=case, kind=kind)


@pytest.mark.requirement("S4-018")
def test_flag_routes_to_who_is_trained_and_tells_them(case: Case, people: People, clara: User) -> None:
    nina, omar = (_user(name, Role.COMPLAINT_OFFICER, people.east_team) for name in ("nina", "omar"))
    Duty.objects.create(person=nina, on_duty=True, since=NOON, skills=["TF"])
    Duty.objects.create(person=omar, on_duty=True, since=NOON, skills=["special:lawyer"])
    case = _flag(case, people.alice)
    flag = SpecialFlag.objects.unscoped(WHY).get()
    assert (case.special, flag.reason, flag.confidential) == ("lawyer", "自称律师", True)
    assert (case.owner, case.pending_owner, case.next_owner) == (people.alice, omar, omar)
    assert Message.objects.filter(to=omar).exists()


def test_flag_routes_to_the_leader_where_nobody_is_trained(case: Case, people: People, clara: User) -> None:
    assert _flag(case, people.alice).pending_owner == people.bob


def test_trained_owner_is_here_and_has_the_fewest() -> None:
    found = [
        Candidate(1, ["special:lawyer"], False, 0),
        Candidate(2, ["special:lawyer"], True, 9),
        Candidate(3, ["special:lawyer"], True, 4),
        Candidate(4, ["special:expert"], True, 0),
    ]
    assert trained_owner(found, "special:lawyer") == 3
    assert trained_owner(found[:1], "special:lawyer") == 1
    assert trained_owner(found, "special:reporter") is None


@pytest.mark.requirement("S4-019")
@pytest.mark.parametrize("kind", list(Special))
def test_flagged_case_is_due_no_later(case: Case, people: People, clara: User, kind: Special) -> None:
    before = stored(case)
    flagged = _flag(case, people.alice, kind)
    assert flagged.due_at is None or (before.due_at and flagged.due_at <= before.due_at)
    assert flagged.due_at == before.due_at
    assert flagged.next_due_at
    assert before.next_due_at
    assert flagged.next_due_at <= before.next_due_at
    for severity in ("critical", "high", "medium", "low"):
        plain = priority_of(severity, "low", 1, policy=policy())
        flags = [f"SH-{name}" for name in ("EXPERT", "LEGAL", "MEDIA")]
        assert priority_of(severity, "low", 1, policy=policy(), flags=flags) <= plain


def test_review_is_never_due_after_the_case() -> None:
    day = timedelta(hours=24)
    assert review_due(NOON, day, NOON + HOUR) == NOON + HOUR
    assert review_due(NOON, day, NOON + 3 * DAY) == NOON + day
    assert review_due(NOON, day, NOON - DAY) == NOON
    assert review_due(NOON, day, None) == NOON + day


def test_flag_twice_or_without_right_is_refused(case: Case, people: People, clara: User) -> None:
    _flag(case, people.alice)
    with pytest.raises(FlaggedAlready):
        _flag(case, people.alice)
    with pytest.raises(RightMissing):
        lift_special(case=case, version=stored(case).version, reason="误标", by=people.alice, at=NOON)
    lifted = lift_special(case=case, version=stored(case).version, reason="误标", by=people.bob, at=NOON)
    assert lifted.special == ""
    assert _task(case, "legal_review").cancelled


@pytest.mark.parametrize(
    ("constraint", "values"), [("special_says_why", {"reason": ""}), ("special_kind_known", {"kind": "vip"})]
)
def test_database_refuses_a_flag(
    case: Case, people: People, clara: User, constraint: str, values: dict[str, Any]
) -> None:
    _flag(case, people.alice)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SpecialFlag.objects.unscoped(WHY).update(**values)


@pytest.mark.requirement("S4-018")
def test_who_looked_is_on_record_once_an_hour(case: Case, people: People, clara: User) -> None:
    assert not note_look(case, people.bob, NOON)  # an ordinary case
    case = _flag(case, people.alice)
    looks = [note_look(case, people.bob, NOON + n * timedelta(minutes=20)) for n in range(5)]
    assert looks == [True, False, False, True, False]
    assert note_look(case, people.alice, NOON + timedelta(minutes=5))
    assert [each.who for each in looks_at(case)] == [people.alice, people.bob, people.bob]
    assert Event.objects.unscoped(WHY).filter(kind=EventKind.SPECIAL_LOOKED_AT).first().about == "C-1"  # type: ignore[union-attr]


@pytest.mark.requirement("S4-018")
def test_confidential_note_is_read_in_the_circle_only(case: Case, people: People, clara: User) -> None:
    paul = _user("paul", Role.COMPLAINT_OFFICER, people.east_team)
    case = _flag(case, people.alice)
    note_restricted(case=case, version=stored(case).version, text="已委托诉讼", by=people.alice, at=NOON)
    with pytest.raises(NotOfTheCircle):
        note_restricted(case=case, version=stored(case).version, text="看看", by=paul, at=NOON)
    case = stored(case)
    for who, sees in ((people.alice, True), (people.bob, True), (clara, True), (paul, False)):
        assert in_circle(case, who) is sees
        assert readable_notes(case, who, who.scope).exists() is sees


@pytest.mark.requirement("S1-026")
def test_health_and_numbers_are_hidden_in_what_colleagues_write(
    case: Case, people: People, clara: User
) -> None:
    _flag(case, people.alice)
    words = "客户有糖尿病，电话 13800001215，要求书面答复"
    note = note_restricted(case=case, version=stored(case).version, text=words, by=people.alice, at=NOON)
    assert "糖尿病" not in note.text
    assert "13800001215" not in note.text
    assert "要求书面答复" in note.text


def _draft(text: str = FINAL, **more: Any) -> Draft:
    usual: dict[str, Any] = {"channel": "letter", "is_final": True, "outer": "CH-12315", "frame": "RW-RESULT"}
    return Draft(text=text, **(usual | more))


def _send(case: Case, by: User, draft: Draft | None = None) -> Reply:
    return send_reply(case=case, version=stored(case).version, draft=draft or _draft(), by=by, at=NOON + HOUR)


def _ask(case: Case, by: User, text: str = FINAL) -> list[Task]:
    return ask_reply_review(case=case, version=stored(case).version, text=text, by=by, at=NOON)


def _finish(task: Task, by: User, **more: Any) -> Task:
    usual: dict[str, Any] = {"version": stored(task.case).version, "agreed": True, "at": NOON + HOUR}
    return finish_review(task=task, by=by, **(usual | more))


@pytest.mark.requirement("S4-020")
def test_lawyer_gets_a_written_reply_only_after_the_legal_review_of_its_text(
    case: Case, people: People, clara: User
) -> None:
    _flag(case, people.alice)
    assert (_task(case, "legal_review").owner, _task(case, "legal_review").done_at) == (clara, None)
    with pytest.raises(ReviewMissing, match="法务复核"):
        _send(case, people.alice)
    with pytest.raises(ReviewMissing):
        _send(case, people.alice, _draft("正在核实，明天回话。", is_final=False, outer=""))
    [task] = _ask(case, people.alice)
    _finish(task, clara)
    with pytest.raises(ReviewMissing):  # other words than those that were agreed to
        _send(case, people.alice, _draft(FINAL + "另赠流量。"))
    assert _send(case, people.alice).outer_channel == OUTER


def test_refused_text_does_not_leave_and_may_be_given_again(case: Case, people: People, clara: User) -> None:
    _flag(case, people.alice)
    [task] = _ask(case, people.alice)
    _finish(task, clara, agreed=False, words="写明依据")
    with pytest.raises(ReviewMissing):
        _send(case, people.alice)
    with pytest.raises(ReviewSettled):
        _finish(task, clara)
    [again] = _ask(case, people.alice)
    assert (again.pk, again.done_at) == (task.pk, None)


def test_review_is_not_done_by_the_writer_or_by_others(case: Case, people: People, clara: User) -> None:
    _flag(case, people.alice)
    [task] = _ask(case, clara)
    for who in (people.bob, clara):
        with pytest.raises(NotYourReview):
            _finish(task, who)


def test_review_waits_for_nobody_who_left(case: Case, people: People, clara: User) -> None:
    _flag(case, people.alice)
    [task] = _ask(case, people.alice)
    peer = _user("cleo", Role.COMPLIANCE_LEAD, people.province)
    assert may_decide(task, peer, stored(case))
    User.objects.filter(pk__in=[clara.pk, peer.pk]).update(is_active=False)
    with pytest.raises(NotYourReview):
        _finish(task, _user("paul", Role.COMPLAINT_OFFICER, people.east_team))
    assert _finish(task, people.bob).done_by == people.bob
    assert _send(case, people.alice).is_final


def test_reporter_is_reviewed_by_press_and_an_expert_only_at_the_end(
    case: Case, people: People, clara: User
) -> None:
    kim = _user("kim", Role.PR_LEAD, people.province)
    _flag(case, people.alice, Special.REPORTER)
    assert _task(case, "press_review").owner == kim
    rules = special_rules()
    assert rules.kinds["reporter"].holds_back(is_final=False)
    assert not rules.kinds["expert"].holds_back(is_final=False)
    assert rules.kinds["expert"].holds_back(is_final=True)


def test_outer_body_gets_no_reply_that_compliance_has_not_read(
    case: Case, people: People, clara: User
) -> None:
    Case.objects.unscoped(WHY).filter(pk=case.pk).update(channel="CH-12315")
    with pytest.raises(ReviewMissing):
        _send(stored(case), people.alice)


def test_ordinary_reply_needs_no_review_and_is_kept_with_digest_and_wording(
    case: Case, people: People
) -> None:
    with pytest.raises(NoReviewNeeded):
        _ask(case, people.alice)
    reply = _send(case, people.alice)
    assert reply.wording == f"RW-RESULT@{reply_wording().version}"
    assert len(reply.digest) == 64
    assert not reply.queued
    assert stored(case).outer_channel_told
    assert not Message.objects.filter(channel="email").exists()


def test_reply_by_email_is_left_in_the_outbox_once(case: Case, people: People) -> None:
    with pytest.raises(AddressWrong):
        _send(case, people.alice, _draft(channel="email", address="zhang"))
    reply = _send(case, people.alice, _draft(channel="email", address="z@example.com"))
    message = Message.objects.get(channel="email")
    assert (reply.queued, message.address, message.body) == (True, "z@example.com", FINAL)
    assert "example.com" not in str(Event.objects.unscoped(WHY).get(kind=EventKind.REPLY_SENT).payload)


@pytest.mark.parametrize(
    ("text", "outer", "fault"),
    [
        ("", "CH-12315", ReplyFault.EMPTY),
        (FINAL + "【日期】前到账", "CH-12315", ReplyFault.GAPS),
        (FINAL, "", ReplyFault.NO_OUTER_CHANNEL),
        (FINAL, "CH-CCA", ReplyFault.OUTER_CHANNEL_UNSAID),
        (FINAL + "撤诉后退款", "CH-12315", ReplyFault.TIED),
        (FINAL + "请看割接公告", "CH-12315", ReplyFault.JARGON),
    ],
)
def test_reply_that_is_not_ready_is_refused(
    case: Case, people: People, text: str, outer: str, fault: ReplyFault
) -> None:
    with pytest.raises(ReplyRefused) as refused:
        _send(case, people.alice, _draft(text, outer=outer))
    assert refused.value.fault is fault


def test_frames_of_the_pack_leave_nothing_out() -> None:
    wording = reply_wording()
    finals = [each for each in wording.frames.values() if each.is_final]
    assert len(finals) >= 2
    assert all("【外部渠道】" in each.text for each in finals)


def test_open_review_holds_the_case(case: Case, people: People, clara: User) -> None:
    _flag(case, people.alice)
    with pytest.raises(ClosingRefused):
        close_ineligible(case=case, version=stored(case).version, reason="不是投诉", by=people.alice, at=NOON)
    task = _task(case, "legal_review")
    _finish(task, clara, words="只打电话，不发书面答复")
    closed = close_ineligible(
        case=case, version=stored(case).version, reason="号码不是客户本人的", by=people.alice, at=NOON + HOUR
    )
    assert not closed.is_open
