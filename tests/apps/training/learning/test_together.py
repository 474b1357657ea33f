# SPDX-License-Identifier: Apache-2.0
"""Training that goes down, reflections that are shared, trials that are drawn before they start."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from amends.apps.core.actions.organisation import add_unit
from amends.apps.core.models import Event, EventKind, Unit, User
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.rules.roles import Role
from amends.apps.training.actions.cascades import (
    LeaderNotPassed,
    NobodyLeads,
    NotYetHeld,
    OutsidePlan,
    arrange_session,
    note_attendance,
    plan_cascade,
    take_back_attendance,
)
from amends.apps.training.actions.refusals import NotOnYourself
from amends.apps.training.actions.sharing import (
    NotOffered,
    SecondLookNeeded,
    StillPersonal,
    offer_reflection,
    share_reflection,
    write_reflection,
)
from amends.apps.training.actions.trials import (
    StartTooEarly,
    StepsWrong,
    TeamsOverlap,
    TooFewTeams,
    compare_trial,
    draw_trial,
)
from amends.apps.training.models.learning import Cascade, Quiz, Reflection, Session, Trial, TrialTeam
from amends.apps.training.queries import trials as outcomes
from amends.apps.training.queries.cascades import attended
from amends.apps.training.queries.library import shared_reflections
from amends.apps.training.queries.trials import measured
from amends.apps.training.rules.trials import Early, drawn
from tests.apps.training.learning.conftest import browser, take
from tests.people import NOON, People

TODAY = date(2026, 11, 2)
DAY = timedelta(days=1)
FIELDS = {
    "setting": "周一早上，客户王明打来，号码13812345678",
    "customer_did": "反复说没人管",
    "we_did": "直接讲规定",
    "outcome": "客户挂了电话",
}


@pytest.fixture
def cascade(people: People, trainer: User, quiz: Quiz) -> Cascade:
    """A training of the eastern city."""
    return plan_cascade(
        code="c1", title="活动培训", unit=people.east, quiz=quiz, materials="要点一页", by=trainer, at=NOON
    )


def arrange(cascade: Cascade, unit: Unit, group: str, by: User) -> Session:
    return arrange_session(
        cascade=cascade, unit=unit, group=group, held_at=NOON + DAY, minutes=60, place="三楼", trainer=by, by=by,
        at=NOON,
    )  # fmt: skip


@pytest.mark.requirement("S3-065")
def test_team_training_opens_after_its_leader_passed(people: People, trainer: User, cascade: Cascade) -> None:
    assert arrange(cascade, people.east, "leaders", trainer).pk
    with pytest.raises(LeaderNotPassed) as refused:
        arrange(cascade, people.east_team, "team", trainer)
    assert refused.value.leaders == [people.bob]
    client = browser(people.bob)
    assert "等班组长通过测验" in client.get("/training/cascades/c1/").content.decode()
    take(cascade.quiz, people.bob, right=False, at=NOON - timedelta(days=5))
    with pytest.raises(LeaderNotPassed):
        arrange(cascade, people.east_team, "team", trainer)
    take(cascade.quiz, people.bob, at=NOON - timedelta(days=3))
    assert arrange(cascade, people.east_team, "team", trainer).pk
    assert "可以安排" in client.get("/training/cascades/c1/").content.decode()


def test_team_that_nobody_leads_is_not_trained(people: People, trainer: User, cascade: Cascade) -> None:
    User.objects.filter(pk=people.bob.pk).update(is_active=False)
    with pytest.raises(NobodyLeads):
        arrange(cascade, people.east_team, "team", trainer)


def test_session_outside_the_plan_is_refused(people: People, cascade: Cascade) -> None:
    with pytest.raises(OutsidePlan):
        arrange(cascade, people.west, "leaders", people.dora)


def test_attendance_is_noted_once_and_after_the_start(
    people: People, trainer: User, cascade: Cascade
) -> None:
    session = arrange(cascade, people.east, "leaders", trainer)
    with pytest.raises(NotYetHeld):
        note_attendance(session=session, people=[people.bob], by=trainer, at=NOON)
    with pytest.raises(OutsidePlan):
        note_attendance(session=session, people=[people.charlie], by=trainer, at=NOON + 2 * DAY)
    assert note_attendance(session=session, people=[people.bob], by=trainer, at=NOON + 2 * DAY) == 1
    assert note_attendance(session=session, people=[people.bob], by=trainer, at=NOON + 2 * DAY) == 0


def test_nobody_notes_themselves_and_a_wrong_note_is_taken_back(
    people: People, trainer: User, cascade: Cascade
) -> None:
    session = arrange(cascade, people.east, "leaders", trainer)
    at = NOON + 2 * DAY
    with pytest.raises(NotOnYourself):
        note_attendance(session=session, people=[trainer], by=trainer, at=at)
    note_attendance(session=session, people=[people.bob, people.alice], by=trainer, at=at)
    assert take_back_attendance(session=session, people=[people.bob], by=trainer, at=at) == 1
    assert attended(session) == {people.alice.pk}
    told = Event.objects.unscoped("a test looks").filter(kind=EventKind.ATTENDANCE_NOTED).latest("pk")
    assert str(people.bob.pk) in str(told.payload)


def test_who_only_sees_quality_arranges_and_notes_nothing(
    people: People, trainer: User, cascade: Cascade
) -> None:
    session = arrange(cascade, people.east, "leaders", trainer)
    User.objects.filter(pk=people.bob.pk).update(role=Role.QA_REVIEWER)
    client = browser(User.objects.get(pk=people.bob.pk))
    assert client.get("/training/cascades/c1/").status_code == 200
    assert client.post(f"/training/sessions/{session.pk}/", {"people": [people.alice.pk]}).status_code == 403
    assert client.post("/training/cascades/c1/sessions/new/", {}).status_code == 403
    assert attended(session) == set()


@pytest.fixture
def reflection(people: People) -> Reflection:
    """Alice's, with a name and a number in it."""
    return write_reflection(title="没人管", fields=FIELDS, judgement="先听完", by=people.alice, at=NOON)


