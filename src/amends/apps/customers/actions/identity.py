# SPDX-License-Identifier: Apache-2.0
"""Verbs on sealed names and numbers: seal them, and look at one for a reason that is logged."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.actions.vault import current_keys, opened_with_any
from amends.apps.customers.models import Customer, Identity
from amends.apps.customers.models.words import LOOK_FIELDS, LOOK_REASONS
from amends.apps.customers.rules.needs import without_numbers
from amends.apps.customers.rules.sealing import (
    NONCE_SIZE,
    Keys,
    mail_index,
    name_index,
    number_index,
    number_tail,
    sealed,
)
from amends.kernel.identifiers import (
    masked_mail,
    masked_name,
    masked_number,
    normal_mail,
    normal_number,
    normal_text,
)

SEALED_FIELDS = (
    "name_sealed", "number_sealed", "mail_sealed", "name_index", "number_index", "mail_index", "number_tail",
)  # fmt: skip


class RightMissing(PermissionError):
    """The person may not see names and numbers in full."""


class ReasonMissing(ValueError):
    """A look without a reason of the list, or with «other» and nothing written."""

    def __str__(self) -> str:
        return _("请选择查看的理由；选「其他」时请写明")


class NothingSealed(LookupError):
    """The customer has no such value on record."""

    def __str__(self) -> str:
        return _("没有登记这一项")


@dataclass(frozen=True, slots=True)
class Personal:
    """A name, a service number and a mail address as they came in; `None` for what was not said. An address that is
    none counts as not said."""

    name: str | None = None
    number: str | None = None
    mail: str | None = None

    @property
    def address(self) -> str:
        """The mail address as it is written to; empty for none."""
        return normal_mail(self.mail or "")


def unmask(*, customer: Customer, field: str, reason: str, text: str = "", by: User, at: datetime) -> str:
    """The customer's whole `name`, `number` or `mail`; who looked, at what and why is in the log before it is told.

    Raises `RightMissing`, `ReasonMissing`, `NothingSealed`, and `SealBroken` where the secret has been changed.
    """
    if not by.may(Right.UNMASK) or not by.scope.covers(customer.unit.number):
        raise RightMissing
    note = without_numbers(normal_text(text))[:120]
    if field not in LOOK_FIELDS or reason not in LOOK_REASONS or (reason == "other" and not note):
        raise ReasonMissing
    identity = Identity.objects.within(by.scope).filter(customer=customer).first()
    blob = bytes(getattr(identity, f"{field}_sealed")) if identity else b""
    if not blob:
        raise NothingSealed
    clear = opened_with_any(blob, bound_to=binding(customer.code, field))
    with writing(by=by, at=at) as log:
        log(
            EventKind.IDENTITY_LOOKED_AT,
            customer,
            about=customer.code,
            unit=customer.unit,
            field=field,
            reason=reason,
            note=note,
        )
    return clear


def binding(code: str, field: str) -> str:
    """What a sealed value belongs to; it opens nowhere else."""
    return f"{field}:{code}"


def masked_forms(personal: Personal) -> dict[str, str]:
    """What pages may show of a name, a number and an address, by field of `Customer`; only of those that were said."""
    shown = {}
    if personal.name:
        shown["name_shown"] = masked_name(normal_text(personal.name))[:40]
    if personal.number:
        shown["number_shown"] = masked_number(normal_number(personal.number))[:32]
    if personal.address:
        shown["mail_shown"] = masked_mail(personal.address)[:80]
    return shown


def identity_differs(personal: Personal, known: Identity | None) -> bool:
    """Whether a name, number or address says something else than what is sealed; told by the keyed hashes alone."""
    keys = current_keys()
    name = name_index(personal.name, keys) if personal.name else known and known.name_index
    number = number_index(personal.number, keys) if personal.number else known and known.number_index
    mail = mail_index(personal.address, keys) if personal.address else known and known.mail_index
    return known is None or (name, number, mail) != (known.name_index, known.number_index, known.mail_index)


def sealed_identity(pk: int, code: str, personal: Personal, known: Identity | None) -> Identity:
    """The row that keeps a customer's name, number and address, unsaved; what was not said stays as it is `known`."""
    row = Identity(customer_id=pk)
    for name in SEALED_FIELDS:
        if known is not None:
            setattr(row, name, getattr(known, name))
    for name, value in _sealed_fields(code, personal, current_keys()).items():
        setattr(row, name, value)
    return row


def _sealed_fields(code: str, personal: Personal, keys: Keys) -> Mapping[str, str | bytes]:
    fields: dict[str, str | bytes] = {}
    if personal.name:
        name = normal_text(personal.name)
        fields["name_sealed"] = _seal(name, binding(code, "name"), keys)
        fields["name_index"] = name_index(name, keys)
    if personal.number:
        number = normal_number(personal.number)
        fields["number_sealed"] = _seal(number, binding(code, "number"), keys)
        fields["number_index"] = number_index(number, keys)
        fields["number_tail"] = number_tail(number)
    if personal.address:
        fields["mail_sealed"] = _seal(personal.address, binding(code, "mail"), keys)
        fields["mail_index"] = mail_index(personal.address, keys)
    return fields


def _seal(text: str, bound_to: str, keys: Keys) -> bytes:
    return sealed(text, keys=keys, bound_to=bound_to, nonce=os.urandom(NONCE_SIZE))
