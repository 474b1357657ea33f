# SPDX-License-Identifier: Apache-2.0
"""Every complaint that ends has a root: proposed, or chosen; and the department that answers for it gets the action."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.closing import (
    ask_sign_off,
    close_ineligible,
    close_not_recovered,
    close_refused,
    close_unreachable,
)
from amends.apps.cases.actions.contacting import ContactMade, record_contact
from amends.apps.cases.actions.ending import KpiIsNoVerdict, withdraw
from amends.apps.cases.actions.improvements import DepartmentsMissing, Plan, link_case, open_improvement
from amends.apps.cases.forms.steps import StepCardForm
from amends.apps.cases.models import Case, Improvement, Intake
from amends.apps.cases.queries.intake import causes, taxonomy
from amends.apps.cases.queries.rooting import not_asked, roots
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.cases.rules.rooting import FAMILIES, Root, RootsMalformed, read_roots
from amends.apps.customers.models import Customer
from amends.kernel.recovery_class import RECOVERABLE
from amends.packs import load, thawed
from tests.apps.cases.conftest import as_user, stored
from tests.apps.cases.course import (
    AT,
    LATER,
    SOLVED,
    UNSOLVED,
    answered,
    complaint,
    handled,
    intake,
    step,
)
from tests.people import People

LOOKS = "a test looks"
DAY = timedelta(days=1)


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint that Alice heard at 14:00."""
    return complaint(people, customer)


def _plan(people: People, **changes: object) -> Plan:
    due = (AT + 30 * DAY).date()
    usual = {"title": "改宣传单", "departments": [], "owner": people.alice, "due_date": due}
    return Plan(**(usual | changes))  # type: ignore[arg-type]


def _open(people: People, plan: Plan, *cases: Case) -> Improvement:
    return open_improvement(plan=plan, unit=people.east_team, cases=cases, by=people.bob, at=LATER)


@pytest.mark.requirement("S0-025")
def test_every_leaf_cause_and_class_has_a_family() -> None:
    for leaf in taxonomy().leaves:
        assert roots().proposed(topic=leaf).family in FAMILIES, leaf
    for cause in causes().causes:
        assert roots().proposed(cause=cause).family in FAMILIES, cause
    assert all(roots().proposed(kind=str(each)).family in FAMILIES for each in RECOVERABLE)


def _recovered(case: Case, people: People) -> Case:
    return step(answered(handled(case, people), people), people, "review", LATER + DAY)


def _not_recovered(case: Case, people: People) -> Case:
    case = answered(handled(step_cause(case, people), people), people, UNSOLVED)
    words: dict[str, Any] = {
        "reason": "客户要求退一赔十，已说明依据并给了两种选择",
        "outer_channel_told": True,
    }
    at = LATER + DAY
    case = ask_sign_off(case=case, version=case.version, signer=people.bob, by=people.alice, at=at, **words)
    return close_not_recovered(case=case, version=case.version, by=people.bob, at=at)


def step_cause(case: Case, people: People) -> Case:
    """The case with its cause known before the review."""
    Intake.objects.unscoped(LOOKS).filter(case=case).update(cause="network")
    return case


def _unreachable(case: Case, people: People) -> Case:
    case = handled(step_cause(case, people), people)
    for day in range(1, 4):
        made = ContactMade(ResultCode.NO_ANSWER)
        at = LATER + day * DAY
        case = record_contact(case=case, version=case.version, made=made, by=people.alice, at=at)
    return close_unreachable(case=case, version=case.version, by=people.alice, at=LATER + 3 * DAY)


def _refused(case: Case, people: People) -> Case:
    case = handled(step_cause(case, people), people)
    made = ContactMade(ResultCode.REFUSED)
    case = record_contact(case=case, version=case.version, made=made, by=people.alice, at=LATER)
    return close_refused(case=case, version=case.version, by=people.alice, at=LATER)


def _withdrawn(case: Case, people: People) -> Case:
    made = ContactMade(ResultCode.REACHED)
    case = record_contact(case=case, version=case.version, made=made, by=people.alice, at=AT)
    words: dict[str, Any] = {"words": "我自己查到了，不用办了", "freely": True}
    return withdraw(case=case, version=case.version, by=people.alice, at=LATER, **words)


@pytest.mark.requirement("S0-025")
@pytest.mark.parametrize("end", [_recovered, _not_recovered, _unreachable, _refused, _withdrawn])
def test_complaint_has_a_root_family_however_it_ends(end, case: Case, people: People) -> None:  # type: ignore[no-untyped-def]
    case = end(case, people)
    assert not case.is_open
    assert intake(case).root_family in FAMILIES


def test_complaint_keeps_what_was_chosen_and_takes_the_rest_as_proposed(case: Case, people: People) -> None:
    case = answered(handled(case, people), people)
    chosen = {"root_family": "awareness", "root_branch": "td_terms", "cause": "policy", "policy": "新套餐"}
    case = step(case, people, "review", LATER + DAY, **chosen)
    row = intake(case)
    assert (row.root_family, row.root_domain, row.gap_code) == ("awareness", "product_advertising", "4")


def test_what_is_no_complaint_has_no_root(case: Case, people: People) -> None:
    reason = {"reason": "只是来问营业时间", "request_type": "inquiry"}
    case = close_ineligible(case=case, version=case.version, by=people.alice, at=LATER, **reason)
    assert intake(case).root_family == ""


