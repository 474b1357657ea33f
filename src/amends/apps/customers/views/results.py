# SPDX-License-Identifier: Apache-2.0
"""Rows of customers as a table."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.apps.customers.models import Customer, Segment
from amends.apps.customers.models.words import ATTRIBUTE_NAMES, LINE_STATES, OPERATORS, VALUE_TIERS
from amends.apps.customers.rules.segments import conditions
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table


def results_table(customers: Iterable[Customer]) -> Table:
    """Customers with masked names and numbers; each row opens the customer's page."""
    columns = (
        Column(_("客户"), lead=True),
        Column(_("号码")),
        Column(_("客户编号")),
        Column(_("机构")),
        Column(_("地区"), late=True),
        Column(_("套餐"), "clip", late=True),
        Column(_("价值等级")),
        Column(_("状态")),
    )
    return Table(_("找到的客户"), columns, [_row(each) for each in customers])


def _row(customer: Customer) -> Row:
    return Row(
        cells=(
            customer.name_shown or customer.code,
            customer.number_shown,
            customer.code,
            customer.unit.name,
            customer.region,
            customer.plan_name or customer.plan_code,
            VALUE_TIERS.get(customer.value_tier, customer.value_tier),
            _state(customer),
        ),
        url=reverse("customers:page", args=[customer.code]),
        key=customer.code,
    )


def _state(customer: Customer) -> SafeString | str:
    if customer.do_not_contact:
        return tag(_("谢绝联系"), "error")
    return "" if customer.line_state == "active" else str(LINE_STATES[customer.line_state])


def condition_words(segment: Segment) -> list[str]:
    """The conditions of a segment as people read them."""
    return [
        f"{ATTRIBUTE_NAMES[each.attribute.name]} {OPERATORS[each.operator]} {_('、').join(each.values)}"
        for each in conditions(segment.conditions)
    ]
