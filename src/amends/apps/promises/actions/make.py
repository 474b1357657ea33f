# SPDX-License-Identifier: Apache-2.0
"""Make a promise: within one's authority, for an owner who can keep it, once however often it is sent."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.change import PromiseConflict, PromiseRefused, TermsIncomplete
from amends.apps.promises.models import Promise
from amends.apps.promises.queries.authority import authority_levels, goodwill_given
from amends.apps.promises.rules.authority import Lack, Refusal, authority_refusal
from amends.apps.promises.rules.terms import PromiseKind, Terms, terms_fault


class BeyondAuthority(PromiseRefused):
    """The person's role may not promise this; the sentence says the limit and who may."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(
            _authority_sentence(refusal), field="kind" if refusal.lack is Lack.ROLE else "amount"
        )
        self.refusal = refusal


class OwnerUnsuited(PromiseRefused):
    """The owner could not keep it: switched off, without the right, or without sight of the customer."""

    def __init__(self, owner: User) -> None:
        sentence = _("%(name)s 看不到这位客户或没有承诺权限，请换一位负责人。") % {"name": owner}
        super().__init__(sentence, field="owner")
        self.owner = owner


class KeyReused(PromiseConflict):
    """The key was used before for another promise: a mistake of the program that calls."""

    def __init__(self, promise: Promise) -> None:
        super().__init__(
            _("这一次提交已经登记为承诺 %(number)s；要登记另一条，请重新打开表单。")
            % {"number": promise.number}
        )
        self.promise = promise


def make_promise(
    *,
    customer: Customer,
    terms: Terms,
    by: User,
    at: datetime,
    owner: User | None = None,
    key: str | None = None,
    replacing: Promise | None = None,
) -> Promise:
    """Enter a promise in the ledger; `owner` must keep it and defaults to `by`.

    With a `key` that `by` used before for the same promise, that one is returned: a double click or a retry
    makes one. `replacing` is the broken promise that this one makes good; its benefit no longer counts.

    Raises `TermsIncomplete`, `BeyondAuthority`, `OwnerUnsuited`, `KeyReused`.
    """
    if key and (made := _made_with(key, by)):
        return _the_same(made, customer, terms)
    if fault := terms_fault(terms, made_at=at):
        raise TermsIncomplete(fault)
    keeper = suited_owner(owner or by, customer)
    try:
        return _store(customer, terms, by=by, at=at, owner=keeper, key=key, replacing=replacing)
    except IntegrityError:
        if key and (made := _made_with(key, by)):
            return _the_same(made, customer, terms)
        raise


def suited_owner(owner: User, customer: Customer) -> User:
    """The owner, where they can keep a promise to this customer; raises `OwnerUnsuited` where not."""
    if not owner.may(Right.MAKE_PROMISES) or not owner.scope.covers(customer.unit.number):
        raise OwnerUnsuited(owner)
    return owner


def _store(
    customer: Customer,
    terms: Terms,
    *,
    by: User,
    at: datetime,
    owner: User,
    key: str | None,
    replacing: Promise | None,
) -> Promise:
    with writing(by=by, at=at) as log, transaction.atomic():
        _check_authority(customer, terms, by, at, replacing)
        promise = Promise.objects.create(
            customer=customer,
            unit=customer.unit,
            made_by=by,
            made_at=at,
            owner=owner,
            key=key,
            kind=terms.kind,
            words=terms.words.strip(),
            channel=terms.channel,
            due_at=terms.due_at,
            amount=terms.amount,
            reason=terms.reason.strip(),
            enabler=terms.enabler.strip(),
        )
        log(
            EventKind.PROMISE_MADE,
            promise,
            about=customer.code,
            unit=promise.unit,
            kind=str(terms.kind),
            due_at=terms.due_at.isoformat(),
            amount=terms.amount,
            owner=owner.pk,
        )
    return promise


def _check_authority(
    customer: Customer, terms: Terms, by: User, at: datetime, replacing: Promise | None
) -> None:
    given = 0
    if terms.kind is PromiseKind.BENEFIT:
        # Two people promising a benefit at the same moment must see each other's.
        Customer.objects.unscoped("lock of a row in hand").select_for_update(no_key=True).get(pk=customer.pk)
        given = goodwill_given(customer, at=at, leaving_out=replacing)
    refusal = authority_refusal(
        authority_levels(), role=by.role, kind=terms.kind, amount=terms.amount, goodwill_given=given
    )
    if refusal:
        raise BeyondAuthority(refusal)


def _made_with(key: str, by: User) -> Promise | None:
    rows = Promise.objects.unscoped("a person's own key names only what that person made")
    return rows.select_related("customer", "unit", "owner", "made_by").filter(made_by=by, key=key).first()


def _the_same(made: Promise, customer: Customer, terms: Terms) -> Promise:
    asked = (customer.pk, terms.kind, terms.words.strip(), terms.channel, terms.amount)
    if asked != (made.customer_id, made.kind, made.words, made.channel, made.amount):
        raise KeyReused(made)
    return made


def _authority_sentence(refusal: Refusal) -> str:
    ask = _(refusal.ask.name) if refusal.ask else _("合规负责人")
    match refusal.lack:
        case Lack.ROLE:
            return _("您的岗位不能承诺处理结果，请由%(ask)s作出。") % {"ask": ask}
        case Lack.AMOUNT:
            limit = f"{refusal.limit / 100:g}"
            return _("超出您的权限（%(limit)s 元），请由%(ask)s作出。") % {"limit": limit, "ask": ask}
        case Lack.TIMES:
            words = _("这位客户九十天内已达 %(limit)s 次关怀上限，请由%(ask)s作出。")
            return words % {"limit": refusal.limit, "ask": ask}
