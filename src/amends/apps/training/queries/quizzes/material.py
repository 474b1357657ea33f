# SPDX-License-Identifier: Apache-2.0
"""What questions are made of: key points of articles in force, and targets of standards."""

from datetime import datetime
from typing import Any, cast

from amends.apps.core.models import Unit
from amends.apps.knowledge.queries.articles import articles_in_force
from amends.apps.quality.queries.standards import InForce, standards_in_force
from amends.apps.training.queries.certificates import certificate_subjects
from amends.apps.training.rules.proposing import Lesson, Proposal, Target, from_lesson, from_target
from amends.packs import load


def proposals(subject: str, unit: Unit, at: datetime) -> list[Proposal]:
    """The questions that templates make of an article (its code), or of standards: one by its code, all of an area by
    the area, several by what a certificate asks. Empty where the subject is none of these. Two queries."""
    return [*_of_articles(subject, unit, at), *_of_standards(subject, unit)]


def subjects(unit: Unit, at: datetime) -> list[tuple[str, str]]:
    """Codes and names of what questions can be made of, in this order: what certificates ask, articles, standards. Two
    queries."""
    asked = [(each.code, each.name) for each in certificate_subjects().values()]
    articles = [(each.article.code, each.title) for each in articles_in_force(unit, at)[:200] if each.points]
    return [*asked, *articles, *((each.code, each.words) for each in standards_in_force(unit.scope))]


def _of_articles(subject: str, unit: Unit, at: datetime) -> list[Proposal]:
    versions = list(articles_in_force(unit, at)[:200])
    wanted = next((each for each in versions if each.article.code == subject), None)
    if wanted is None:
        return []
    others = [point for each in versions if each is not wanted for point in each.points]
    lesson = Lesson(subject, wanted.title, tuple(map(str, wanted.points)), tuple(map(str, others)))
    return list(from_lesson(lesson, _templates()["article"]))


def _of_standards(subject: str, unit: Unit) -> list[Proposal]:
    standards = standards_in_force(unit.scope)
    ways = sorted({each.source for each in standards if each.source})
    asked = certificate_subjects().get(subject)
    codes = {subject} if asked is None else {*asked.standards}
    wanted = [each for each in standards if codes & {each.code, each.area}]
    return [
        proposal for each in wanted for proposal in from_target(_target(each, ways), _templates()["standard"])
    ]


def _target(each: InForce, ways: list[str]) -> Target:
    return Target(each.code, each.words, each.target, each.unit, each.source, ways)


def _templates() -> Any:
    return cast(Any, load("quizzes"))["templates"]
