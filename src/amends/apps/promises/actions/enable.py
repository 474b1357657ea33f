# SPDX-License-Identifier: Apache-2.0
"""Between made and kept: the department that a promise depends on says that its part is done."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right
from amends.apps.promises.actions.change import PromiseConflict, PromiseRefused, apply_change, written
from amends.apps.promises.models import Promise


class AlreadyEnabled(PromiseConflict):
    """Somebody said so before."""

    def __init__(self, promise: Promise) -> None:
        super().__init__(_("这条承诺的条件已经登记为落实。"))
        self.promise = promise


class NotTheEnabler(PromiseRefused):
    """Neither the person named for it, nor anybody who may make promises."""

    def __init__(self) -> None:
        super().__init__(_("请由配合部门负责人或承诺的负责人登记。"))


def enable_promise(*, promise: Promise, version: int, note: str, by: User, at: datetime) -> None:
    """Record that what a promise depends on is done, in words: the rate code is set up, the part is in the hall. The
    keeper is told.

    Raises `NotTheEnabler`, `WordsMissing`, `AlreadyEnabled`, `PromiseChanged`, `PromiseEnded`.
    """
    if by.pk != promise.enabler_owner_id and not by.may(Right.MAKE_PROMISES):
        raise NotTheEnabler
    said = written(note, "note")
    if promise.enabled_at:
        raise AlreadyEnabled(promise)
    with writing(by=by, at=at) as log:
        apply_change(promise, version=version, enabled_at=at, enabled_by=by, enabled_note=said)
        late = at > promise.due_at
        log(EventKind.PROMISE_ENABLED, promise, about=promise.customer.code, unit=promise.unit, late=late)
        if promise.owner_id != by.pk:
            notify(
                to=promise.owner,
                subject=_("承诺 %(number)s 的条件已落实，可以兑现") % {"number": promise.number},
                at=at,
                link=reverse("promises:detail", args=[promise.number]),
                key=f"promise_enabled:{promise.pk}",
            )
