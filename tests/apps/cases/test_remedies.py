# SPDX-License-Identifier: Apache-2.0
"""Remedies: alone within one's authority, beyond it by somebody above; promised, given with proof, tied to nothing."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amends.apps.cases.actions.change import CaseChanged, RightMissing, WordsMissing
from amends.apps.cases.actions.opening import Arrival
from amends.apps.cases.actions.ownership import DuePassed
from amends.apps.cases.actions.remedies import (
    BeyondOrdinary,
    InterestsMissing,
    NobodyToApprove,
    NotYoursToDecide,
    Offer,
    RemedySettled,
    TiedRemedy,
    decide_remedy,
    drop_remedy,
    give_remedy,
    propose_remedy,
)
from amends.apps.cases.actions.remedy_promises import PromiseNotKept
from amends.apps.cases.models import Case, Remedy, Task
from amends.apps.cases.models.desk_words import RemedyKind
from amends.apps.cases.queries.remedies import given_in_like_cases, remedies_view
from amends.apps.cases.rules.remedies import LikeCases
from amends.apps.cases.rules.states import Origin
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Event, EventKind, Message, User
from amends.apps.core.rules.roles import Role
from amends.apps.promises.actions.end import keep_promise
from amends.apps.promises.models import Promise
from amends.apps.promises.rules.states import PromiseState
from tests.apps.cases.conftest import DAY, HOUR, Opened, make_customer, stored
from tests.people import NOON, PASSWORD, People

WHY = "a test looks"
THREE = {"customer": "少跑一趟", "company": "留住信任", "others": "同样情形同样办"}


@pytest.fixture
def case(opened: Opened) -> Case:
    """A case of Alice's, who is a complaint officer: 300 yuan of restitution, 50 of goodwill."""
    return opened()


@pytest.fixture
def manager(people: People) -> User:
    """The manager of the eastern city."""
    return _user("mia", Role.CITY_MANAGER, people.east)


def _user(name: str, role: Role, unit: Any) -> User:
    return add_user(username=name, name=name, role=role, unit=unit, password=PASSWORD, by=None, at=NOON)


def _offer(kind: RemedyKind = RemedyKind.RESTITUTION, amount: int = 20_000, **fields: Any) -> Offer:
    usual: dict[str, Any] = {"words": "返还多收的费用", "reason": "核实多收两笔", "due_at": NOON + 3 * DAY}
    return Offer(kind=kind, amount=amount, **(usual | fields))


def _propose(case: Case, by: User, offer: Offer | None = None, **more: Any) -> Remedy:
    usual: dict[str, Any] = {"version": stored(case).version, "at": NOON}
    return propose_remedy(case=case, offer=offer or _offer(), by=by, **(usual | more))


def _decide(remedy: Remedy, by: User, **more: Any) -> Remedy:
    usual: dict[str, Any] = {"version": stored(remedy.case).version, "approve": True, "at": NOON + HOUR}
    return decide_remedy(remedy=remedy, by=by, **(usual | more))


def _promise(remedy: Remedy) -> Promise:
    return Promise.objects.unscoped(WHY).get(pk=remedy.promise_id or 0)


@pytest.mark.requirement("S0-027")
def test_remedy_within_authority_is_approved_and_promised_at_once(case: Case, people: People) -> None:
    remedy = _propose(case, people.alice)
    promise = _promise(remedy)
    assert remedy.state == "approved"
    assert (promise.kind, promise.amount, promise.due_at) == ("refund", 20_000, NOON + 3 * DAY)
    assert (promise.owner, promise.made_by) == (people.alice, people.alice)
    assert not Task.objects.unscoped(WHY).exists()


@pytest.mark.requirement("S0-027", "S4-017")
def test_remedy_beyond_authority_waits_for_the_first_above_who_may(case: Case, people: People) -> None:
    remedy = _propose(case, people.alice, _offer(amount=90_000))
    task = Task.objects.unscoped(WHY).get()
    assert (remedy.state, remedy.asked, remedy.promise) == ("waiting", "team_leader", None)
    assert (task.kind, task.owner, task.done_at) == ("approval", people.bob, None)
    assert not Promise.objects.unscoped(WHY).exists()
    assert Message.objects.filter(to=people.bob, subject__contains=case.number).exists()


@pytest.mark.requirement("S4-017")
def test_approval_promises_and_closes_the_task(case: Case, people: People) -> None:
    remedy = _decide(_propose(case, people.alice, _offer(amount=90_000)), people.bob)
    assert (remedy.state, remedy.decided_by, _promise(remedy).made_by) == ("approved", people.bob, people.bob)
    assert _promise(remedy).owner == people.alice
    assert Task.objects.unscoped(WHY).get().done_by == people.bob
    assert Message.objects.filter(to=people.alice, subject__contains="审批结果").exists()


def test_refusal_needs_its_reason_and_promises_nothing(case: Case, people: People) -> None:
    remedy = _propose(case, people.alice, _offer(amount=90_000))
    with pytest.raises(WordsMissing):
        _decide(remedy, people.bob, approve=False, words=" ")
    remedy = _decide(remedy, people.bob, approve=False, words="凭证不足")
    assert (remedy.state, remedy.decision, remedy.promise) == ("refused", "凭证不足", None)


