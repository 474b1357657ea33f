# SPDX-License-Identifier: Apache-2.0
"""A complaint is not bought off: a withdrawal in the contact of an offer needs a reason that is none of money."""

from datetime import datetime, timedelta

import pytest

from amends.apps.cases.actions.contacting import ContactMade, record_contact
from amends.apps.cases.actions.ending import ReasonNotNeutral, withdraw
from amends.apps.cases.actions.remedies import Offer, propose_remedy
from amends.apps.cases.actions.steps import skip_step
from amends.apps.cases.actions.texts import HEALTH
from amends.apps.cases.models import Case, Step
from amends.apps.cases.models.desk_words import RemedyKind
from amends.apps.cases.queries.standing import intake_of
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import stored
from tests.apps.cases.course import AT, complaint
from tests.people import People

MINUTE = timedelta(minutes=1)


@pytest.fixture
def offered(people: People, customer: Customer) -> Case:
    """A complaint in whose call 20 yuan were offered ten minutes after it began."""
    case = _call(complaint(people, customer), people, AT)
    offer = Offer(RemedyKind.GOODWILL, "送二十元话费", 2_000, "等候太久", AT + timedelta(days=2))
    propose_remedy(case=case, version=case.version, offer=offer, by=people.alice, at=AT + 10 * MINUTE)
    return stored(case)


def _call(case: Case, people: People, at: datetime) -> Case:
    made = ContactMade(ResultCode.REACHED, inbound=True)
    return record_contact(case=case, version=case.version, made=made, by=people.alice, at=at)


def _withdraw(case: Case, people: People, words: str, at: datetime) -> Case:
    return withdraw(case=case, version=case.version, words=words, freely=True, by=people.alice, at=at)


@pytest.mark.requirement("S4-017", "S4-021")
@pytest.mark.parametrize("words", ["给了话费就不投诉了", "客户收到补偿，同意撤诉", "赔了钱就算了"])
def test_withdrawal_in_the_contact_of_an_offer_is_refused(offered: Case, people: People, words: str) -> None:
    with pytest.raises(ReasonNotNeutral):
        _withdraw(offered, people, words, AT + 20 * MINUTE)
    assert stored(offered).is_open


def test_withdrawal_for_a_reason_of_the_matter_stands(offered: Case, people: People) -> None:
    withdrawn = _withdraw(offered, people, "客户查到退款昨天已经到账户，是自己看漏了", AT + 20 * MINUTE)
    assert withdrawn.state == "withdrawn"


@pytest.mark.parametrize(("agreed", "word"), [(True, "住院"), (False, "**")])
def test_words_on_health_stay_where_the_customer_agreed_to_them(
    people: People, customer: Customer, agreed: bool, word: str
) -> None:
    case = complaint(people, customer)
    if agreed:
        intake = intake_of(case)
        intake.facts[HEALTH] = "urgent_help"
        intake.save()
    skip_step(
        case=case, version=case.version, code="judge", reason="客户住院，先不核实", by=people.alice, at=AT
    )  # fmt: skip
    skipped = Step.objects.unscoped("a test looks").get(case=case, result="not_needed")
    assert skipped.note == f"客户{word}，先不核实"
    case = _call(stored(case), people, AT)
    assert _withdraw(case, people, "客户住院，不办了", AT).close_reason == f"客户{word}，不办了"


def test_withdrawal_in_a_later_contact_is_the_customers_own(offered: Case, people: People) -> None:
    case = _call(offered, people, AT + 90 * MINUTE)
    assert _withdraw(case, people, "客户说钱的事不追究了", AT + 95 * MINUTE).state == "withdrawn"
