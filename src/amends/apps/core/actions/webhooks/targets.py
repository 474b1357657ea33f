# SPDX-License-Identifier: Apache-2.0
"""Verbs on webhook targets: add, change, exchange the secret, switch off and on, test, send again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.actions.webhooks.queue import mark_targets_changed
from amends.apps.core.actions.webhooks.secrets import sealed_secret
from amends.apps.core.models import EventKind, Unit, User, WebhookDelivery, WebhookTarget
from amends.apps.core.rules.chain import Json
from amends.apps.core.rules.webhooks import DELIVERIES_KEPT, OLD_SECRET_SIGNS, check_url


@dataclass(frozen=True, slots=True)
class Terms:
    """What a target is: where, of which events, and of whose subtree."""

    name: str
    url: str
    unit: Unit
    kinds: tuple[EventKind, ...]

    def stored(self) -> dict[str, object]:
        """As columns."""
        kinds = sorted({kind.value for kind in self.kinds})
        return {"name": self.name, "url": self.url, "unit": self.unit, "kinds": kinds}


def add_target(*, terms: Terms, secret: str, by: User | None, at: datetime) -> WebhookTarget:
    """Tell another system of events from now on; `secret` is shown once by the caller and kept sealed.

    Raises `AddressRefused`.
    """
    check_url(terms.url, private=settings.AMENDS_WEBHOOK_PRIVATE)
    with writing(by=by, at=at) as log:
        target = WebhookTarget.objects.create(
            **terms.stored(), secret=sealed_secret(secret), created_at=at, created_by=by
        )
        mark_targets_changed()
        log(EventKind.WEBHOOK_ADDED, target, unit=terms.unit, url=terms.url, kinds=list(target.kinds))
    return target


def change_target(*, target: WebhookTarget, terms: Terms, by: User, at: datetime) -> None:
    """Change where, of which events or of whose subtree. Raises `AddressRefused`."""
    check_url(terms.url, private=settings.AMENDS_WEBHOOK_PRIVATE)
    before = _shown(target)
    with writing(by=by, at=at) as log:
        for name, value in terms.stored().items():
            setattr(target, name, value)
        target.save(update_fields=["name", "url", "unit", "kinds"])
        mark_targets_changed()
        log(EventKind.WEBHOOK_CHANGED, target, unit=terms.unit, before=before, after=_shown(target))


def _shown(target: WebhookTarget) -> dict[str, Json]:
    return {"url": target.url, "unit": target.unit_id, "kinds": list(target.kinds)}


def change_secret(*, target: WebhookTarget, secret: str, by: User, at: datetime) -> None:
    """Exchange the secret; for a day the old one signs as well, so that the other system can follow."""
    with writing(by=by, at=at) as log:
        target.old_secret, target.old_secret_until = target.secret, at + OLD_SECRET_SIGNS
        target.secret = sealed_secret(secret)
        target.save(update_fields=["secret", "old_secret", "old_secret_until"])
        log(EventKind.WEBHOOK_SECRET_CHANGED, target, unit=target.unit)


def switch_off(*, target: WebhookTarget, by: User | None, at: datetime) -> None:
    """Tell it of nothing more; what waits is kept. Whoever added it is notified where nobody did this."""
    if not target.is_on:
        return
    with writing(by=by, at=at) as log:
        target.switched_off_at = at
        target.save(update_fields=["switched_off_at"])
        mark_targets_changed()
        log(EventKind.WEBHOOK_SWITCHED_OFF, target, unit=target.unit, failures=target.failures)
        if by is None and target.created_by:
            subject = f"事件推送“{target.name}”连续失败 24 小时，已停用"
            notify(to=target.created_by, subject=subject, at=at, link=f"/webhooks/{target.pk}/")


def switch_on(*, target: WebhookTarget, by: User, at: datetime) -> None:
    """Tell it again; what waited is sent, with a new day of tries."""
    with writing(by=by, at=at) as log:
        target.switched_off_at = target.failing_since = target.rests_until = None
        target.failures = 0
        target.save(update_fields=["switched_off_at", "failing_since", "rests_until", "failures"])
        waiting = WebhookDelivery.objects.filter(target=target, sent_at=None, given_up_at=None)
        waiting.update(queued_at=at, not_before=at, attempts=0)
        mark_targets_changed()
        log(EventKind.WEBHOOK_SWITCHED_ON, target, unit=target.unit)


def send_test(*, target: WebhookTarget, by: User, at: datetime) -> None:
    """Queue a delivery that says nothing but that it arrived; a target that is off gets none."""
    with writing(by=by, at=at) as log:
        log(EventKind.WEBHOOK_TESTED, target, unit=target.unit)


def send_again(*, delivery: WebhookDelivery, by: User, at: datetime) -> None:
    """Send once more what was sent or given up, under the same number: the other system knows it by that."""
    with writing(by=by, at=at) as log:
        WebhookDelivery.objects.filter(pk=delivery.pk).update(
            queued_at=at, not_before=at, attempts=0, sent_at=None, given_up_at=None, error=""
        )
        unit = delivery.target.unit
        log(EventKind.WEBHOOK_SENT_AGAIN, delivery.target, unit=unit, delivery=str(delivery.pk))


def remove_old_deliveries(*, at: datetime) -> int:
    """Forget what was sent or given up more than 30 days ago; returns how many."""
    old = WebhookDelivery.objects.filter(queued_at__lt=at - DELIVERIES_KEPT)
    return old.exclude(sent_at=None, given_up_at=None).delete()[0]


def known_kinds(values: Iterable[str]) -> tuple[EventKind, ...]:
    """The kinds that this version knows, of those that are named."""
    return tuple(EventKind(value) for value in values if value in EventKind.values)
