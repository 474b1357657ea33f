# SPDX-License-Identifier: Apache-2.0
"""The same calls over JSON: a customer's profile, masked, with what must be known before anybody calls."""

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.errors import HttpError
from pydantic import field_validator

from amends.apps.core.api import person
from amends.apps.core.api.bodies import Body
from amends.apps.core.rules.roles import Right
from amends.apps.customers.actions.contact import AskedAgain, NothingToWithdraw, record_consent
from amends.apps.customers.models.words import CHANNELS
from amends.apps.customers.queries.profile import customer_by_code, header
from amends.apps.customers.rules.consents import Decision, Initiative, Purpose, allows

router = Router(tags=["customers"])


class CustomerOut(Schema):
    """A customer as programs may see them: names and numbers are masked, amounts are fen."""

    code: str
    name: str
    number: str
    unit_code: str
    region: str
    plan_code: str
    plan_name: str
    plan_fee: int | None
    value_tier: str
    joined_date: date | None
    line_state: str
    do_not_contact: bool
    next_care_date: date | None
    relationship_tier: str | None
    needs: list[str]
    may_contact: dict[str, bool]


class ConsentIn(Body):
    """What a customer decided, and which words it answers."""

    purpose: Purpose
    decision: Decision
    initiative: Initiative
    channel: Annotated[str, Field(json_schema_extra={"enum": list(CHANNELS)})]
    wording_version: Annotated[str, Field(max_length=40, pattern=r"\S")]

    @field_validator("channel")
    @classmethod
    def _known(cls, channel: str) -> str:
        if channel not in CHANNELS:
            raise ValueError(f"choose one of {', '.join(CHANNELS)}")
        return channel


class ConsentOut(Schema):
    """A line of the ledger."""

    purpose: str
    decision: str
    decided_at: datetime


@router.get("/{code}", response=CustomerOut)
def customer(request: HttpRequest, code: str) -> CustomerOut:
    """One customer, when in the scope of who asks."""
    user = person(request, Right.SEE_CUSTOMERS)
    found = customer_by_code(code, user.scope)
    if found is None:
        raise HttpError(404, "no such customer")
    top = header(found, user.scope, timezone.localdate())
    said = {purpose: Decision(line.decision) for purpose, line in top.consents.items()}
    return CustomerOut(
        code=found.code,
        name=found.name_shown,
        number=found.number_shown,
        unit_code=found.unit.code,
        region=found.region,
        plan_code=found.plan_code,
        plan_name=found.plan_name,
        plan_fee=found.plan_fee,
        value_tier=found.value_tier,
        joined_date=found.joined_date,
        line_state=found.line_state,
        do_not_contact=found.do_not_contact,
        next_care_date=found.next_care_date,
        relationship_tier=top.tier.tier if top.tier else None,
        needs=[need.need for need in top.needs],
        may_contact={str(purpose): allows(purpose, said.get(purpose)) for purpose in Purpose},
    )


@router.post("/{code}/consents", response=ConsentOut)
def consent(request: HttpRequest, code: str, given: ConsentIn) -> ConsentOut:
    """Add what a customer decided to the ledger; 409 where it may not be asked or does not stand."""
    user = person(request, Right.EDIT_CUSTOMERS)
    found = customer_by_code(code, user.scope)
    if found is None:
        raise HttpError(404, "no such customer")
    try:
        line = record_consent(
            customer=found,
            purpose=given.purpose,
            decision=given.decision,
            initiative=given.initiative,
            channel=given.channel,
            wording_version=given.wording_version,
            by=user,
            at=timezone.now(),
        )
    except (AskedAgain, NothingToWithdraw) as error:
        raise HttpError(409, str(error)) from error
    return ConsentOut(purpose=line.purpose, decision=line.decision, decided_at=line.decided_at)