def test_nobody_approves_their_own_or_beyond_their_authority(
    case: Case, people: People, manager: User
) -> None:
    own = _propose(case, people.bob, _offer(amount=200_000))
    assert Task.objects.unscoped(WHY).get().owner == manager
    with pytest.raises(NotYoursToDecide):
        _decide(own, people.bob)
    with pytest.raises(NotYoursToDecide):
        _decide(own, people.alice)
    with pytest.raises(RightMissing):
        _decide(own, people.charlie)  # not theirs to see
    assert _decide(own, manager).state == "approved"


def test_database_refuses_a_decision_by_the_proposer(case: Case, people: People) -> None:
    remedy = _propose(case, people.alice, _offer(amount=90_000))
    row = Remedy.objects.unscoped(WHY).filter(pk=remedy.pk)
    with pytest.raises(IntegrityError, match="remedy_decided_by_another"), transaction.atomic():
        row.update(decided_by=people.alice)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("remedy_amount_above_0", {"amount": 0}),
        ("remedy_says_why", {"reason": ""}),
        ("remedy_kind_known", {"kind": "gift"}),
        ("remedy_refused_says_why", {"state": "refused"}),
        ("remedy_given_has_proof", {"state": "given"}),
        ("remedy_approved_is_promised", {"promise": None}),
        ("remedy_due_after_proposed", {"due_at": NOON}),
    ],
)
def test_database_refuses_a_remedy(
    case: Case, people: People, constraint: str, values: dict[str, Any]
) -> None:
    rows = Remedy.objects.unscoped(WHY).filter(pk=_propose(case, people.alice).pk)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows.update(**values)


def test_the_manager_stands_in_where_no_leader_is_above(opened: Opened, people: People) -> None:
    people.bob.is_active = False
    people.bob.save()
    _propose(opened(), people.alice, _offer(amount=90_000))
    assert Task.objects.unscoped(WHY).get().owner == people.dora  # recovery manager: as a city manager


def test_proposal_is_refused_where_nobody_above_may(opened: Opened, people: People) -> None:
    case = opened()
    with pytest.raises(NobodyToApprove, match="省公司审批人"):
        _propose(case, people.alice, _offer(amount=600_000))
    _user("pia", Role.PROVINCE_MANAGER, people.province)
    assert _propose(case, people.alice, _offer(amount=600_000)).asked == "province_manager"


@pytest.mark.requirement("S2-071")
def test_goodwill_beyond_the_limit_needs_the_three_interests(case: Case, people: People) -> None:
    offer = _offer(RemedyKind.GOODWILL, 8_000)
    with pytest.raises(InterestsMissing):
        _propose(case, people.alice, offer)
    remedy = _propose(case, people.alice, _offer(RemedyKind.GOODWILL, 8_000, interests=THREE))
    assert (remedy.state, remedy.interests) == ("waiting", THREE)


def test_goodwill_within_the_limit_needs_no_note_but_counts(case: Case, people: People) -> None:
    for _ in range(2):
        assert _propose(case, people.alice, _offer(RemedyKind.GOODWILL, 3_000)).state == "approved"
    third = _propose(case, people.alice, _offer(RemedyKind.GOODWILL, 100, interests=THREE))
    assert (third.state, third.asked) == ("waiting", "city_manager")  # who may three times in 90 days


def test_given_remedy_keeps_its_promise_with_the_proof(case: Case, people: People) -> None:
    remedy = _propose(case, people.alice)
    with pytest.raises(WordsMissing):
        give_remedy(remedy=remedy, version=stored(case).version, proof="", by=people.alice, at=NOON + DAY)
    given = give_remedy(
        remedy=remedy, version=stored(case).version, proof="流水 20261103", by=people.alice, at=NOON + DAY
    )
    assert (given.state, given.given_at, given.proof) == ("given", NOON + DAY, "流水 20261103")
    assert _promise(given).state(NOON + DAY) is PromiseState.KEPT


@pytest.mark.parametrize(
    ("typed", "stored_as"),
    [
        ("微信流水号 4200002345202611021234567890", ""),
        ("银行回单号：6222021234567894", ""),
        ("订单13800001215", ""),
        ("转到卡 6222021234567894，流水号 15900001234", "转到卡 [银行卡号]，流水号 15900001234"),
    ],
)
def test_proof_keeps_its_references_as_typed(case: Case, people: People, typed: str, stored_as: str) -> None:
    remedy = _propose(case, people.alice)
    by, at = people.alice, NOON + DAY
    given = give_remedy(remedy=remedy, version=stored(case).version, proof=typed, by=by, at=at)
    assert given.proof == _promise(given).proof == (stored_as or typed)


def test_given_takes_over_what_the_ledger_knows(case: Case, people: People) -> None:
    remedy = _propose(case, people.alice)
    promise = _promise(remedy)
    keep_promise(promise=promise, version=1, proof="流水 1", by=people.alice, at=NOON + HOUR)
    version = stored(case).version
    given = give_remedy(remedy=remedy, version=version, proof="流水 2", by=people.alice, at=NOON + DAY)
    assert (given.proof, given.given_at) == ("流水 1", NOON + HOUR)


