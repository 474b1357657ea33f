# SPDX-License-Identifier: Apache-2.0
"""Make a promise: within one's authority, for an owner who can keep it, once however often it is sent."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import Log, writing
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.change import PromiseConflict, PromiseRefused, TermsIncomplete
from amends.apps.promises.models import Promise
from amends.apps.promises.queries.authority import authority_levels, goodwill_given
from amends.apps.promises.rules.authority import Lack, Refusal, authority_refusal
from amends.apps.promises.rules.origins import Origin, Provenance, ProvenanceFault, check_of, provenance_fault
from amends.apps.promises.rules.terms import MONEY_KINDS, PromiseKind, Terms, terms_fault

SPOKEN = Provenance()


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


class EnablerUnsuited(PromiseRefused):
    """Whoever is to make it possible could not open it: switched off, or without sight of the customer."""

    def __init__(self, enabler: User) -> None:
        sentence = _("%(name)s 看不到这位客户或账号已停用，请换一位配合部门负责人。") % {"name": enabler}
        super().__init__(sentence, field="enabler_owner")
        self.enabler = enabler


class ProvenanceIncomplete(PromiseRefused):
    """The promise does not say which campaign, or what the data must show; `fault` names it."""

    def __init__(self, fault: ProvenanceFault) -> None:
        sentences = {
            ProvenanceFault.REFERENCE_MISSING: _("请写明是哪一个活动或哪一条公开承诺。"),
            ProvenanceFault.AMOUNT_MISSING: _("要用数据核对，请写明应当看到多少。"),
        }
        super().__init__(sentences[fault], field=fault.field)
        self.fault = fault


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
    came: Provenance = SPOKEN,
    enabler: User | None = None,
) -> Promise:
    """Enter a promise in the ledger; `owner` must keep it and defaults to `by`; `enabler` makes it possible, by
    default the owner alone. `came` says where it comes from and which fact will show that it was kept.

    With a `key` that `by` used before for the same promise, that one is returned: a double click or a retry
    makes one. `replacing` is the broken promise that this one makes good; its benefit no longer counts.

    Raises `TermsIncomplete`, `ProvenanceIncomplete`, `BeyondAuthority`, `OwnerUnsuited`, `EnablerUnsuited`,
    `KeyReused`.
    """
    if key and (made := _made_with(key, by)):
        return _the_same(made, customer, terms)
    if fault := terms_fault(terms, made_at=at):
        raise TermsIncomplete(fault)
    if missing := provenance_fault(came, terms):
        raise ProvenanceIncomplete(missing)
    keeper = suited_owner(owner or by, customer)
    made_of = Making(customer, terms, came, by, at, keeper, suited_enabler(enabler, customer), key)
    try:
        return _store(made_of, replacing)
    except IntegrityError:
        if key and (made := _made_with(key, by)):
            return _the_same(made, customer, terms)
        raise


def suited_owner(owner: User, customer: Customer) -> User:
    """The owner, where they can keep a promise to this customer; raises `OwnerUnsuited` where not."""
    if not owner.may(Right.MAKE_PROMISES) or not owner.scope.covers(customer.unit.number):
        raise OwnerUnsuited(owner)
    return owner


def suited_enabler(enabler: User | None, customer: Customer) -> User | None:
    """The enabler, where they can see the promise; raises `EnablerUnsuited` where not."""
    if enabler and not (enabler.may(Right.SEE_CUSTOMERS) and enabler.scope.covers(customer.unit.number)):
        raise EnablerUnsuited(enabler)
    return enabler


@dataclass(frozen=True, slots=True)
class Making:
    """All that makes a promise."""

    customer: Customer
    terms: Terms
    came: Provenance
    by: User
    at: datetime
    owner: User
    enabler: User | None
    key: str | None


def _store(making: Making, replacing: Promise | None) -> Promise:
    with writing(by=making.by, at=making.at) as log, transaction.atomic():
        if not _word_was_given(making):
            _check_authority(making.customer, making.terms, making.by, making.at, replacing)
        promise = unsaved(making)
        promise.save(force_insert=True)
        log_made(log, promise)
    return promise


def unsaved(making: Making) -> Promise:
    """The row of a promise, not yet in the ledger."""
    terms, came = making.terms, making.came
    check = check_of(came, terms)
    return Promise(
        customer=making.customer,
        unit=making.customer.unit,
        made_by=making.by,
        made_at=making.at,
        owner=making.owner,
        key=making.key,
        kind=terms.kind,
        words=terms.words.strip(),
        channel=terms.channel,
        due_at=terms.due_at,
        amount=terms.amount,
        reason=terms.reason.strip(),
        enabler=terms.enabler.strip(),
        enabler_owner=making.enabler,
        origin=came.origin,
        reference=came.reference.strip(),
        source=came.source,
        check_kind=check.kind,
        check_amount=check.amount,
    )


def log_made(log: Log, promise: Promise) -> None:
    """The event of a promise that was made."""
    log(
        EventKind.PROMISE_MADE,
        promise,
        about=promise.customer.code,
        unit=promise.unit,
        kind=str(promise.kind),
        due_at=promise.due_at.isoformat(),
        amount=promise.amount,
        owner=promise.owner_id,
        origin=str(promise.origin),
    )


def _word_was_given(making: Making) -> bool:
    """Whether the operator has promised this to everybody: nobody's authority is needed to say it to one. Money is."""
    return making.came.origin is Origin.STANDING and making.terms.kind not in MONEY_KINDS


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
