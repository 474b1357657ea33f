# SPDX-License-Identifier: Apache-2.0
"""Changing the element tree: always a new version."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.satisfaction.models import ElementTree
from amends.apps.satisfaction.queries.trees import touchpoints, tree_in_use
from amends.apps.satisfaction.rules.trees import Element, Fault, TreeFaulty, as_rows, tree_faults
from amends.kernel.refusals import Saying


class TreeMoved(ValueError):
    """Somebody else saved a version in the meantime."""

    def __init__(self) -> None:
        super().__init__(_("别人刚刚保存了新版本。请打开最新的结构，再改一次"))


def change_tree(*, elements: Sequence[Element], note: str, after: int, by: User, at: datetime) -> ElementTree:
    """Save a new version behind version `after`. Raises `TreeFaulty`, `TreeMoved`."""
    faults = tree_faults(elements, touchpoints())
    if not note.strip():
        faults = (*faults, Fault("", Saying(gettext_noop("请写明改了什么、为什么"))))
    if faults:
        raise TreeFaulty(faults)
    if tree_in_use().number != after:
        raise TreeMoved
    try:
        with writing(by=by, at=at) as log, transaction.atomic():
            made = ElementTree.objects.create(
                number=after + 1, elements=as_rows(elements), note=note.strip()[:200], made_by=by, made_at=at
            )
            log(EventKind.ELEMENT_TREE_CHANGED, made, number=made.number, elements=len(elements))
    except IntegrityError as error:
        raise TreeMoved from error
    return made
