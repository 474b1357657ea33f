# SPDX-License-Identifier: Apache-2.0
"""A lesson from a case becomes material for an article: one a case, with the numbers of people masked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import Unit, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Role
from amends.apps.knowledge.actions.articles.writing import Draft, store_draft
from amends.apps.knowledge.models import Article
from amends.apps.knowledge.queries.lessons import lesson_of
from amends.apps.knowledge.rules.article_words import SourceChannel

LOOKED_AT_AFTER = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a case taught: its number and unit, what it was about, how it is avoided from now on."""

    case: str
    unit: Unit
    title: str
    text: str
    topic: str = ""


def share_lesson(*, lesson: Lesson, by: User, at: datetime) -> Article:
    """Hand a lesson to the knowledge editors, the nearest above the case's unit; twice hands it over once. It is read
    by the front line when it was rewritten and approved. Raises `WordsMissing`."""
    with transaction.atomic():  # of two who press at once the second waits, and finds it
        Unit.objects.select_for_update(no_key=True).get(pk=lesson.unit.pk)
        return lesson_of(lesson.case) or _handed_over(lesson, by, at)


def _handed_over(lesson: Lesson, by: User, at: datetime) -> Article:
    editor = leaders_above(lesson.unit, Role.KNOWLEDGE_EDITOR).first()
    draft = Draft(
        unit=editor.unit if editor and editor.unit else lesson.unit,
        title=lesson.title[:120],
        material=lesson.text,
        owner=editor or by,
        review_date=timezone.localdate(at) + LOOKED_AT_AFTER,
        source_channel=SourceChannel.CASE,
        topic=lesson.topic,
        lesson_of=lesson.case,
    )
    article = store_draft(draft=draft, by=by, at=at).article
    if editor:
        words = _("案件 %(case)s 的经验教训等您改写成知识") % {"case": lesson.case}
        link = reverse("knowledge:article", args=[article.code])
        notify(to=editor, subject=words, at=at, link=link, key=f"lesson:{lesson.case}")
    return article
