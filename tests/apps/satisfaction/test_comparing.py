# SPDX-License-Identifier: Apache-2.0
"""The pages that compare and explain, on waves with planted differences."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from amends.apps.core.actions.log import writing
from amends.apps.core.models import Event, EventKind
from amends.apps.customers.models import Customer
from amends.apps.satisfaction.models import IndexRun
from amends.apps.satisfaction.queries.answers import wave_answers
from amends.apps.satisfaction.queries.changes import changed, comparable_trend
from amends.apps.satisfaction.queries.comparing import compared
from amends.apps.satisfaction.queries.drivers import drivers_of
from amends.apps.satisfaction.queries.elements import wave_standing
from amends.apps.satisfaction.queries.linkage import linkage
from amends.apps.satisfaction.queries.preparing import days_of
from amends.apps.satisfaction.queries.trees import touchpoints, tree_in_use
from amends.apps.satisfaction.rules.elements import element_index
from amends.apps.surveys.models import Response, SurveyWave
from tests.apps.satisfaction.conftest import DAY, TCSI, WHY, answered, as_user, make_version, make_wave
from tests.people import NOON, People

WEAK = {"EL-TARIFF": 55.0}


@pytest.fixture
def pair(people: People) -> tuple[SurveyWave, SurveyWave]:
    """Two waves of one version; data improved, tariff stayed weak."""
    old = make_wave(people, name="去年", starts_at=NOON - 365 * DAY)
    new = make_wave(people, name="今年", version=old.version)
    units = [people.east_team, people.west_team]
    answered(old, 150, seed=1, means=WEAK | {"EL-DATA": 60.0}, units=units, rows=False)
    answered(new, 150, seed=2, means=WEAK | {"EL-DATA": 80.0}, units=units, rows=False)
    return old, new


@pytest.fixture
def rebuilt(people: People) -> tuple[SurveyWave, SurveyWave]:
    """Last year's version and this year's: one tariff item went, one hard item came, one was reworded, one changed."""
    first = make_version(people, number=1)
    kept = [row for row in TCSI if row[0] != "P42"]
    items = [*kept, ("P99", "perceived_quality", "EL-TARIFF", "perception")]
    before = {row[0]: (row[0], "same") for row in kept} | {
        "P21": ("P21", "reworded"),
        "P12": ("P12", "changed"),
    }
    second = make_version(people, number=2, items=items, before=before)
    old = make_wave(people, name="去年", version=first, starts_at=NOON - 365 * DAY)
    new = make_wave(people, name="今年", version=second)
    answered(old, 120, seed=3, rows=False)
    answered(new, 120, seed=4, means={"P99": 20.0}, rows=False)
    return old, new


@pytest.fixture
def dora(people: People) -> Client:
    """The recovery manager of the province."""
    return as_user(people.dora)


@pytest.mark.requirement("S3-007")
def test_change_of_index_is_the_sum_of_weighted_element_changes(
    pair: tuple[SurveyWave, SurveyWave], people: People
) -> None:
    found = changed(pair[1], pair[0], people.province.scope, tree_in_use()).found
    assert found is not None
    moved = {each.element: each.together.value for each in found.elements}
    delta = found.change.after - found.change.before
    assert abs(delta) > 1
    assert sum(moved.values()) + found.mix == pytest.approx(delta, abs=1e-9)
    assert max(moved, key=lambda code: moved[code]) == "EL-DATA"
    for each in found.elements:
        assert each.performance + each.weight == pytest.approx(each.together.value)
        assert each.together.low <= each.together.value <= each.together.high
    assert [each.element for each in found.elements if each.together.significant] == ["EL-DATA"]


def test_published_index_stands_beside_the_change_that_is_taken_apart(
    pair: tuple[SurveyWave, SurveyWave], people: People, dora: Client
) -> None:
    page = f"/satisfaction/change/?wave={pair[1].pk}"
    assert "公布的指数从" not in dora.get(page).content.decode()
    for wave, value in zip(pair, (70.0, 73.5), strict=True):
        IndexRun.objects.create(
            wave=wave, unit=people.province, model="m", asked_at=NOON, finished_at=NOON, published_at=NOON,
            data_digest="d", convention="unstandardised weights",
            result={"index_is": {"latent": "S"}, "scores": {"S": value}, "ci": {"scores": {"S": [value, value]}},
                    "data": {"rows": 60}},
        )  # fmt: skip
    shown = dora.get(page).content.decode()
    assert "公布的指数从 70.0 到 73.5（+3.5）" in shown
    assert reverse("satisfaction:compare_runs") in shown


def test_overall_satisfaction_needs_no_construct_to_be_found(people: People, dora: Client) -> None:
    own = (
        ("Q1", "", "", "satisfaction"),
        ("Q2", "", "EL-HALL", "satisfaction"),
        ("Q3", "", "EL-DATA", "perception"),
    )
    asked = make_wave(people, version=make_version(people, code="SV-OWN", items=own))
    answered(asked, 60, seed=5, rows=False)
    answers = wave_answers(asked, people.province.scope)
    assert [answers.codes[at] for at in answers.of_the_whole()] == ["Q1"]
    page = dora.get(f"/satisfaction/drivers/?wave={asked.pk}").content.decode()
    assert "没有问总体满意度" not in page
    other = make_wave(people, version=make_version(people, code="SV-EL", items=own[1:]))
    answered(other, 40, seed=6, rows=False)
    page = dora.get(f"/satisfaction/drivers/?wave={other.pk}").content.decode()
    assert "「测什么」选满意度" in page


def test_make_up_of_a_sample_that_cannot_be_told_is_not_called_nought(
    pair: tuple[SurveyWave, SurveyWave], people: People, dora: Client
) -> None:
    page = f"/satisfaction/change/?wave={pair[1].pk}"
    whole = dora.get(page).content.decode()
    assert "分不出来" not in whole
    assert "一起经 Holm 校正以后的判断" in whole
    bare = make_wave(people, name="不分层", version=pair[0].version, starts_at=NOON - 100 * DAY, strata=())
    answered(bare, 60, seed=9, rows=False)
    told = dora.get(page).content.decode()
    row = told.rpartition("变化的组成")[2].split("样本结构")[1].split("</tr>")[0]
    assert "分不出来" in row
    assert "0.00" not in row


def test_an_element_too_small_to_be_shown_is_in_no_change(people: People) -> None:
    old = make_wave(people, name="去年", starts_at=NOON - 365 * DAY)
    new = make_wave(people, name="今年", version=old.version)
    answered(old, 100, seed=1, rows=False)
    answered(new, 100, seed=2, missing={"P31": 0.85}, rows=False)
    scope, tree = people.province.scope, tree_in_use()
    whole = changed(new, old, scope, tree)
    found = whole.found
    assert found is not None
    assert whole.left_out == ("EL-HOME",)
    assert "EL-HOME" not in {each.element for each in found.elements}
    assert found.removed == found.added == 0
    shown = wave_standing(new, scope, tree)
    assert found.change.after == pytest.approx(element_index(tree.elements, shown.scores), abs=1e-6)


def test_those_who_answer_both_forms_tell_what_the_form_did(
    rebuilt: tuple[SurveyWave, SurveyWave], people: People
) -> None:
    (old, new), scope, tree = rebuilt, people.province.scope, tree_in_use()
    plain = changed(new, old, scope, tree).found
    beside = make_wave(people, name="衔接", version=old.version, starts_at=NOON)
    rows = Response.objects.unscoped(WHY)
    both = list(rows.filter(wave=new).order_by("pk")[:60])
    for row, other in zip(answered(beside, 60, seed=9, means={"P42": 90.0}, rows=False), both, strict=True):
        rows.filter(pk=row.pk).update(customer=other.customer)
    found = changed(new, old, scope, tree).found
    assert plain is not None
    assert found is not None
    assert (plain.bridge, found.bridge) == (0, 60)
    assert (plain.unshared, plain.method) != pytest.approx((found.unshared, found.method))
    whole = found.method + found.like_for_like + found.unshared
    assert whole == pytest.approx(found.change.after - found.change.before, abs=1e-9)
    page = as_user(people.dora).get(f"/satisfaction/change/?wave={new.pk}").content.decode()
    assert "60 位同时答了新旧两份问卷的人" in page


def test_why_nothing_is_compared_is_said_in_the_language_of_each_reader(
    people: People, wave: SurveyWave
) -> None:
    old = make_wave(people, name="去年", version=wave.version, starts_at=NOON - 365 * DAY)
    for each in (old, wave):
        answered(each, 3, rows=False)
    browser, address = as_user(people.dora), f"/satisfaction/change/?wave={wave.pk}"
    assert "两期都要有 30 份以上完整答卷才比较" in browser.get(address).content.decode()
    browser.cookies["django_language"] = "en"
    assert "Both waves need 30 complete responses or more" in browser.get(address).content.decode()


def test_bases_are_said_in_proper_english(pair: tuple[SurveyWave, SurveyWave], people: People) -> None:
    browser = as_user(people.dora)
    browser.cookies["django_language"] = "en"
    for name in ("drivers", "groups"):
        assert "150 people" in browser.get(f"/satisfaction/{name}/").content.decode()
    assert "Satisfaction index" in browser.get("/satisfaction/").content.decode()


@pytest.mark.requirement("S3-028")
def test_bridge_splits_items_changed_from_like_for_like(
    rebuilt: tuple[SurveyWave, SurveyWave], people: People
) -> None:
    found = changed(rebuilt[1], rebuilt[0], people.province.scope, tree_in_use()).found
    assert found is not None
    delta = found.change.after - found.change.before
    assert (found.removed, found.added) == (2, 2)  # P12 kept its code and lost its meaning
    assert found.method + found.like_for_like == pytest.approx(delta, abs=1e-9)
    assert found.method < -1  # the hard item alone pulls the index down
    assert abs(found.like_for_like) < abs(found.method)


@pytest.mark.requirement("S3-027")
def test_trend_across_versions_uses_mapped_items_only_and_is_marked(
    rebuilt: tuple[SurveyWave, SurveyWave], people: People, dora: Client
) -> None:
    trend = comparable_trend(rebuilt[1], people.province.scope, tree_in_use())
    assert "P99" not in trend.items
    assert "P42" not in trend.items
    assert trend.left_out == ("P12", "P99")
    assert [point.new_version for point in trend.points] == [False, True]
    early, late = (point.mean for point in trend.points)
    assert early is not None
    assert late is not None
    assert abs(late - early) < 4  # the hard item of this year does not enter
    page = dora.get("/satisfaction/change/").content.decode()
    assert "换了版本，只算对应上的题" in page
    assert "各期问卷版本不同" in page


def test_trend_within_one_version_is_not_marked(pair: tuple[SurveyWave, SurveyWave], people: People) -> None:
    trend = comparable_trend(pair[1], people.province.scope, tree_in_use())
    assert not trend.marked
    assert trend.left_out == ()


def test_drivers_find_the_weak_element_and_test_it_against_the_past(
    pair: tuple[SurveyWave, SurveyWave], people: People
) -> None:
    wave = pair[1]
    drivers = drivers_of(wave, people.province, people.province.scope, tree_in_use(), days_of(wave))
    assert drivers.found is not None
    standing = {each.name: each for each in drivers.found.standings.elements}
    tests = {name: {c.against: c for c in each.comparisons} for name, each in standing.items()}
    assert tests["EL-TARIFF"]["mean"].worse
    assert tests["EL-DATA"]["past"].difference > 10
    assert sum(each.importance for each in standing.values()) == pytest.approx(1, abs=1e-9)


@pytest.mark.requirement("S0-026")
def test_every_touchpoint_of_the_register_shows_its_numbers_owner_and_standard(
    pair: tuple[SurveyWave, SurveyWave], people: People, dora: Client
) -> None:
    found = compared(pair[1], people.province.scope, tree_in_use())
    assert [each.touchpoint.code for each in found.touchpoints] == list(touchpoints())
    hall = next(each for each in found.touchpoints if each.touchpoint.code == "TP-HALL")
    assert hall.asked
    assert hall.n == 150
    bill = Response.objects.unscoped(WHY).filter(wave=pair[1]).values_list("answers", flat=True)
    given = np.array([each["P51"] for each in bill])
    assert hall.mean == pytest.approx(((given - 1) / 9 * 100).mean())
    assert hall.low_share == pytest.approx((given <= 6).mean())
    page = dora.get("/satisfaction/touchpoints/").content.decode()
    for each in touchpoints().values():
        assert each.name in page
        assert each.department in page
    assert hall.standards[0] in page


@pytest.mark.requirement("S3-082")
def test_contributions_of_touchpoints_sum_to_the_overall_score(
    pair: tuple[SurveyWave, SurveyWave], people: People, dora: Client
) -> None:
    found = compared(pair[1], people.province.scope, tree_in_use())
    added = [each.contribution for each in found.touchpoints if each.contribution]
    assert len(added) > 3
    assert sum(each.points for each in added) == pytest.approx(found.index)
    assert sum(each.weight for each in added) == pytest.approx(1)
    assert "各触点对总体的贡献" in dora.get("/satisfaction/touchpoints/").content.decode()


def test_unit_far_below_the_mean_is_marked_after_holm(people: People) -> None:
    wave = make_wave(people)
    answered(wave, 120, seed=1, means={"satisfaction": 85.0}, units=[people.east_team], rows=False)
    answered(wave, 60, seed=2, means={"satisfaction": 45.0}, units=[people.west_team], rows=False)
    groups = {each.key: each for each in compared(wave, people.province.scope, tree_in_use()).units.groups}
    assert groups["西市"].differs
    assert (groups["西市"].difference or 0) < -10
    assert groups["西市"].p_holm is not None


def test_small_unit_is_hidden_with_the_one_that_would_give_it_away(people: People, dora: Client) -> None:
    wave = make_wave(people)
    answered(wave, 90, seed=1, units=[people.east_team], rows=False)
    answered(wave, 60, seed=2, units=[people.west_team], rows=False)
    answered(wave, 5, seed=3, units=[people.province], rows=False)
    groups = {each.key: each for each in compared(wave, people.province.scope, tree_in_use()).units.groups}
    assert {key: each.hidden for key, each in groups.items()} == {"东市": False, "西市": True, "示例省": True}
    assert groups["西市"].mean is None
    assert "样本太少，或能由合计推算出来" in _at(dora, "/satisfaction/groups/")


def test_equal_treatment_compares_service_segments_only(
    pair: tuple[SurveyWave, SurveyWave], people: People
) -> None:
    found = compared(pair[1], people.province.scope, tree_in_use())
    assert set(found.segments) == {"value_tier", "settlement", "customer_kind"}
    assert {each.key for each in found.segments["settlement"].groups} == {"urban", "rural"}


def test_group_page_shows_nothing_of_other_units(pair: tuple[SurveyWave, SurveyWave], people: People) -> None:
    page = as_user(people.bob).get("/satisfaction/groups/").content.decode()
    assert "东市投诉组" in page
    assert "西市" not in page


def _customers(wave: SurveyWave) -> list[Customer]:
    keys = (
        Response.objects.unscoped(WHY).filter(wave=wave).order_by("pk").values_list("customer_id", flat=True)
    )
    known = {each.pk: each for each in Customer.objects.unscoped(WHY)}
    return [known[key] for key in keys if key]


def _log(customers: list[Customer], kind: EventKind, after: timedelta, origin: str = "complaint") -> None:
    said: dict[str, Any] = {"origin": origin} if kind is EventKind.CASE_OPENED else {}
    for each in customers:
        with writing(by=None, at=NOON + after) as log:
            log(kind, each, about=each.code, unit=each.unit, **said)


@pytest.fixture
def lived(people: People) -> SurveyWave:
    """A wave whose unhappy half complained again and left, and of whom the first forty had been contacted."""
    wave = make_wave(people)
    answered(wave, 60, seed=1, means={"satisfaction": 90.0}, rows=False)
    answered(wave, 60, seed=2, means={"satisfaction": 25.0}, rows=False)
    customers = _customers(wave)
    _log(customers[:40], EventKind.CONTACT_NOTED, -3 * DAY)
    _log(customers[60:110], EventKind.CASE_OPENED, 30 * DAY)
    Customer.objects.unscoped(WHY).update(plan_fee=5900)
    gone = [each.pk for each in customers[60:90]]
    Customer.objects.unscoped(WHY).filter(pk__in=gone).update(line_state="closed", plan_fee=1900)
    return wave


@pytest.mark.requirement("S1-001")
def test_contacts_are_joined_to_later_survey_and_churn(
    lived: SurveyWave, people: People, dora: Client
) -> None:
    report = linkage(lived, people.province.scope, localdate(NOON))
    assert report is not None
    groups = {each.key: each for each in report.contacts}
    assert (groups["contacted"].n, groups["none"].n) == (40, 80)
    assert groups["contacted"].retained is not None
    assert groups["contacted"].retained.value == 1
    assert groups["none"].retained is not None
    assert groups["none"].retained.value == pytest.approx(50 / 80)
    assert groups["none"].satisfaction is not None
    assert groups["none"].satisfaction.low < groups["none"].satisfaction.value
    page = dora.get("/satisfaction/linkage/").content.decode()
    assert "不证明哪件是因" in page
    assert "答卷前 90 天内联系过" in page


@pytest.mark.requirement("S3-004")
def test_retention_and_spend_stand_by_band_with_n(lived: SurveyWave, people: People) -> None:
    report = linkage(lived, people.province.scope, localdate(NOON))
    assert report is not None
    low = next(each for each in report.bands if each.key == "low")
    assert low.n >= 55
    assert low.retained is not None
    assert 25 <= round((1 - low.retained.value) * low.n) <= 30
    assert low.retained.low < low.retained.value < low.retained.high
    assert low.spend is not None
    assert 19 < low.spend.value < 59
    assert low.spend_n == low.n


@pytest.mark.requirement("S3-029")
def test_links_carry_n_and_lag_and_claim_no_cause(lived: SurveyWave, people: People, dora: Client) -> None:
    report = linkage(lived, people.province.scope, localdate(NOON))
    assert report is not None
    found = {(each.first, each.second, each.lag): each for each in report.correlations}
    complaints = found["satisfaction", "complaints", "after"]
    assert complaints.n == 120
    assert complaints.value is not None
    assert complaints.value < -0.4
    assert found["complaints", "satisfaction", "before"].value is None  # nobody complained before
    assert (found["satisfaction", "churn", "now"].value or 0) < -0.3
    assert (found["satisfaction", "revenue", "now"].value or 0) > 0.3
    page = dora.get("/satisfaction/linkage/").content.decode()
    for words in ("答卷后 90 天", "到今天为止", "不证明哪件是因", "n = 120"):
        assert words in page


def test_a_case_that_an_answer_opened_is_no_complaint_before_it(people: People) -> None:
    wave = make_wave(people)
    made = answered(wave, 60, rows=False)
    customers = _customers(wave)
    for one, each in zip(made, customers, strict=True):
        assert one.submitted_at is not None
        hour = one.submitted_at - NOON + timedelta(hours=1)
        _log([each], EventKind.CASE_OPENED, hour, origin="survey")
        _log([each], EventKind.CONTACT_NOTED, hour)
    _log(customers[:30], EventKind.CASE_OPENED, -DAY)
    report = linkage(wave, people.province.scope, localdate(NOON))
    assert report is not None
    found = {(each.first, each.lag): each for each in report.correlations}
    assert found["complaints", "before"].value is not None, "only half complained before"
    assert found["satisfaction", "after"].value is None, "and nobody after: what we open ourselves is none"
    assert [each.key for each in report.contacts if each.n] == ["none"], "a call an hour later is none before"


@pytest.mark.requirement("S2-075")
def test_felt_speed_stands_beside_measured_time_in_one_chart(people: People, dora: Client) -> None:
    items = (*TCSI[-6:], ("SP", "", "", "felt_speed"))
    wave = make_wave(people, version=make_version(people, items=items), starts_at=NOON - 20 * DAY)
    made = answered(wave, 40, seed=1, means={"SP": 70.0})
    for at, response in enumerate(made):
        invitation = response.invitation
        assert invitation is not None
        invitation.about = f"cases.case:{at + 1}"
        invitation.save(update_fields=["about"])
    _spans(len(made), people)
    page = _at(dora, "/satisfaction/speed/")
    assert "感觉上的速度（0–100，越高越快）" in page
    assert "40 人评了快慢，其中 40 人的实际用时查得到" in page
    assert "36.0" in page
    Response.objects.unscoped("a test").filter(pk__in=[each.pk for each in made[:15]]).delete()
    assert "36.0" not in _at(dora, "/satisfaction/speed/"), "25 people are too few to be shown"


def _spans(count: int, people: People) -> None:
    """Cases that took 36 hours, in the log."""
    rows = [
        (f"cases.case:{at + 1}", kind, NOON - 21 * DAY - hours * timedelta(hours=1))
        for at in range(count)
        for kind, hours in ((EventKind.CASE_OPENED, 40), (EventKind.CASE_CLOSED, 4))
    ]
    Event.objects.bulk_create(
        Event(
            sequence=10_000 + number,
            at=at,
            kind=kind,
            subject=subject,
            unit=people.province,
            previous="x",
            hash="y",
        )
        for number, (subject, kind, at) in enumerate(rows)
    )


def _at(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("page", ["drivers", "change", "groups", "touchpoints", "linkage", "speed"])
def test_page_without_answers_says_what_to_do_next(page: str, dora: Client, people: People) -> None:
    assert 'class="empty' in _at(dora, f"/satisfaction/{page}/")


@pytest.mark.parametrize("page", ["drivers", "change", "groups", "touchpoints", "linkage"])
def test_page_is_refused_to_who_may_not_see_satisfaction(page: str, people: People) -> None:
    assert as_user(people.alice).get(f"/satisfaction/{page}/").status_code == 403


@pytest.mark.parametrize(
    ("page", "most"), [("drivers", 24), ("change", 24), ("groups", 20), ("touchpoints", 20)]
)
def test_page_asks_few_questions_once_it_is_kept(
    page: str, most: int, pair: tuple[SurveyWave, SurveyWave], dora: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    _at(dora, f"/satisfaction/{page}/")
    with django_assert_max_num_queries(most):
        _at(dora, f"/satisfaction/{page}/")


def test_pages_write_one_per_cent_sign(pair: tuple[SurveyWave, SurveyWave], dora: Client) -> None:
    for page in ("drivers", "change", "groups"):
        assert "%%" not in _at(dora, f"/satisfaction/{page}/")
