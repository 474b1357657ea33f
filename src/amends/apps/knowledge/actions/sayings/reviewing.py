# SPDX-License-Identifier: Apache-2.0
"""The case base of scripts, and the record of a review."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.refusals import allowed, written
from amends.apps.knowledge.actions.sayings.refusals import SayingRefused
from amends.apps.knowledge.models import Script, ScriptExample, WordingReview
from amends.apps.knowledge.queries.reviewing import differing, due_for_review
from amends.apps.knowledge.rules.articles import masked


class ExampleThere(SayingRefused):
    """The script has an example of that title."""

    def __init__(self) -> None:
        super().__init__(_("这个话术已有同名案例。"), field="title")


def add_example(
    *, script: Script, title: str, story: str, went_well: bool, case: str = "", by: User, at: datetime
) -> ScriptExample:
    """Note a conversation that the script is learnt from; numbers of people in it are hidden before it is kept.
    Raises `WordsMissing`, `ExampleThere`, `RightMissing`, `NotYourUnit`."""
    allowed(by, script.unit, Right.WRITE_KNOWLEDGE)
    values = {
        "title": masked(written(title, "title")),
        "story": masked(written(story, "story")),
        "went_well": went_well,
    }
    try:
        with writing(by=by, at=at) as log, transaction.atomic():
            row = ScriptExample.objects.create(
                unit=script.unit, script=script.code, case=case.strip(), by=by, at=at, **values
            )
            log(EventKind.SCRIPT_EXAMPLE_ADDED, row, unit=script.unit, code=script.code)
    except IntegrityError:
        raise ExampleThere from None
    return row


def record_review(*, unit: Unit, result: str, by: User, at: datetime, today: date) -> WordingReview:
    """Keep that somebody went through what is due this month and what differs between channels, and what came of it;
    the same words in the same month are one review. Raises `WordsMissing`, `RightMissing`, `NotYourUnit`."""
    allowed(by, unit, Right.WRITE_KNOWLEDGE)
    words, month = masked(written(result, "result")), today.replace(day=1)
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        rows = WordingReview.objects.within(unit.scope).filter(
            unit=unit, month_date=month, by=by, result=words
        )
        return rows.first() or _recorded(unit, words, by, at, today)


def _recorded(unit: Unit, words: str, by: User, at: datetime, today: date) -> WordingReview:
    with writing(by=by, at=at) as log:
        row = WordingReview.objects.create(
            unit=unit,
            month_date=today.replace(day=1),
            due=len(due_for_review(unit.scope, today)),
            differing=len(differing(unit)),
            result=words,
            by=by,
            at=at,
        )
        log(EventKind.WORDING_REVIEWED, row, unit=unit, due=row.due, differing=row.differing)
    return row
