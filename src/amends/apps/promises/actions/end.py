# SPDX-License-Identifier: Apache-2.0
"""How a promise ends: kept with proof, broken with a reason and an answer to the customer, or released by them."""

from datetime import datetime

from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.promises.actions.change import MomentImpossible, PromiseRefused, apply_change, written
from amends.apps.promises.actions.make import make_promise
from amends.apps.promises.actions.reviews import open_review
from amends.apps.promises.models import Promise
from amends.apps.promises.rules.origins import Origin, Provenance
from amends.apps.promises.rules.terms import Terms


class CustomerUnanswered(PromiseRefused):
    """A promise is broken, and the customer is neither told so nor promised something instead."""

    def __init__(self) -> None:
        super().__init__(_("没有做到也要给客户一个交代：写明怎样对客户说明，或作出后续承诺。"), field="told")


def keep_promise(
    *,
    promise: Promise,
    version: int,
    proof: str,
    by: User,
    at: datetime,
    kept_at: datetime | None = None,
) -> None:
    """Record that a promise was kept, at `kept_at` (default `at`), with its proof: the number of a payment, a
    message, a call.

    Raises `WordsMissing`, `MomentImpossible`, `PromiseChanged`, `PromiseEnded`.
    """
    moment = kept_at or at
    if not promise.made_at <= moment <= at:
        raise MomentImpossible("kept_at")
    shown = written(proof, "proof")
    with writing(by=by, at=at) as log:
        apply_change(promise, version=version, kept_at=moment, kept_by=by, proof=shown)
        on_time = moment <= promise.due_at
        log(
            EventKind.PROMISE_KEPT,
            promise,
            about=promise.customer.code,
            unit=promise.unit,
            kept_at=moment.isoformat(),
            on_time=on_time,
        )


def break_promise(
    *,
    promise: Promise,
    version: int,
    reason: str,
    by: User,
    at: datetime,
    told: str = "",
    follow_up: Terms | None = None,
) -> Promise | None:
    """Record that a promise will not be kept and why, with what the customer was `told` or a follow-up promise,
    which is made in the same transaction for the same owner and returned. A leader is asked to review it.

    Raises `WordsMissing`, `CustomerUnanswered`, `PromiseChanged`, `PromiseEnded`, and for the follow-up whatever
    `make_promise` raises.
    """
    why = written(reason, "reason")
    if not told.strip() and follow_up is None:
        raise CustomerUnanswered
    with writing(by=by, at=at) as log:
        following = _follow_up(promise, follow_up, by, at) if follow_up else None
        ending = {"broken_at": at, "broken_by": by, "broken_reason": why, "told": told.strip()}
        apply_change(promise, version=version, followed_by=following, **ending)
        log(
            EventKind.PROMISE_BROKEN,
            promise,
            about=promise.customer.code,
            unit=promise.unit,
            followed_by=following.number if following else None,
            was_late=at > promise.due_at,
        )
        open_review(log, promise)
    return following


def _follow_up(promise: Promise, terms: Terms, by: User, at: datetime) -> Promise:
    origin = Origin(promise.origin)
    came = Provenance(Origin.SPOKEN if origin is Origin.RULE else origin, reference=promise.reference)
    return make_promise(
        customer=promise.customer,
        terms=terms,
        by=by,
        at=at,
        owner=promise.owner,
        replacing=promise,
        came=came,
        enabler=promise.enabler_owner,
    )


def withdraw_promise(*, promise: Promise, version: int, words: str, by: User, at: datetime) -> None:
    """Record that the customer released us from a promise, in the customer's words. It then counts neither as
    kept nor as due.

    Raises `WordsMissing`, `PromiseChanged`, `PromiseEnded`.
    """
    agreed = written(words, "words")
    with writing(by=by, at=at) as log:
        apply_change(promise, version=version, withdrawn_at=at, withdrawn_by=by, withdrawn_words=agreed)
        log(
            EventKind.PROMISE_WITHDRAWN,
            promise,
            about=promise.customer.code,
            unit=promise.unit,
            was_late=at > promise.due_at,
        )
