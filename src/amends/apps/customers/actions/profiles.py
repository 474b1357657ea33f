# SPDX-License-Identifier: Apache-2.0
"""Profiles in bulk: what the operator's file says of its customers, as it stands today."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.customers.actions.correcting import with_corrections
from amends.apps.customers.actions.identity import (
    SEALED_FIELDS,
    Personal,
    identity_differs,
    masked_forms,
    sealed_identity,
)
from amends.apps.customers.actions.imported_consents import note_consents
from amends.apps.customers.models import Customer, Identity
from amends.apps.customers.rules.profiles import (
    CONSENT_COLUMNS,
    PROFILE_COLUMNS,
    WrongValue,
    kept_code,
    kept_value,
)

BATCH = 2_000
_SHOWN = ("name_shown", "number_shown", "mail_shown")
_PROBLEMS: dict[str, str | Promise] = {
    "missing": _("没有填写"),
    "too_long": _("太长"),
    "bad_code": _("编号不能含空格、斜线、问号、井号或百分号"),
    "unknown": _("不在允许的取值之内"),
    "not_a_number": _("不是整数"),
    "not_a_date": _("不是日期"),
    "not_an_address": _("不是邮箱地址，没有登记邮箱，其他内容照常登记"),
    "unit_unknown": _("没有这个编码的机构"),
    "unit_outside": _("机构不在您的范围内"),
    "customer_outside": _("该客户属于您范围之外的机构"),
}
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RowRejected:
    """A row, or only its mail address, that did not go in: which customer, column and value, and why (a code of
    `_PROBLEMS`)."""

    code: str
    column: str
    value: str
    problem: str

    @property
    def reason(self) -> str:
        """Why, in words."""
        return str(_PROBLEMS[self.problem])


@dataclass(slots=True)
class UpsertOutcome:
    """What became of the rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    identities: int = 0
    consents: int = 0
    rejected: list[RowRejected] = field(default_factory=list)

    def with_part(self, part: "UpsertOutcome") -> "UpsertOutcome":
        """Both together."""
        return UpsertOutcome(
            self.created + part.created,
            self.updated + part.updated,
            self.unchanged + part.unchanged,
            self.identities + part.identities,
            self.consents + part.consents,
            [*self.rejected, *part.rejected],
        )

    def counts(self) -> dict[str, int]:
        """The numbers, for a log or a page."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "identities": self.identities,
            "consents": self.consents,
            "rejected": len(self.rejected),
        }


@dataclass(frozen=True, slots=True)
class _Known:
    """A customer that is already there."""

    pk: int
    unit_number: int
    values: dict[str, object]

    @property
    def refused(self) -> bool:
        """Whether the customer refused contact at the desk."""
        return self.values["refused_at"] is not None

    @property
    def shown(self) -> dict[str, object]:
        """The masked forms as they stand."""
        return {name: self.values[name] for name in _SHOWN}


def upsert_profiles(
    rows: Iterable[Row],
    personal: Mapping[str, Personal],
    *,
    by: User | None,
    at: datetime,
    progress: Callable[[int], None] | None = None,
) -> UpsertOutcome:
    """Add or replace profiles by customer code; names, numbers and addresses of `personal` (by code) are sealed
    beside them.

    `rows` hold columns of the subscribers feed by name, all rows the same ones, at least `customer_id` and
    `unit_code`; columns that are not there leave what is known as it is. Rows go in by batches of 2,000, each one
    transaction with one event: after a kill the same call simply goes through them again. A row whose unit is
    unknown, or not in the scope of `by`, is handed back. What a customer refused at the desk no file takes back.
    """
    outcome = UpsertOutcome()
    units = {unit.code: unit for unit in Unit.objects.all()}
    done = 0
    for given in _batches(rows):
        batch, said = with_corrections(given, personal, at=at)
        _upsert(batch, said, units, outcome, by=by, at=at)
        done += len(batch)
        if progress:
            progress(done)
    return outcome


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch


def _upsert(
    batch: Sequence[Row],
    personal: Mapping[str, Personal],
    units: Mapping[str, Unit],
    outcome: UpsertOutcome,
    *,
    by: User | None,
    at: datetime,
) -> None:
    columns = [name for name in PROFILE_COLUMNS if name in batch[0]]
    known = _known(batch)
    good: dict[str, tuple[Customer, Row]] = {}
    for row in batch:
        try:
            customer = _customer(row, columns, units, known, by=by, at=at)
        except WrongValue as wrong:
            code, value = str(row.get("customer_id") or ""), "" if wrong.value is None else str(wrong.value)
            outcome.rejected.append(RowRejected(code, wrong.column, value, wrong.problem))
            continue
        said = personal.get(customer.code)
        if said and said.mail and not said.address:
            outcome.rejected.append(RowRejected(customer.code, "email", "", "not_an_address"))
        _show(customer, said, known.get(customer.code))
        good[customer.code] = customer, row
    if good:
        _store(good, columns, personal, known, outcome, by=by, at=at)


def _known(batch: Sequence[Row]) -> dict[str, _Known]:
    codes = [str(row.get("customer_id") or "").strip() for row in batch]
    rows = Customer.objects.unscoped("a row of another unit must be recognised to be refused")
    names = ("unit_id", "refused_at", *_SHOWN, *PROFILE_COLUMNS)
    return {
        code: _Known(pk, number, dict(zip(names, values, strict=True)))
        for code, pk, number, *values in rows.filter(code__in=codes).values_list(
            "code", "pk", "unit__number", *names
        )
    }


def _customer(
    row: Row,
    columns: Sequence[str],
    units: Mapping[str, Unit],
    known: Mapping[str, _Known],
    *,
    by: User | None,
    at: datetime,
) -> Customer:
    code = kept_code(row.get("customer_id"))
    unit = _unit(row.get("unit_code"), units, by)
    before = known.get(code)
    if by and before and not by.scope.covers(before.unit_number):
        raise WrongValue("customer_id", code, "customer_outside")
    values: dict[str, Any] = {name: kept_value(name, row[name]) for name in columns}
    if before and before.refused and "do_not_contact" in values:
        values["do_not_contact"] = True
    return Customer(code=code, unit=unit, updated_at=at, **values)


def _unit(given: object, units: Mapping[str, Unit], by: User | None) -> Unit:
    unit = units.get(str(given or "").strip())
    if unit is None:
        raise WrongValue("unit_code", given, "unit_unknown")
    if by and not by.scope.covers(unit.number):
        raise WrongValue("unit_code", given, "unit_outside")
    return unit


def _show(customer: Customer, personal: Personal | None, known: _Known | None) -> None:
    shown = {**(known.shown if known else {}), **(masked_forms(personal) if personal else {})}
    for name, value in shown.items():
        setattr(customer, name, value)


def _store(
    good: Mapping[str, tuple[Customer, Row]],
    columns: Sequence[str],
    personal: Mapping[str, Personal],
    known: Mapping[str, _Known],
    outcome: UpsertOutcome,
    *,
    by: User | None,
    at: datetime,
) -> None:
    """One batch, one transaction, one event; rows that say what is known already are left alone."""
    changed = [each for each, _row in good.values() if _differs(each, known.get(each.code), columns)]
    with writing(by=by, at=at) as log:
        Customer.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["unit", "updated_at", *_SHOWN, *columns],
        )
        keys = {code: found.pk for code, found in known.items()} | {each.code: each.pk for each in changed}
        identities = _seal([each for each, _row in good.values()], keys, personal)
        consents = note_consents(_decided(keys, good), by=by, at=at)
        created = len(good.keys() - known.keys())
        unit = by.unit if by and by.unit else next(iter(good.values()))[0].unit
        log(
            EventKind.PROFILES_UPSERTED,
            unit,
            unit=unit,
            rows=len(good),
            created=created,
            changed=len(changed),
            identities=identities,
            consents=consents,
        )
    outcome.created += created
    outcome.updated += len(changed) - created
    outcome.unchanged += len(good) - len(changed)
    outcome.identities += identities
    outcome.consents += consents


def _differs(customer: Customer, known: _Known | None, columns: Sequence[str]) -> bool:
    if known is None:
        return True
    return any(getattr(customer, name) != known.values[name] for name in ("unit_id", *_SHOWN, *columns))


def _seal(customers: Sequence[Customer], keys: Mapping[str, int], personal: Mapping[str, Personal]) -> int:
    """Seal the names and numbers that are new or changed; returns how many rows were written."""
    told = {
        keys[each.code]: (each.code, said)
        for each in customers
        if (said := personal.get(each.code)) and (said.name or said.number or said.address)
    }
    rows = Identity.objects.unscoped("of customers that were found to be in scope")
    known = {row.customer_id: row for row in rows.filter(customer__in=list(told))} if told else {}
    changed = [
        sealed_identity(pk, code, said, known.get(pk))
        for pk, (code, said) in told.items()
        if identity_differs(said, known.get(pk))
    ]
    Identity.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["customer"], update_fields=SEALED_FIELDS
    )
    return len(changed)


def _decided(keys: Mapping[str, int], good: Mapping[str, tuple[Customer, Row]]) -> dict[int, dict[str, bool]]:
    """What the rows say about consents, by customer; what they do not say is left out."""
    said = {}
    for code, (_customer, row) in good.items():
        flags = {
            CONSENT_COLUMNS[name]: bool(row[name]) for name in CONSENT_COLUMNS if row.get(name) is not None
        }
        if flags:
            said[keys[code]] = flags
    return said
