# SPDX-License-Identifier: Apache-2.0
"""Finding customers by keyed hashes, masked forms, codes and last digits; each way uses its own index."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.customers.rules.search import By, Probe

PAGE = 25


@dataclass(frozen=True, slots=True)
class Page:
    """Some customers in order, the ways that found them, and where the next page begins."""

    customers: Sequence[Customer]
    ways: tuple[By, ...] = ()
    after: str | None = None


def found(probes: Sequence[Probe], scope: Scope, *, after: str = "", size: int = PAGE) -> Page:
    """A page of customers in scope, the surest way first and by code within each way.

    `after` is where the page before ended: the number of the way, a colon, the last code.
    """
    way, last = _start(after)
    hits: list[tuple[int, Customer]] = []
    for at in range(way, len(probes)):
        rows = _rows(probes, at, scope, last if at == way else "", size + 1 - len(hits))
        hits += [(at, row) for row in rows]
        if len(hits) > size:
            break
    kept = hits[:size]
    ways = tuple(dict.fromkeys(probes[at].by for at, _row in kept))
    edge = f"{kept[-1][0]}:{kept[-1][1].code}" if len(hits) > size else None
    return Page([row for _at, row in kept], ways, edge)


def _start(after: str) -> tuple[int, str]:
    number, _, code = after.partition(":")
    return (int(number), code) if number.isdecimal() and code else (0, "")


def _rows(probes: Sequence[Probe], at: int, scope: Scope, last: str, most: int) -> list[Customer]:
    rows = Customer.objects.within(scope).filter(_condition(probes[at]), code__gt=last)
    for earlier in probes[:at]:
        if earlier.by in {By.NUMBER, By.CODE}:
            rows = rows.exclude(_condition(earlier))
    return list(rows.select_related("unit").order_by("code")[:most])


def _condition(probe: Probe) -> Q:
    by, value = probe.by, probe.value
    tail = Q(identity__number_tail=probe.tail)
    conditions: dict[By, Q] = {
        By.NUMBER: Q(identity__number_index=value),
        By.CODE: Q(code=value),
        By.NAME_TAIL: Q(identity__name_index=value) & tail,
        By.FAMILY_TAIL: Q(name_shown__startswith=value) & tail,
        By.MASKED_TAIL: Q(name_shown=value) & tail,
        By.TAIL: Q(identity__number_tail=value),
        By.NAME: Q(identity__name_index=value),
        By.MASKED_NAME: Q(name_shown=value),
        By.MASKED_NUMBER: Q(number_shown=value),
    }
    return conditions[by]
