# SPDX-License-Identifier: Apache-2.0
"""What people have shown elsewhere: role-plays, inspections, quizzes, practice; as evidence for skills."""

from collections.abc import Collection, Iterator
from datetime import datetime, time

from django.utils import timezone

from amends.apps.core.models import User
from amends.apps.quality.models import Inspection
from amends.apps.quality.queries.coaching import marks_in_force
from amends.apps.quality.rules.scorecards import Mark
from amends.apps.training.models.learning import Attempt, Practice, SkillLook
from amends.apps.training.models.playing import Play
from amends.apps.training.queries.playing import played_by
from amends.apps.training.queries.playing.plays import read_result
from amends.apps.training.rules.skills import Evidence, Source

OF_PEOPLE = "of people in hand"


def plays_passed(person: User, since: datetime) -> int:
    """How many different role-plays a person passed since a moment. One query."""
    return len({each.code for each in played_by(person, since) if each.passed})


def evidence_of(people: Collection[User], since: datetime) -> dict[int, list[Evidence]]:
    """What is known of some people's skills since a moment, by person. A query a source."""
    keys = [each.pk for each in people]
    found: dict[int, list[Evidence]] = {key: [] for key in keys}
    sources = (_looks, _quizzes, _practice, _plays, _inspections)
    for person, each in (one for source in sources for one in source(keys, since)):
        found[person].append(each)
    return found


def _looks(keys: list[int], since: datetime) -> Iterator[tuple[int, Evidence]]:
    rows = SkillLook.objects.unscoped(OF_PEOPLE).filter(person__in=keys, at__gte=since)
    for each in rows.select_related("by"):
        words = f"{each.by}：{each.seen}"
        yield each.person_id, Evidence(each.skill, Source.LEADER, each.level / 4, each.at, each.level, words)


def _quizzes(keys: list[int], since: datetime) -> Iterator[tuple[int, Evidence]]:
    rows = Attempt.objects.unscoped(OF_PEOPLE).filter(person__in=keys, finished_at__gte=since)
    for each in rows.exclude(quiz__skill="").select_related("quiz"):
        share = each.right / len(each.asked) if each.asked else 0.0
        assert each.finished_at is not None
        yield (
            each.person_id,
            Evidence(each.quiz.skill, Source.QUIZ, share, each.finished_at, words=each.quiz.title),
        )


def _practice(keys: list[int], since: datetime) -> Iterator[tuple[int, Evidence]]:
    rows = Practice.objects.unscoped(OF_PEOPLE).filter(
        person__in=keys, done_date__gte=timezone.localdate(since)
    )
    for each in rows:
        at = timezone.make_aware(datetime.combine(each.done_date, time(12)))
        yield each.person_id, Evidence(each.skill, Source.PRACTICE, float(each.passed), at, words=each.note)


def _plays(keys: list[int], since: datetime) -> Iterator[tuple[int, Evidence]]:
    rows = Play.objects.unscoped(OF_PEOPLE).filter(person__in=keys, ended_at__gte=since)
    for each in rows:
        assert each.ended_at is not None
        for skill, met, asked in read_result(each).by_skill:
            yield each.person_id, Evidence(skill, Source.PLAY, met / asked, each.ended_at, words=each.title)


def _inspections(keys: list[int], since: datetime) -> Iterator[tuple[int, Evidence]]:
    rows = Inspection.objects.unscoped(OF_PEOPLE).filter(agent__in=keys, told_at__gte=since)
    for each in rows.select_related("appeal"):
        assert each.told_at is not None
        for skill, share in _shares(each).items():
            yield each.agent_id, Evidence(skill, Source.INSPECTION, share, each.told_at)


def _shares(row: Inspection) -> dict[str, float]:
    """Of each skill the share of its items that were done, of those that there was an occasion for."""
    marks, items = marks_in_force(row), row.scorecard.by_code
    told: dict[str, list[bool]] = {}
    for code, each in marks.items():
        skill = items[code].skill if code in items else ""
        if skill and each.get("mark") in {Mark.PASS, Mark.FAIL}:
            told.setdefault(skill, []).append(each["mark"] == Mark.PASS)
    return {skill: sum(done) / len(done) for skill, done in told.items()}
