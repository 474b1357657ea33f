# SPDX-License-Identifier: Apache-2.0
"""Remedies on the page of a case: what is said says which of the two happened; who cannot decide has no buttons."""

from typing import Any
from unittest.mock import patch

import pytest

from amends.apps.cases.actions.remedies import Offer, propose_remedy
from amends.apps.cases.actions.special import flag_special
from amends.apps.cases.models import Case, Remedy, Task
from amends.apps.cases.models.desk_words import RemedyKind, Special
from amends.apps.cases.queries.remedies import remedies_view
from amends.apps.cases.views.remedies import proposed_words
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Message, User
from amends.apps.core.rules.roles import Role
from tests.apps.cases.conftest import DAY, HOUR, Opened, as_user, stored
from tests.people import NOON, PASSWORD, People

WHY = "a test looks"
THREE = {"customer": "少跑一趟", "company": "留住信任", "others": "同样情形同样办"}
APPROVE = 'name="approve" value="yes"'


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with patch("django.utils.timezone.now", return_value=NOON + HOUR):
        yield


@pytest.fixture
def case(opened: Opened) -> Case:
    """A case of Alice's, who may give back 300 yuan and give 50 on top of it."""
    return opened()


def _page(user: User, case: Case, path: str = "remedies/") -> str:
    return as_user(user).get(f"/cases/{case.number}/{path}").content.decode()


def _propose(user: User, case: Case, amount: str, **more: str) -> str:
    said = {"kind": "restitution", "amount": amount, "words": "返还多收的费用", "reason": "核实多收两笔"}
    said |= {"due_at": "2026-11-05T12:00", "channel": "phone", "version": str(stored(case).version)} | more
    return as_user(user).post(f"/cases/{case.number}/remedies/new/", said, follow=True).content.decode()


def _waiting(
    people: People, case: Case, *, kind: RemedyKind = RemedyKind.RESTITUTION, fen: int = 90_000
) -> Remedy:
    offer = Offer(kind, "返还多收的费用", fen, "核实多收两笔", NOON + DAY, interests=THREE)
    return propose_remedy(case=case, version=stored(case).version, offer=offer, by=people.alice, at=NOON)


def test_refund_within_the_limit_is_said_to_be_approved_with_the_limit(case: Case, people: People) -> None:
    page = _propose(people.alice, case, "200")
    assert "已批准：返还 200 元在您的权限内（您的限额 300 元），已写入承诺台账，最晚 11-05 12:00 到账" in page
    assert "还没有批准" not in page


def test_refund_beyond_the_limit_is_said_to_wait_for_whom(case: Case, people: People) -> None:
    page = _propose(people.alice, case, "900")
    said = "还没有批准：返还 900 元超出您的限额（您的限额 300 元），已送 鲍勃（班组长）审批"
    assert said in page
    assert "已批准：" not in page


def test_kindness_given_too_often_is_said_to_be_so(case: Case, people: People) -> None:
    known = {"kind": "goodwill", **THREE}
    for _time in range(2):
        assert "已批准：" in _propose(people.alice, case, "10", **known)
    assert "超出对同一位客户九十天 2 次的限度" in _propose(people.alice, case, "10", **known)


def test_panel_asks_no_more_however_many_wait(
    case: Case, people: People, django_assert_max_num_queries: Any
) -> None:
    flag_special(
        case=case, version=case.version, kind=Special.LAWYER, reason="律师", by=people.alice, at=NOON
    )
    for _time in range(3):
        _waiting(people, case, kind=RemedyKind.GOODWILL, fen=9_000)
    with django_assert_max_num_queries(8):
        view = remedies_view(stored(case), people.bob, people.bob.scope, at=NOON + HOUR)
    assert len(view.rows) == 3


def test_why_it_waits_is_told_as_it_was_when_it_was_proposed(case: Case, people: People) -> None:
    for days in (0, 0, 80):
        offer = Offer(RemedyKind.GOODWILL, "话费", 1_000, "等候", NOON + (days + 3) * DAY, interests=THREE)
        version, at = stored(case).version, NOON + days * DAY
        remedy = propose_remedy(case=case, version=version, offer=offer, by=people.alice, at=at)
    with patch("django.utils.timezone.now", return_value=NOON + 100 * DAY):  # the first two count no longer
        assert "超出对同一位客户九十天 2 次的限度" in proposed_words(remedy)


def test_who_may_decide_has_the_buttons_and_others_see_whose_it_is(case: Case, people: People) -> None:
    _waiting(people, case)
    anna = add_user(
        username="anna", name="安娜", role=Role.COMPLAINT_OFFICER, unit=people.east_team, password=PASSWORD,
        by=None, at=NOON,
    )  # fmt: skip
    shown = {user.name: _page(user, case) for user in (people.bob, people.alice, anna)}
    assert [APPROVE in page for page in shown.values()] == [True, False, False]
    assert ["/drop/" in page for page in shown.values()] == [False, True, False]  # only who proposed it
    assert all("等 鲍勃（班组长）审批" in page for page in shown.values())


def test_leader_whose_limit_is_too_low_sees_whose_it_is_without_buttons(case: Case, people: People) -> None:
    _waiting(people, case, fen=200_000)
    owner = Task.objects.unscoped(WHY).get().owner
    assert owner != people.bob
    page = _page(people.bob, case)
    assert APPROVE not in page
    assert f"等 {owner.name}（" in page


def test_what_nobody_can_approve_any_more_can_only_be_refused(case: Case, people: People) -> None:
    _waiting(people, case)
    with patch("django.utils.timezone.now", return_value=NOON + 2 * DAY):
        page = _page(people.bob, case)
    assert APPROVE not in page
    assert 'name="approve" value="no"' in page
    assert "最晚到账时间已经过了" in page


def test_kindness_beyond_the_rule_to_a_reporter_can_only_be_refused(case: Case, people: People) -> None:
    _waiting(people, case, kind=RemedyKind.GOODWILL, fen=8_000)
    Case.objects.unscoped(WHY).filter(pk=case.pk).update(special="reporter")
    page = _page(people.bob, case)
    assert APPROVE not in page
    assert "谁都不能批准" in page


def test_home_leads_to_the_approval_itself(case: Case, people: People) -> None:
    remedy = _waiting(people, case)
    place = f"/cases/{case.number}/remedies/#remedy{remedy.pk}"
    assert f'href="{place}"' in as_user(people.bob).get("/cases/day/").content.decode()
    assert Message.objects.get(to=people.bob).link == place
    page = _page(people.bob, case)
    article = page.split(f'id="remedy{remedy.pk}" tabindex="-1"')[1].split("</article>")[0]
    assert APPROVE in article
    tasks = _page(people.alice, case, "tasks/")
    assert f'href="{place}"' in tasks


@pytest.mark.parametrize(
    ("approve", "words"), [("yes", "已批准：返还 900 元"), ("no", "没有批准：返还 900 元")]
)
def test_decision_is_said_as_it_was_made(case: Case, people: People, approve: str, words: str) -> None:
    remedy = _waiting(people, case)
    said = {"approve": approve, "words": "凭证齐", "version": stored(case).version}
    page = as_user(people.bob).post(f"/cases/{case.number}/remedies/{remedy.pk}/decide/", said, follow=True)
    assert words in page.content.decode()
