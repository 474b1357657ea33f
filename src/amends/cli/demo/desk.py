# SPDX-License-Identifier: Apache-2.0
"""A day's work on the demo's desk: cases taken from the list, customers called, promises made, kept and late."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import cycle

from django.utils.timezone import localdate

from amends.apps.cases.actions.contacting import ContactMade, record_contact
from amends.apps.cases.actions.handling import confirm_facts, make_plan
from amends.apps.cases.models import Case
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.core.models import User
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.end import keep_promise
from amends.apps.promises.actions.make import make_promise
from amends.apps.promises.rules.terms import Channel, PromiseKind, Terms
from amends.apps.recovery.actions.approach import approach
from amends.apps.recovery.queries.runs import current_run
from amends.apps.recovery.queries.targets import Filters, target_page
from amends.apps.recovery.queries.waves.days import is_contact_day
from amends.apps.recovery.rules.waves.words import Purpose

WORKERS = ("hotline_agent", "complaint_officer", "team_leader")
EACH = 4
Work = Callable[[Case, User, datetime], object]


def work_at_the_desk(*, at: datetime) -> None:
    """Each agent, officer and leader takes some customers from the list of their units, two hours
    ago or when one last might call."""
    run = current_run()
    lately = last_hour_of_work(at)
    depth = cycle(range(len(DONE) + 1))
    for person in User.objects.filter(role__in=WORKERS).select_related("unit").order_by("pk"):
        targets = target_page(run, person.scope, Filters(), at=at, most=EACH).targets if run else []
        known = [target for target in targets if target.main_cause]
        for number, target in enumerate(known):
            done = DONE[: next(depth)]  # who was called was called at an hour at which one may
            began = lately if _no_answer in done else at - timedelta(hours=2)
            started = began + timedelta(minutes=12 * number)
            case = approach(target=target, by=person, at=started)
            for step, work in enumerate(done, start=1):
                work(_fresh(case), person, started + timedelta(minutes=2 * step))
        _promise(person, [target.customer for target in known], at=at)


def last_hour_of_work(at: datetime) -> datetime:
    """When a batch may have gone out, less than a day ago where no holiday is between: ten in the
    morning by the clock of Shanghai, or, before noon, two in the afternoon of the last day on which one may."""
    ten, two = (at.replace(hour=hour, minute=0, second=0, microsecond=0) for hour in (2, 6))
    past = (ten, *(two - timedelta(days=back) for back in range(1, 15)))
    return next(
        each
        for each in past
        if each <= at - timedelta(hours=2) and is_contact_day(localdate(each), Purpose.RECOVERY)
    )


def _fresh(case: Case) -> Case:
    return Case.objects.unscoped("the demo works on its own cases").get(pk=case.pk)


def _facts(case: Case, by: User, at: datetime) -> object:
    words = "核对了近三个月的账单和记录，系统列出的情况属实。"
    return confirm_facts(case=case, version=case.version, findings=words, by=by, at=at)


def _plan(case: Case, by: User, at: datetime) -> object:
    words = "先向客户说明情况并致歉，当场能办的当场办，三天内回访一次。"
    return make_plan(case=case, version=case.version, plan=words, by=by, at=at)


def _no_answer(case: Case, by: User, at: datetime) -> object:
    made = ContactMade(result=ResultCode.NO_ANSWER)
    return record_contact(case=case, version=case.version, made=made, by=by, at=at)


def _called_back(case: Case, by: User, at: datetime) -> object:
    made = ContactMade(
        result=ResultCode.REACHED, inbound=True, note="客户回电，愿意等核对结果，希望下午联系。"
    )
    return record_contact(case=case, version=case.version, made=made, by=by, at=at + timedelta(hours=1))


DONE: tuple[Work, ...] = (_facts, _plan, _no_answer, _called_back)


def _promise(person: User, customers: list[Customer], *, at: datetime) -> None:
    """One promise still open, one late, one kept."""
    hours = {"今天下班前把核对结果电话告诉您": 4, "今天上午给您回话说明这笔费用": -2, "昨天说好的回电": -20}
    for customer, (words, due) in zip(customers, hours.items(), strict=False):
        terms = Terms(PromiseKind.CALL_BACK, words, Channel.PHONE, due_at=at + timedelta(hours=due))
        promise = make_promise(customer=customer, terms=terms, by=person, at=at - timedelta(hours=24))
        if due == min(hours.values()):
            called = at - timedelta(hours=21)
            keep_promise(
                promise=promise,
                version=promise.version,
                proof="回电录音 20-0417",
                by=person,
                at=at,
                kept_at=called,
            )
