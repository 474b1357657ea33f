# SPDX-License-Identifier: Apache-2.0
"""What is known of one person: levels, practice by mode, certificates."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.utils import timezone

from amends.apps.cases.models import Case, Duty
from amends.apps.cases.queries.special import owner_for
from amends.apps.core.models import Message, User
from amends.apps.training.actions.cascades import arrange_session, note_attendance, plan_cascade
from amends.apps.training.actions.people import (
    HeldAlready,
    NotShown,
    NotYetHeld,
    Unknown,
    give_certificate,
    look_at_skill,
    note_practice,
    revoke_certificate,
    warn_ending,
)
from amends.apps.training.actions.refusals import NotOnYourself, NotYourUnit
from amends.apps.training.models.learning import Certificate, Practice
from amends.apps.training.models.playing import Play
from amends.apps.training.queries.certificates import (
    certificate_subjects,
    certificates_of,
    certificates_within,
    certified,
    kinds,
)
from amends.apps.training.queries.practice import look_back, practice_plan, progress
from amends.apps.training.queries.quizzes.material import proposals
from amends.apps.training.queries.skills import profile
from amends.apps.training.rules.certificates import Holding, Lacking
from tests.apps.training.learning.conftest import browser, quiz_of, take
from tests.people import NOON, People

TODAY = date(2026, 11, 2)
DAY = timedelta(days=1)


def practise(person: User, by: User, mode: str, *, passed: bool) -> Practice:
    return note_practice(
        person=person,
        mode=mode,
        skill="empathy",
        done_date=TODAY,
        passed=passed,
        note="先听完",
        by=by,
        at=NOON,
    )


@pytest.mark.requirement("S1-024")
def test_trainee_sees_sessions_and_pass_rate_by_mode(people: People) -> None:
    for passed in (True, True, False, True):
        practise(people.alice, people.bob, "personalised", passed=passed)
    practise(people.alice, people.bob, "courteous", passed=False)
    found = {
        each.mode: (each.done, each.passed, each.share) for each in progress(people.alice, look_back(NOON))
    }
    assert found == {"courteous": (1, 0, 0.0), "selling": (0, 0, None), "personalised": (4, 3, 0.75)}
    page = browser(people.alice).get("/training/me/").content.decode()
    assert "个性化沟通" in page
    assert "75%" in page


@pytest.mark.requirement("S4-049", "S2-004")
def test_profile_shows_five_skills_and_three_abilities(people: People) -> None:
    look_at_skill(person=people.alice, skill="closing", level=3, seen="一次说定", by=people.bob, at=NOON)
    look_at_skill(person=people.alice, skill="solve", level=2, seen="查清原因", by=people.bob, at=NOON)
    page = browser(people.alice).get("/training/me/").content.decode()
    for name in ("同理倾听", "提问分析", "期望管理", "逻辑表达", "一次办结", "解决问题", "沟通", "礼仪"):
        assert name in page
    assert "3 级" in page
    assert "2 级" in page
    assert "班组长评定" in page


def test_look_sent_twice_counts_once_and_another_day_again(people: People) -> None:
    said: dict[str, Any] = {
        "person": people.alice,
        "skill": "closing",
        "level": 3,
        "seen": "一次说定",
        "by": people.bob,
    }
    first = look_at_skill(**said, at=NOON)
    assert look_at_skill(**said, at=NOON + timedelta(seconds=1)) == first
    assert profile(people.alice, NOON + DAY).standings["closing"].n == 1
    look_at_skill(**{**said, "level": 4}, at=NOON + timedelta(seconds=2))  # another word is another look
    look_at_skill(**said, at=NOON + 2 * DAY)
    assert profile(people.alice, NOON + 3 * DAY).standings["closing"].n == 3


def test_quiz_is_evidence_for_its_skill(people: People, trainer: User) -> None:
    take(quiz_of(trainer, people), people.alice)
    found = profile(people.alice, NOON + DAY).standings["expectation"]
    assert (found.level, found.n) == (1, 1)  # one piece of evidence says no more than that they practise


def test_matrix_keeps_to_ones_own_units_and_is_not_ranked(people: People) -> None:
    look_at_skill(person=people.alice, skill="closing", level=4, seen="一次说定", by=people.bob, at=NOON)
    page = browser(people.bob).get("/training/skills/").content.decode()
    assert page.index("鲍勃") < page.index("艾丽")  # by unit, although Alice is better
    assert "查理" not in page
    assert browser(people.alice).get("/training/skills/").status_code == 403


def test_nobody_sees_the_profile_of_another_team(people: People) -> None:
    assert browser(people.alice).get("/training/people/charlie/").status_code == 404
    assert browser(people.bob).get("/training/people/alice/").status_code == 200


def test_a_colleague_of_the_same_team_does_not_see_ones_profile(people: People, trainer: User) -> None:
    User.objects.filter(pk=people.charlie.pk).update(unit=people.east_team)
    assert browser(people.charlie).get("/training/people/alice/").status_code == 404
    assert browser(people.charlie).get("/training/people/charlie/").status_code == 200
    assert browser(trainer).get("/training/people/alice/").status_code == 200


def test_nobody_notes_for_themselves_or_for_another_city(people: People) -> None:
    with pytest.raises(NotOnYourself):
        practise(people.alice, people.alice, "courteous", passed=True)
    with pytest.raises(NotYourUnit):
        practise(people.charlie, people.bob, "courteous", passed=True)
    with pytest.raises(NotOnYourself):
        look_at_skill(person=people.bob, skill="closing", level=4, seen="x", by=people.bob, at=NOON)


def test_practice_of_tomorrow_or_of_no_mode_is_refused(people: People) -> None:
    told = {
        "person": people.alice,
        "skill": "empathy",
        "passed": True,
        "note": "x",
        "by": people.bob,
        "at": NOON,
    }
    with pytest.raises(NotYetHeld):
        note_practice(mode="selling", done_date=TODAY + DAY, **told)  # type: ignore[arg-type]
    with pytest.raises(Unknown):
        note_practice(mode="begging", done_date=TODAY, **told)  # type: ignore[arg-type]


def test_plan_holds_what_inspections_found(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    where = "amends.apps.training.queries.practice.found_of"
    monkeypatch.setattr(where, lambda _person, _since: {"closing": 1, "empathy": 5})
    practise(people.alice, people.bob, "courteous", passed=True)
    plan = practice_plan(people.alice, profile(people.alice, NOON).standings, NOON + DAY)
    assert [(each.skill, each.target, each.practised) for each in plan] == [
        ("empathy", 3, 1),
        ("closing", 1, 0),
    ]
    assert not plan[0].is_done


def _play(person: User, code: str, people: People, *, passed: bool = True) -> None:
    Play.objects.create(
        unit=people.east_team, person=person, code=code, title="场景", content={}, state={}, begun_at=NOON,
        ended_at=NOON, ending="recovered" if passed else "gone", points=90, passed=passed,
    )  # fmt: skip


@pytest.fixture
def shown(people: People, trainer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Alice has passed the quiz, three role-plays, and four hours of training."""
    monkeypatch.setattr("amends.apps.training.queries.evidence._plays", lambda _keys, _since: ())
    quiz = quiz_of(trainer, people, code="special", subject="special")
    take(quiz, people.alice)
    for code in ("RP-01", "RP-02", "RP-03"):
        _play(people.alice, code, people)
    plan = plan_cascade(code="c", title="x", unit=people.east, quiz=quiz, materials="", by=trainer, at=NOON)
    session = arrange_session(
        cascade=plan, unit=people.east, group="leaders", held_at=NOON, minutes=240, place="三楼", trainer=trainer,
        by=trainer, at=NOON,
    )  # fmt: skip
    note_attendance(session=session, people=[people.alice], by=trainer, at=NOON)


