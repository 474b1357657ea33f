# SPDX-License-Identifier: Apache-2.0
"""A promise that was not kept is reviewed: opened with the breach, closed with what was found."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import Log, writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Right, Role
from amends.apps.promises.actions.change import PromiseConflict, PromiseRefused, written
from amends.apps.promises.models import Promise, PromiseReview


class OwnReview(PromiseRefused):
    """Nobody reviews a promise that they made, owned or gave up themselves, and only leaders review."""

    def __init__(self) -> None:
        super().__init__(_("复核要由没有经手这条承诺的班组长或主管来做。"))


class ReviewDone(PromiseConflict):
    """Somebody has reviewed it already."""

    def __init__(self) -> None:
        super().__init__(_("这条承诺已经复核过。"))


def open_review(log: Log, promise: Promise) -> PromiseReview:
    """Ask the nearest leader who had no hand in it why a promise was broken. Call it inside the `writing` of the
    breach."""
    reader = _reader(promise)
    review = PromiseReview.objects.create(promise=promise, reader=reader, opened_at=log.at)
    about, named = promise.customer.code, reader.pk if reader else None
    log(EventKind.PROMISE_REVIEW_OPENED, promise, about=about, unit=promise.unit, reader=named)
    if reader:
        notify(
            to=reader,
            subject=_("承诺 %(number)s 没有兑现，请复核原因") % {"number": promise.number},
            at=log.at,
            link=reverse("promises:review", args=[promise.number]),
            key=f"promise_review:{promise.pk}",
        )
    return review


def review_promise(*, review: PromiseReview, finding: str, by: User, at: datetime) -> None:
    """Close a review with what was found. Raises `OwnReview`, `WordsMissing`, `ReviewDone`."""
    promise = review.promise
    if by.pk in _hands(promise) or not by.may(Right.ASSIGN_CASES):
        raise OwnReview
    found = written(finding, "finding")
    with writing(by=by, at=at) as log:
        rows = PromiseReview.objects.unscoped("the caller found it within the person's scope")
        if not rows.filter(pk=review.pk, done_at__isnull=True).update(done_at=at, done_by=by, finding=found):
            raise ReviewDone
        log(EventKind.PROMISE_REVIEWED, promise, about=promise.customer.code, unit=promise.unit)


def _reader(promise: Promise) -> User | None:
    unit, hands = promise.owner.unit or promise.unit, _hands(promise)
    for role in (Role.TEAM_LEADER, Role.CITY_MANAGER, Role.PROVINCE_MANAGER):
        for leader in leaders_above(unit, role):
            if leader.pk not in hands:
                return leader
    return None


def _hands(promise: Promise) -> set[int | None]:
    return {promise.made_by_id, promise.owner_id, promise.broken_by_id}
