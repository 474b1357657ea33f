# SPDX-License-Identifier: Apache-2.0
"""Checks: the items of the lists, done before opening, the missing listed, and a failed audit that opens coaching."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amends.apps.core.actions.accounts import change_user
from amends.apps.core.rules.roles import Role
from amends.apps.quality.actions.checks import (
    WAITS_AT_MOST,
    DoneAlready,
    ItemsMissing,
    KeyTaken,
    NoSuchList,
    Sent,
    audit,
    check_self,
)
from amends.apps.quality.actions.refusals import NotYours
from amends.apps.quality.models import CheckRound, Coaching
from amends.apps.quality.queries.checks import audits_of, checklists, day_of_checks, own_lists
from amends.apps.quality.queries.measured import measures
from amends.apps.quality.rules.checks import ChecklistMalformed, read_checklists
from amends.kernel.periods import Period
from amends.packs import load, thawed
from tests.apps.quality.halls import Hall, make_hall
from tests.people import NOON, People

EARLY = NOON - timedelta(hours=4)  # 8:00 in Shanghai
TODAY = timezone.localdate(NOON)
WHY = "a test looks"


@pytest.fixture
def hall(people: People) -> Hall:
    return make_hall(people)


def answers(code: str, *failed: str) -> dict[str, bool]:
    return {each.code: each.code not in failed for each in checklists().lists[code].items}


def _check_all(hall: Hall, *, at: object = EARLY) -> None:
    for each in checklists().daily(Role.HALL_CLERK):
        check_self(checklist=each.code, answers=answers(each.code), by=hall.clerk, at=at)  # type: ignore[arg-type]


@pytest.mark.requirement("S2-014")
def test_grooming_has_the_nine_places_and_the_missing_are_listed(people: People, hall: Hall) -> None:
    grooming = checklists().lists["CL-GROOMING"]
    assert [each.code for each in grooming.items] == [
        "hair", "jacket", "hands", "socks", "face", "tie", "shirt", "shoes", "trousers",
    ]  # fmt: skip
    _check_all(hall)
    (found,) = day_of_checks(people.bob.scope, TODAY)
    assert (found.unit, found.done, found.expected) == (hall.unit, 1, 2)
    assert [each.name for each in found.missing] == ["何营业"]
    assert found.late == []
    check_self(checklist="CL-GROOMING", answers=answers("CL-GROOMING"), by=hall.other, at=NOON)
    assert [each.name for each in day_of_checks(people.bob.scope, TODAY)[0].missing] == ["何营业"]
    check_self(checklist="CL-CLOTHES", answers=answers("CL-CLOTHES"), by=hall.other, at=NOON)
    (found,) = day_of_checks(people.bob.scope, TODAY)
    assert (found.missing, [each.name for each in found.late]) == ([], ["何营业"])


@pytest.mark.requirement("S2-013")
def test_self_check_of_a_shift_has_the_rules_of_clothes(hall: Hall) -> None:
    asked = {item.code for each in own_lists(hall.clerk, TODAY) for item in each.checklist.items}
    assert {"three_colours", "matching_trio", "label_left", "white_socks", "odd_tie"} <= asked


@pytest.mark.requirement("S2-086")
def test_list_of_clothes_and_kit_exists(hall: Hall) -> None:
    clothes = checklists().lists["CL-CLOTHES"]
    assert {"badge", "pen_and_paper", "forms", "terminal"} <= {each.code for each in clothes.items}
    assert clothes in checklists().daily(Role.HALL_CLERK)


@pytest.mark.requirement("S2-020")
def test_list_of_conduct_has_the_seven_points() -> None:
    conduct = checklists().lists["CL-CONDUCT"]
    assert [each.code for each in conduct.items] == [
        "relations", "tidy", "volume", "space", "communication", "discipline", "polite_words",
    ]  # fmt: skip
    assert {"hall_clerk", "hotline_agent"} <= conduct.roles


@pytest.mark.requirement("S3-018")
def test_failed_audit_opens_coaching_and_a_good_one_none(people: People, hall: Hall) -> None:
    audit(
        person=hall.clerk, checklist="CL-CONDUCT", answers=answers("CL-CONDUCT"), by=hall.inspector, at=NOON
    )
    assert not Coaching.objects.unscoped(WHY).exists()
    found = audit(
        person=hall.clerk,
        checklist="CL-CONDUCT",
        answers=answers("CL-CONDUCT", "volume", "polite_words", "space"),
        by=hall.inspector,
        at=NOON,
    )
    tasks = Coaching.objects.unscoped(WHY).order_by("skill")
    assert [(each.person, each.skill) for each in tasks] == [
        (hall.clerk, "empathy"), (hall.clerk, "expression"),
    ]  # fmt: skip
    assert "控制音量" in tasks[1].reason
    assert found.failed == ["volume", "space", "polite_words"]


def test_audit_handed_in_twice_is_one_audit(people: People, hall: Hall) -> None:
    given = {"person": hall.clerk, "checklist": "CL-CONDUCT", "by": hall.inspector, "note": "电话13812341215"}
    bad = answers("CL-CONDUCT", "volume")
    first = audit(**given, answers=bad, at=NOON, sent=Sent("a" * 32))  # type: ignore[arg-type]
    again = audit(**given, answers=bad, at=NOON + timedelta(minutes=1), sent=Sent("a" * 32))  # type: ignore[arg-type]
    assert (again, CheckRound.objects.unscoped(WHY).count()) == (first, 1)
    assert Coaching.objects.unscoped(WHY).count() == 1
    assert "12341215" not in first.note
    audit(**given, answers=bad, at=NOON + timedelta(minutes=2), sent=Sent("b" * 32))  # type: ignore[arg-type]
    assert CheckRound.objects.unscoped(WHY).count() == 2


def test_self_check_sent_again_is_the_same_and_nobody_elses(hall: Hall) -> None:
    given = {"checklist": "CL-GROOMING", "answers": answers("CL-GROOMING"), "sent": Sent("c" * 32)}
    first = check_self(**given, by=hall.clerk, at=EARLY)  # type: ignore[arg-type]
    assert check_self(**given, by=hall.clerk, at=NOON) == first  # type: ignore[arg-type]
    with pytest.raises(KeyTaken):
        check_self(**given, by=hall.other, at=NOON)  # type: ignore[arg-type]
    assert first.sent_at is None


def test_check_that_waited_for_a_connection_counts_when_it_was_done(people: People, hall: Hall) -> None:
    for each in checklists().daily(Role.HALL_CLERK):
        sent = Sent(each.code.ljust(16, "x"), waited=timedelta(hours=4))
        row = check_self(checklist=each.code, answers=answers(each.code), by=hall.clerk, at=NOON, sent=sent)
        assert (row.at, row.sent_at, row.in_time) == (EARLY, NOON, True)
    (found,) = day_of_checks(people.bob.scope, TODAY)
    assert (found.late, found.waited) == ([], {hall.clerk.name: NOON})
    old = check_self(
        checklist="CL-GROOMING", answers=answers("CL-GROOMING"), by=hall.other, at=NOON,
        sent=Sent("d" * 16, waited=timedelta(days=900)),
    )  # fmt: skip
    assert old.at == NOON - WAITS_AT_MOST


def test_self_check_that_fails_opens_nothing(hall: Hall) -> None:
    check_self(checklist="CL-GROOMING", answers=answers("CL-GROOMING", "tie"), by=hall.clerk, at=EARLY)
    assert not Coaching.objects.unscoped(WHY).exists()


def test_every_item_is_answered_once_a_day(hall: Hall) -> None:
    with pytest.raises(ItemsMissing, match="头发"):
        check_self(checklist="CL-GROOMING", answers={}, by=hall.clerk, at=EARLY)
    _check_all(hall)
    with pytest.raises(DoneAlready):
        check_self(checklist="CL-GROOMING", answers=answers("CL-GROOMING"), by=hall.clerk, at=NOON)
    _check_all(hall, at=EARLY + timedelta(days=1))


def test_list_of_another_post_is_refused(people: People, hall: Hall) -> None:
    with pytest.raises(NoSuchList):
        check_self(checklist="CL-GROOMING", answers=answers("CL-GROOMING"), by=people.alice, at=EARLY)
    with pytest.raises(NoSuchList):
        audit(person=people.alice, checklist="CL-GROOMING", answers={}, by=hall.inspector, at=NOON)


def test_nobody_audits_elsewhere_or_without_the_right(people: People, hall: Hall) -> None:
    given = {"person": hall.clerk, "checklist": "CL-CONDUCT", "answers": answers("CL-CONDUCT"), "at": NOON}
    for by in (people.bob, people.charlie, hall.other):
        with pytest.raises(NotYours):
            audit(**given, by=by)  # type: ignore[arg-type]
    change_user(
        user=people.charlie, role=Role.QA_REVIEWER, unit=people.west, is_active=True, by=people.ed, at=NOON
    )
    with pytest.raises(NotYours):
        audit(**given, by=people.charlie)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [{"kind": "audit"}, {"kind": "joke"}, {"answers": {}}])
def test_database_refuses_checks_that_cannot_be(hall: Hall, bad: dict[str, object]) -> None:
    _check_all(hall)
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckRound.objects.unscoped(WHY).update(**bad)


def test_share_done_before_opening_counts_everybody_of_the_hall(people: People, hall: Hall) -> None:
    from amends.apps.cases.queries.measures.month import span_of

    _check_all(hall)
    period = Period(TODAY, TODAY + timedelta(days=1))
    found = measures()["self_check_done"](span_of(people.bob.scope, period, at=NOON))
    assert (found.value, found.n) == (50.0, 4)


@pytest.mark.parametrize("gone", ["opens", "visit", "checklists"])
def test_file_that_lacks_a_part_is_refused(gone: str) -> None:
    content = thawed(load("checklists"))
    assert isinstance(content, dict)
    assert read_checklists(content).opens.hour == 9
    del content[gone]
    with pytest.raises(ChecklistMalformed):
        read_checklists(content)


def test_pages_of_checks(
    people: People, hall: Hall, client: Client, django_assert_max_num_queries: object
) -> None:
    client.force_login(hall.clerk)
    page = reverse("quality:own_check", args=["CL-GROOMING"])
    assert client.post(page, {"hair": "yes"}).status_code == 422
    sent = {each.code: "yes" for each in checklists().lists["CL-GROOMING"].items} | {"key": "e" * 32}
    assert client.post(page, sent | {"tie": "no"}).status_code == 302
    receipt = client.post(page, sent | {"waited_s": "60"}, headers={"accept": "application/json"})
    assert (receipt.status_code, receipt.json()["key"]) == (201, "e" * 32)
    twice = client.post(page, sent | {"key": "f" * 32}, headers={"accept": "application/json"})
    assert (twice.status_code, "今天已经查过" in twice.json()["words"]) == (422, True)
    assert f'href="{reverse("quality:own_checks")}">取消' in client.get(page).content.decode()
    assert "1 项不合格" in client.get(reverse("quality:own_checks")).content.decode()
    assert client.get(reverse("quality:checks")).status_code == 403
    client.force_login(hall.inspector)
    asked: dict[str, Any] = {"person": hall.clerk.pk, "checklist": "CL-CONDUCT"}
    there = client.get(reverse("quality:audit_begin"), asked)
    assert there.status_code == 302
    sent = {each.code: "no" for each in checklists().lists["CL-CONDUCT"].items} | {"key": "g" * 32}
    assert client.post(there.url, sent).status_code == 302  # type: ignore[attr-defined]
    assert len(audits_of(hall.clerk)) == 1
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        shown = client.get(reverse("quality:checks")).content.decode()
    assert "何营业" in shown
    client.force_login(people.charlie)
    assert client.get(reverse("quality:own_check", args=["CL-GROOMING"])).status_code == 404