def holds(person: User, at: datetime) -> bool:
    return person.pk in certified([person.pk], "special_owner", at.date())


def test_certificate_is_given_for_what_was_shown_and_ends(people: People, trainer: User, shown: None) -> None:
    at = NOON + DAY
    row = give_certificate(person=people.alice, code="CERT-SPECIAL", by=trainer, at=at)
    assert holds(people.alice, at)
    assert not holds(people.alice, at + timedelta(days=366))
    assert not holds(people.bob, at)
    assert certificates_of(people.alice, row.ends_date - timedelta(days=10))[0].holding is Holding.ENDING
    revoke_certificate(certificate=row, why="资料作废", by=trainer, at=at)
    assert not holds(people.alice, at)


def test_certificate_is_given_once_and_taken_back_whole(people: People, trainer: User, shown: None) -> None:
    at = NOON + DAY
    row = give_certificate(person=people.alice, code="CERT-SPECIAL", by=trainer, at=at)
    with pytest.raises(HeldAlready):
        give_certificate(person=people.alice, code="CERT-SPECIAL", by=trainer, at=at)
    row.pk = None
    row.save(force_insert=True)  # as two tabs made them before
    revoke_certificate(certificate=row, why="资料作废", by=trainer, at=at)
    assert not holds(people.alice, at)


