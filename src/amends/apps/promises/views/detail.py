# SPDX-License-Identifier: Apache-2.0
"""One promise: its page with all that is known of it, and what happened to it."""

from collections.abc import Mapping
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.actions.log import subject_key
from amends.apps.core.models import Event, EventKind, User
from amends.apps.core.queries.log import events_of
from amends.apps.core.queries.people import names_of
from amends.apps.core.rules.roles import Right
from amends.apps.promises.models import Promise
from amends.apps.promises.queries.ledger import promise_by_number
from amends.apps.promises.views.facts import fact_notice
from amends.apps.promises.views.stages import stage_table
from amends.apps.promises.views.tables import address, state_tag, urgency
from amends.ui.components.times import local_words, moment

LOUD = {EventKind.PROMISE_BROKEN, EventKind.PROMISE_FELL_LATE, EventKind.PROMISE_ESCALATED}
QUIET = {EventKind.PROMISE_DUE_SOON, EventKind.PROMISE_HANDED_OVER}


@require_GET
@needs(Right.SEE_CUSTOMERS)
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """A promise with all that is known of it, and what happened to it."""
    promise, at = found_promise(request, number), timezone.now()
    context = {
        **summary(promise, at),
        "ending": _ending(promise),
        "history": _history(promise),
        "stages": stage_table(promise, at),
        "fact": fact_notice(promise),
        "may_change": promise.is_open and person(request).may(Right.MAKE_PROMISES),
        "may_enable": promise.is_open and promise.needs_enabling and _may_enable(promise, person(request)),
        "may_review": _may_review(promise, person(request)),
        "may_amend": at <= promise.due_at,
    }
    return render(request, "promises/detail.html", context)


def _may_enable(promise: Promise, user: User) -> bool:
    return user.pk == promise.enabler_owner_id or user.may(Right.MAKE_PROMISES)


def _may_review(promise: Promise, user: User) -> bool:
    review = getattr(promise, "review", None)
    return review is not None and review.done_at is None and user.may(Right.ASSIGN_CASES)


def found_promise(request: HttpRequest, number: str) -> Promise:
    """The promise of that number within the person's scope; 404 otherwise, also where it is somebody else's."""
    promise = promise_by_number(number, person(request).scope)
    if promise is None:
        raise Http404
    return promise


def summary(promise: Promise, at: datetime) -> dict[str, object]:
    """What every page about one promise shows at its top."""
    return {
        "promise": promise,
        "facts": _facts(promise),
        "state": state_tag(promise, at),
        "urgency": urgency(promise, at),
    }


def _facts(promise: Promise) -> list[tuple[str, object]]:
    yuan = f"{promise.amount / 100:,.2f}" if promise.amount else None
    facts: list[tuple[str, object]] = [
        (_("客户"), _customer_link(promise)),
        (_("类别"), promise.get_kind_display()),
        (_("到期时间"), moment(promise.due_at)),
        (_("告知渠道"), promise.get_channel_display()),
        (_("作出承诺"), promise.made_by),
        (_("承诺时间"), moment(promise.made_at)),
        (_("由谁兑现"), promise.owner),
        (_("来源"), promise.get_origin_display()),
        (_("来源编号"), promise.reference),
        (_("机构"), promise.unit),
    ]
    return [*facts, *_rarer_facts(promise, yuan)]


def _rarer_facts(promise: Promise, yuan: str | None) -> list[tuple[str, object]]:
    """What only some promises have: money, an agreed delay, one that it makes good."""
    money: list[tuple[str, object]] = [(_("金额（元）"), yuan), (_("理由"), promise.reason)]
    agreed = [(_("客户同意改期"), promise.agreement), (_("改期时间"), moment(promise.amended_at))]
    before = [(_("替代未兑现的"), _promise_link(getattr(promise, "follows", None)))]
    return [
        *(money if yuan else []),
        *(agreed if promise.agreement else []),
        *(before if before[0][1] else []),
    ]


def _ending(promise: Promise) -> list[tuple[str, object]]:
    """How it ended; empty while it is open."""
    ways = (
        (promise.kept_at, promise.kept_by, [(_("凭证"), promise.proof)]),
        (promise.broken_at, promise.broken_by, _broken(promise)),
        (promise.withdrawn_at, promise.withdrawn_by, [(_("客户原话"), promise.withdrawn_words)]),
    )
    for ended_at, by, how in ways:
        if ended_at:
            return [(_("时间"), moment(ended_at)), (_("登记人"), by), *how]
    return []


def _broken(promise: Promise) -> list[tuple[str, object]]:
    return [
        (_("未兑现原因"), promise.broken_reason),
        (_("对客户的说明"), promise.told),
        (_("后续承诺"), _promise_link(promise.followed_by)),
    ]


def _promise_link(promise: Promise | None) -> SafeString | None:
    return format_html('<a href="{}">{}</a>', address(promise), promise.number) if promise else None


def _customer_link(promise: Promise) -> SafeString:
    page = reverse("customers:page", args=[promise.customer.code])
    return format_html('<a href="{}">{}</a>', page, promise.customer)


def _history(promise: Promise) -> list[dict[str, object]]:
    events = list(events_of(subject_key(promise)))
    names = names_of(event.payload.get("owner_after") for event in events)
    return [_entry(event, names) for event in events]


def _entry(event: Event, names: Mapping[int, str]) -> dict[str, object]:
    words = str(EventKind(event.kind).label)
    more = _more(event, names)
    kind = "error" if event.kind in LOUD else "quiet" if event.kind in QUIET else ""
    text = _("%(what)s：%(more)s") % {"what": words, "more": more} if more else words
    return {"at": event.at, "who": event.by or _("系统"), "text": text, "kind": kind}


def _more(event: Event, names: Mapping[int, str]) -> str:
    payload = event.payload
    match event.kind:
        case EventKind.PROMISE_MADE:
            return _("%(due)s 前做到") % {"due": _local(payload["due_at"])}
        case EventKind.PROMISE_AMENDED:
            values = {"before": _local(payload["due_before"]), "after": _local(payload["due_after"])}
            return _("%(before)s 改到 %(after)s") % values
        case EventKind.PROMISE_HANDED_OVER:
            return names.get(payload["owner_after"], "")
        case EventKind.PROMISE_KEPT:
            return _("按时") if payload["on_time"] else _("晚于约定时间")
        case EventKind.PROMISE_BROKEN:
            following = payload["followed_by"]
            return _("后续承诺 %(number)s") % {"number": following} if following else ""
        case _:
            return ""


def _local(text: str) -> str:
    at = parse_datetime(text)
    return local_words(at) if at else text
