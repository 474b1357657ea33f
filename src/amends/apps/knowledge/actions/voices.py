# SPDX-License-Identifier: Apache-2.0
"""Where customers are heard: registered with owner and cadence, brought up to date, ended."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.refusals import KnowledgeRefused, allowed, written
from amends.apps.knowledge.models import VoiceSource
from amends.apps.knowledge.models.articles import READ_BELOW
from amends.apps.knowledge.rules.article_words import VoiceKind
from amends.apps.knowledge.rules.articles import masked


class NameTaken(KnowledgeRefused):
    """The unit has a source of this name."""

    def __init__(self) -> None:
        super().__init__(_("这个机构已经登记了同名的来源。"), field="name")


class SourceEnded(KnowledgeRefused):
    """The source is no longer heard."""

    def __init__(self) -> None:
        super().__init__(_("这个来源已经停用。"))


@dataclass(frozen=True, slots=True)
class Source:
    """A source: what it is, whose, every how many days it is to be brought up to date, and by which events it is by
    itself."""

    unit: Unit
    name: str
    kind: VoiceKind
    owner: User
    cadence_days: int
    follows: str = ""


def register_source(*, source: Source, by: User, at: datetime) -> VoiceSource:
    """Register a source. Raises `NameTaken`, `WordsMissing`, `NotYourUnit`."""
    allowed(by, source.unit, Right.WRITE_KNOWLEDGE)
    try:
        with writing(by=by, at=at) as log, transaction.atomic():
            row = VoiceSource.objects.create(
                unit=source.unit, name=written(source.name, "name"), kind=source.kind, owner=source.owner,
                cadence_days=source.cadence_days, follows=source.follows, made_at=at,
            )  # fmt: skip
            log(EventKind.VOICE_SOURCE_REGISTERED, row, unit=row.unit, kind=str(source.kind))
    except IntegrityError:
        raise NameTaken from None
    return row


def refresh_source(*, source: VoiceSource, note: str, by: User, at: datetime) -> None:
    """Say that the newest of a source came in, and what it was: its owner may, and who writes knowledge there. Raises
    `WordsMissing`, `SourceEnded`, `NotYourUnit`."""
    if source.owner_id != by.pk:
        allowed(by, source.unit, Right.WRITE_KNOWLEDGE)
    said = written(masked(note), "note")
    with writing(by=by, at=at) as log:
        rows = VoiceSource.objects.unscoped(READ_BELOW).filter(pk=source.pk, ended_at__isnull=True)
        if not rows.update(refreshed_at=at, refreshed_note=said[:200]):
            raise SourceEnded
        log(EventKind.VOICE_SOURCE_REFRESHED, source, unit=source.unit)


def end_source(*, source: VoiceSource, by: User, at: datetime) -> None:
    """Hear a source no more. Raises `SourceEnded`, `NotYourUnit`."""
    allowed(by, source.unit, Right.WRITE_KNOWLEDGE)
    with writing(by=by, at=at) as log:
        rows = VoiceSource.objects.unscoped(READ_BELOW).filter(pk=source.pk, ended_at__isnull=True)
        if not rows.update(ended_at=at):
            raise SourceEnded
        log(EventKind.VOICE_SOURCE_ENDED, source, unit=source.unit)
