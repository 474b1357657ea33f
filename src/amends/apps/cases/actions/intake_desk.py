# SPDX-License-Identifier: Apache-2.0
"""An intake by a person of ours: for a customer who is known or not yet, into a new case or one that is there."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.intake import receive_word, received_before
from amends.apps.cases.actions.intake_customers import add_walk_in
from amends.apps.cases.actions.intake_joining import join_case
from amends.apps.cases.actions.intake_texts import Word, channel_named, kept
from amends.apps.cases.models import Case
from amends.apps.core.models import User
from amends.apps.customers.models import Customer
from amends.apps.customers.queries.profile import customer_by_code

JOIN = "join"


class CustomerUnknown(CaseRefused):
    """A code that no customer in scope has."""

    sentence = _("您的机构里没有这个客户编号")
    field = "customer"


class CustomerMissing(CaseRefused):
    """Neither a customer nor a name or number of one who is not known yet."""

    sentence = _("请先找到客户，或者写下姓名或联系号码")
    field = "customer"


class RelatedUnknown(CaseRefused):
    """The older case is not the customer's, or out of sight."""

    sentence = _("要关联的案件不是这位客户的，请重新选择")


class PageSent(CaseRefused):
    """The page was sent before, about somebody or something else."""

    sentence = _(
        "这一页刚才已经受理为 %(number)s，那时写的不是这些。现在写的都还在，再按一次「受理」就另立案件"
    )


class Registered(CaseRefused):
    """The number of whoever sent it on is a case already: `case`, where the person may see it."""

    sentence = _("这个编号已登记为 %(number)s：可以把这次的话并入那个案件，或者改正编号")
    elsewhere = _("这个编号已由另一个机构登记，请核对编号")
    field = "reference"

    def __init__(self, case: Case, by: User) -> None:
        self.case = case if by.scope.covers(case.unit.number) else None
        if self.case is None:
            self.sentence = self.elsewhere
            super().__init__()
        else:
            super().__init__(number=case.number)


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
    """The case that a customer's word is in now: a new one, or the one that it was joined to. The same key with the
    same words is one case; nothing that was typed is given up for a case that is there already.

    Raises `CustomerUnknown`, `CustomerMissing`, `RelatedUnknown`, `PageSent`, `Registered`, and what `receive` and
    `join_case` raise.
    """
    key = page_key(by, desk.key)
    if (there := _registered(word)) and there.key != key:
        if desk.related != f"{JOIN}:{there.number}" or not by.scope.covers(there.unit.number):
            raise Registered(there, by)
        return _join(there, there.customer, word, by, at)
    customer = _customer(desk, by, at)
    how, related = _related(desk, customer, by)
    if related and how == JOIN:
        return _join(related, customer, word, by, at)
    case = receive_word(customer=customer, word=word.with_related(related), by=by, at=at, key=key)
    if case.key != key:  # somebody else registered the number a moment ago
        raise Registered(case, by)
    _refuse_other(case, customer, word, at)
    return case


def page_key(by: User, key: str) -> str:
    """The key of the case that a page of the intake opens."""
    return f"hand:{by.pk}:{key}"


def is_sent(*, by: User, key: str) -> bool:
    """Whether a page of the intake is a case already. One query."""
    cases = Case.objects.unscoped("the page was the person's own")
    return bool(key) and cases.filter(key=page_key(by, key)).exists()


def _registered(word: Word) -> Case | None:
    """The case of the number that the word came in with. One query, where there is a number."""
    reference = str(word.columns.get("reference") or "").strip()
    if not reference:
        return None
    return received_before(channel=channel_named(word.channel).code, reference=reference, key=None)


def _join(case: Case, customer: Customer, word: Word, by: User, at: datetime) -> Case:
    told = kept(word, customer, at=at).clock_facts(at)
    return join_case(
        case=case, story=word.story, channel=word.channel, spoken=word.spoken, told=told, by=by, at=at
    )


def _refuse_other(case: Case, customer: Customer, word: Word, at: datetime) -> None:
    """A page that was sent before is that case only if it says the same about the same customer."""
    if case.opened_at == at:
        return
    if case.customer_id != customer.pk or case.story != kept(word, customer, at=at).story:
        raise PageSent(number=case.number)


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