def test_certificate_that_ends_soon_is_told_of_once_and_given_again(
    people: People, trainer: User, shown: None
) -> None:
    row = give_certificate(person=people.alice, code="CERT-SPECIAL", by=trainer, at=NOON + DAY)
    Certificate.objects.unscoped("a test looks").update(ends_date=timezone.localdate() + 20 * DAY)
    assert [warn_ending(at=timezone.now() + n * DAY) for n in (0, 1)] == [1, 1]
    told = Message.objects.filter(key__startswith=f"certificate:{row.pk}:")
    leaders = {each.pk for each in User.objects.filter(role="team_leader")} & set(
        told.values_list("to", flat=True)
    )
    assert told.count() == 1 + len(leaders)
    assert set(told.filter(to=people.alice).values_list("link", flat=True)) == {"/training/me/"}
    client = browser(trainer)
    page = client.get("/training/people/alice/").content.decode()
    assert "快到期，可以续发" in page
    give_certificate(person=people.alice, code="CERT-SPECIAL", by=trainer, at=timezone.now())
    assert warn_ending(at=timezone.now()) == 0


def test_certificate_is_taken_back_on_the_page_of_its_holder(
    people: People, trainer: User, shown: None
) -> None:
    row = give_certificate(person=people.alice, code="CERT-SPECIAL", by=trainer, at=NOON + DAY)
    address = f"/training/certificates/{row.pk}/revoke/"
    client = browser(trainer)
    assert address in client.get("/training/people/alice/").content.decode()
    assert address not in browser(people.alice).get("/training/me/").content.decode()
    assert "已撤销" not in client.post(address, {"why": " "}, follow=True).content.decode()
    assert holds(people.alice, NOON + DAY)
    page = client.post(address, {"why": "资料作废"}, follow=True).content.decode()
    assert "已撤销" in page
    assert not holds(people.alice, NOON + DAY)


def test_page_of_certificates_shows_those_in_force(people: People, trainer: User) -> None:
    told = {"person": people.alice, "unit": people.east, "code": "CERT-SPECIAL", "by": trainer, "at": NOON}
    long_ago = {"starts_date": TODAY - 700 * DAY, "ends_date": TODAY - 400 * DAY}
    Certificate.objects.bulk_create(Certificate(**told, **long_ago) for _ in range(3))
    held = Certificate.objects.create(**told, starts_date=TODAY, ends_date=TODAY + DAY)
    assert [each.row for each in certificates_within(people.east.scope, TODAY, most=2)] == [held]


def test_same_play_passed_thrice_is_one(people: People, trainer: User, shown: None) -> None:
    Play.objects.unscoped("a test looks").filter(person=people.alice).update(code="RP-01")
    with pytest.raises(NotShown) as refused:
        give_certificate(person=people.alice, code="CERT-SPECIAL", by=trainer, at=NOON + DAY)
    assert [(each.what, each.there) for each in refused.value.gaps] == [(Lacking.PLAYS, 1)]


def test_certificate_is_refused_with_what_is_lacking(people: People, trainer: User) -> None:
    with pytest.raises(NotShown) as refused:
        give_certificate(person=people.alice, code="CERT-SPECIAL", by=trainer, at=NOON)
    assert [each.what for each in refused.value.gaps] == [Lacking.QUIZ, Lacking.PLAYS, Lacking.HOURS]
    client = browser(trainer)
    page = client.post("/training/people/alice/certificates/CERT-SPECIAL/", follow=True).content.decode()
    assert "培训学时不够" in page
    assert "还没有通过测验“特殊人物接待”" in page
    assert "这份测验还没有开放" in page


def test_every_quiz_that_a_certificate_asks_for_can_be_made(people: People, trainer: User) -> None:
    asked = {quiz for kind in kinds().values() for quiz in kind.quizzes}
    assert asked == set(certificate_subjects())
    for subject in asked:
        assert len(proposals(subject, people.east, NOON)) >= 8
    offered = browser(trainer).get("/training/quizzes/new/").content.decode()
    assert '<option value="special">特殊人物接待</option>' in offered


def test_special_persons_go_to_who_holds_the_certificate(
    people: People, trainer: User, shown: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are trained as the leader says; once one of them holds the certificate, only that one is asked."""
    near = [people.dora, people.alice]
    monkeypatch.setattr("amends.apps.cases.queries.special.people_for", lambda _case: near)
    for person in near:
        Duty.objects.create(person=person, on_duty=True, since=NOON, skills=["special:lawyer"])
    first, case = min(near, key=lambda each: each.pk), cast(Case, SimpleNamespace(pk=0))
    other = next(each for each in near if each != first)
    assert owner_for(case, "lawyer", TODAY) == first
    Certificate.objects.create(
        person=other,
        unit=people.east,
        code="CERT-SPECIAL",
        starts_date=TODAY,
        ends_date=TODAY,
        by=trainer,
        at=NOON,
    )
    assert owner_for(case, "lawyer", TODAY) == other
    assert owner_for(case, "lawyer", TODAY + DAY) == first  # it has ended
