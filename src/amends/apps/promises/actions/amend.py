# SPDX-License-Identifier: Apache-2.0
"""How an open promise changes: another day with the customer's agreement, another owner."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, User
from amends.apps.promises.actions.change import (
    PromiseRefused,
    TermsIncomplete,
    apply_change,
    local_minute,
    written,
)
from amends.apps.promises.actions.make import suited_owner
from amends.apps.promises.models import Promise
from amends.apps.promises.rules.terms import due_fault


class TooLateToAmend(PromiseRefused):
    """The day has passed: the customer has waited, so it was not kept, whatever they agree to now."""

    def __init__(self) -> None:
        super().__init__(_("已经超时，不能再改期：请登记兑现，或登记未兑现并作出后续承诺。"))


def amend_promise(
    *, promise: Promise, version: int, due_at: datetime, agreement: str, by: User, at: datetime
) -> None:
    """Move the due time, with the customer's agreement in words, while it has not passed.

    The log, which leaves the house and can never be erased, keeps both times; the words stand in the row, the last
    ones only. Raises `TooLateToAmend`, `TermsIncomplete`, `WordsMissing`,
    `PromiseChanged`, `PromiseEnded`.
    """
    agreed = written(agreement, "agreement")
    if promise.is_open and at > promise.due_at:
        raise TooLateToAmend
    if fault := due_fault(due_at, made_at=at):
        raise TermsIncomplete(fault)
    before = promise.due_at
    with writing(by=by, at=at) as log:
        change = {"due_at": due_at, "amended_at": at, "amended_by": by, "agreement": agreed}
        apply_change(promise, version=version, warned_at=None, enable_warned_at=None, **change)
        log(
            EventKind.PROMISE_AMENDED,
            promise,
            about=promise.customer.code,
            unit=promise.unit,
            due_before=before.isoformat(),
            due_after=due_at.isoformat(),
        )


def hand_over(*, promise: Promise, version: int, owner: User, by: User, at: datetime) -> None:
    """Give a promise to another `owner`, who is told so; the due time stays.

    Raises `OwnerUnsuited`, `PromiseChanged`, `PromiseEnded`.
    """
    suited_owner(owner, promise.customer)
    before = promise.owner_id
    with writing(by=by, at=at) as log:
        apply_change(promise, version=version, owner=owner, unit=promise.customer.unit, warned_at=None)
        log(
            EventKind.PROMISE_HANDED_OVER,
            promise,
            about=promise.customer.code,
            unit=promise.unit,
            owner_before=before,
            owner_after=owner.pk,
        )
        words = _("%(who)s 把承诺 %(number)s 交给了您：%(kind)s，%(due)s 到期")
        values = {"who": by, "number": promise.number, "kind": promise.get_kind_display()}
        notify(
            to=owner,
            subject=words % {**values, "due": local_minute(promise.due_at)},
            at=at,
            link=reverse("promises:detail", args=[promise.number]),
            key=f"promise-handed-over:{promise.pk}:{promise.version}",
        )
