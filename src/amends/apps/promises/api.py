# SPDX-License-Identifier: Apache-2.0
"""The same calls over JSON. Amounts are fen, moments carry their offset, a key makes a retry harmless."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import AwareDatetime

from amends.apps.core.api import idempotent, person
from amends.apps.core.api.bodies import Body
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer
from amends.apps.customers.queries.profile import customer_by_code
from amends.apps.promises.actions.change import PromiseConflict, PromiseRefused
from amends.apps.promises.actions.end import break_promise, keep_promise
from amends.apps.promises.actions.make import make_promise
from amends.apps.promises.models import Promise
from amends.apps.promises.queries.keepers import keeper
from amends.apps.promises.queries.ledger import LedgerFilter, ledger_page, promise_by_number
from amends.apps.promises.queries.places import Place, PlaceUnreadable, read_place
from amends.apps.promises.rules.states import UNDECIDED, PromiseState
from amends.apps.promises.rules.terms import Channel, PromiseKind, Terms

router = Router(tags=["promises"])
Text = Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class TermsIn(Body):
    """What was told to the customer."""

    kind: PromiseKind
    words: Text
    channel: Channel
    due_at: AwareDatetime
    amount: Annotated[int, Field(le=10**12)] | None = None
    reason: Text = ""
    enabler: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""

    def terms(self) -> Terms:
        """As the actions take it."""
        return Terms(**{name: getattr(self, name) for name in TermsIn.model_fields})


class PromiseIn(TermsIn):
    """A new promise to the customer of that code; `owner` is a staff number, by default the caller's own."""

    customer: Short
    owner: Short | None = None


class KeepIn(Body):
    """How it was kept; `version` is the one that the caller saw."""

    version: int
    proof: Short
    kept_at: AwareDatetime | None = None


class BreakIn(Body):
    """Why it was not kept, and what the customer was told or is promised instead."""

    version: int
    reason: Text
    told: Text = ""
    follow_up: TermsIn | None = None


class PromiseOut(Schema):
    """A promise as it stands now."""

    number: str
    customer: str
    unit: str
    kind: PromiseKind
    words: str
    channel: Channel
    amount: int | None
    reason: str
    enabler: str
    made_by: str
    made_at: datetime
    owner: str
    due_at: datetime
    state: PromiseState
    kept_at: datetime | None
    proof: str
    broken_at: datetime | None
    broken_reason: str
    told: str
    withdrawn_at: datetime | None
    version: int


class PageOut(Schema):
    """One page; `next` goes into `from` for the one behind it. `count` stops at 1,001."""

    items: list[PromiseOut]
    count: int
    next: str | None


class LedgerIn(Schema):
    """Filters; `state` may be repeated and defaults to what is undecided."""

    mine: bool = False
    state: list[PromiseState] = Field(default_factory=lambda: sorted(UNDECIDED))
    kind: PromiseKind | None = None
    text: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""
    start: str = Field("", alias="from")
    size: int = Field(50, ge=1, le=200)


@router.get("", response=PageOut, summary="The ledger")
def listed(request: HttpRequest, filters: Query[LedgerIn]) -> dict[str, object]:
    """The promises that the caller may see, by due time."""
    user, at = person(request, Right.SEE_CUSTOMERS), timezone.now()
    wanted = LedgerFilter(
        owner=user if filters.mine else None,
        states=frozenset(filters.state),
        kind=filters.kind,
        text=filters.text.strip(),
    )
    page = ledger_page(user.scope, wanted, at=at, place=_place(filters.start), size=filters.size)
    last = page.promises[-1] if page.has_next and page.promises else None
    following = Place(last.due_at, last.pk).text if last else None
    return {"items": [_shown(each, at) for each in page.promises], "count": page.count, "next": following}


@router.get("/{number}", response=PromiseOut, summary="One promise")
def one(request: HttpRequest, number: str) -> dict[str, object]:
    """404 where there is none, or none that the caller may see."""
    user = person(request, Right.SEE_CUSTOMERS)
    return _shown(_found(number, user), timezone.now())


def _may_make(request: HttpRequest, body: PromiseIn) -> None:
    _customer(body, person(request, Right.MAKE_PROMISES))


def _may_settle(request: HttpRequest, number: str, **_: object) -> None:
    _found(number, person(request, Right.MAKE_PROMISES))


@router.post("", response={201: PromiseOut}, summary="Make a promise")
@idempotent(_may_make)
def make(request: HttpRequest, body: PromiseIn) -> Status[dict[str, object]]:
    """With `Idempotency-Key`, a repeated request answers with the promise that the first one made."""
    user, at = person(request, Right.MAKE_PROMISES), timezone.now()
    customer, owner = _customer(body, user), _owner(body.owner)
    with _answering():
        made = make_promise(customer=customer, terms=body.terms(), by=user, at=at, owner=owner)
    return Status(201, _shown(made, at))


@router.post("/{number}/keep", response=PromiseOut, summary="Record that it was kept")
@idempotent(_may_settle)
def keep(request: HttpRequest, number: str, body: KeepIn) -> dict[str, object]:
    """409 where it ended already or is not as the caller saw it."""
    user, at = person(request, Right.MAKE_PROMISES), timezone.now()
    promise = _found(number, user)
    with _answering():
        keep_promise(promise=promise, by=user, at=at, **dict(body))
    return _shown(promise, at)


@router.post("/{number}/break", response=PromiseOut, summary="Record that it will not be kept")
@idempotent(_may_settle)
def give_up(request: HttpRequest, number: str, body: BreakIn) -> dict[str, object]:
    """409 where it ended already or is not as the caller saw it."""
    user, at = person(request, Right.MAKE_PROMISES), timezone.now()
    promise = _found(number, user)
    terms = body.follow_up.terms() if body.follow_up else None
    values = {**dict(body), "follow_up": terms}
    with _answering():
        break_promise(promise=promise, by=user, at=at, **values)
    return _shown(promise, at)


@contextmanager
def _answering() -> Iterator[None]:
    """A conflict is 409, any other refusal 422, each with its sentence."""
    try:
        yield
    except PromiseConflict as conflict:
        raise HttpError(409, conflict.sentence) from conflict
    except PromiseRefused as refusal:
        raise HttpError(422, refusal.sentence) from refusal


def _found(number: str, user: User) -> Promise:
    promise = promise_by_number(number, user.scope)
    if promise is None:
        raise HttpError(404, "no such promise")
    return promise


def _customer(body: PromiseIn, user: User) -> Customer:
    customer = customer_by_code(body.customer, user.scope)
    if customer is None:
        raise HttpError(404, "no such customer")
    return customer


def _owner(username: str | None) -> User | None:
    if username is None:
        return None
    owner = keeper(username)
    if owner is None:
        raise HttpError(422, "no such owner")
    return owner


def _place(text: str) -> Place | None:
    try:
        return read_place(text)
    except PlaceUnreadable as error:
        raise HttpError(422, "`from` must be the `next` of a page") from error


def _shown(promise: Promise, at: datetime) -> dict[str, object]:
    """The row with names instead of keys, moments in UTC, and its state now."""
    plain = {name: _utc(getattr(promise, name)) for name in PromiseOut.model_fields if name != "state"}
    return {
        **plain,
        "customer": promise.customer.code,
        "unit": promise.unit.code,
        "made_by": promise.made_by.username,
        "owner": promise.owner.username,
        "state": promise.state(at),
    }


def _utc(value: object) -> object:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
