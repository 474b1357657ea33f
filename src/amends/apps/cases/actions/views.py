# SPDX-License-Identifier: Apache-2.0
"""Saved views: a list under a name, one's own or shared with one's unit."""

from datetime import datetime
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused, RightMissing, checked_words
from amends.apps.cases.models import SavedView
from amends.apps.cases.queries.views import may_remove
from amends.apps.cases.rules.desk import Choice, asked_for
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right

LONGEST_NAME, LONGEST_QUERY = 40, 400


class NameTaken(CaseRefused):
    """The person has a view of that name."""

    sentence = _("您已有同名的视图")


class NotYourView(CaseRefused):
    """A view of somebody else was to be removed, who still works here or whose unit is another's."""

    sentence = _("只能删除自己保存的视图，或本机构里已停用的人共享的视图")


class ViewTooLong(CaseRefused):
    """The conditions are too long to keep."""

    sentence = _("条件太多，无法保存")


def save_view(*, name: str, choice: Choice, shared: bool, by: User, at: datetime) -> SavedView:
    """Keep a list under a name; `shared` shows it to everybody of the person's unit and below.

    Raises `WordsMissing`, `NameTaken`, `ViewTooLong`, `RightMissing` (only who assigns cases shares).
    """
    name, query = checked_words(name)[:LONGEST_NAME], urlencode(asked_for(choice))
    if shared and not by.may(Right.ASSIGN_CASES):
        raise RightMissing
    if len(query) > LONGEST_QUERY:
        raise ViewTooLong
    try:
        with writing(by=by, at=at) as log, transaction.atomic():
            unit = by.unit if shared else None
            view = SavedView.objects.create(owner=by, unit=unit, name=name, query=query)
            log(EventKind.VIEW_SAVED, view, unit=by.unit, shared=shared)
    except IntegrityError as error:
        raise NameTaken from error
    return view


def remove_view(*, view: SavedView, by: User, at: datetime) -> None:
    """Remove one's own view, for everybody; whoever assigns cases also one that somebody left behind who is gone.

    Raises `NotYourView`.
    """
    if not may_remove(view, by):
        raise NotYourView
    with writing(by=by, at=at) as log:
        log(EventKind.VIEW_REMOVED, view, unit=by.unit)
        view.delete()
