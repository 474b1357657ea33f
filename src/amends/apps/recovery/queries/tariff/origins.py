# SPDX-License-Identifier: Apache-2.0
"""Where tariff problems come from: the trees of causes with what was found in cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from amends.apps.cases.models import Case
from amends.apps.cases.queries.rooting import roots
from amends.apps.cases.rules.rooting import Branch, Tree
from amends.apps.core.rules.organisation import Scope

PERIOD = timedelta(days=365)
TREES = ("tariff_design", "billing_quality")


@dataclass(frozen=True, slots=True)
class Origin:
    """One branch of a tree: in how many cases it was found, and of those whose origin is known which share that is."""

    branch: Branch
    cases: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Grown:
    """A tree with its cases: `cases` in all, `known` with an origin; the commonest branch first."""

    tree: Tree
    cases: int
    known: int
    origins: tuple[Origin, ...]


def origin_trees(scope: Scope, *, at: datetime) -> tuple[Grown, ...]:
    """The trees of tariff design and billing over a year within a person's units. One query a tree."""
    return tuple(_grown(tree, scope, at) for tree in roots().trees if tree.code in TREES)


def _grown(tree: Tree, scope: Scope, at: datetime) -> Grown:
    topics = Q()
    for prefix in tree.topics:
        topics |= Q(taxonomy__startswith=prefix)
    rows = Case.objects.within(scope).complaints().filter(topics, received_at__gt=at - PERIOD)
    told = rows.order_by().values_list("intake__root_branch").annotate(number_of=Count("pk"))
    counts: Mapping[str, int] = {code or "": n for code, n in told}
    mine = {each.code: counts.get(each.code, 0) for each in tree.branches}
    known = sum(mine.values())
    origins = [
        Origin(each, mine[each.code], mine[each.code] / known if known else None) for each in tree.branches
    ]
    ranked = sorted(origins, key=lambda each: (-each.cases, each.branch.code))
    return Grown(tree, sum(counts.values()), known, tuple(ranked))
