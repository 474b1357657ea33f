# SPDX-License-Identifier: Apache-2.0
"""Requests about personal data: which wait, what stands in the way of forgetting somebody."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from django.utils.translation import gettext as _

from amends.apps.core.personal import Block, held
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer, RightsRequest
from amends.apps.customers.rules.rights import Hold, Standing, Terms, holds, months_after
from amends.packs import load

KEPT_MONTHS = 24  # what the regulator sent: the appeal body takes matters of two years


@cache
def terms() -> Terms:
    """The content of the pack."""
    return Terms.of(load("rights"))


def standing(customer: Customer, *, today: date) -> list[Standing]:
    """What stands in the way of forgetting a customer, as each area says it."""
    blocks = [each for entry in held() if entry.blocks for each in entry.blocks(entry.rows(customer.pk))]
    cases, promises = (_open(blocks, kind) for kind in ("case", "promise"))
    ended = [(each.what, each.ended, each.kept) for each in blocks if each.ended]
    return list(
        holds(
            open_cases=cases,
            open_promises=promises,
            closed=[(what, day) for what, day, kept in ended if not kept],
            kept=[(what, months_after(day, KEPT_MONTHS)) for what, day, kept in ended if kept],
            today=today,
            terms=terms(),
        )
    )


def _open(blocks: Sequence[Block], kind: str) -> list[str]:
    return [each.what for each in blocks if each.kind == kind and each.ended is None]


def in_words(standing: Standing) -> str:
    """What stands in the way, as the customer may be told."""
    said = {
        Hold.OPEN_CASE: _("案件 %(what)s 还没有办结"),
        Hold.OPEN_PROMISE: _("承诺 %(what)s 还没有兑现"),
        Hold.DISPUTE: _("案件 %(what)s 还在争议期内，到 %(until)s"),
        Hold.STATUTORY: _("监管申诉 %(what)s 依法保存到 %(until)s"),
    }
    return said[standing.hold] % {"what": standing.what, "until": standing.until}


def open_requests(scope: Scope, *, most: int = 200) -> list[RightsRequest]:
    """Requests that somebody waits for, those due soonest first. One query."""
    rows = RightsRequest.objects.within(scope).open().select_related("customer", "unit", "owner")
    return list(rows.order_by("due_at", "pk")[:most])


def request_of(pk: int, scope: Scope) -> RightsRequest | None:
    """One request within somebody's scope."""
    rows = RightsRequest.objects.within(scope).select_related("customer__unit", "unit", "owner", "taken_by")
    return rows.filter(pk=pk).first()


def overdue(scope: Scope, at: datetime) -> int:
    """How many requests are past their legal limit. One query."""
    return RightsRequest.objects.within(scope).open().filter(due_at__lt=at).count()
