# SPDX-License-Identifier: Apache-2.0
"""A demo's training: quizzes taken, practice watched, cards read, a cascade begun, a draw stored. By the verbs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from amends.apps.core.models import Unit, User
from amends.apps.training.actions.cascades import arrange_session, note_attendance, plan_cascade
from amends.apps.training.actions.people import look_at_skill, mark_read, note_practice
from amends.apps.training.actions.quizzes.making import (
    Terms,
    approve_question,
    make_quiz,
    open_quiz,
    propose_questions,
)
from amends.apps.training.actions.quizzes.taking import answer, begin, hand_in
from amends.apps.training.actions.sharing import offer_reflection, share_reflection, write_reflection
from amends.apps.training.actions.trials import draw_trial
from amends.apps.training.models.learning import MODES, Attempt, Question, Quiz
from amends.apps.training.queries.certificates import certificate_subjects
from amends.apps.training.queries.library import library
from amends.apps.training.queries.quizzes.finding import asked_of, questions_of
from amends.apps.training.queries.quizzes.material import proposals
from amends.apps.training.queries.quizzes.passing import front_line
from amends.apps.training.queries.skills import model
from amends.apps.training.rules.learning_words import Kind
from amends.apps.training.rules.questions import Given
from amends.apps.training.rules.trials import LEAST_TEAMS

WEEK = timedelta(days=7)
SEEN = (
    "先听完再回应，客户自己缓下来了",
    "复述了两次，客户点头",
    "说清了几点前回电",
    "一上来就解释，客户又急了",
)
WORST = {
    "setting": "月底营业厅排队的人多，一位客户第三次来问同一笔扣费",
    "customer_did": "把单子拍在台面上，说再不退就投诉",
    "we_did": "翻出规定念了一遍，请他去别的台席",
    "outcome": "客户当场打了热线，后来由班组长上门道歉",
}


def fill_learning(*, unit: Unit, trainer: User, leader: User, at: datetime, rng: Random) -> None:
    """Fill the training of a unit: `trainer` manages it and `leader` leads in it; everything happened in the six weeks
    before `at`."""
    people = [each for each in front_line(unit).select_related("unit")[:12] if each.pk != leader.pk]
    quiz = _quiz(unit, trainer, at - 6 * WEEK)
    take(quiz, leader, 1.0, at - 5 * WEEK, rng)
    for place, person in enumerate(people):
        take(quiz, person, rng.choice((0.4, 0.95, 1.0)), at - 4 * WEEK + timedelta(hours=place), rng)
        _learn(person, leader, at - 3 * WEEK, rng)
    _asked_by_certificates(unit, people, trainer, at - 2 * WEEK, rng)
    _cascade(unit, quiz, people, trainer, at)
    if people:
        _reflect(people[0], leader, at - WEEK)
    _draw(unit, trainer, at, rng)


def _quiz(unit: Unit, trainer: User, at: datetime) -> Quiz:
    named = {"code": "hall-standards", "title": "营业厅服务标准", "subject": "hall", "skill": "expectation"}
    return _opened(named, unit, trainer, at)


def _asked_by_certificates(
    unit: Unit, people: Sequence[User], trainer: User, at: datetime, rng: Random
) -> None:
    """A quiz on each subject that certificates ask for; some of the front line have taken theirs."""
    for each in certificate_subjects().values():
        named = {"code": f"certificate-{each.code}", "title": each.name, "subject": each.code}
        quiz = _opened(named, unit, trainer, at)
        for place, person in enumerate(people[:6] if each.code == "entry" else ()):
            take(quiz, person, rng.choice((0.5, 1.0)), at + timedelta(days=1, hours=place), rng)


def _opened(named: dict[str, str], unit: Unit, trainer: User, at: datetime) -> Quiz:
    terms = Terms(ask=4, pass_share=0.75, retry_hours=24)
    quiz = make_quiz(**named, unit=unit, terms=terms, by=trainer, at=at)
    propose_questions(quiz=quiz, proposals=proposals(quiz.subject, unit, at), by=trainer, at=at)
    for question in questions_of(quiz):
        approve_question(question=question, by=trainer, at=at)
    open_quiz(quiz=quiz, by=trainer, at=at)
    return Quiz.objects.unscoped("just opened").select_related("unit").get(pk=quiz.pk)


def take(quiz: Quiz, person: User, knows: float, at: datetime, rng: Random) -> Attempt:
    """Let somebody take a quiz who knows a share of it."""
    attempt = begin(quiz=quiz, by=person, at=at, rng=rng)
    for question, _given in asked_of(attempt):
        given = _right(question) if rng.random() < knows else ""
        answer(attempt=attempt, question=question, given=given, by=person, at=at)
    return hand_in(attempt=attempt, by=person, at=at + timedelta(minutes=6))


def _right(question: Question) -> Given:
    right: Given = question.answer["value"] if question.kind == Kind.NUMBER else question.answer
    return right


def _learn(person: User, leader: User, at: datetime, rng: Random) -> None:
    for card in rng.sample(list(library().cards), 4):
        mark_read(card=card, by=person, at=at)
    skills = list(model().skills)
    for day in range(rng.randint(1, 4)):
        moment, note = at + timedelta(days=day), rng.choice(SEEN)
        note_practice(
            person=person, mode=rng.choice(list(MODES)), skill=rng.choice(skills), passed=note != SEEN[-1],
            note=note, done_date=timezone.localdate(moment), by=leader, at=moment,
        )  # fmt: skip
    look_at_skill(
        person=person,
        skill=rng.choice(skills),
        level=rng.randint(1, 3),
        seen=rng.choice(SEEN[:3]),
        by=leader,
        at=at,
    )


def _cascade(unit: Unit, quiz: Quiz, people: Sequence[User], trainer: User, at: datetime) -> None:
    cascade = plan_cascade(
        code="hall-cascade", title="营业厅标准逐级培训", unit=unit, quiz=quiz, materials="服务标准一页纸，演练三例",
        by=trainer, at=at - 5 * WEEK,
    )  # fmt: skip
    session = arrange_session(
        cascade=cascade, unit=unit, group="leaders", held_at=at - 4 * WEEK, minutes=120, place="三楼培训室",
        trainer=trainer, by=trainer, at=at - 5 * WEEK,
    )  # fmt: skip
    note_attendance(session=session, people=people[:8], by=trainer, at=at - 4 * WEEK + timedelta(hours=3))


def _reflect(author: User, leader: User, at: datetime) -> None:
    row = write_reflection(
        title="念规定的那一次", fields=WORST, judgement="先问急不急，再查账", by=author, at=at
    )
    offered = offer_reflection(reflection=row, by=author, at=at)
    share_reflection(reflection=offered, shown=offered.shown, by=leader, at=at + timedelta(hours=4))


def _draw(unit: Unit, trainer: User, at: datetime, rng: Random) -> None:
    """A stepped start, where there are teams enough for one."""
    teams = list(Unit.objects.within(unit.scope).filter(kind__in=("hall", "team"), children__isnull=True)[:8])
    if len(teams) < LEAST_TEAMS:
        return
    draw_trial(
        code="listening-steps", title="倾听培训分批开始", unit=unit, outcome="callback", steps=2, step_days=14,
        starts_date=timezone.localdate(at) + timedelta(days=3), teams=teams, seed=f"{rng.getrandbits(64):x}",
        by=trainer, at=at,
    )  # fmt: skip
