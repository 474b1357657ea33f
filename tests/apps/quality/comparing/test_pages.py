# SPDX-License-Identifier: Apache-2.0
"""Equal treatment and the effect of improvements: from the cases to the pages, within the scope of who looks."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from amends.apps.cases.actions.improvements import Plan, open_improvement
from amends.apps.cases.models import Case, Improvement
from amends.apps.core.models import Message, Unit
from amends.apps.customers.models import Customer
from amends.apps.quality.actions.comparing import PeriodWrong, compare_treatment, open_review
from amends.apps.quality.actions.preventing import (
    Aim,
    NotYours,
    PlanChanged,
    WhichCasesMissing,
    judge,
    set_prevention,
)
from amends.apps.quality.comparing_jobs import compare_last_quarter
from amends.apps.quality.models import Judgement, Prevention, TreatmentRun
from amends.apps.quality.queries.preventing import counted
from tests.apps.cases.conftest import as_user, make_customer
from tests.apps.cases.course import complaint
from tests.apps.quality.halls import make_hall
from tests.people import NOON, People

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def _copies(
    case: Case, n: int, *, customer: Customer, day: datetime, hours: float, **changes: object
) -> None:
    """Cases like one that was taken in the usual way, closed after so many hours."""
    rows = []
    for place in range(n):
        copy = Case.objects.unscoped("a test copies").get(pk=case.pk)
        copy.pk, copy.number, copy.key = None, f"X{day:%m%d}{customer.pk:04d}{place:04d}", None
        copy.customer, copy.unit = customer, customer.unit
        at = day + place * timedelta(minutes=7)
        copy.received_at = copy.opened_at = copy.active_at = at
        copy.is_open, copy.state, copy.outcome = False, "withdrawn", "withdrawn"
        copy.state = copy.outcome = "recovered"
        copy.handled_at = copy.result_told_at = copy.closed_at = at + (hours + place % 5) * HOUR
        for name, value in changes.items():
            setattr(copy, name, value)
        rows.append(copy)
    Case.objects.bulk_create(rows)


@pytest.fixture
def heard(people: People) -> Case:
    """A complaint to copy."""
    return complaint(people, make_customer(people), story="扣了两次月租")


@pytest.fixture
def unlike(heard: Case, people: People) -> None:
    """Forty customers of the north whose matters take three days, forty of the south half a day."""
    for place in range(40):
        north = make_customer(people, f"N-{place}", region="北区")
        south = make_customer(people, f"S-{place}", region="南区")
        at = NOON - 20 * DAY + place * HOUR
        _copies(heard, 1, customer=north, day=at, hours=72)
        _copies(heard, 1, customer=south, day=at, hours=12)


def _run(people: People) -> TreatmentRun:
    return compare_treatment(unit=people.east, first=FIRST, last=LAST, by=people.bob, at=NOON)


@pytest.mark.requirement("S1-027")
@pytest.mark.usefixtures("unlike")
def test_a_group_that_takes_longer_is_flagged_and_looked_into_once(people: People) -> None:
    run = _run(people)
    rows = [row for row in run.content["rows"] if row["measure"] == "handling"]
    told = [(row["attribute"], row["group"], row["worse"]) for row in rows]
    assert told == [("region", "北区", True)]
    assert rows[0]["low"] > 3
    page = as_user(people.bob).get(reverse("quality:treatment", args=[run.pk])).content.decode()
    assert "地区：北区" in page
    which = {"measure": "handling", "attribute": "region", "group": "北区"}
    for _ in range(2):
        answer = as_user(people.bob).post(reverse("quality:treatment_review", args=[run.pk]), which)
        assert answer.status_code == 302
    assert Improvement.objects.unscoped("a test looks").count() == 1
    assert "复核事项" in as_user(people.bob).get(reverse("quality:treatment", args=[run.pk])).content.decode()


@pytest.mark.usefixtures("unlike")
def test_of_a_row_that_is_not_there_nothing_is_opened(people: People) -> None:
    with pytest.raises(LookupError):
        open_review(
            run=_run(people),
            measure="handling",
            attribute="region",
            group="东区",
            title="x",
            by=people.bob,
            at=NOON,
        )


def test_a_period_that_is_not_over_is_refused(people: People) -> None:
    for first, last in ((FIRST, date(2026, 11, 2)), (LAST, FIRST), (date(2024, 1, 1), LAST)):
        with pytest.raises(PeriodWrong):
            compare_treatment(unit=people.east, first=first, last=last, by=None, at=NOON)


def test_a_comparison_is_for_whoever_looks_after_the_whole_unit(people: People) -> None:
    run = _run(people)
    url = reverse("quality:treatment", args=[run.pk])
    assert as_user(people.alice).get(url).status_code == 403
    other = compare_treatment(unit=people.west, first=FIRST, last=LAST, by=None, at=NOON)
    assert as_user(people.bob).get(reverse("quality:treatment", args=[other.pk])).status_code == 404
    assert as_user(people.dora).get(url).status_code == 200


def test_the_quarter_is_compared_once_for_each_city_and_above(people: People) -> None:
    class Run:
        def at(self) -> datetime:
            return NOON

        def progress(self, done: int, total: int, note: str = "") -> None:
            """Nobody watches."""

    assert compare_last_quarter(Run()) == {"compared": 4}
    assert compare_last_quarter(Run()) == {"compared": 0}


def test_the_page_of_comparisons_asks_in_few_queries(
    people: People, django_assert_max_num_queries: object
) -> None:
    _run(people)
    client = as_user(people.bob)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        assert "东市" in client.get(reverse("quality:treatment_runs")).content.decode()
    sent = {"unit": people.east.pk, "first": "2026-10-01", "last": "2026-10-31"}
    assert client.post(reverse("quality:treatment_runs"), sent).status_code == 302


# --- what improvements prevent


@pytest.fixture
def improvement(people: People) -> Improvement:
    """Bob's."""
    plan = Plan(title="扣费前短信确认", departments=["operations"], owner=people.bob, due_date=LAST)
    return open_improvement(plan=plan, unit=people.east, by=people.bob, at=NOON)


