# SPDX-License-Identifier: Apache-2.0
"""The database refuses rows of learning that say half a thing; the demo fills itself by the verbs."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from amends.apps.core.models import User
from amends.apps.training.models.learning import (
    Answer,
    Attempt,
    Attendance,
    Cascade,
    Certificate,
    LibraryMark,
    Pledge,
    Practice,
    Question,
    Quiz,
    Reflection,
    Session,
    SkillLook,
    Trial,
    TrialTeam,
)
from amends.cli.demo.learning import fill_learning
from tests.people import NOON, People

TODAY = date(2026, 11, 2)
Rows = dict[type[models.Model], dict[str, Any]]


@pytest.fixture
def sound(people: People, trainer: User, quiz: Quiz) -> Rows:
    """A row of each table that the database takes."""
    at, by, unit, who = {"at": NOON}, {"by": trainer}, {"unit": people.east}, {"person": people.alice}
    made = {"made_by": trainer, "made_at": NOON}
    cascade = Cascade.objects.create(code="c", title="x", quiz=quiz, **unit, **made)
    session_told = {"group": "team", "held_at": NOON, "minutes": 60, "place": "x", "trainer": trainer}
    session = Session.objects.create(cascade=cascade, **session_told, **unit, **made)
    trial_told = {"title": "x", "design": "stepped", "outcome": "quality", "starts_date": TODAY, "steps": 2}
    trial_told |= {"step_days": 7, "seed": "s", "drawn_date": TODAY - timedelta(days=1), "made_by": trainer}
    trial = Trial.objects.create(code="t", **trial_told, **unit)
    attempt = Attempt.objects.create(quiz=quiz, begun_at=NOON, finished_at=NOON, person=people.bob, **unit)
    question = Question.objects.unscoped("a test looks").first()
    words = dict.fromkeys(("title", "setting", "customer_did", "we_did", "outcome"), "x")
    return {
        Quiz: {"code": "q9", "title": "x", "subject": "x", "ask": 1, "pass_share": 1, "retry_hours": 1, **unit, **made},
        Question: {"quiz": quiz, "kind": "number", "words": "x", "answer": {"value": 1}, "made_at": NOON},
        Attempt: {"quiz": quiz, "begun_at": NOON, **who, **unit},
        Answer: {"attempt": attempt, "question": question, "given": 1, "is_right": True, **at},
        SkillLook: {"skill": "closing", "level": 1, "seen": "x", **who, **unit, **by, **at},
        Certificate: {"code": "C", "starts_date": TODAY, "ends_date": TODAY, **who, **unit, **by, **at},
        Practice: {
            "mode": "selling", "skill": "closing", "done_date": TODAY, "passed": True, "note": "x",
            "watched_by": trainer, **who, **unit, **at,
        },
        LibraryMark: {"card": "x", **who, **at},
        Cascade: {"code": "c9", "title": "x", "quiz": quiz, **unit, **made},
        Session: {"cascade": cascade, **session_told, **unit, **made},
        Attendance: {"session": session, **who, **by, **at},
        Reflection: {"author": people.alice, "written_at": NOON, **words, **unit},
        Pledge: {"words": "x", **unit, **by, **at},
        Trial: {"code": "t9", **trial_told, **unit},
        TrialTeam: {"trial": trial, "step": 1, **unit},
    }  # fmt: skip


def _alice(people: People) -> Any:
    return people.alice


WRONG: list[tuple[type[models.Model], dict[str, Any]]] = [
    (Quiz, {"title": ""}), (Quiz, {"ask": 0}), (Quiz, {"pass_share": 1.1}), (Quiz, {"closed_at": NOON}),
    (Question, {"words": ""}), (Question, {"kind": "guess"}), (Question, {"approved_at": NOON}),
    (Attempt, {"passed": True}), (Attempt, {"finished_at": NOON - timedelta(days=1)}),
    (SkillLook, {"level": 5}), (SkillLook, {"seen": ""}), (SkillLook, {"by": _alice}),
    (Certificate, {"ends_date": TODAY - timedelta(days=1)}), (Certificate, {"revoked_at": NOON}),
    (Practice, {"mode": "begging"}), (Practice, {"note": ""}), (Practice, {"watched_by": _alice}),
    (LibraryMark, {"card": ""}), (Cascade, {"title": ""}), (Session, {"group": "all"}),
    (Session, {"minutes": 0}), (Session, {"place": ""}), (Reflection, {"outcome": ""}),
    (Reflection, {"shared_at": NOON}), (Reflection, {"shared_at": NOON, "offered_at": NOON, "looked_by": _alice}),
    (Pledge, {"words": ""}), (Trial, {"title": ""}), (Trial, {"design": "guess"}), (Trial, {"steps": 1}),
    (Trial, {"step_days": 6}), (Trial, {"drawn_date": TODAY}), (Trial, {"seed": ""}), (TrialTeam, {"step": 0}),
]  # fmt: skip
TWICE = [Attempt, Answer, LibraryMark, Attendance, Pledge, TrialTeam]


@pytest.mark.parametrize(("model", "changed"), WRONG)
def test_database_refuses(
    model: type[models.Model], changed: dict[str, Any], sound: Rows, people: People
) -> None:
    values = {name: each(people) if isinstance(each, Callable) else each for name, each in changed.items()}  # type: ignore[arg-type]
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.create(**{**sound[model], **values})
    assert model._default_manager.create(**sound[model]).pk


@pytest.mark.parametrize("model", TWICE)
def test_database_refuses_a_second_one(model: type[models.Model], sound: Rows) -> None:
    model._default_manager.create(**sound[model])
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.create(**sound[model])


def test_demo_fills_itself(people: People, trainer: User) -> None:
    fill_learning(unit=people.east, trainer=trainer, leader=people.bob, at=NOON, rng=Random(7))
    assert Attempt.objects.unscoped("a test looks").filter(finished_at__isnull=False).count() == 3
    assert Reflection.objects.unscoped("a test looks").filter(shared_at__isnull=False).count() == 1
