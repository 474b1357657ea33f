# SPDX-License-Identifier: Apache-2.0
"""Correcting what the operator's files say of a customer: at once here, referred to the source, and kept against every
import until a file says the same."""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.customers.actions.identity import (
    SEALED_FIELDS,
    Personal,
    binding,
    masked_forms,
    sealed_identity,
)
from amends.apps.customers.actions.rights import ChangedMeanwhile, NotAllowed, RightsRefused, may_work
from amends.apps.customers.actions.vault import current_keys, opened_with_any
from amends.apps.customers.models import Correction, Customer, Identity, RightsRequest
from amends.apps.customers.models.rights import CORRECTABLE
from amends.apps.customers.rules.profiles import WrongValue, kept_value
from amends.apps.customers.rules.rights import Kind, State
from amends.apps.customers.rules.sealing import NONCE_SIZE, sealed
from amends.kernel.identifiers import normal_mail, normal_number, normal_text

WHY = "of a customer who was found to be in scope"
_NORMAL = {"name": normal_text, "number": normal_number, "mail": normal_mail}
Row = Mapping[str, object]


class WrongCorrection(RightsRefused):
    """The value is none of its kind, or too long, or empty."""

    sentence = _("更正的内容不对，请检查后重填")
    field = "value"


def correct(
    *, request: RightsRequest, version: int, field: str, value: str, by: User, at: datetime
) -> Correction:
    """Write down what is right; the request ends when the source was told (`rights.end`).

    Raises `NotAllowed`, `ChangedMeanwhile`, `WrongCorrection`.
    """
    may_work(request.customer, by)
    if request.kind != Kind.CORRECT or request.state not in {State.IDENTIFIED, State.WORKING}:
        raise NotAllowed
    plain = _checked(field, value)
    with writing(by=by, at=at) as log:
        rows = RightsRequest.objects.within(by.scope).filter(pk=request.pk, version=version)
        if not rows.update(state=State.WORKING, version=version + 1):
            raise ChangedMeanwhile
        customer = Customer.objects.unscoped(WHY).select_related("unit").get(pk=request.customer_id)
        before, after = _put(customer, field, plain, at)
        Correction.objects.filter(customer=customer, field=field, settled_at=None).update(settled_at=at)
        blob = sealed(
            plain, keys=current_keys(), bound_to=_bound(customer.code, field), nonce=os.urandom(NONCE_SIZE)
        )
        row = Correction.objects.create(
            customer=customer, request=request, field=field, value_sealed=blob, before_shown=before,
            after_shown=after, made_at=at, by=by,
        )  # fmt: skip
        told = {"field": field, "before": before, "after": after}
        log(EventKind.CUSTOMER_CORRECTED, customer, about=customer.code, unit=customer.unit, **told)
    return row


def with_corrections(
    batch: Sequence[Row], personal: Mapping[str, Personal], *, at: datetime
) -> tuple[list[Row], dict[str, Personal]]:
    """The rows of a file as they go in: where a correction stands, it holds; where the file says the same by now, the
    correction is settled. One query."""
    codes = [str(row.get("customer_id") or "").strip() for row in batch]
    standing: dict[str, dict[str, Correction]] = {}
    for each in Correction.objects.filter(customer__code__in=codes, settled_at=None).select_related(
        "customer"
    ):
        standing.setdefault(each.customer.code, {})[each.field] = each
    if not standing:
        return list(batch), dict(personal)
    rows: list[Row] = []
    people, settled = dict(personal), list[Correction]()
    for code, row in zip(codes, batch, strict=True):
        values, said = dict(row), people.get(code)
        for field, found in standing.get(code, {}).items():
            right = opened_with_any(bytes(found.value_sealed), bound_to=_bound(code, field))
            given = getattr(said, field, None) if field in _NORMAL else values.get(field)
            if given is not None and _same(field, given, right):
                settled.append(found)
            elif field in _NORMAL and said is not None:
                said = people[code] = _said(said, field, right)
            elif field in values:
                values[field] = right
        rows.append(values)
    _settle(settled, at)
    return rows, people


def _settle(settled: Sequence[Correction], at: datetime) -> None:
    if not settled:
        return
    with writing(by=None, at=at) as log:
        Correction.objects.filter(pk__in=[each.pk for each in settled]).update(settled_at=at)
        for each in settled:
            unit = each.customer.unit
            log(EventKind.CORRECTION_SETTLED, each, about=each.customer.code, unit=unit, field=each.field)


def _checked(field: str, value: str) -> str:
    if field not in CORRECTABLE:
        raise WrongCorrection
    if field in _NORMAL:
        plain = _NORMAL[field](value)
    else:
        try:
            plain = str(kept_value(field, value.strip()))
        except WrongValue as wrong:
            raise WrongCorrection from wrong
    if not plain or len(plain) > 80:
        raise WrongCorrection
    return plain


def _put(customer: Customer, field: str, plain: str, at: datetime) -> tuple[str, str]:
    """The value in its place; what stood there and what stands there now, masked."""
    column = f"{field}_shown" if field in _NORMAL else field
    before = str(getattr(customer, column))
    after = plain
    if field in _NORMAL:
        said = _said(Personal(), field, plain)
        after = masked_forms(said)[column]
        known = Identity.objects.unscoped(WHY).filter(customer=customer).first()
        row = sealed_identity(customer.pk, customer.code, said, known)
        Identity.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["customer"], update_fields=SEALED_FIELDS
        )
    Customer.objects.unscoped(WHY).filter(pk=customer.pk).update(**{column: after, "updated_at": at})
    return before, after


def _same(field: str, given: Any, right: str) -> bool:
    normal = _NORMAL.get(field, str)
    return normal(str(given)) == right


def _said(said: Personal, field: str, value: str) -> Personal:
    told = {"name": said.name, "number": said.number, "mail": said.mail} | {field: value}
    return Personal(**told)


def _bound(code: str, field: str) -> str:
    return binding(code, f"correction:{field}")