def _aim(unit: Unit, **changes: object) -> Aim:
    usual: dict[str, object] = {
        "unit": unit,
        "start_date": date(2026, 9, 28),
        "expected_cut": 30,
        "topic": "TF",
    }
    return Aim(**(usual | {"weeks_before": 8, "weeks_after": 5} | changes))  # type: ignore[arg-type]


def _set(found: Improvement, people: People, **changes: object) -> Prevention:
    aim = _aim(people.east, **changes)
    return set_prevention(improvement=found, aim=aim, version=0, by=people.bob, at=NOON)


def _weekly(case: Case, customer: Customer, *, before: int, after: int) -> None:
    """So many cases in each of eight weeks before 28 September, and of five after it."""
    start = datetime.fromisoformat("2026-09-28T04:00:00+00:00")
    for week in range(-8, 5):
        n = before if week < 0 else after
        _copies(case, n, customer=customer, day=start + week * 7 * DAY, hours=5, taxonomy="TF-01-01")


def test_half_as_many_cases_are_seen_beside_the_city_that_did_nothing(
    heard: Case, improvement: Improvement, people: People
) -> None:
    _weekly(heard, make_customer(people, "C-2"), before=12, after=5)
    _weekly(heard, make_customer(people, "C-3", west=True), before=10, after=10)
    plan = _set(improvement, people)
    found = judge(plan=plan, by=people.bob, at=NOON)
    assert found.verdict == "worked"
    assert found.content["other_units"] == ["西市"]
    assert found.content["against"]["value"] == pytest.approx(5 / 12)
    assert Message.objects.filter(to=people.bob, subject__contains="有效").count() == 1
    assert judge(plan=plan, by=None, at=NOON).pk == found.pk  # the same weeks say the same
    page = as_user(people.bob).get(reverse("quality:prevention", args=[improvement.pk])).content.decode()
    assert "-58%" in page
    assert "西市" in page


def test_only_complaints_of_the_topic_and_the_unit_count(
    heard: Case, improvement: Improvement, people: People
) -> None:
    mine = make_customer(people, "C-2")
    start = datetime.fromisoformat("2026-09-29T04:00:00+00:00")
    _copies(heard, 3, customer=mine, day=start, hours=5, taxonomy="TF-01-01")
    _copies(heard, 4, customer=make_customer(people, "C-5"), day=start, hours=5, taxonomy="NW-01-01")
    _copies(
        heard, 5, customer=make_customer(people, "C-6", west=True), day=start, hours=5, taxonomy="TF-01-01"
    )
    found = counted(_set(improvement, people), today=date(2026, 11, 2))
    assert (found.before.count, found.after.count) == (0, 3)
    assert len(found.after.cases) == 5


def test_lines_that_are_closed_now_may_have_been_customers_before(
    improvement: Improvement, people: People
) -> None:
    lines = [make_customer(people, code) for code in ("C-7", "C-8", "C-9")]
    rows = Customer.objects.unscoped("a test")
    for line, day in zip(lines, ("2026-09-25", "2026-08-20", "2026-10-20"), strict=True):
        at = datetime.fromisoformat(f"{day}T04:00:00+00:00")
        rows.filter(pk=line.pk).update(line_state="closed", updated_at=at, joined_date=None)
    found = counted(_set(improvement, people), today=date(2026, 11, 2))
    most = [
        each - known
        for each, known in zip(found.most_before[0].customers, found.before.customers, strict=True)
    ]
    assert most[-8:] == [3, 3, 3, 2, 2, 2, 2, 2]


