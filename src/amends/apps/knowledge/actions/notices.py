# SPDX-License-Identifier: Apache-2.0
"""Telling channels before customers are told; who has read it; who is reminded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.refusals import (
    KnowledgeRefused,
    NotYourUnit,
    RightMissing,
    allowed,
    written,
)
from amends.apps.knowledge.actions.uses import note_use
from amends.apps.knowledge.models import Article, Notice, NoticePlace, NoticeReading
from amends.apps.knowledge.models.articles import READ_BELOW
from amends.apps.knowledge.queries.notices import asked_people, is_asked, unread_people
from amends.apps.knowledge.rules.article_words import UseKind
from amends.apps.knowledge.rules.articles import masked


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
    """What is told to which channels in which units; `subject` is the code of a campaign or service, `key` that of the
    page it was typed on: the page sent twice tells once."""

    unit: Unit
    title: str
    text: str
    channels: Sequence[str]
    effective: date
    due: date
    subject: str = ""
    places: Sequence[Unit] = ()
    article: Article | None = None
    key: str = ""


def publish_notice(*, telling: Telling, by: User, at: datetime) -> Notice:
    """Tell everybody of the channels, in the whole unit where no places are named. Each finds it among their notices.
    The same `key` from the same person gives the notice that is there. Raises `ChannelsMissing`, `ReadTooLate`,
    `WordsMissing`, `NotYourUnit`."""
    allowed(by, telling.unit, Right.WRITE_KNOWLEDGE)
    _refuse(telling)
    key = f"{by.pk}:{telling.key}" if telling.key else None
    rows = Notice.objects.unscoped("one's own page")
    try:
        if there := rows.filter(key=key).first() if key else None:
            return there
        return _publish(telling, key, by, at)
    except IntegrityError:  # the same page a moment ago
        if there := rows.filter(key=key).first() if key else None:
            return there
        raise


def _refuse(telling: Telling) -> None:
    if not all(telling.unit.scope.covers(each.number) for each in telling.places):
        raise NotYourUnit
    if not telling.channels:
        raise ChannelsMissing
    if telling.due > telling.effective:
        raise ReadTooLate


def _publish(telling: Telling, key: str | None, by: User, at: datetime) -> Notice:
    with writing(by=by, at=at) as log, transaction.atomic():
        row = Notice.objects.create(
            unit=telling.unit, subject=telling.subject, title=masked(written(telling.title, "title")),
            text=masked(written(telling.text, "text")), article=telling.article, channels=sorted(telling.channels),
            effective_date=telling.effective, due_date=telling.due, published_by=by, published_at=at, key=key,
        )  # fmt: skip
        places = telling.places or [telling.unit]
        NoticePlace.objects.bulk_create(NoticePlace(notice=row, unit=each) for each in places)
        asked = list(asked_people(row))
        _tell(row, asked, _("请在 %(due)s 前读完：%(title)s"), f"notice:{row.pk}", at)
        if row.article and row.subject:
            used = partial(note_use, kind=UseKind.CAMPAIGN, reference=row.subject, unit=row.unit)
            used(code=row.article.code, by=by, at=at)
        kind = EventKind.KNOWLEDGE_NOTICE_PUBLISHED
        log(kind, row, unit=row.unit, asked=len(asked), subject_code=row.subject)
    return row


def read_notice(*, notice: Notice, by: User, at: datetime) -> NoticeReading:
    """Say «read and understood»; twice says it once. Raises `NotAsked`."""
    unit = by.unit
    if unit is None or not is_asked(notice, by):
        raise NotAsked
    rows = NoticeReading.objects.unscoped("one's own receipt")
    if there := rows.filter(notice=notice, by=by).first():
        return there
    with writing(by=by, at=at) as log:
        held = _standing(notice)
        row, _new = rows.get_or_create(notice=held, by=by, defaults={"unit": unit, "at": at})
        log(EventKind.KNOWLEDGE_NOTICE_READ, held, unit=unit)
    return row


def _standing(notice: Notice) -> Notice:
    """The notice as it is now, locked until the transaction ends. Raises `NotAsked` where it was withdrawn."""
    rows = Notice.objects.unscoped(READ_BELOW).select_for_update(no_key=True, of=("self",))
    held = rows.select_related("unit").get(pk=notice.pk)
    if held.withdrawn_at:
        raise NotAsked
    return held


def remind_unread(*, notice: Notice, by: User, at: datetime) -> int:
    """Remind those of one's own units who have not read it, at most once a day each; returns how many there are.
    Raises `RightMissing`, `NotAsked` where it was withdrawn."""
    if not (by.may(Right.ASSIGN_CASES) or by.may(Right.WRITE_KNOWLEDGE)):
        raise RightMissing
    return _remind(notice, by.scope, by, at)


def remind_due(*, at: datetime) -> int:
    """Remind everybody of what is to be read by tomorrow or was to be read already, once a day each; returns how many
    reminders there were. Can be run again."""
    today = timezone.localdate(at)
    rows = Notice.objects.unscoped("a nightly reminder").filter(withdrawn_at__isnull=True)
    due = rows.filter(due_date__lte=today + timedelta(days=1), effective_date__gte=today).order_by("pk")
    return sum(_reminded_unless_withdrawn(each, at) for each in due)


def _reminded_unless_withdrawn(notice: Notice, at: datetime) -> int:
    try:
        return _remind(notice, None, None, at)
    except NotAsked:  # between the list and its turn
        return 0


def _remind(notice: Notice, scope: Scope | None, by: User | None, at: datetime) -> int:
    late = unread_people(notice)
    if scope is not None:
        late = late.filter(unit__number__range=(scope.first, scope.last))
    people = list(late)
    if not people and not notice.withdrawn_at:
        return 0
    with writing(by=by, at=at) as log:
        held = _standing(notice)
        key = f"notice:{held.pk}:{timezone.localdate(at)}"
        _tell(held, people, _("还没有读：%(title)s（最晚 %(due)s）"), key, at)
        log(EventKind.KNOWLEDGE_NOTICE_REMINDED, held, unit=held.unit, people=len(people))
    return len(people)


def withdraw_notice(*, notice: Notice, reason: str, by: User, at: datetime) -> None:
    """Ask nobody to read it any more. Raises `WordsMissing`, `NotYourUnit`, `NotAsked` where it was withdrawn."""
    allowed(by, notice.unit, Right.WRITE_KNOWLEDGE)
    why = written(reason, "reason")
    with writing(by=by, at=at) as log:
        rows = Notice.objects.unscoped(READ_BELOW).filter(pk=notice.pk, withdrawn_at__isnull=True)
        if not rows.update(withdrawn_at=at, withdrawn_reason=masked(why)[:200]):
            raise NotAsked
        log(EventKind.KNOWLEDGE_NOTICE_WITHDRAWN, notice, unit=notice.unit)


def _tell(notice: Notice, people: Iterable[User], words: str, key: str, at: datetime) -> None:
    link = reverse("knowledge:notice", args=[notice.pk])
    subject = words % {"title": notice.title, "due": notice.due_date}
    for each in people:
        notify(to=each, subject=subject, at=at, link=link, key=f"{key}:{each.pk}")
