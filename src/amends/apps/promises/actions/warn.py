# SPDX-License-Identifier: Apache-2.0
"""Warn of promises: the owner before it is due, the leaders when it is late, the managers a day after that."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Role
from amends.apps.promises.actions.change import local_minute
from amends.apps.promises.models import Promise


def warn_before_due(*, promise: Promise, at: datetime) -> bool:
    """Warn the owner, or their leaders where the account is off, that a promise is due soon. Returns whether it
    was done: a promise that was meanwhile settled or warned of is left alone."""
    readers = [promise.owner] if promise.owner.is_active else _leaders(promise)
    words = _("承诺 %(number)s（%(kind)s）将于 %(due)s 到期")
    return _warn(promise, EventKind.PROMISE_DUE_SOON, marker="warned_at", readers=readers, words=words, at=at)


def warn_enabler(*, promise: Promise, at: datetime) -> bool:
    """Warn whoever answers for the department that a promise still waits for it; where nobody is named or the
    account is off, the owner, who must press the department. Returns whether it was done."""
    answering = promise.enabler_owner
    reader = answering if answering and answering.is_active else promise.owner
    words = _("承诺 %(number)s（%(kind)s）的条件还没有落实，%(due)s 到期")
    kind, marker = EventKind.PROMISE_ENABLING_LATE, "enable_warned_at"
    return _warn(promise, kind, marker=marker, readers=[reader], words=words, at=at)


def warn_when_late(*, promise: Promise, at: datetime) -> bool:
    """Warn the owner and the team leaders above that a promise is late. Returns whether it was done."""
    readers = [promise.owner, *_leaders(promise)]
    words = _("承诺 %(number)s（%(kind)s）已超时，原定 %(due)s")
    return _warn(
        promise, EventKind.PROMISE_FELL_LATE, marker="late_warned_at", readers=readers, words=words, at=at
    )


def escalate(*, promise: Promise, at: datetime) -> bool:
    """Tell the managers above that a promise has been late for a day. Returns whether it was done."""
    readers = leaders_above(_line(promise), Role.CITY_MANAGER)
    words = _("承诺 %(number)s（%(kind)s）超时已满一天，原定 %(due)s")
    return _warn(
        promise, EventKind.PROMISE_ESCALATED, marker="escalated_at", readers=readers, words=words, at=at
    )


def _warn(
    promise: Promise, kind: EventKind, *, marker: str, readers: Iterable[User], words: str, at: datetime
) -> bool:
    with transaction.atomic():
        if not _claim(promise, marker, at):
            return False
        with writing(by=None, at=at) as log:
            log(kind, promise, about=promise.customer.code, unit=promise.unit)
            values = {"number": promise.number, "kind": promise.get_kind_display()}
            subject = words % {**values, "due": local_minute(promise.due_at)}
            for reader in dict.fromkeys(readers):
                _tell(reader, promise, kind, subject, at)
    return True


def _claim(promise: Promise, marker: str, at: datetime) -> bool:
    """Whether this warning is ours to give: the mark is set once, and only while the promise is open."""
    rows = Promise.objects.unscoped("the schedule looks after everybody's promises")
    unwarned = rows.filter(pk=promise.pk, is_open=True, due_at=promise.due_at, **{f"{marker}__isnull": True})
    return unwarned.update(**{marker: at}) == 1


def _tell(reader: User, promise: Promise, kind: EventKind, subject: str, at: datetime) -> None:
    link = reverse("promises:detail", args=[promise.number])
    key = f"{kind.value}:{promise.pk}:{promise.due_at.isoformat()}:{reader.pk}"
    notify(to=reader, subject=subject, at=at, link=link, key=key)


def _leaders(promise: Promise) -> list[User]:
    """The team leaders above the owner; where there are none, the managers."""
    unit = _line(promise)
    return list(leaders_above(unit, Role.TEAM_LEADER)) or list(leaders_above(unit, Role.CITY_MANAGER))


def _line(promise: Promise) -> Unit:
    return promise.owner.unit or promise.unit
