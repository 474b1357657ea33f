# SPDX-License-Identifier: Apache-2.0
"""An intake by a person of ours: for a customer who is known or not yet, into a new case or one that is there."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.intake import receive_word
from amends.apps.cases.actions.intake_customers import add_walk_in
from amends.apps.cases.actions.intake_joining import join_case
from amends.apps.cases.actions.intake_texts import Word, kept
from amends.apps.cases.models import Case
from amends.apps.core.models import User
from amends.apps.customers.models import Customer
from amends.apps.customers.queries.profile import customer_by_code

JOIN = "join"


class CustomerUnknown(CaseRefused):
    """A code that no customer in scope has."""

    sentence = _("您的机构里没有这个客户编号")


class CustomerMissing(CaseRefused):
    """Neither a customer nor a name or number of one who is not known yet."""

    sentence = _("请先找到客户，或者写下姓名或联系号码")


class RelatedUnknown(CaseRefused):
    """The older case is not the customer's, or out of sight."""

    sentence = _("要关联的案件不是这位客户的，请重新选择")


@dataclass(frozen=True, slots=True)
class Desk:
    """What the intake page says beside the word: who it is of, and to which older case it belongs (`join:C…` puts the
    words into it, `link:C…` opens a new one beside it)."""

    customer: str = ""
    walk_name: str = ""
    walk_number: str = ""
    related: str = ""
    key: str = ""


def take(*, desk: Desk, word: Word, by: User, at: datetime) -> Case:
    """The case that a customer's word is in now: a new one, or the one that it was joined to. The same key is one case.

    Raises `CustomerUnknown`, `CustomerMissing`, `RelatedUnknown`, and what `receive` and `join_case` raise.
    """
    customer = _customer(desk, by, at)
    how, related = _related(desk, customer, by)
    if related and how == JOIN:
        told = kept(word, customer, at=at).clock_facts(at)
        return join_case(
            case=related, story=word.story, channel=word.channel, spoken=word.spoken, told=told, by=by, at=at
        )
    return receive_word(
        customer=customer, word=word.with_related(related), by=by, at=at, key=f"hand:{by.pk}:{desk.key}"
    )


def _customer(desk: Desk, by: User, at: datetime) -> Customer:
    if desk.customer.strip():
        if found := customer_by_code(desk.customer.strip(), by.scope):
            return found
        raise CustomerUnknown
    if by.unit is None or not (desk.walk_name.strip() or desk.walk_number.strip()):
        raise CustomerMissing
    key = f"hand:{by.pk}:{desk.key}"
    return add_walk_in(unit=by.unit, name=desk.walk_name, number=desk.walk_number, key=key, by=by, at=at)


def _related(desk: Desk, customer: Customer, by: User) -> tuple[str, Case | None]:
    how, _colon, number = desk.related.partition(":")
    if not number:
        return "", None
    case = Case.objects.within(by.scope).filter(number=number, customer=customer).first()
    if case is None:
        raise RelatedUnknown
    return how, case
