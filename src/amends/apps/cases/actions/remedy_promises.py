# SPDX-License-Identifier: Apache-2.0
"""What stands in the ledger of promises for a remedy that was approved."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import IN_SCOPE, CaseRefused, Change
from amends.apps.cases.models import Remedy
from amends.apps.cases.rules.remedies import PROMISED_AS
from amends.apps.promises.actions.change import PromiseRefused
from amends.apps.promises.actions.make import make_promise
from amends.apps.promises.models import Promise
from amends.apps.promises.rules.origins import Origin, Provenance
from amends.apps.promises.rules.terms import Channel, Terms


class PromiseNotKept(CaseRefused):
    """The ledger of promises refused its part; its own sentence says why."""

    sentence = _("%(why)s")


def promise_of(row: Remedy) -> Promise:
    """What was promised with a remedy. One query."""
    rows = Promise.objects.unscoped(IN_SCOPE).select_related("customer", "unit")
    return rows.get(pk=row.promise_id or 0)


def promised(change: Change, row: Remedy) -> Promise:
    """Promise what was approved, in the ledger, with its day. Raises `PromiseNotKept`."""
    terms = Terms(
        kind=PROMISED_AS[row.kind],
        words=row.words,
        channel=Channel(row.channel),
        due_at=row.due_at,
        amount=row.amount,
        reason=row.reason,
    )
    case, came = change.case, Provenance(Origin.REMEDY, reference=change.case.number)
    with promise_refusals():
        return make_promise(
            customer=case.customer, terms=terms, owner=case.owner, by=change.by, at=change.at, came=came
        )


@contextmanager
def promise_refusals() -> Iterator[None]:
    """What the ledger refuses is a refusal of the remedy: `PromiseNotKept`, in the ledger's words."""
    try:
        yield
    except PromiseRefused as refusal:
        raise PromiseNotKept(why=refusal.sentence) from refusal
