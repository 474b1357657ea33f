# SPDX-License-Identifier: Apache-2.0
"""Sends what is queued: claimed by a lease, a few at a time for each target, so that a slow one delays no other."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from amends.apps.core.actions.webhooks.posting import Outcome, post
from amends.apps.core.actions.webhooks.secrets import secrets_of
from amends.apps.core.actions.webhooks.targets import switch_off
from amends.apps.core.models import WebhookDelivery, WebhookTarget
from amends.apps.core.rules.sealing import SealBroken
from amends.apps.core.rules.webhooks import (
    GIVEN_UP_AFTER,
    LEASE,
    gives_up,
    next_try,
    rests_until,
    signature,
)

Clock = Callable[[], datetime]
MOST_AT_ONCE, MOST_FOR_ONE = 8, 2


@dataclass(slots=True)
class Courier:
    """Sends deliveries from a few threads. They only speak HTTP: every query is made by whoever calls `turn`."""

    clock: Clock
    pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="webhook")
    )
    under_way: dict[Future[Outcome], WebhookDelivery] = field(default_factory=dict)

    def turn(self) -> bool:
        """Record what has ended, and start what is due; returns whether anything is under way or was recorded."""
        ended = [future for future in self.under_way if future.done()]
        for future in ended:
            _record(self.under_way.pop(future), future.result(), self.clock())
        while len(self.under_way) < MOST_AT_ONCE and (delivery := self._next()):
            self._start(delivery)
        return bool(ended or self.under_way)

    def _next(self) -> WebhookDelivery | None:
        busy = Counter(each.target_id for each in self.under_way.values())
        full = [target for target, count in busy.items() if count >= MOST_FOR_ONE]
        return claim_delivery(at=self.clock(), but_not_for=full)

    def _start(self, delivery: WebhookDelivery) -> None:
        """Sign now, since the signature tells the time; a secret that does not open is a failure like another."""
        at, body = self.clock(), body_of(delivery)
        try:
            headers = headers_of(delivery, body, at)
        except SealBroken as broken:
            _record(delivery, Outcome(None, str(broken)), at)
            return
        private = settings.AMENDS_WEBHOOK_PRIVATE
        future = self.pool.submit(post, delivery.target.url, body, headers, private=private)
        self.under_way[future] = delivery

    def close(self) -> None:
        """Wait for what is under way, and record it."""
        self.pool.shutdown(wait=True)
        for future, delivery in self.under_way.items():
            _record(delivery, future.result(), self.clock())
        self.under_way.clear()


def claim_delivery(*, at: datetime, but_not_for: list[int] | None = None) -> WebhookDelivery | None:
    """Take the delivery that has waited longest, of a target that is on and does not rest; `None` when there is
    none. Its next try is pushed behind a lease: a worker killed in between leaves it to be sent again, and two
    workers never send the same one."""
    rested = Q(target__rests_until__isnull=True) | Q(target__rests_until__lte=at)
    due = WebhookDelivery.objects.filter(
        rested, sent_at=None, given_up_at=None, not_before__lte=at, target__switched_off_at=None
    ).exclude(target__in=but_not_for or [])
    for delivery in due.select_related("target").order_by("not_before", "pk")[:MOST_AT_ONCE]:
        if _claimed(delivery, at):
            return delivery
    return None


def _claimed(delivery: WebhookDelivery, at: datetime) -> bool:
    unclaimed = WebhookDelivery.objects.filter(
        pk=delivery.pk, attempts=delivery.attempts, not_before=delivery.not_before, sent_at=None
    )
    delivery.attempts, delivery.not_before = delivery.attempts + 1, at + LEASE
    return bool(unclaimed.update(attempts=delivery.attempts, not_before=delivery.not_before))


def body_of(delivery: WebhookDelivery) -> bytes:
    """What is sent: the payload and the number of the delivery, by which a second telling is known."""
    told = {"delivery": str(delivery.pk), **delivery.payload}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def headers_of(delivery: WebhookDelivery, body: bytes, at: datetime) -> Mapping[str, str]:
    """The headers of a delivery sent at `at`. Raises `SealBroken`."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "Amends-Webhook/1",
        "X-Amends-Delivery": str(delivery.pk),
        "X-Amends-Event": delivery.payload["event"],
        "X-Amends-Signature": signature(body, secrets=secrets_of(delivery.target, at), at=at),
    }


def _record(delivery: WebhookDelivery, outcome: Outcome, at: datetime) -> None:
    """Keep what came of it, unless somebody sent it again meanwhile; a target that failed all day is switched off."""
    target = WebhookTarget.objects.filter(pk=delivery.target_id)
    with transaction.atomic():
        mine = WebhookDelivery.objects.filter(
            pk=delivery.pk, attempts=delivery.attempts, not_before=delivery.not_before
        )
        if not mine.update(status_code=outcome.status, error=outcome.error, **_end(delivery, outcome, at)):
            return
        if outcome.accepted:
            target.update(failures=0, failing_since=None, rests_until=None, succeeded_at=at)
            return
        since = Coalesce(F("failing_since"), Value(at))
        target.update(failures=F("failures") + 1, failing_since=since)
    _rest(target.select_related("unit", "created_by").get(), at)


def _end(delivery: WebhookDelivery, outcome: Outcome, at: datetime) -> dict[str, datetime]:
    if outcome.accepted:
        return {"sent_at": at}
    again_at = next_try(delivery.attempts, at)
    if gives_up(queued_at=delivery.queued_at, again_at=again_at):
        return {"given_up_at": at}
    return {"not_before": again_at}


def _rest(target: WebhookTarget, at: datetime) -> None:
    """Spare a target that fails, and end it where it failed for a whole day."""
    if target.failing_since and at - target.failing_since >= GIVEN_UP_AFTER:
        switch_off(target=target, by=None, at=at)
        return
    WebhookTarget.objects.filter(pk=target.pk, failures__gt=0).update(
        rests_until=rests_until(target.failures, at)
    )
