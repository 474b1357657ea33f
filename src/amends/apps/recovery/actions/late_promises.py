# SPDX-License-Identifier: Apache-2.0
"""A promise that was not kept in time comes into somebody's hands, before the customer has to ask for it."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from amends.apps.cases.actions import open_case
from amends.apps.cases.actions.opening import Arrival
from amends.apps.cases.models import Case, Task
from amends.apps.cases.models.desk_words import TaskKind
from amends.apps.cases.queries.intake import receiver_for
from amends.apps.cases.rules.states import Origin
from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Right, Role
from amends.apps.promises.models import BenefitRule, Promise
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.promises.rules.origins import BY_SALE
from amends.apps.promises.rules.origins import Origin as Made
from amends.apps.recovery.rules.late_promises import class_of

WHY = "the schedule looks after everybody's promises"
NOTICE_WITHIN = timedelta(hours=4)


class Followed(StrEnum):
    """What became of a late promise."""

    OPENED = "opened"
    JOINED = "joined"
    BEFORE = "before"
    NOBODY = "nobody"


def follow_late(*, promise: Promise, at: datetime) -> Followed:
    """Open a case for a promise that is late, or add it to the open one that it was made in or that is about the same;
    and give the case's owner the task of telling the customer. Once: the mark, the case and the task are one
    transaction, the case has the key `promise:<id>`.

    Who refuses contact gets the case, but nobody is told to call them. Where nobody can take it, it waits.
    """
    with transaction.atomic():
        row = _still_late(promise, at)
        if row is None:
            return Followed.BEFORE
        standing = _made_in(row)
        owner = None if standing else _owner(row)
        if standing is None and owner is None:
            return Followed.NOBODY
        with writing(by=None, at=at) as log:
            case = standing or _opened(row, owner, at)  # type: ignore[arg-type]  # one of the two is there
            Promise.objects.unscoped(WHY).filter(pk=row.pk).update(followed_late_at=at)
            if not row.customer.do_not_contact:
                _tell_customer(case, row, at)
            about, number = row.customer.code, case.number
            log(EventKind.PROMISE_LATE_FOLLOWED, row, about=about, unit=row.unit, case=number)
    return Followed.OPENED if case.key == _key(row) else Followed.JOINED


def _still_late(promise: Promise, at: datetime) -> Promise | None:
    rows = Promise.objects.unscoped(WHY).select_related("customer__unit", "unit", "owner__unit")
    late = rows.filter(pk=promise.pk, is_open=True, due_at__lt=at, followed_late_at__isnull=True)
    return late.select_for_update(no_key=True, of=("self",)).first()


def _made_in(row: Promise) -> Case | None:
    """The open case that the promise was made in; of a benefit by rule, the one about this rule's earlier ones."""
    if not row.reference:
        return None
    if _in_bulk(row):
        about = Case.objects.unscoped(WHY).open().filter(key__startswith=_of_rule(row), customer=row.customer)
        return about.first()
    return Case.objects.unscoped(WHY).open().filter(number=row.reference, customer=row.customer).first()


def _owner(row: Promise) -> User | None:
    """Who keeps the promise, where they can work on the case; else the nearest team leader, else who takes cases."""
    leaders = leaders_above(row.owner.unit or row.unit, Role.TEAM_LEADER)
    for person in (row.owner, *leaders):
        if person.may(Right.WORK_CASES) and person.scope.covers(row.customer.unit.number):
            return person
    return receiver_for(row.customer.unit)


def _opened(row: Promise, owner: User, at: datetime) -> Case:
    due = f"{localtime(row.due_at):%Y-%m-%d %H:%M}"
    values = {"number": row.number, "kind": row.get_kind_display(), "due": due}
    return open_case(
        customer=row.customer,
        origin=Origin.PROMISE,
        recovery_class=class_of(row.kind, row.origin),
        owner=owner,
        by=None,
        at=at,
        key=_key(row),
        reasons=[gettext("承诺 %(number)s（%(kind)s）原定 %(due)s，没有按时兑现") % values],
        arrival=Arrival(title=gettext("承诺未按时兑现"), received_at=at),
    )


def _tell_customer(case: Case, row: Promise, at: datetime) -> None:
    words = gettext("向客户说明承诺 %(number)s 没有按时兑现：先致歉，再说新的时间和由谁办") % {
        "number": row.number
    }
    Task.objects.unscoped(WHY).get_or_create(
        case=case,
        key=f"promise_notice:{row.pk}",
        defaults={
            "kind": TaskKind.PROGRESS,
            "owner": case.owner,
            "text": words,
            "due_at": at + NOTICE_WITHIN,
            "made_at": at,
        },
    )


def _key(row: Promise) -> str:
    return f"{_of_rule(row)}{row.pk}" if _in_bulk(row) else f"promise:{row.pk}"


def _in_bulk(row: Promise) -> bool:
    return row.origin == Made.RULE or (row.source or "").startswith(BY_SALE)


def _of_rule(row: Promise) -> str:
    return f"promise:rule:{row.reference}:{row.customer_id}:"


def tell_of_missed(*, rule: str, customers: int, at: datetime) -> int:
    """Tell the keeper and the recovery managers above, once a day, that the benefit of a rule or a campaign is missing
    on the bills of more customers than can be called one by one. Returns how many were told."""
    found = (
        BenefitRule.objects.unscoped(WHY).select_related("unit", "keeper").filter(code=rule).first()
        or Campaign.objects.unscoped(WHY).select_related("unit", "owner").filter(code=rule).first()
    )
    if found is None:
        return 0
    keeper = found.owner if isinstance(found, Campaign) else found.keeper
    people = {keeper, *leaders_above(found.unit, Role.RECOVERY_MANAGER)}
    words = gettext("优惠“%(name)s”有 %(customers)s 位客户的账单上没有：先查原因补上，再建修复波次告知客户")
    key = f"benefit_missed:{rule}:{localtime(at):%Y-%m-%d}:"
    page = "promises:campaign" if isinstance(found, Campaign) else "promises:benefit"
    with transaction.atomic():
        for person in people:
            subject = words % {"name": found.name, "customers": customers}
            link = reverse(page, args=[rule])
            notify(to=person, subject=subject, at=at, link=link, key=f"{key}{person.pk}")
    return len(people)