@pytest.mark.requirement("S4-001")
def test_reflection_is_shared_masked_and_after_a_second_look(people: People, reflection: Reflection) -> None:
    offered = offer_reflection(reflection=reflection, by=people.alice, at=NOON)
    assert "13812345678" not in str(offered.shown)
    assert shared_reflections(people.east.scope) == []
    with pytest.raises(SecondLookNeeded):
        share_reflection(reflection=offered, shown=offered.shown, by=people.alice, at=NOON)
    with pytest.raises(StillPersonal):
        share_reflection(
            reflection=offered,
            shown={**offered.shown, "outcome": "打 13812345678 找他"},
            by=people.bob,
            at=NOON,
        )
    share_reflection(
        reflection=offered, shown={**offered.shown, "setting": "周一早上"}, by=people.bob, at=NOON
    )
    page = browser(people.bob).get("/training/library/").content.decode()
    assert "周一早上" in page
    assert "13812345678" not in page
    assert "没人管" not in browser(people.charlie).get("/training/library/").content.decode()


def test_reflection_is_shared_without_addresses_and_names(people: People) -> None:
    fields = {**FIELDS, "setting": "陈先生家住文三路478号", "we_did": "张伟的话没人听"}
    row = write_reflection(title="没人管", fields=fields, judgement="", by=people.alice, at=NOON)
    offered = offer_reflection(reflection=row, by=people.alice, at=NOON)
    assert not [each for each in ("文三路", "陈", "张伟") if each in str(offered.shown)]
    again = {**offered.shown, "outcome": "家住幸福小区3栋2单元"}
    with pytest.raises(StillPersonal):
        share_reflection(reflection=offered, shown=again, by=people.bob, at=NOON)


@pytest.mark.requirement("S4-001", "S4-002")
def test_template_has_four_fields_and_a_free_note(people: People) -> None:
    client = browser(people.alice)
    page = client.get("/training/reflections/new/").content.decode()
    for name in (*FIELDS, "judgement"):
        assert f'name="{name}"' in page
    assert (
        client.post("/training/reflections/new/", {"title": "x", **FIELDS, "outcome": ""}).status_code == 422
    )
    assert client.post("/training/reflections/new/", {"title": "x", **FIELDS}).status_code == 302
    card = client.get("/training/library/LIB-HALF/").content.decode()
    assert "步骤固定" in card
    assert "我的判断" in card


def test_only_the_author_offers_and_only_once_shared(people: People, reflection: Reflection) -> None:
    with pytest.raises(NotOffered):
        offer_reflection(reflection=reflection, by=people.bob, at=NOON)
    with pytest.raises(NotOffered):
        share_reflection(reflection=reflection, shown=FIELDS, by=people.bob, at=NOON)
    assert browser(people.bob).get(f"/training/reflections/{reflection.pk}/look/").status_code == 404


@pytest.fixture
def teams(people: People) -> list[Unit]:
    """Eight teams of the eastern city."""
    made = [
        add_unit(
            code=f"T{n}", name=f"班组{n}", kind=UnitKind.TEAM, parent=people.east, by=None, at=NOON
        )
        for n in range(8)
    ]  # fmt: skip
    for person in User.objects.all():
        person.refresh_from_db()
    return list(Unit.objects.filter(pk__in=[each.pk for each in made]))


