# SPDX-License-Identifier: Apache-2.0
"""Every write is one transaction with its events: `with writing(by=…, at=…) as log: …; log(kind, row, …)`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import models, transaction

from amends.apps.core.actions.webhooks.queue import queue_deliveries
from amends.apps.core.models import Asked, Event, EventKind, LogHead, Unit, User, insert, put, together
from amends.apps.core.rules.chain import GENESIS, Entry, Json


class NothingLogged(RuntimeError):
    """A write ended without an event: a mistake of the programmer; the transaction is rolled back."""


@dataclass(frozen=True, slots=True)
class Log:
    """Collects the events of one write; they are chained and stored when the transaction is about to end."""

    by: User | None
    at: datetime
    pending: list[Entry] = field(default_factory=list)

    def __call__(
        self,
        kind: EventKind,
        subject: models.Model,
        /,
        *,
        about: str = "",
        unit: Unit | None = None,
        **payload: Json,
    ) -> None:
        """Note that `kind` happened to `subject`; `about` is the customer's number, where there is one."""
        entry = Entry(
            sequence=0,
            at=self.at,
            kind=kind.value,
            by=self.by.pk if self.by else None,
            subject=subject_key(subject),
            about=about,
            unit=unit.pk if unit else None,
            payload=payload,
            previous="",
        )
        self.pending.append(entry)


_outermost: ContextVar[Log | None] = ContextVar("_outermost", default=None)


def is_writing() -> bool:
    """Whether a write is under way here: nothing may be waited for then."""
    return _outermost.get() is not None


def subject_key(row: models.Model) -> str:
    """How the log names a row: `promises.promise:17`."""
    return f"{row._meta.label_lower}:{row.pk}"


@contextmanager
def writing(*, by: User | None, at: datetime) -> Iterator[Log]:
    """One transaction that cannot end without an event.

    Inside another `writing` it joins that one's transaction, so that verbs can call verbs. The end of the
    log is locked last and for a moment only: two writers never wait for each other's work.
    """
    outer = _outermost.get()
    if outer is not None:
        yield replace(outer, by=by, at=at)  # shares the list of the outer log
        return
    log = Log(by=by, at=at)
    token = _outermost.set(log)
    try:
        with transaction.atomic():
            yield log
            if not log.pending:
                raise NothingLogged("a write must say what happened: call the log at least once")
            _append(log.pending)
    finally:
        _outermost.reset(token)


def _append(pending: list[Entry]) -> None:
    """Chain the events behind the head and store them; the head stays locked until the commit."""
    head = _locked_head()
    rows = []
    for each in pending:
        entry = replace(each, sequence=head.count + 1, previous=head.hash)
        head.count, head.hash = entry.sequence, entry.computed_hash()
        rows.append(_row(entry, head.hash))
    with together():
        insert(rows)
        put("UPDATE core_loghead SET count = %s, hash = %s WHERE id = 1", [head.count, head.hash])
    queue_deliveries(rows, mark=head.targets_mark)


def _locked_head() -> LogHead:
    """The end of the log, locked; the very first writer makes it."""
    head = _HEAD.first(1)
    if head is None:
        LogHead.objects.get_or_create(pk=1, defaults={"hash": GENESIS})
        (head,) = _HEAD(1)
    return head


_HEAD = Asked(lambda key: LogHead.objects.select_for_update().filter(pk=key))


def _row(entry: Entry, computed: str) -> Event:
    return Event(
        sequence=entry.sequence,
        at=entry.at,
        kind=entry.kind,
        by_id=entry.by,
        subject=entry.subject,
        about=entry.about,
        unit_id=entry.unit,
        payload=entry.payload,
        previous=entry.previous,
        hash=computed,
    )
