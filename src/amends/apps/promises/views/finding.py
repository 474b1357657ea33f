# SPDX-License-Identifier: Apache-2.0
"""Whom a form means: the customer by code, or by anything that the search of customers understands."""

from datetime import datetime

from django.forms import Form
from django.utils.translation import gettext as _

from amends.apps.core.models import User
from amends.apps.customers.actions.search import look_for
from amends.apps.customers.models import Customer
from amends.apps.customers.queries.profile import customer_by_code


def named_customer(form: Form, user: User, at: datetime) -> Customer | None:
    """The one customer within the person's scope that the field `customer` names; else the form says why not.

    A code is looked up as it is; a number or a name goes through the search, which logs that it was used.
    """
    typed = form.cleaned_data["customer"]
    if exact := customer_by_code(typed, user.scope):
        return exact
    found = look_for(typed=typed, by=user, at=at).page.customers
    if len(found) == 1:
        return found[0]
    several = _("找到不止一位，请填客户编号：%(codes)s")
    codes = _("、").join(each.code for each in found[:5])
    form.add_error("customer", several % {"codes": codes} if found else _("没有找到这位客户。"))
    return None
