# SPDX-License-Identifier: Apache-2.0
"""What the customer is asked on a case once they know the result."""

from dataclasses import replace

from django.utils.translation import gettext

from amends.apps.cases.models import Case
from amends.apps.cases.models.case import IN_SCOPE
from amends.apps.cases.rules.procedure import Asking, Question
from amends.apps.cases.rules.states import HANDLING
from amends.apps.cases.rules.success import Comparison, SuccessRule
from amends.apps.customers.models.relationship import Expectation
from amends.apps.customers.rules.ladder import Stance

AGREED, AS_AGREED, NOT_AS_AGREED = "agreed", "一致", "不一致"


def agreed_expectation(case: Case) -> Expectation | None:
    """What the customer agreed to in place of what they hoped for, since the case came; the latest. One query."""
    rows = Expectation.objects.unscoped(IN_SCOPE)
    since = rows.filter(customer=case.customer, stance=Stance.ADJUST, noted_at__gte=case.received_at)
    return since.order_by("-noted_at", "-pk").first()


def asking_of(case: Case) -> Asking:
    """The questions, and which answers mean that it worked. A result is held against what was agreed, where an
    expectation was adjusted: then both must hold. One query at most."""
    if case.procedure.code != HANDLING:
        return case.procedure.procedure
    asking = case.procedure.handling.asking
    expected = agreed_expectation(case)
    return with_agreement(asking, expected.agreed_words) if expected else asking


def with_agreement(asking: Asking, words: str) -> Asking:
    """The questions with one more: whether it is as the customer agreed."""
    text = gettext("您当时认可的是「%(words)s」，结果和这个说法一致吗？") % {"words": words}
    question = Question(AGREED, text, choices=(AS_AGREED, NOT_AS_AGREED))
    holds = Comparison(AGREED, "==", (AS_AGREED,))
    groups = tuple((*group, holds) for group in asking.success.groups)
    return replace(asking, questions=(*asking.questions, question), success=SuccessRule(groups))
