# SPDX-License-Identifier: Apache-2.0
"""Which playbook, in which version, and which of its actions went with customers being recovered.

Nobody drew lots about it: who chose an action knew the customer. These are observations, good for asking questions;
what a wave did is known from its holdout alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from amends.analytics.sampling.intervals import Figure, share_interval
from amends.apps.cases.models import Case, CaseQuerySet, PinnedProcedure
from amends.apps.cases.models.records import Step
from amends.apps.cases.queries.procedures import NOT_COUNTED
from amends.apps.cases.rules.states import CaseState
from amends.apps.core.rules.organisation import Scope
from amends.apps.recovery.models import WaveEffect, WaveMember
from amends.apps.recovery.rules.effects.words import SegmentKind
from amends.apps.recovery.rules.waves.design import Outcome
from amends.kernel.recovery_class import RECOVERABLE

LEAST = 30  # cases below which a share is not shown
_RECOVERED, _UNREACHABLE, _REFUSED = (
    Q(state=str(each)) for each in (CaseState.RECOVERED, CaseState.UNREACHABLE, CaseState.REFUSED)
)
_HANDLED = Q(handled_at__isnull=False)  # who was never reached had no action, whichever it might have been


@dataclass(frozen=True, slots=True)
class Tally:
    """Cases that ended, and those of them that the customer called recovered."""

    ended: int = 0
    recovered: int = 0

    @property
    def share(self) -> Figure | None:
        """The share recovered, 0 to 1, with its Wilson interval (95 %); None below 30 cases."""
        return share_interval(self.recovered, self.ended) if self.ended >= LEAST else None

    def without(self, part: "Tally") -> "Tally":
        """The others."""
        return Tally(self.ended - part.ended, self.recovered - part.recovered)


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action of a version: handled cases in which it was done, and those in which it was found not needed."""

    order: int
    text: str
    done: Tally
    left_out: Tally


@dataclass(frozen=True, slots=True)
class PlaybookLine:
    """One version of one playbook, in the cases that were opened with it and have ended."""

    code: str
    version: str
    accepted_at: datetime | None
    is_in_force: bool
    tally: Tally
    unreachable: int
    refused: int
    actions: Sequence[ActionLine]


def playbook_lines(scope: Scope, *, since: datetime, in_waves: bool = False) -> list[PlaybookLine]:
    """Versions of the playbooks whose cases ended within a scope since a moment, by class, the newest version first.

    `in_waves` keeps the cases that a wave opened. Merged and ineligible cases are left out. Four queries.
    """
    cases = _ended(scope, since, in_waves)
    parts = {"good": _RECOVERED, "handled": _HANDLED, "unreachable": _UNREACHABLE, "refused": _REFUSED}
    each = {name: Count("pk", filter=part) for name, part in parts.items()}
    grouped = cases.order_by().values("procedure").annotate(ended=Count("pk"), **each)
    counted: dict[int, Any] = {row["procedure"]: row for row in grouped}
    done, newest = _done(cases, scope), _in_force()
    rows = PinnedProcedure.objects.filter(pk__in=list(counted)).order_by("code", "-accepted_at", "-pk")
    return [_line(row, counted[row.pk], done[row.pk], row.pk in newest) for row in rows]


def measured_by_cause(scope: Scope, *, since: datetime) -> list[WaveEffect]:
    """What waves with a control did to repeat complaints, by cause: observed to the end since a moment, the newest
    reading of each wave and cause that was large enough. One query."""
    rows = WaveEffect.objects.within(scope).filter(
        final=True,
        outcome=str(Outcome.REPEAT_COMPLAINT),
        segment_kind=str(SegmentKind.CAUSE),
        computed_at__gte=since,
    )
    newest = {(row.segment, row.wave_id): row for row in rows.select_related("wave").order_by("as_of", "pk")}
    return [newest[key] for key in sorted(newest) if "value" in newest[key].figures]


def _ended(scope: Scope, since: datetime, in_waves: bool) -> CaseQuerySet:
    classes = [str(each) for each in RECOVERABLE]
    rows = Case.objects.within(scope).filter(is_open=False, closed_at__gte=since, procedure__code__in=classes)
    if in_waves:
        member = WaveMember.objects.unscoped("whether a wave opened a case within the scope")
        rows = rows.filter(Exists(member.filter(case=OuterRef("pk"))))
    return rows.exclude(state__in=NOT_COUNTED)


def _done(cases: CaseQuerySet, scope: Scope) -> Mapping[int, dict[int, Tally]]:
    """Procedure → order of the action → handled cases in whose last round it was done."""
    handled = cases.filter(_HANDLED).order_by()
    steps = Step.objects.within(scope).filter(case__in=handled, result="done", round=F("case__reopened"))
    good = Count("case", filter=Q(case__state=str(CaseState.RECOVERED)), distinct=True)
    rows = (
        steps.order_by()
        .values("case__procedure", "order")
        .annotate(n=Count("case", distinct=True), good=good)
    )
    found: dict[int, dict[int, Tally]] = defaultdict(dict)
    for row in rows:
        found[row["case__procedure"]][row["order"]] = Tally(row["n"], row["good"])
    return found


def _in_force() -> set[int]:
    rows = PinnedProcedure.objects.filter(accepted_at__isnull=False).order_by("accepted_at", "pk")
    return set(dict(rows.values_list("code", "pk")).values())  # the last of each code stays


def _line(
    row: PinnedProcedure, counted: Mapping[str, int], done: Mapping[int, Tally], now: bool
) -> PlaybookLine:
    handled = Tally(counted["handled"], counted["good"])
    taken = [(each, done.get(each.order, Tally())) for each in row.procedure.measures]
    return PlaybookLine(
        code=row.code,
        version=row.version,
        accepted_at=row.accepted_at,
        is_in_force=now,
        tally=Tally(counted["ended"], counted["good"]),
        unreachable=counted["unreachable"],
        refused=counted["refused"],
        actions=[ActionLine(each.order, each.text, part, handled.without(part)) for each, part in taken],
    )