@pytest.mark.parametrize(("column", "value"), [("root_family", "bad luck"), ("gap_code", "5")])
def test_database_refuses_an_unknown_family_and_the_fifth_gap(column: str, value: str, case: Case) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Intake.objects.unscoped(LOOKS).filter(case=case).update(**{column: value})


@pytest.mark.requirement("S3-041", "S3-042")
@pytest.mark.parametrize(
    ("topic", "branch", "other"),
    [("TF-01-02", "td_complex", "bq_rating"), ("TF-02-01", "bq_rating", "td_complex")],
)
def test_review_offers_the_cause_tree_of_the_topic(
    topic: str, branch: str, other: str, case: Case, people: People
) -> None:
    case = handled(case, people)
    case.taxonomy = topic
    choices = dict(StepCardForm(case=case, code="review").fields["root_branch"].choices)  # type: ignore[attr-defined]
    assert branch in choices
    assert other not in choices


@pytest.mark.requirement("S3-041", "S3-042")
@pytest.mark.parametrize("branch", ["td_no_way_down", "bq_slow_refund"])
def test_branch_of_a_tree_is_kept_and_says_the_root(branch: str, case: Case, people: People) -> None:
    case = answered(handled(case, people), people)
    step(case, people, "review", LATER + DAY, root_branch=branch)
    row, meant = intake(case), roots().branches[branch].root
    assert (row.root_branch, row.root_domain) == (branch, meant.domain)


def test_review_asks_no_tree_where_none_fits(case: Case) -> None:
    case.taxonomy = "SV-01-01"
    assert {"root_branch", "campaign", "kpi_ok"} <= not_asked(case)


def test_review_says_what_it_keeps_where_nobody_chooses(case: Case, people: People) -> None:
    case = answered(handled(case, people), people)
    page = as_user(people.alice).get(f"/cases/{case.number}/?step=review").content.decode()
    assert "按建议：产品" in page


@pytest.mark.requirement("S0-029")
def test_root_of_brand_advertising_sends_the_improvement_to_marketing(case: Case, people: People) -> None:
    Intake.objects.unscoped(LOOKS).filter(case=case).update(root_domain="brand_advertising")
    made = _open(people, _plan(people), case)
    assert (made.domain, made.departments) == ("brand_advertising", ["marketing"])


@pytest.mark.requirement("S0-029")
def test_linked_case_brings_in_the_department_of_its_root(case: Case, people: People) -> None:
    made = _open(people, _plan(people, domain="production"))
    Intake.objects.unscoped(LOOKS).filter(case=case).update(root_domain="brand_advertising")
    link_case(improvement=made, case=case, by=people.alice, at=LATER)
    made.refresh_from_db()
    assert (made.domain, made.departments) == ("production", ["marketing", "network"])


@pytest.mark.requirement("S0-029")
def test_pack_routes_each_of_the_ten_domains_to_departments_that_there_are() -> None:
    departments: Any = thawed(load("governance")["departments"])
    known = {each["code"] for each in departments}
    assert len(roots().domains) == 10
    assert all(each.departments and {*each.departments} <= known for each in roots().domains.values())


def test_improvement_without_domain_and_departments_is_refused(people: People) -> None:
    with pytest.raises(DepartmentsMissing):
        _open(people, _plan(people))


@pytest.mark.requirement("S3-011")
def test_nobody_gives_an_improvement_the_fifth_gap(people: People) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _open(people, _plan(people, departments=["it"], gap=5))


@pytest.mark.requirement("S0-007")
def test_fine_figures_end_no_network_case_without_the_customers_word(case: Case, people: People) -> None:
    case = step_topic(case)
    case = handled(case, people, LATER)
    Intake.objects.unscoped(LOOKS).filter(case=case).update(facts={"kpi_ok": True}, cause="network")
    reason = {"reason": "指标正常", "request_type": "inquiry"}
    with pytest.raises(KpiIsNoVerdict):
        close_ineligible(case=case, version=case.version, by=people.alice, at=LATER, **reason)
    with pytest.raises(CaseRefused):
        close_unreachable(case=case, version=case.version, by=people.alice, at=LATER)
    case = answered(case, people, UNSOLVED)
    assert stored(case).is_open
    case = step(answered(case, people, SOLVED, LATER + DAY), people, "review", LATER + DAY)
    assert case.state == "recovered"


def step_topic(case: Case) -> Case:
    """A case about the network."""
    Case.objects.unscoped(LOOKS).filter(pk=case.pk).update(taxonomy="NW-03-01")
    return stored(case)


def test_solution_of_a_network_case_asks_for_the_figures(case: Case) -> None:
    assert "kpi_ok" in StepCardForm(case=step_topic(case), code="act").fields


@pytest.mark.parametrize("wrong", [{"family": "luck"}, {"family": "product", "gap": 5}])
def test_content_with_an_unknown_root_is_refused(wrong: dict[str, object]) -> None:
    content = dict(thawed(load("root_causes")))  # type: ignore[call-overload]
    with pytest.raises(RootsMalformed):
        read_roots(content | {"by_cause": [{"code": "product", **wrong}]})


def test_closer_words_on_the_root_stand_first() -> None:
    found = roots().proposed(branch="td_terms", cause="network", topic="TF-01-01")
    assert found == Root("manner", "product_advertising", "4")
    assert roots().proposed(topic="SV-01-03").family == "awareness"
    assert roots().proposed(topic="SV-01-01").family == "manner"
