# SPDX-License-Identifier: Apache-2.0
"""Which case an address means, who asks, and who may be given an answer again that was given before."""

from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError

from amends.apps.cases.actions.special import note_look
from amends.apps.cases.api.bodies import CaseIn
from amends.apps.cases.api.verbs import Doing
from amends.apps.cases.models import Case
from amends.apps.cases.queries.one import case_numbered
from amends.apps.core.api import Problem, if_match, person
from amends.apps.core.models import Asked, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer


def case_of(number: str, user: User) -> Case:
    """404 where there is none that the caller may see."""
    case = case_numbered(number, user.scope)
    if case is None:
        raise HttpError(404, "no such case")
    return case


def doing_of(request: HttpRequest, number: str) -> Doing:
    """The case with the version that the caller saw."""
    user = person(request, Right.WORK_CASES)
    case = case_of(number, user)
    return Doing(case=case, version=if_match(request, case.version), by=user, at=timezone.now())


def customer_of(body: CaseIn, user: User) -> Customer:
    """422 where there is none that the caller may see."""
    customer = _CUSTOMER.first(body.customer, user.scope.first, user.scope.last)
    if customer is None:
        raise Problem(422, "no such customer", code="customer_unknown")
    return customer


_CUSTOMER = Asked(
    lambda code, first, last: (
        Customer.objects.within(Scope(first, last)).select_related("unit", "preferences").filter(code=code)
    )
)


def may_open(request: HttpRequest, body: CaseIn, **_: object) -> None:
    """Refuse who may no longer open a case of this customer."""
    customer_of(body, person(request, Right.WORK_CASES))


def may_see(request: HttpRequest, number: str, **_: object) -> None:
    """Refuse who may no longer see this case; who is answered about a special person's has looked."""
    user = person(request, Right.WORK_CASES)
    note_look(case_of(number, user), user, timezone.now())


def may_promise(request: HttpRequest, number: str, **_: object) -> None:
    """As `may_see`, for what a customer is promised."""
    person(request, Right.MAKE_PROMISES)
    may_see(request, number)
