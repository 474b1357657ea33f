# SPDX-License-Identifier: Apache-2.0
"""Begin from the questionnaires of the pack: all of them for a new operator, or a copy of one."""

from collections.abc import Iterable
from datetime import datetime

from amends.apps.core.actions.log import writing
from amends.apps.core.models import Unit, User
from amends.apps.surveys.actions.publishing import publish
from amends.apps.surveys.actions.questionnaires import make_questionnaire
from amends.apps.surveys.models import Questionnaire
from amends.apps.surveys.queries.questionnaires import draft_of
from amends.apps.surveys.queries.starters import starter
from amends.apps.surveys.rules.starters import STARTERS


def load_starters(
    *,
    unit: Unit,
    by: User,
    at: datetime,
    names: Iterable[str] = STARTERS,
    published: bool = False,
) -> list[Questionnaire]:
    """Make the pack's questionnaires questionnaires of a unit, as drafts or `published`; a code that is there already
    is left as it is. Returns those made."""
    wanted = [starter(name) for name in names]
    taken = set(Questionnaire.objects.unscoped("codes are one a house").values_list("code", flat=True))
    return [
        begin_from_starter(name=each.name, code=each.code, unit=unit, by=by, at=at, published=published)
        for each in wanted
        if each.code not in taken
    ]


def begin_from_starter(
    *, name: str, code: str, unit: Unit, by: User, at: datetime, published: bool = False
) -> Questionnaire:
    """One questionnaire of the pack, under a code of one's own. Raises `CodeTaken`, `PackFileMissing`."""
    found = starter(name)
    with writing(by=by, at=at):
        made = make_questionnaire(
            code=code, name=found.title, purpose=found.purpose, unit=unit, content=found.content, by=by, at=at
        )
        if published and (draft := draft_of(made)):
            publish(version=draft, by=by, at=at)
    return made
