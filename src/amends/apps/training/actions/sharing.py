# SPDX-License-Identifier: Apache-2.0
"""Verbs on reflections and the pledge: written for oneself, masked, looked at by a second person, shared."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.hiding import anonymous
from amends.apps.training.actions.refusals import IN_HAND, LearningRefused, covered, unit_of, written
from amends.apps.training.models.learning import Pledge, Reflection

FIELDS = ("setting", "customer_did", "we_did", "outcome")


class StillPersonal(LearningRefused):
    """Personal data still stands in what would be shared."""

    def __init__(self, field: str) -> None:
        super().__init__(_("这里还有姓名、号码或证件等信息，请改写后再分享。"), field=field)


class SecondLookNeeded(LearningRefused):
    """One's own reflection is looked at by somebody else."""

    def __init__(self) -> None:
        super().__init__(_("自己写的要由另一个人看过才能分享。"))


class NotOffered(LearningRefused):
    """Only its author offers it, and what was shared stays as it was."""

    def __init__(self) -> None:
        super().__init__(_("这篇反思没有在等待分享。"))


def write_reflection(
    *, title: str, fields: Mapping[str, str], judgement: str, by: User, at: datetime
) -> Reflection:
    """Write down one's own worst service, for oneself. Raises `WordsMissing`, `NoUnit`."""
    said = {name: written(fields.get(name, ""), name) for name in FIELDS}
    unit = unit_of(by)
    with writing(by=by, at=at) as log:
        row = Reflection.objects.create(
            author=by,
            unit=unit,
            title=written(title, "title"),
            judgement=judgement.strip(),
            written_at=at,
            **said,
        )
        log(EventKind.REFLECTION_WRITTEN, row, unit=unit)
    return row


def offer_reflection(*, reflection: Reflection, by: User, at: datetime) -> Reflection:
    """Offer it to others: a copy is made with names, numbers and addresses taken out, and waits for a second look.
    Raises `NotOffered`."""
    with writing(by=by, at=at) as log:
        row = _locked(reflection)
        if row.author_id != by.pk or row.shared_at:
            raise NotOffered
        row.offered_at = at
        row.shown = {name: anonymous(getattr(row, name)) for name in ("title", *FIELDS, "judgement")}
        row.save(update_fields=["offered_at", "shown"])
        log(EventKind.REFLECTION_OFFERED, row, unit=row.unit)
    return row


def share_reflection(
    *, reflection: Reflection, shown: Mapping[str, str], by: User, at: datetime
) -> Reflection:
    """Share the masked copy as the second person left it. Raises `NotOffered`, `SecondLookNeeded`, `NotYourUnit`,
    `StillPersonal`, `WordsMissing`."""
    with writing(by=by, at=at) as log:
        row = _locked(reflection)
        covered(row.unit, by)
        if row.author_id == by.pk:
            raise SecondLookNeeded
        if row.offered_at is None or row.shared_at:
            raise NotOffered
        row.shown = _clean(shown)
        row.shared_at, row.looked_by = at, by
        row.save(update_fields=["shown", "shared_at", "looked_by"])
        log(EventKind.REFLECTION_SHARED, row, unit=row.unit)
    return row


def set_pledge(*, unit: Unit, words: str, by: User, at: datetime) -> Pledge:
    """Say the pledge of a unit in its own words. Raises `NotYourUnit`, `WordsMissing`."""
    said = written(words, "words")
    with writing(by=by, at=at) as log:
        covered(unit, by)
        row, _new = Pledge.objects.unscoped(IN_HAND).update_or_create(
            unit=unit, defaults={"words": said, "by": by, "at": at}
        )
        log(EventKind.PLEDGE_SET, row, unit=unit)
    return row


def _clean(shown: Mapping[str, str]) -> dict[str, str]:
    said = {name: written(shown.get(name, ""), name) for name in ("title", *FIELDS)}
    said["judgement"] = shown.get("judgement", "").strip()
    for name, words in said.items():
        if anonymous(words) != words:
            raise StillPersonal(name)
    return said


def _locked(reflection: Reflection) -> Reflection:
    rows = Reflection.objects.unscoped(IN_HAND).select_for_update(no_key=True, of=("self",))
    return rows.select_related("unit").get(pk=reflection.pk)