def test_causes_are_counted_only_where_they_are_known(improvement: Improvement, people: People) -> None:
    plan = _set(improvement, people, topic="", cause="rule")
    assert len(counted(plan, today=date(2026, 11, 2)).after.cases) == 1  # four weeks later than a topic


def test_before_four_weeks_it_is_too_early(heard: Case, improvement: Improvement, people: People) -> None:
    _weekly(heard, make_customer(people, "C-2"), before=12, after=0)
    plan = _set(improvement, people, start_date=date(2026, 10, 19))
    assert judge(plan=plan, by=None, at=NOON).verdict == "too_early"


def test_a_city_with_the_same_action_is_no_yardstick(improvement: Improvement, people: People) -> None:
    _set(improvement, people)
    plan = Plan(title="西市同样", departments=["operations"], owner=people.dora, due_date=LAST)
    west = open_improvement(plan=plan, unit=people.west, by=people.dora, at=NOON)
    aim = _aim(people.west)
    other = set_prevention(improvement=west, aim=aim, version=0, by=people.dora, at=NOON)
    assert counted(other, today=date(2026, 11, 2)).others is None


def test_who_may_say_what_is_to_be_prevented(improvement: Improvement, people: People) -> None:
    aim = _aim(people.east, co_owners=[people.alice])
    with pytest.raises(NotYours):
        set_prevention(improvement=improvement, aim=aim, version=0, by=people.alice, at=NOON)
    with pytest.raises(WhichCasesMissing):
        _set(improvement, people, topic="")
    with pytest.raises(NotYours):
        set_prevention(improvement=improvement, aim=_aim(people.west), version=0, by=people.bob, at=NOON)
    plan = set_prevention(improvement=improvement, aim=aim, version=0, by=people.bob, at=NOON)
    with pytest.raises(PlanChanged):
        _set(improvement, people)
    theirs = _aim(people.east_team, co_owners=[people.alice])  # a co-owner may, in her own unit
    assert (
        set_prevention(
            improvement=improvement, aim=theirs, version=plan.version, by=people.alice, at=NOON
        ).version
        == 2
    )


def test_the_form_and_the_panel(improvement: Improvement, people: People, client: Client) -> None:
    url, bob = reverse("quality:prevention", args=[improvement.pk]), as_user(people.bob)
    page = bob.get(reverse("cases:improvement", args=[improvement.pk])).content.decode()
    assert reverse("quality:prevention_panel", args=[improvement.pk]) in page
    assert (
        "还没有说明" in bob.get(reverse("quality:prevention_panel", args=[improvement.pk])).content.decode()
    )
    sent = {"topic": "TF", "unit": people.east.pk, "start_date": "2026-09-28", "expected_cut": "30"}
    sent |= {"weeks_before": "26", "weeks_after": "12", "version": "0"}
    assert bob.post(url, sent | {"topic": ""}).status_code == 422
    assert bob.post(url, sent).status_code == 302
    assert bob.post(reverse("quality:prevention_look", args=[improvement.pk])).status_code == 302
    assert "案件太少" in bob.get(url).content.decode()
    assert "扣费前短信确认" in bob.get(reverse("quality:preventions")).content.decode()
    assert as_user(people.charlie).get(url).status_code == 404
    inspector = as_user(make_hall(people).inspector)
    assert "扣费前短信确认" in inspector.get(reverse("quality:preventions")).content.decode()
    page = inspector.get(url).content.decode()
    assert reverse("cases:improvement", args=[improvement.pk]) not in page  # which that role may not open
    assert inspector.post(url, sent).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [{"topic": ""}, {"expected_cut": 0}, {"expected_cut": 101}, {"weeks_before": 7}, {"weeks_after": 3}],
)
def test_the_database_refuses_bad_plans(
    wrong: dict[str, object], improvement: Improvement, people: People
) -> None:
    plan = _set(improvement, people)
    with pytest.raises(IntegrityError), transaction.atomic():
        Prevention.objects.unscoped("a test writes").filter(pk=plan.pk).update(**wrong)


def test_the_database_keeps_one_judgement_a_day(improvement: Improvement, people: People) -> None:
    found = judge(plan=_set(improvement, people), by=None, at=NOON)
    for wrong in (
        {"pk": None},
        {"pk": None, "verdict": "great", "until_date": LAST},
        {"pk": None, "version": 0},
    ):
        copy = Judgement.objects.unscoped("a test looks").get(pk=found.pk)
        for name, value in wrong.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)


@pytest.mark.parametrize("wrong", [{"last_date": date(2026, 9, 1)}, {"flagged": 99}])
def test_the_database_refuses_bad_comparisons(wrong: dict[str, object], people: People) -> None:
    run = _run(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        TreatmentRun.objects.unscoped("a test writes").filter(pk=run.pk).update(**wrong)