def draw(people: People, trainer: User, teams: list[Unit], **changed: object) -> Trial:
    told: dict[str, object] = {
        "code": "t1", "title": "倾听培训", "unit": Unit.objects.get(pk=people.east.pk), "outcome": "callback",
        "starts_date": TODAY + DAY, "steps": 2, "step_days": 14, "teams": teams, "seed": "s",
        "by": User.objects.select_related("unit").get(pk=trainer.pk), "at": NOON,
    }  # fmt: skip
    return draw_trial(**{**told, **changed})  # type: ignore[arg-type]


def test_draw_is_stored_before_the_start_and_can_be_repeated(
    people: People, trainer: User, teams: list[Unit]
) -> None:
    trial = draw(people, trainer, teams)
    rows = TrialTeam.objects.unscoped("a test looks").filter(trial=trial)
    stored = dict(rows.values_list("unit", "step"))
    assert stored == drawn([each.pk for each in teams], 2, trial.seed)
    assert trial.drawn_date < trial.starts_date
    page = browser(User.objects.get(pk=trainer.pk)).get("/training/trials/t1/").content.decode()
    assert trial.seed in page
    assert page.count("班组") >= len(teams)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [({"starts_date": TODAY}, StartTooEarly), ({"steps": 1}, StepsWrong), ({"step_days": 6}, StepsWrong)],
)
def test_trial_that_proves_nothing_is_refused(
    people: People, trainer: User, teams: list[Unit], changed: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        draw(people, trainer, teams, **changed)
    with pytest.raises(TooFewTeams):
        draw(people, trainer, teams[:3])


def test_a_team_within_a_team_is_refused(people: People, trainer: User, teams: list[Unit]) -> None:
    inside = Unit.objects.get(pk=people.east.pk)
    with pytest.raises(TeamsOverlap):
        draw(people, trainer, [*teams[:5], inside])


def test_comparison_says_why_it_may_mislead(people: People, trainer: User, teams: list[Unit]) -> None:
    compare_trial(
        code="t2", title="倾听培训", unit=Unit.objects.get(pk=people.east.pk), outcome="callback",
        starts_date=TODAY - 30 * DAY, trained=teams[:4], others=teams[4:],
        by=User.objects.select_related("unit").get(pk=trainer.pk), at=NOON,
    )  # fmt: skip
    page = browser(User.objects.get(pk=trainer.pk)).get("/training/trials/t2/").content.decode()
    assert "为什么这样比可能不准" in page
    assert "还说不准" in page  # no scores yet


def test_effect_of_a_trial_is_read_from_the_scores_of_its_teams(
    people: People, trainer: User, teams: list[Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = {team.pk: [_agent(team, n) for n in range(3)] for team in teams}
    trial = draw(people, trainer, teams, outcome="quality")
    User.objects.filter(pk__in=staff[teams[0].pk]).update(unit=teams[1])  # moving takes no score along
    found = {each.unit_id: each.step or 1 for each in TrialTeam.objects.unscoped("a test looks")}

    def up(team: int, on: date) -> float:
        return 10.0 if found[team] == 1 and on >= trial.starts_date else 0.0

    def scores(_people: object, since: date, until: date) -> list[tuple[int, date, float]]:
        days = [trial.starts_date + timedelta(days=n) for n in range(-20, 14, 2)]
        return [
            (agent, on, 70.0 + (on.day * 7 + agent * 3) % 9 + up(team, on))
            for team, agents in staff.items()
            for agent in agents
            for on in days
            if since <= on <= until
        ]  # fmt: skip

    monkeypatch.setattr(outcomes, "quality_scores", scores)
    assert measured(trial, trial.starts_date - DAY).verdict.early is Early.NOT_STARTED
    effect = measured(trial, trial.starts_date + timedelta(days=20)).verdict.effect
    assert effect is not None
    assert effect.low <= 10 <= effect.high
    assert effect.low > 5
    rows = tuple(TrialTeam.objects.unscoped("a test looks").filter(trial=trial))
    team_of = outcomes.span_of(trial, rows, trial.starts_date).team_of
    assert {team_of[each] for each in staff[teams[0].pk]} == {teams[0].pk}


def test_page_of_trials_asks_no_more_for_more_of_them(
    people: People,
    trainer: User,
    teams: list[Unit],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = browser(User.objects.get(pk=trainer.pk))
    for n in range(6):
        draw(people, trainer, teams, code=f"q{n}", outcome=("quality", "callback")[n % 2])
    client.get("/training/trials/")
    with django_assert_max_num_queries(14) as asked:
        assert client.get("/training/trials/").status_code == 200
    draw(people, trainer, teams, code="q9", outcome="quality")
    with django_assert_max_num_queries(len(asked)):
        client.get("/training/trials/")


def _agent(team: Unit, number: int) -> int:
    row = User.objects.create(
        username=f"a{team.pk}-{number}", name="员工", role="hotline_agent", unit=team, is_active=True
    )
    return int(row.pk)
