# SPDX-License-Identifier: Apache-2.0
"""Whose word it is: who is not known yet gets a record, and later the case goes to whom they turn out to be."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused, changing
from amends.apps.cases.models import Case
from amends.apps.cases.queries.intake import WALK_IN
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.customers.actions.identity import Personal
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.customers.models import Customer


class NobodyNamed(CaseRefused):
    """A customer who is not known yet, without a name and without a number."""

    sentence = _("请写下客户的姓名或联系号码，否则无法答复客户")


class OutsideScope(CaseRefused):
    """A unit that the person does not look after."""

    sentence = _("机构不在您的范围内")


class KnownAlready(CaseRefused):
    """A case whose customer is known was to be matched."""

    sentence = _("这个案件的客户已经识别")


def add_walk_in(
    *, unit: Unit, name: str = "", number: str = "", key: str, by: User | None, at: datetime
) -> Customer:
    """A record of a customer whom we know only from what they told us: name and number are sealed like all others'.

    The same `key` gives the same record. Raises `NobodyNamed`, `OutsideScope`.
    """
    if not name.strip() and not number.strip():
        raise NobodyNamed
    if by and not by.scope.covers(unit.number):
        raise OutsideScope
    code = walk_in_code(key)
    row = {"customer_id": code, "unit_code": unit.code}
    personal = Personal(name=name.strip() or None, number=number.strip() or None)
    with writing(by=by, at=at) as log:
        upsert_profiles([row], {code: personal}, by=by, at=at)
        customer = Customer.objects.unscoped("it was just written").select_related("unit").get(code=code)
        log(EventKind.WALK_IN_ADDED, customer, about=code, unit=unit)
    return customer


def walk_in_code(key: str) -> str:
    """The code of a customer who is not known yet, by the key of what they came with."""
    return WALK_IN + hashlib.sha256(key.encode()).hexdigest()[:16]


def match_customer(*, case: Case, version: int, customer: Customer, by: User, at: datetime) -> Case:
    """Give a case of a customer who was not known to the one they turned out to be, and to that one's unit.

    Raises `KnownAlready`, `OutsideScope`, `CaseChanged`, `RightMissing`.
    """
    if not by.scope.covers(customer.unit.number):
        raise OutsideScope
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        if not row.customer.code.startswith(WALK_IN) or customer.code.startswith(WALK_IN):
            raise KnownAlready
        before = row.customer.code
        row.customer, row.unit = customer, customer.unit
        change.note(EventKind.CASE_MATCHED, before=before, after=customer.code)
    return row
