# SPDX-License-Identifier: Apache-2.0
"""Telling channels before customers are told; who has read it; who is reminded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.refusals import (
    KnowledgeRefused,
    NotYourUnit,
    RightMissing,
    allowed,
    written,
)
from amends.apps.knowledge.models import Article, Notice, NoticePlace, NoticeReading
from amends.apps.knowledge.models.articles import READ_BELOW
from amends.apps.knowledge.queries.notices import asked_people, is_asked, unread_people


class ChannelsMissing(KnowledgeRefused):
    """A notice that goes to nobody."""

    def __init__(self) -> None:
        super().__init__(_("请至少选一个岗位。"), field="channels")


class ReadTooLate(KnowledgeRefused):
    """People would read it after customers ask about it."""

    def __init__(self) -> None:
        super().__init__(_("最晚读完的日期不能晚于对客户生效的日期。"), field="due_date")


class NotAsked(KnowledgeRefused):
    """Somebody who is not asked to read it, or it was withdrawn."""

    def __init__(self) -> None:
        super().__init__(_("这条通知没有发给您，或者已经撤回。"))


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told to which channels in which units; `subject` is the code of a campaign or service."""

    unit: Unit
    title: str
    text: str
    channels: Sequence[str]
    effective: date
    due: date
    subject: str = ""
    places: Sequence[Unit] = ()
    article: Article | None = None


def publish_notice(*, telling: Telling, by: User, at: datetime) -> Notice:
    """Tell everybody of the channels, in the whole unit where no places are named. Each finds it among their notices.
    Raises `ChannelsMissing`, `ReadTooLate`, `WordsMissing`, `NotYourUnit`."""
    allowed(by, telling.unit, Right.WRITE_KNOWLEDGE)
    places = list(telling.places) or [telling.unit]
    if not all(telling.unit.scope.covers(each.number) for each in places):
        raise NotYourUnit
    if not telling.channels:
        raise ChannelsMissing
    if telling.due > telling.effective:
        raise ReadTooLate
    with writing(by=by, at=at) as log:
        row = Notice.objects.create(
            unit=telling.unit, subject=telling.subject, title=written(telling.title, "title"),
            text=written(telling.text, "text"), article=telling.article, channels=sorted(telling.channels),
            effective_date=telling.effective, due_date=telling.due, published_by=by, published_at=at,
        )  # fmt: skip
        NoticePlace.objects.bulk_create(NoticePlace(notice=row, unit=each) for each in places)
        asked = list(asked_people(row))
        _tell(row, asked, _("请在 %(due)s 前读完：%(title)s"), f"notice:{row.pk}", at)
        log(
            EventKind.KNOWLEDGE_NOTICE_PUBLISHED,
            row,
            unit=row.unit,
            asked=len(asked),
            subject_code=row.subject,
        )
    return row


def read_notice(*, notice: Notice, by: User, at: datetime) -> NoticeReading:
    """Say «read and understood»; twice says it once. Raises `NotAsked`."""
    unit = by.unit
    if unit is None or notice.withdrawn_at or not is_asked(notice, by):
        raise NotAsked
    rows = NoticeReading.objects.unscoped("one's own receipt")
    with writing(by=by, at=at) as log:
        row, _new = rows.get_or_create(notice=notice, by=by, defaults={"unit": unit, "at": at})
        log(EventKind.KNOWLEDGE_NOTICE_READ, notice, unit=unit)
    return row


def remind_unread(*, notice: Notice, by: User, at: datetime) -> int:
    """Remind those of one's own units who have not read it, at most once a day each; returns how many there are.
    Raises `RightMissing`."""
    if not (by.may(Right.ASSIGN_CASES) or by.may(Right.WRITE_KNOWLEDGE)):
        raise RightMissing
    return _remind(notice, [each for each in unread_people(notice) if _covers(by, each)], by, at)


def remind_due(*, at: datetime) -> int:
    """Remind everybody of what is to be read by tomorrow or was to be read already, once a day each; returns how many
    reminders there were. Can be run again."""
    today = timezone.localdate(at)
    rows = Notice.objects.unscoped("a nightly reminder").filter(withdrawn_at__isnull=True)
    due = [each for each in rows if (each.due_date - today).days <= 1 and each.effective_date >= today]
    return sum(_remind(each, list(unread_people(each)), None, at) for each in due)


def _remind(notice: Notice, people: Sequence[User], by: User | None, at: datetime) -> int:
    if not people:
        return 0
    with writing(by=by, at=at) as log:
        key = f"notice:{notice.pk}:{timezone.localdate(at)}"
        _tell(notice, people, _("还没有读：%(title)s（最晚 %(due)s）"), key, at)
        log(EventKind.KNOWLEDGE_NOTICE_REMINDED, notice, unit=notice.unit, people=len(people))
    return len(people)


def withdraw_notice(*, notice: Notice, reason: str, by: User, at: datetime) -> None:
    """Ask nobody to read it any more. Raises `WordsMissing`, `NotYourUnit`, `NotAsked` where it was withdrawn."""
    allowed(by, notice.unit, Right.WRITE_KNOWLEDGE)
    why = written(reason, "reason")
    with writing(by=by, at=at) as log:
        rows = Notice.objects.unscoped(READ_BELOW).filter(pk=notice.pk, withdrawn_at__isnull=True)
        if not rows.update(withdrawn_at=at, withdrawn_reason=why[:200]):
            raise NotAsked
        log(EventKind.KNOWLEDGE_NOTICE_WITHDRAWN, notice, unit=notice.unit)


def _covers(by: User, other: User) -> bool:
    return other.unit is not None and by.scope.covers(other.unit.number)


def _tell(notice: Notice, people: Iterable[User], words: str, key: str, at: datetime) -> None:
    link = reverse("knowledge:notice", args=[notice.pk])
    subject = words % {"title": notice.title, "due": notice.due_date}
    for each in people:
        notify(to=each, subject=subject, at=at, link=link, key=f"{key}:{each.pk}")