def test_given_before_it_was_promised_is_refused(case: Case, people: People) -> None:
    remedy = _propose(case, people.alice)
    with pytest.raises(PromiseNotKept):
        give_remedy(
            remedy=remedy,
            version=stored(case).version,
            proof="流水",
            given_at=NOON - DAY,
            by=people.alice,
            at=NOON + DAY,
        )
    assert Remedy.objects.unscoped(WHY).get().state == "approved"


def test_dropped_remedy_releases_its_promise_or_its_task(case: Case, people: People) -> None:
    promised, waiting = _propose(case, people.alice), _propose(case, people.alice, _offer(amount=90_000))
    with pytest.raises(RightMissing):
        _drop(waiting, people.bob)
    assert _drop(promised, people.alice).state == _drop(waiting, people.alice).state == "dropped"
    assert _promise(promised).state(NOON + HOUR) is PromiseState.WITHDRAWN
    assert Task.objects.unscoped(WHY).get().cancelled


def _drop(remedy: Remedy, by: User) -> Remedy:
    version = stored(remedy.case).version
    return drop_remedy(remedy=remedy, version=version, words="客户说不用了", by=by, at=NOON + HOUR)


def test_settled_remedy_is_not_settled_again(case: Case, people: People) -> None:
    remedy = _decide(_propose(case, people.alice, _offer(amount=90_000)), people.bob)
    with pytest.raises(RemedySettled):
        _decide(remedy, people.bob)


def test_approval_after_the_day_is_refused(case: Case, people: People) -> None:
    remedy = _propose(case, people.alice, _offer(amount=90_000))
    with pytest.raises(DuePassed):
        _decide(remedy, people.bob, at=NOON + 4 * DAY)


def test_double_click_proposes_once(case: Case, people: People) -> None:
    _propose(case, people.alice, version=1)
    with pytest.raises(CaseChanged):
        _propose(case, people.alice, version=1)
    assert Remedy.objects.unscoped(WHY).count() == Promise.objects.unscoped(WHY).count() == 1


@pytest.mark.parametrize("field", ["words", "reason"])
@pytest.mark.parametrize("words", ["打满分就返", "撤诉后到账", "删帖后补偿"])
def test_tied_remedy_is_refused(case: Case, people: People, field: str, words: str) -> None:
    tied: Any = {field: words}
    with pytest.raises(TiedRemedy):
        _propose(case, people.alice, replace(_offer(), **tied))
    assert not Remedy.objects.unscoped(WHY).exists()


@pytest.mark.requirement("S4-021")
def test_reporter_gets_no_more_than_the_ordinary_rule(opened: Opened, people: People, manager: User) -> None:
    case = opened()
    Case.objects.unscoped(WHY).filter(pk=case.pk).update(special="reporter")
    with pytest.raises(BeyondOrdinary):  # nobody is asked, and the manager's own limit does not help
        _propose(case, people.alice, _offer(RemedyKind.GOODWILL, 5_001, interests=THREE))
    with pytest.raises(BeyondOrdinary):
        _propose(case, manager, _offer(RemedyKind.GOODWILL, 5_001))
    assert _propose(case, people.alice, _offer(RemedyKind.GOODWILL, 5_000)).state == "approved"
    assert _propose(case, people.alice, _offer(amount=90_000)).state == "waiting"  # owed, as to everybody


def test_like_cases_show_a_middle_of_five(opened: Opened, people: People) -> None:
    for n, amount in enumerate((1_000, 2_000, 3_000, 4_000, 30_000)):
        assert given_in_like_cases("TF-02-02", "restitution", at=NOON + DAY) is None
        case = opened(customer=make_customer(people, f"L-{n}"))
        Case.objects.unscoped(WHY).filter(pk=case.pk).update(taxonomy="TF-02-02")
        _propose(case, people.alice, _offer(amount=amount))
    like = given_in_like_cases("TF-02-02", "restitution", at=NOON + DAY)
    assert like == LikeCases(5, 3_000)
    assert given_in_like_cases("TF-02-02", "restitution", at=NOON + 91 * DAY) is None


@pytest.mark.requirement("S4-016")
def test_emotional_claim_is_handled_without_any_payment(opened: Opened, people: People) -> None:
    case = opened(
        origin=Origin.COMPLAINT, arrival=Arrival(channel="CH-HOTLINE", columns={"claim_type": "emotional"})
    )
    view = remedies_view(stored(case), people.alice, people.alice.scope, at=NOON)
    assert view.no_payment_needed
    assert view.rows == []


def test_log_holds_amounts_and_no_words(case: Case, people: People) -> None:
    _propose(case, people.alice, _offer(reason="客户电话 13800001215 说多收"))
    event = Event.objects.unscoped("a test").get(kind=EventKind.REMEDY_APPROVED)
    assert event.payload["amount"] == 20_000
    assert "138" not in str(event.payload)
    assert "13800001215" not in Remedy.objects.unscoped(WHY).get().reason
