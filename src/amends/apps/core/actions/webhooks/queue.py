# SPDX-License-Identifier: Apache-2.0
"""Queue what is told of an event, in the transaction of the event; free of charge where nobody is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from uuid import uuid4

from amends.apps.core.models import Event, EventKind, LogHead, Unit, WebhookDelivery, WebhookTarget
from amends.apps.core.rules.chain import Json
from amends.apps.core.rules.organisation import ROOT, Scope


@dataclass(frozen=True, slots=True)
class _Known:
    """The targets that are on, as a process last read them, under the mark that stood in the log's head."""

    mark: str
    kinds: dict[int, frozenset[str]]


_known = _Known("", {})


def mark_targets_changed() -> None:
    """Let every process read the targets anew: part of each change of a target. The mark is random, so that one
    whose transaction was rolled back never comes again."""
    LogHead.objects.filter(pk=1).update(targets_mark=uuid4().hex)


def queue_deliveries(events: Sequence[Event], *, mark: str) -> None:
    """Queue a delivery of each event for each target that is told of it; `mark` is that of the locked head.

    No query where there never was a target or none is told of these kinds; otherwise three.
    """
    if not mark:
        return
    pairs = [
        (event, target)
        for target, kinds in _kinds_of_targets(mark).items()
        for event in events
        if event.kind in kinds or _is_test_of(event, target)
    ]
    if pairs:
        WebhookDelivery.objects.bulk_create(_within_scope(pairs))


def _kinds_of_targets(mark: str) -> dict[int, frozenset[str]]:
    global _known  # noqa: PLW0603 (one cache a process; a reference is swapped at once)
    if _known.mark != mark:
        rows = WebhookTarget.objects.filter(switched_off_at__isnull=True).values_list("pk", "kinds")
        _known = _Known(mark, {pk: frozenset(kinds) for pk, kinds in rows})
    return _known.kinds


def _is_test_of(event: Event, target: int) -> bool:
    return event.kind == EventKind.WEBHOOK_TESTED and event.subject == f"core.webhooktarget:{target}"


def _within_scope(pairs: list[tuple[Event, int]]) -> list[WebhookDelivery]:
    """The deliveries of events whose unit lies in the subtree of the target's."""
    targets = WebhookTarget.objects.filter(pk__in={target for _, target in pairs})
    spans = targets.values_list("pk", "unit__number", "unit__last")
    scopes = {pk: Scope(first, last) for pk, first, last in spans}
    places = Unit.objects.filter(pk__in={event.unit_id for event, _ in pairs if event.unit_id})
    numbers: dict[int | None, int] = dict(places.values_list("pk", "number"))
    numbers[None] = ROOT  # what belongs to no unit is for those who look after the whole tree
    return [
        WebhookDelivery(**_values(event, target))
        for event, target in pairs
        if scopes[target].covers(numbers[event.unit_id])
    ]


def _is_words(name: str, value: Json) -> bool:
    return name == "note" and isinstance(value, str)


def _values(event: Event, target: int) -> dict[str, object]:
    """A delivery's row. What is told: what happened to which row, never to whom or by whom, nor what somebody wrote
    about it (a `note` in words)."""
    payload: dict[str, Json] = {
        "event": event.kind,
        "sequence": event.sequence,
        "at": event.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "subject": event.subject,
        "data": {name: value for name, value in event.payload.items() if not _is_words(name, value)},
    }
    return {
        "target_id": target,
        "event_id": event.sequence,
        "payload": payload,
        "queued_at": event.at,
        "not_before": event.at,
    }
