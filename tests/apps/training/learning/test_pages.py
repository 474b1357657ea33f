# SPDX-License-Identifier: Apache-2.0
"""Pages of learning: a trainer's and a trainee's day by the browser's requests, and how many queries they take."""

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Role
from amends.apps.training.actions.quizzes.making import make_quiz
from amends.apps.training.models.learning import Attempt, Question, Quiz
from amends.apps.training.queries.quizzes.finding import offers, quiz_by_code
from tests.apps.training.learning.conftest import TERMS, browser, quiz_of
from tests.people import NOON, PASSWORD, People

OWN = ("me", "library", "quizzes", "reflections")
LED = ("skills", "cascades", "certificates")
TEACH_BACK = "副卡能取消：副卡 + 取消/退掉\n次月不收费：下个月/次月 + 不*收/不*扣"


@pytest.mark.parametrize("name", OWN)
def test_everybody_opens_their_own_pages(name: str, people: People) -> None:
    assert browser(people.alice).get(f"/training/{name}/").status_code == 200


@pytest.mark.parametrize("name", LED)
def test_leaders_open_those_of_their_units(name: str, people: People) -> None:
    assert browser(people.bob).get(f"/training/{name}/").status_code == 200
    assert browser(people.alice).get(f"/training/{name}/").status_code == 403


def test_trials_are_for_those_who_manage_training(people: People, trainer: User) -> None:
    assert browser(trainer).get("/training/trials/").status_code == 200
    assert browser(trainer).get("/training/trials/new/").status_code == 200
    assert browser(people.bob).get("/training/trials/").status_code == 403


def test_trainer_makes_a_quiz_and_trainee_passes_it(people: People, trainer: User) -> None:
    teach = browser(trainer)
    made = {
        "title": "副卡", "code": "sub", "subject": "entry", "unit": people.east.pk, "skill": "", "ask": 2,
        "pass_percent": 100, "retry_hours": 24,
    }  # fmt: skip
    assert teach.post("/training/quizzes/new/", made).status_code == 302
    questions = (
        {"kind": "teach_back", "words": "讲讲副卡", "points": TEACH_BACK},
        {"kind": "multiple", "words": "哪些对", "options": "*可以取消\n要交违约金\n*号码保留三十天"},
    )
    for each in questions:
        assert teach.post("/training/quizzes/sub/questions/new/", each).status_code == 302
    for key in Question.objects.unscoped("a test looks").values_list("pk", flat=True):
        teach.post(f"/training/questions/{key}/approve/")
    teach.post("/training/quizzes/sub/open/")
    assert "一线上岗须知" in teach.get("/training/quizzes/").content.decode()
    learn = browser(people.alice)
    place = learn.post("/training/quizzes/sub/take/").headers["Location"]
    given = {"讲讲副卡": "副卡想退掉就退掉，下个月不再收钱", "哪些对": ["0", "2"]}
    for _question in range(2):
        page = learn.get(place).content.decode()
        words = next(each for each in given if each in page)
        assert learn.post(place, {"given": given[words]}).status_code == 302
    assert "都答完了" in learn.get(place).content.decode()
    learn.post(f"{place}hand-in/")
    assert "通过了" in learn.get(place).content.decode()
    assert browser(people.bob).get(place).status_code == 404


def test_result_names_the_points_that_were_missed(people: People, trainer: User) -> None:
    quiz_of(trainer, people)
    learn = browser(people.alice)
    place = learn.post("/training/quizzes/q1/take/").headers["Location"]
    learn.post(place, {"given": "no"}), learn.post(place, {"given": "3"})
    learn.post(f"{place}hand-in/")
    page = learn.get(place).content.decode()
    assert "这次没有通过" in page
    assert "可以换题重考" in page
    assert Attempt.objects.unscoped("a test looks").get().passed is False


def test_a_question_that_was_not_asked_is_not_found(people: People, trainer: User) -> None:
    quiz_of(trainer, people)
    learn = browser(people.alice)
    place = learn.post("/training/quizzes/q1/take/").headers["Location"]
    assert learn.get(f"{place}?question=999999").status_code == 404


def test_an_older_quiz_and_plan_stay_found(
    people: People, trainer: User, quiz: Quiz, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amends.apps.training.queries.quizzes.finding.MOST", 1)
    told = {"title": "草稿", "subject": "s", "unit": people.east, "terms": TERMS, "skill": "", "by": trainer}
    make_quiz(code="newer", at=NOON, **told)  # type: ignore[arg-type]
    assert quiz_by_code(quiz.code, people.alice.scope) == quiz
    assert [each.quiz for each in offers(people.alice)] == [quiz]


def test_question_form_shows_what_is_stored_as_it_is_typed(people: People, trainer: User, quiz: Quiz) -> None:
    teach = browser(trainer)
    teach.post(
        "/training/quizzes/q1/questions/new/", {"kind": "teach_back", "words": "讲", "points": TEACH_BACK}
    )
    key = Question.objects.unscoped("a test looks").get(kind="teach_back").pk
    assert "副卡能取消：副卡 + 取消/退掉" in teach.get(f"/training/questions/{key}/").content.decode()


def test_unsound_question_is_said_at_its_field(people: People, trainer: User, quiz: Quiz) -> None:
    told = {"kind": "single", "words": "x", "options": "甲\n乙"}
    answer = browser(trainer).post("/training/quizzes/q1/questions/new/", told)
    assert answer.status_code == 422
    assert "答案与题型不符" in answer.content.decode()


def test_trainee_opens_no_page_of_trainers(people: People, quiz: Quiz) -> None:
    client = browser(people.alice)
    for place in ("quizzes/new/", "quizzes/q1/", "quizzes/q1/questions/new/", "pledge/", "trials/new/"):
        assert client.get(f"/training/{place}").status_code == 403
    assert client.post("/training/quizzes/q1/close/").status_code == 403


@pytest.mark.parametrize(
    ("place", "most"), [("me/", 40), ("library/", 14), ("quizzes/", 14), ("quizzes/q1/", 20), ("skills/", 20)]
)
def test_pages_take_few_queries(
    place: str, most: int, people: People, trainer: User, quiz: Quiz,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = browser(trainer)
    with django_assert_max_num_queries(most):
        assert client.get(f"/training/{place}").status_code == 200


def test_home_panel_names_what_is_to_be_done(people: People, quiz: Quiz) -> None:
    page = browser(people.alice).get("/training/home-panel/", headers={"HX-Request": "true"}).content.decode()
    assert "活动要点" in page
    assert "<html" not in page


def test_home_shows_the_checks_before_opening_to_whom_they_concern(people: People) -> None:
    clerk = add_user(
        username="ken",
        name="Ken",
        role=Role.HALL_CLERK,
        unit=people.east_team,
        password=PASSWORD,
        by=None,
        at=NOON,
    )
    address = reverse("training:home_panel")
    page = browser(clerk).get(address, headers={"HX-Request": "true"}).content.decode()
    assert reverse("quality:own_checks") in page
    assert "开门以前完成" in page
    others = browser(people.dora).get(address, headers={"HX-Request": "true"}).content.decode()
    assert "班前自查" not in others
