# SPDX-License-Identifier: Apache-2.0
"""Texts to customers: left in the outbox with the work that causes them, handed to the operator's SMS gateway.

The gateway is told by HTTP POST: `{"id", "to", "template", "parameters", "text"}`. `id` is the same at every try, so
that a text which arrived although we never heard so is known again.
"""

import json
from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from amends.apps.core.actions.filling import claimed, outgoing, put_off
from amends.apps.core.actions.webhooks.posting import Outcome, post
from amends.apps.core.models import Message, MessageChannel
from amends.apps.core.rules.outgoing import (
    MOST_IN_VAIN,
    REFUSED_FOR_GOOD,
    CalledOff,
    HeldBack,
    Outgoing,
    gateway_fails,
    held_until,
    last_try,
    rests_until,
)
from amends.apps.core.rules.queue import MOST_DELIVERIES, next_try
from amends.apps.core.rules.webhooks import signature

Clock = Callable[[], datetime]


def deliver_texts(*, at: datetime, clock: Clock, most: int = 50) -> int:
    """Hand waiting texts to the gateway; returns how many it took. Where none is set up, they wait.

    A gateway that does not serve is left alone until the next turn, and no text is given up for it. One that takes
    others but fails at this text has failed because of this text: that counts against it, like any refusal.
    """
    if not settings.AMENDS_SMS_URL:
        return 0
    waiting = Message.objects.filter(
        channel=MessageChannel.SMS, sent_at=None, given_up_at=None, not_before__lte=at
    )
    taken = in_vain = 0
    for message in waiting.order_by("not_before", "pk")[:most]:
        outcome = _deliver_one(message, clock)
        if outcome is None:
            continue
        taken += outcome.accepted
        in_vain = in_vain + 1 if gateway_fails(outcome.status) else 0
        if in_vain >= MOST_IN_VAIN or (in_vain and not _serves_others(message)):
            break
    return taken


def _serves_others(message: Message) -> bool:
    """Whether the gateway took another text since this one was tried before."""
    since = last_try(message.attempts, message.not_before)
    others = Message.objects.filter(channel=MessageChannel.SMS, sent_at__gt=since)
    return others.exclude(pk=message.pk).exists()


def _deliver_one(message: Message, clock: Clock) -> Outcome | None:
    """What the gateway said; None where the text was not handed over."""
    at = clock()
    if not claimed(message, at=at, again_at=held_until(message.attempts + 1, at)):
        return None
    try:
        text = outgoing(message, at)
    except (HeldBack, CalledOff) as why:
        put_off(message, why, at)
        return None
    outcome = _post(message, text, at)
    _record(message, outcome, clock())
    return outcome


def _post(message: Message, text: Outgoing, at: datetime) -> Outcome:
    told = {
        "id": f"amends-{message.pk}",
        "to": text.address,
        "template": text.template,
        "parameters": dict(text.parameters),
        "text": f"{settings.AMENDS_SMS_SIGN}{text.body}",
    }
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "Amends-SMS/1"}
    if secret := settings.AMENDS_SMS_SECRET:
        headers["X-Amends-Signature"] = signature(body, secrets=[secret], at=at)
    if token := settings.AMENDS_SMS_TOKEN:
        headers["Authorization"] = f"Bearer {token}"
    return post(
        settings.AMENDS_SMS_URL, body, headers, private=True
    )  # the operator's own setting, own network


def _record(message: Message, outcome: Outcome, at: datetime) -> None:
    """Note what came of a try, unless somebody else has taken the message up since."""
    tries = message.attempts + 1
    row = Message.objects.filter(pk=message.pk, attempts=tries)
    if outcome.accepted:
        Message.objects.filter(pk=message.pk).update(sent_at=at, error="", given_up_at=None)
    elif (fails := gateway_fails(outcome.status)) and not _serves_others(message):
        rests = rests_until(message.attempts, at)
        row.update(error=outcome.error[:200], attempts=message.attempts, not_before=rests)
    elif outcome.status in REFUSED_FOR_GOOD or tries >= MOST_DELIVERIES:
        row.update(error=outcome.error[:200], given_up_at=at)
    else:
        again = rests_until(tries, at) if fails else next_try(tries, at)
        row.update(error=outcome.error[:200], not_before=again)
