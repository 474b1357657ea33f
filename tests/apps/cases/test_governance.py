# SPDX-License-Identifier: Apache-2.0
"""Self-assessment, role goals, churn reasons, hard contacts, fairness, and what the packs hold of equal treatment."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amends.apps.cases.actions.change import RightMissing
from amends.apps.cases.actions.governance import (
    MarkMissing,
    NoBreakOffered,
    assess_programme,
    mark_hard_contact,
    note_churn,
    review_oneself,
    take_break,
)
from amends.apps.cases.models import Assessment, Case, ChurnReason, Contact, Duty, Improvement
from amends.apps.cases.queries.churn import churn_report
from amends.apps.cases.queries.fairness import GROUPS, fairness_review
from amends.apps.cases.queries.governance_content import rows
from amends.apps.cases.queries.reviews import assessments, own_reviews
from amends.apps.cases.queries.workload import break_offered, hard_load
from amends.apps.cases.rules.fairness import GroupCount, compared, difference, quarter, quarter_days, wilson
from amends.apps.cases.rules.improvements import MarksWrong, checked_marks, score
from amends.apps.core.models import Message, User
from amends.apps.core.rules.roles import Role
from amends.packs import load, load_rows
from tests.apps.cases.conftest import DAY, HOUR, Opened, make_customer, stored
from tests.people import NOON, People

WHY = "a test looks"
ELEMENTS = [str(row["code"]) for row in rows("programme_elements")]
GOALS = [str(row["code"]) for row in rows("role_goals")]


@pytest.mark.requirement("S0-018")
def test_assessment_of_eight_gives_a_score_and_an_action_for_each_low_one(people: People) -> None:
    assert len(ELEMENTS) == 8
    marks = dict.fromkeys(ELEMENTS, 4) | {ELEMENTS[0]: 1, ELEMENTS[6]: 2}
    made = _assess(people, marks)
    assert made.score == 59.4  # the mean is 27/8: 100 × (27/8 − 1) / 4
    found = Improvement.objects.unscoped(WHY).filter(kind="programme")
    assert found.count() == 2
    _assess(people, marks)
    assert found.count() == 2  # an open one is not opened again
    assert [len(each.low) for each in assessments(people.dora.scope)] == [2, 2]


def _assess(people: People, marks: dict[str, int], by: User | None = None) -> Assessment:
    return assess_programme(unit=people.east, marks=marks, notes={}, by=by or people.bob, at=NOON)


def test_assessment_is_a_leaders_and_whole(people: People) -> None:
    with pytest.raises(RightMissing):
        _assess(people, dict.fromkeys(ELEMENTS, 3), people.alice)
    with pytest.raises(MarkMissing):
        _assess(people, dict.fromkeys(ELEMENTS[1:], 3))
    with pytest.raises(MarksWrong):
        checked_marks(["a"], {"a": 6})
    assert (score({"a": 1}), score({"a": 5, "b": 3})) == (0.0, 75.0)


@pytest.mark.requirement("S2-070")
def test_self_review_shows_nine_lines_to_oneself_only(people: People) -> None:
    review_oneself(marks=dict.fromkeys(GOALS, 4), next_goal="少让客户重复说", by=people.alice, at=NOON)
    [found] = own_reviews(people.alice)
    assert len(found.lines) == 9
    assert found.lines[0] == ("服务提供者", 4)
    assert own_reviews(people.bob) == []
    with pytest.raises(MarkMissing):
        review_oneself(marks=dict.fromkeys(GOALS[:8], 4), next_goal="", by=people.alice, at=NOON)


@pytest.mark.requirement("S0-038")
def test_churn_report_shows_the_measured_beside_the_quoted_share(opened: Opened, people: People) -> None:
    for n, reason in enumerate(["staff_indifference"] * 3 + ["prefers_rival"]):
        case = opened(customer=make_customer(people, f"H-{n}"))
        note_churn(case=case, version=case.version, reason=reason, words="", by=people.alice, at=NOON)
    report = {row.code: row for row in _churn(people.bob)}
    assert (report["staff_indifference"].count, report["staff_indifference"].share) == (3, 0.75)
    assert report["staff_indifference"].cited == ">0.65"
    assert report["product_or_service"].share == 0.0
    assert [row.share for row in _churn(people.charlie)] == [None] * 4


def _churn(person: User) -> list[Any]:
    return churn_report(person.scope, since=NOON, until=NOON + DAY)


def test_churn_reason_is_one_a_case_and_known(opened: Opened, people: People) -> None:
    case = opened()
    for reason in ("prefers_rival", "outside_control"):
        version = stored(case).version
        note_churn(case=case, version=version, reason=reason, by=people.alice, at=NOON)
    assert ChurnReason.objects.unscoped(WHY).get().reason == "outside_control"
    with pytest.raises(IntegrityError, match="churn_reason_known"), transaction.atomic():
        ChurnReason.objects.unscoped(WHY).update(reason="x")


def _hard(case: Case, by: User, at: Any) -> bool:
    return mark_hard_contact(case=case, version=stored(case).version, by=by, at=at)


@pytest.mark.requirement("S0-085")
def test_three_hard_cases_in_a_shift_offer_a_break(opened: Opened, people: People) -> None:
    cases = [opened(customer=make_customer(people, f"A-{n}")) for n in range(3)]
    assert not _hard(cases[0], people.alice, NOON)
    assert not _hard(cases[0], people.alice, NOON + HOUR)  # the same case again
    assert not _hard(cases[1], people.alice, NOON + HOUR)
    assert _hard(cases[2], people.alice, NOON + 2 * HOUR)
    assert Message.objects.filter(to=people.bob, subject__contains="休息").count() == 1
    assert not break_offered(people.alice, at=NOON + 20 * HOUR)
    take_break(by=people.alice, at=NOON + 3 * HOUR)
    assert not Duty.objects.get(person=people.alice).on_duty
    with pytest.raises(NoBreakOffered):
        take_break(by=people.alice, at=NOON + 3 * HOUR)


@pytest.mark.requirement("S0-085")
def test_hard_cases_are_shown_by_who_had_them(opened: Opened, people: People) -> None:
    case = opened()
    _hard(case, people.alice, NOON)
    _hard(opened(customer=make_customer(people, "A-9")), people.alice, NOON)
    _hard(case, people.bob, NOON)
    load_rows = hard_load(people.bob.scope, since=NOON - DAY, at=NOON)
    assert [(each.person, each.cases) for each in load_rows] == [("艾丽", 2), ("鲍勃", 1)]


def _group(name: str, ended: int, resolved: int, wait: float = 2.0, took: float = 20.0) -> GroupCount:
    return GroupCount(name, ended, ended, wait, ended, took, resolved)


@pytest.mark.requirement("S1-027")
def test_groups_below_the_minimum_are_only_counted() -> None:
    found = compared([_group("东", 30, 20), _group("西", 29, 20), _group("北", 3, 1)], fewest=30)
    assert [row.name for row in found.rows] == ["东"]
    assert (found.hidden_groups, found.hidden_cases) == (2, 32)


@pytest.mark.requirement("S1-027")
def test_difference_is_named_only_where_it_is_sure_or_long() -> None:
    alike = compared([_group("东", 100, 80), _group("西", 100, 78)], fewest=30)
    assert not any(row.differs for row in alike.rows)
    unlike = compared([_group("东", 100, 90), _group("西", 100, 60)], fewest=30)
    assert all(row.differs for row in unlike.rows)
    slow = compared([_group("东", 100, 80, wait=3.0), _group("西", 100, 80, wait=2.0)], fewest=30)
    assert [row.waits_longer for row in slow.rows] == [True, False]


def test_difference_agrees_with_newcombe() -> None:
    # Newcombe (1998), Statistics in Medicine 17, p. 876, row 10 of the table: 56/70 and 48/80.
    found = difference(56, 70, 48, 80)
    assert found
    assert tuple(round(each, 4) for each in found) == (0.2, 0.0524, 0.3339)
    assert difference(0, 10, 0, 20)
    assert difference(1, 0, 1, 5) is None
    low, high = wilson(0, 10)
    assert low == 0.0
    assert round(high, 4) == 0.2775  # Newcombe (1998), p. 857


def test_quarters_are_read_and_half_open() -> None:
    assert quarter("2026q4", date(2026, 11, 2)) == (2026, 4)
    assert quarter("x", date(2026, 11, 2)) == (2026, 3)
    assert quarter("2026Q9", date(2026, 2, 1)) == (2025, 4)
    assert quarter_days(2026, 4) == (date(2026, 10, 1), date(2027, 1, 1))


@pytest.mark.requirement("S1-027")
def test_review_counts_wait_handling_and_resolution_of_a_quarter(opened: Opened, people: People) -> None:
    for n in range(30):
        case = opened(customer=make_customer(people, f"F-{n}", region="东区", value_tier="gold"))
        Contact.objects.create(
            case=case,
            at=NOON + 2 * HOUR,
            by=people.alice,
            channel="phone",
            direction="outbound",
            result="reached",
        )
        Case.objects.unscoped(WHY).filter(pk=case.pk).update(
            is_open=False, state="recovered" if n < 24 else "refused", outcome="recovered" if n < 24 else "refused",
            closed_at=NOON + timedelta(hours=10), handled_at=NOON, result_told_at=NOON,
            next_owner=None, next_due_at=None, next_kind="",
        )  # fmt: skip
    found = dict(fairness_review(people.dora.scope, 2026, 4).comparisons)
    [row] = found[GROUPS["customer__region"]].rows
    assert (row.name, row.cases, row.wait_hours, row.handling_hours) == ("东区", 30, 2.0, 10.0)
    assert row.resolution == 0.8
    assert found[GROUPS["customer__settlement"]].rows == []  # unknown is no group
    assert all(not each.rows for _name, each in fairness_review(people.dora.scope, 2026, 3).comparisons)
    assert all(not each.rows for _name, each in fairness_review(people.charlie.scope, 2026, 4).comparisons)


@pytest.mark.requirement("S1-027", "S1-028")
def test_no_group_is_compared_that_may_not_be_held() -> None:
    unlawful = {"age", "sex", "gender", "race", "class", "looks", "nation"}
    assert not unlawful & {part for path in GROUPS for part in path.split("_")}


@pytest.mark.requirement("S1-028", "S2-012", "S2-046")
@pytest.mark.parametrize("area", ["hall", "hotline", "complaint"])
def test_equal_treatment_is_an_item_of_the_standards(area: str) -> None:
    items = [row for row in load_rows("service_standards") if row["measure"] == "equal_treatment"]
    [found] = [row for row in items if row["area"] == area]
    assert found["standard_zh"].startswith("一视同仁")
    assert (found["operator"], found["target"]) == (">=", "100")


@pytest.mark.requirement("S2-012")
def test_mystery_visits_compare_how_somebody_is_dressed() -> None:
    [hall] = [row for row in load_rows("service_standards") if row["code"] == "ST-HL-21"]
    assert "神秘客户对照走访" in hall["how_measured_zh"]
    assert "打扮" in hall["standard_zh"]


def test_pack_names_only_roles_that_there_are() -> None:
    crisis: Any = load("governance")["crisis"]
    known = set(Role)
    assert {row["owner_role"] for row in crisis["owners"]} <= known
    assert len(crisis["owners"]) == 7
