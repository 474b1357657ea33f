# SPDX-License-Identifier: Apache-2.0
"""Verbs on what people ask of us about their data: take in, make sure who asks, decide, end."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.log import Log, writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, Message, User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.actions.forgetting import begin_forgetting
from amends.apps.customers.models import Customer, Forgotten, RightsRequest
from amends.apps.customers.models.rights import CHANNELS
from amends.apps.customers.queries.rights import in_words, standing, terms
from amends.apps.customers.rules.needs import without_numbers
from amends.apps.customers.rules.rights import MEANS, OPEN, Kind, State, due, postponed_until

_SOON = timedelta(days=3)


class RightsRefused(ValueError):
    """A verb on a request was refused, with a sentence for the form."""

    sentence: str | Promise = ""
    field = ""

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(RightsRefused):
    """The person may not do this, or not for this customer."""

    sentence = _("您没有办理这项请求的权限")


class AskedAlready(RightsRefused):
    """The customer waits for the same thing already."""

    sentence = _("该客户的同类请求正在办理，请在那一件里继续")


class NotIdentified(RightsRefused):
    """It is not sure yet who asks, or how that was made sure is not said."""

    sentence = _("请先核实请求人的身份，并选择核实方式")
    field = "means"


class ChangedMeanwhile(RightsRefused):
    """Somebody else changed the request, or it has ended."""

    sentence = _("这件请求刚刚有人办理过，请看最新情况后再办")


class SaysNothing(RightsRefused):
    """An outcome or a reason without words."""

    sentence = _("请写明结果或理由，客户会看到")
    field = "outcome"


def ask(
    *, customer: Customer, kind: Kind, channel: str, words: str = "", by: User, at: datetime
) -> RightsRequest:
    """Take a request in; its legal clock runs from now. Raises `NotAllowed`, `AskedAlready`."""
    may_work(customer, by)
    if channel not in CHANNELS:
        raise NotAllowed
    if RightsRequest.objects.within(by.scope).open().filter(customer=customer, kind=kind).exists():
        raise AskedAlready
    with writing(by=by, at=at) as log:
        row = RightsRequest.objects.create(
            customer=customer,
            unit=customer.unit,
            kind=kind,
            channel=channel,
            words=without_numbers(words.strip())[:500],
            state=State.RECEIVED,
            received_at=at,
            due_at=due(kind, at, terms()),
            taken_by=by,
            owner=by,
        )
        _tell(log, EventKind.RIGHTS_ASKED, row, asked=str(kind), channel=channel)
    return row


def identify(*, request: RightsRequest, version: int, means: str, by: User, at: datetime) -> RightsRequest:
    """Note how it was made sure that the customer asks. Raises `NotIdentified`, `NotAllowed`, `ChangedMeanwhile`."""
    if means not in MEANS:
        raise NotIdentified
    with writing(by=by, at=at) as log:
        changes = {"identified_by_means": means, "identified_at": at, "identified_by": by}
        row = _move(request, version, by, State.IDENTIFIED, only={State.RECEIVED}, **changes)
        _tell(log, EventKind.RIGHTS_IDENTIFIED, row, means=means)
    return row


def refuse(*, request: RightsRequest, version: int, reason: str, by: User, at: datetime) -> RightsRequest:
    """Do not do what is asked, for a reason that the customer is told. Raises `SaysNothing`, and as `identify`."""
    said = _said(reason)
    with writing(by=by, at=at) as log:
        row = _move(request, version, by, State.REFUSED, outcome=said, ended_at=at)
        _tell(log, EventKind.RIGHTS_REFUSED, row, asked=row.kind)
    return row


def grant(*, request: RightsRequest, version: int, by: User, at: datetime) -> RightsRequest:
    """Do what is asked: a job writes the copy, or forgets the customer. Where something stands in the way of
    forgetting, the request is postponed and says what it is and until when. Raises `NotIdentified`, and as
    `identify`."""
    if not request.identified_at:
        raise NotIdentified
    if request.kind == Kind.DELETE and (found := standing(request.customer, today=localdate(at))):
        why = str(_("；")).join(in_words(each) for each in found)[:500]
        return _postpone(request, version, why=why, until=postponed_until(found), by=by, at=at)
    with writing(by=by, at=at) as log:
        row = _move(request, version, by, State.WORKING, only={State.IDENTIFIED, State.POSTPONED}, outcome="")
        _tell(log, EventKind.RIGHTS_DECIDED, row, asked=row.kind)
        if row.kind == Kind.DELETE:
            begin_forgetting(customer=row.customer, request=row, by=by, at=at)
            enqueue("forget_customers", by=None, at=at, arguments={}, key=f"forget:{row.pk}")
        elif row.kind in {Kind.COPY, Kind.EXPLAIN}:
            enqueue(
                "copy_customer", by=by, at=at, arguments={"request": row.pk}, key=f"copy:{row.pk}:{version}"
            )
    return row


def end(*, request: RightsRequest, version: int, outcome: str, by: User, at: datetime) -> RightsRequest:
    """Note what came of a request and that the customer was told. Raises `SaysNothing`, and as `identify`."""
    said = _said(outcome)
    with writing(by=by, at=at) as log:
        row = _move(
            request,
            version,
            by,
            State.DONE,
            only={State.WORKING, State.IDENTIFIED},
            outcome=said,
            ended_at=at,
        )
        _tell(log, EventKind.RIGHTS_ENDED, row, asked=row.kind)
    return row


def end_forgetting(*, row: Forgotten, at: datetime) -> None:
    """The job has forgotten the customer: the request is done, and whoever decided it is told."""
    request = row.request
    if request is None:
        return
    with writing(by=None, at=at) as log:
        told = str(_("个人信息已经删除；法律要求保留的统计和凭证已不能识别到本人"))
        left = RightsRequest.objects.unscoped("the job goes on with what was decided").filter(pk=request.pk)
        left.exclude(state=State.DONE).update(
            state=State.DONE, outcome=told, ended_at=at, version=F("version") + 1
        )
        log(EventKind.RIGHTS_ENDED, request, about=row.pseudonym, unit=request.unit, asked=str(Kind.DELETE))
        page = reverse("customers:rights_request", args=[request.pk])
        notify(to=request.owner, subject=told, link=page, at=at, key=f"forgot:{row.pk}")


def remind(*, at: datetime) -> int:
    """Put a notice before the owner of each open request that is due within three days, is late, or was postponed to a
    day that has come; each once. Returns how many."""
    told = 0
    rows = (
        RightsRequest.objects.unscoped("a nightly reminder")
        .open()
        .select_related("owner", "unit", "customer")
    )
    for row in rows.filter(Q(due_at__lt=at + _SOON) | Q(postponed_until__lte=localdate(at))):
        for what, words in _reminders(row, at):
            key = f"rights:{row.pk}:{what}"
            if Message.objects.filter(key=key).exists():
                continue
            with writing(by=None, at=at) as log:
                page = reverse("customers:rights_request", args=[row.pk])
                subject = f"{words}{row.get_kind_display()}"
                notify(to=row.owner, subject=subject, link=page, at=at, key=key)
                _tell(log, EventKind.RIGHTS_REMINDED, row, what=what)
            told += 1
    return told


def _reminders(row: RightsRequest, at: datetime) -> Iterator[tuple[str, str]]:
    if row.due_at < at:
        yield "late", str(_("个人信息请求超过法定时限："))
    elif row.due_at < at + _SOON:
        yield "soon", str(_("个人信息请求三天内到法定时限："))
    if row.postponed_until and row.postponed_until <= localdate(at):
        yield f"again:{row.postponed_until}", str(_("暂缓的个人信息请求可以办了："))


def _postpone(
    request: RightsRequest, version: int, *, why: str, until: date | None, by: User, at: datetime
) -> RightsRequest:
    with writing(by=by, at=at) as log:
        row = _move(request, version, by, State.POSTPONED, outcome=why, postponed_until=until)
        _tell(log, EventKind.RIGHTS_POSTPONED, row, asked=row.kind, until=until.isoformat() if until else "")
    return row


def _move(
    request: RightsRequest,
    version: int,
    by: User,
    state: State,
    *,
    only: set[State] | None = None,
    **changes: object,
) -> RightsRequest:
    may_work(request.customer, by)
    rows = RightsRequest.objects.within(by.scope).filter(
        pk=request.pk, version=version, state__in=sorted(map(str, only or OPEN))
    )
    if not rows.update(state=state, version=F("version") + 1, **changes):
        raise ChangedMeanwhile
    return RightsRequest.objects.within(by.scope).select_related("customer__unit", "unit").get(pk=request.pk)


def may_work(customer: Customer, by: User) -> None:
    """Raises `NotAllowed` for whom the customer's requests are not to handle."""
    if not by.may(Right.EDIT_CUSTOMERS) or not by.scope.covers(customer.unit.number):
        raise NotAllowed


def _said(words: str) -> str:
    if not (said := without_numbers(words.strip())[:500]):
        raise SaysNothing
    return said


def _tell(log: Log, kind: EventKind, row: RightsRequest, **payload: str) -> None:
    log(kind, row, about=row.customer.code, unit=row.unit, **payload)
