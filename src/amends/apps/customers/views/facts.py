# SPDX-License-Identifier: Apache-2.0
"""What stands at the top of a customer's page, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.apps.customers.models import Consent
from amends.apps.customers.models.words import (
    HANDLING_TIPS,
    KINDS,
    LINE_STATES,
    PURPOSES,
    SETTLEMENTS,
    VALUE_TIERS,
)
from amends.apps.customers.queries.profile import Header
from amends.apps.customers.rules.consents import Decision, Purpose, allows
from amends.apps.customers.rules.handling import HandlingType
from amends.apps.customers.rules.segments import tenure_months
from amends.ui.components.labels import tag


@dataclass(frozen=True, slots=True)
class ConsentState:
    """One purpose as it stands: whether we may contact for it, in words, and the line that says so."""

    purpose: Purpose
    label: str | Promise
    words: SafeString
    line: Consent | None
    can_withdraw: bool


def first_facts(top: Header, today: date) -> list[tuple[str, object]]:
    """Label and value: who the customer is to the operator."""
    customer = top.customer
    plan = customer.plan_name or customer.plan_code
    fee = f"{customer.plan_fee / 100:g} {_('元/月')}" if customer.plan_fee is not None else ""
    region = " · ".join(
        str(each) for each in (customer.region, SETTLEMENTS.get(customer.settlement, "")) if each
    )
    return [
        (_("客户编号"), customer.code),
        (_("机构"), customer.unit.name),
        (_("地区"), region),
        (_("套餐"), " · ".join(each for each in (plan, fee) if each)),
        (_("价值等级"), VALUE_TIERS.get(customer.value_tier, customer.value_tier)),
        (_("在网"), _tenure(customer.joined_date, today)),
        (_("客户类别"), KINDS[customer.customer_kind]),
        (_("号码状态"), LINE_STATES[customer.line_state]),
        (_("关系层次"), _tier(top)),
        (_("下次关怀"), _care(top)),
    ]


def _tenure(joined: date | None, today: date) -> str:
    months = tenure_months(joined, today)
    if months is None:
        return ""
    years, rest = divmod(max(months, 0), 12)
    words = _("%(years)d 年 %(months)d 个月") if years else _("%(months)d 个月")
    return words % {"years": years, "months": rest}


def _tier(top: Header) -> str:
    if top.tier is None:
        return ""
    return _("%(tier)s（自 %(day)s）") % {"tier": top.tier.get_tier_display(), "day": top.tier.since_date}


def _care(top: Header) -> str:
    customer = top.customer
    return f"{customer.next_care_date} {customer.next_care_about}" if customer.next_care_date else ""


def consent_states(top: Header) -> list[ConsentState]:
    """Each purpose, with what it allows now."""
    return [_state(purpose, top.consents.get(purpose)) for purpose in Purpose]


def _state(purpose: Purpose, line: Consent | None) -> ConsentState:
    decision = Decision(line.decision) if line else None
    if purpose is Purpose.SERVICE:
        words = tag(_("办理本人事项时可以联系"), "success")
    elif line:
        kind = "success" if decision is Decision.GIVEN else "error"
        words = tag(line.get_decision_display(), kind)
    else:
        allowed = allows(purpose, None)
        words = tag(_("没有问过：可以询问一次") if allowed else _("没有同意：不可联系"), "info")
    return ConsentState(purpose, PURPOSES[purpose], words, line, decision is Decision.GIVEN)


def handling_tips(top: Header) -> Sequence[str | Promise]:
    """What helps in the next conversation."""
    return HANDLING_TIPS[HandlingType(top.handling.handling)] if top.handling else ()
