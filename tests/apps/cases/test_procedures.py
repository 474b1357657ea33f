# SPDX-License-Identifier: Apache-2.0
"""A changed procedure waits for a review; the old version stays, with what it came to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amends.apps.cases.actions.change import RightMissing, WordsMissing
from amends.apps.cases.actions.pinning import NothingToReview, accept_procedure
from amends.apps.cases.models import Case, PinnedProcedure, ProcedureReview
from amends.apps.cases.queries import policy, procedures
from amends.apps.cases.queries.procedures import in_force, standing, todays
from amends.apps.core.models import Event, EventKind
from amends.kernel.recovery_class import RecoveryClass
from amends.packs import frozen, thawed
from tests.apps.cases.conftest import Opened, as_user, make_customer, stored
from tests.people import NOON, People

DAY = timedelta(days=1)
Changed = Callable[[str], None]


@pytest.fixture
def pack_says(monkeypatch: pytest.MonkeyPatch) -> Changed:
    """`pack_says("2.0")`: the pack has other words for the tariff playbook from now on."""

    def change(version: str) -> None:
        _, content = policy.playbook(RecoveryClass.TARIFF)
        plain: Any = thawed(content)
        plain["definition_zh"] = f"新的写法 {version}"

        def changed(kind: RecoveryClass) -> Any:
            return (version, frozen(plain)) if kind == RecoveryClass.TARIFF else original(kind)

        original = policy.playbook
        monkeypatch.setattr(procedures, "playbook", changed)

    return change


def _accept(people: People, **changes: Any) -> ProcedureReview:
    digest = todays("tariff").digest
    usual = {"code": "tariff", "digest": digest, "why": "三成客户说听不懂", "expected": "修复率到八成"}
    return accept_procedure(**{**usual, "by": people.dora, "at": NOON + DAY, **changes})


def test_changed_words_wait_and_cases_open_with_the_old(
    opened: Opened, people: People, pack_says: Changed
) -> None:
    first = opened()
    pack_says("2.0")
    second = opened(customer=make_customer(people, "C-2"))
    assert second.procedure == first.procedure
    found = standing("tariff", people.dora.scope)
    assert found.waiting is not None
    assert [each.row.version for each in found.versions] == ["1.1"]
    assert any("新的写法 2.0" in line for line in found.changes)


@pytest.mark.requirement("S3-039")
def test_playbook_change_needs_a_review_and_keeps_the_old_version(
    opened: Opened, people: People, pack_says: Changed
) -> None:
    old = opened()
    pack_says("2.0")
    assert opened(customer=make_customer(people, "C-2")).procedure == old.procedure
    review = _accept(people)
    new = opened(customer=make_customer(people, "C-3"))
    assert (new.procedure, new.procedure.version) == (review.procedure, "2.0")
    assert stored(old).procedure == review.before
    assert stored(old).procedure.content["definition_zh"] != new.procedure.content["definition_zh"]
    event = Event.objects.unscoped("a test").get(kind=EventKind.PROCEDURE_ACCEPTED)
    assert event.payload == {"code": "tariff", "version": "2.0"}


def test_review_keeps_what_the_old_version_came_to(
    brought: Callable[[str], Case], people: People, pack_says: Changed
) -> None:
    case = brought("verifying")
    Case.objects.unscoped("a test").filter(pk=case.pk).update(
        state="recovered", is_open=False, outcome="recovered", closed_at=NOON, result_told_at=NOON
    )
    pack_says("2.0")
    measured = _accept(people).measured
    assert (measured["ended"], measured["recovered"], measured["share"]["value"]) == (1, 1, 1.0)


def test_review_is_refused_without_words_or_right_or_change(
    opened: Opened, people: People, pack_says: Changed
) -> None:
    opened()
    with pytest.raises(NothingToReview):
        _accept(people)
    pack_says("2.0")
    with pytest.raises(WordsMissing):
        _accept(people, why=" ")
    with pytest.raises(RightMissing):
        _accept(people, by=people.alice)
    with pytest.raises(NothingToReview):  # the words changed again while somebody read
        _accept(people, digest="0" * 64)
    _accept(people)
    with pytest.raises(NothingToReview):
        _accept(people)


def test_version_that_was_in_force_before_comes_back_by_a_review(
    opened: Opened, people: People, pack_says: Changed, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened().procedure
    pack_says("2.0")
    _accept(people)
    monkeypatch.undo()
    _accept(people, at=NOON + 2 * DAY)
    assert in_force("tariff") == first
    assert PinnedProcedure.objects.filter(code="tariff").count() == 2


@pytest.mark.parametrize("wrong", [{"why": ""}, {"expected": ""}, {"same": True}])
def test_database_refuses_a_review_that_says_nothing(
    wrong: dict[str, Any], opened: Opened, people: People
) -> None:
    one = opened().procedure
    other = PinnedProcedure.objects.create(code="tariff", version="2", digest="x", content={}, pinned_at=NOON)
    values = {"why": "因为", "expected": "更好", **wrong}
    before = other if values.pop("same", False) else one
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcedureReview.objects.create(procedure=other, before=before, by=people.bob, at=NOON, **values)


def test_manager_reviews_a_change_on_its_page(opened: Opened, people: People, pack_says: Changed) -> None:
    opened()
    pack_says("2.0")
    browser = as_user(people.dora)
    assert "有改动待评审" in browser.get("/cases/procedures/").content.decode()
    typed = {"digest": todays("tariff").digest, "why": "听不懂", "expected": "修复率提高"}
    assert browser.post("/cases/procedures/tariff/", typed).status_code == 302
    page = browser.get("/cases/procedures/tariff/").content.decode()
    assert "听不懂" in page
    assert "没有待评审的改动" in page


def test_page_of_no_procedure_is_not_found(people: People) -> None:
    assert as_user(people.dora).get("/cases/procedures/luck/").status_code == 404
    assert as_user(people.alice).get("/cases/procedures/").status_code == 403
