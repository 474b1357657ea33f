# SPDX-License-Identifier: Apache-2.0
"""What the nightly run found of promises comes into the ledger; a person's word that it contradicts goes back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import Log, writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Role
from amends.apps.promises.actions.change import PromiseRefused
from amends.apps.promises.actions.end import keep_promise
from amends.apps.promises.models import Promise, PromiseQuerySet
from amends.apps.promises.queries.facts import fact_words
from amends.apps.promises.rules.facts import FactFound, shown_at
from amends.apps.promises.rules.terms import number_key

_WHY = "the nightly check looks after everybody's promises"


class NoFactSeen(PromiseRefused):
    """The data do not show that it was kept."""

    def __init__(self) -> None:
        super().__init__(_("数据还没有显示这条承诺已兑现，请登记凭证。"))


def note_facts(*, found: Iterable[FactFound], at: datetime) -> dict[str, int]:
    """Write what a batch of the mart says into the ledger, and only what is new: one transaction a batch.

    What was seen once stays seen, since older bills fall out of sight; what was missing may turn up. Returns how many
    are newly `seen` and newly `missing`.
    """
    judged = {key: each for each in found if (each.seen or each.missing) and (key := number_key(each.number))}
    with transaction.atomic():
        rows = _rows().select_for_update(no_key=True, of=("self",)).select_related("customer", "unit")
        unseen = rows.filter(pk__in=judged, fact_seen_at__isnull=True)
        fresh = [row for row in unseen if judged[row.pk].seen or row.fact_missing_at is None]
        if fresh:
            with writing(by=None, at=at) as log:
                for row in fresh:
                    _note(log, row, judged[row.pk])
    seen = sum(judged[row.pk].seen for row in fresh)
    return {"seen": seen, "missing": len(fresh) - seen}


def _note(log: Log, row: Promise, fact: FactFound) -> None:
    values = {"fact_found": fact.found, "fact_month": fact.month, "fact_found_at": fact.found_at}
    moment = {"fact_seen_at": log.at, "fact_missing_at": None} if fact.seen else {"fact_missing_at": log.at}
    _rows().filter(pk=row.pk).update(**moment, **values)
    kind = EventKind.PROMISE_FACT_SEEN if fact.seen else EventKind.PROMISE_FACT_MISSING
    month = fact.month.isoformat() if fact.month else None
    log(kind, row, about=row.customer.code, unit=row.unit, check=row.check_kind, month=month)


def tell_contradiction(*, promise: Promise, at: datetime) -> bool:
    """Send a promise back to its owner, and tell the team leader: its proof does not agree with the data. Once;
    returns whether it was done."""
    with transaction.atomic():
        still = _rows().filter(pk=promise.pk, kept_at__isnull=False, fact_missing_at__isnull=False)
        if not still.filter(fact_told_at__isnull=True).update(fact_told_at=at):
            return False
        with writing(by=None, at=at) as log:
            about = promise.customer.code
            log(EventKind.PROMISE_CONTRADICTED, promise, about=about, unit=promise.unit)
            for reader in dict.fromkeys(_answering(promise)):
                _send_back(reader, promise, at)
    return True


def _send_back(reader: User, promise: Promise, at: datetime) -> None:
    notify(
        to=reader,
        subject=_("承诺 %(number)s：凭证与账单不符，请核实") % {"number": promise.number},
        at=at,
        link=reverse("promises:detail", args=[promise.number]),
        key=f"promise_contradicted:{promise.pk}:{reader.pk}",
    )


def keep_by_fact(*, promise: Promise, version: int, by: User, at: datetime) -> None:
    """Keep a promise that the data show to be kept, with them as its proof and their day as the moment.

    Raises `NoFactSeen`, and what `keep_promise` raises.
    """
    if promise.fact_seen_at is None:
        raise NoFactSeen
    shown = shown_at(promise.due_at, promise.fact_month, promise.fact_found_at, at=at)
    kept_at = max(shown, promise.made_at)
    keep_promise(
        promise=promise, version=version, proof=fact_words(promise)[:200], by=by, at=at, kept_at=kept_at
    )


def _answering(promise: Promise) -> list[User]:
    leaders = leaders_above(promise.owner.unit or promise.unit, Role.TEAM_LEADER)
    owner = [promise.owner] if promise.owner.is_active else []
    return [*owner, *leaders[:1]]


def _rows() -> PromiseQuerySet:
    return Promise.objects.unscoped(_WHY)
