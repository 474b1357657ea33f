# SPDX-License-Identifier: Apache-2.0
"""How far a wave is: by state, by unit, by day, and how near to its stop rule. What a person sees is within scope."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.db.models.functions import TruncDate

from amends.apps.cases.models import Case
from amends.apps.cases.rules.states import CaseState
from amends.apps.core.models import JobRun, Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.promises.models.campaigns import MismatchReport
from amends.apps.recovery.models import MemberQuerySet, RecoveryWave, RecoveryWaveQuerySet, WaveMember
from amends.apps.recovery.queries.waves.dispatching import members_of
from amends.apps.recovery.rules.waves.design import Metric, StopRule, read_design
from amends.apps.recovery.rules.waves.stopping import StopStanding, Watched, stop_standing
from amends.apps.recovery.rules.waves.words import HOLDING, Arm, MemberState

PAGE = 50
COUNT_CAP = 10_000
_WHY = "of members of a wave that was found within the scope"
_TREATED = Q(arm=str(Arm.TREATED))
_REACHED = [
    str(each)
    for each in (CaseState.FIXING, CaseState.VERIFYING, CaseState.RECOVERED, CaseState.NOT_RECOVERED)
]
_MEMBER_STATES = frozenset(str(each) for each in MemberState)


@dataclass(frozen=True, slots=True)
class WaveLine:
    """One wave in the list: people drawn (the universal holdout not among them), held out, approached; cases, how many
    of them ended and recovered; the last day on which somebody's turn comes. An offer opens no case."""

    wave: RecoveryWave
    people: int
    held_out: int
    approached: int
    cases: int
    ended: int
    recovered: int
    last_date: date | None


@dataclass(frozen=True, slots=True)
class WavePage:
    """One page of waves, and the key to go on from; 0 where there are no more."""

    lines: Sequence[WaveLine]
    next_before: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit of a wave: people that it is to approach, those given out to it, their cases, and where these stand."""

    unit: Unit
    planned: int
    dispatched: int
    cases: int
    reached: int
    recovered: int
    unreachable: int
    refused: int
    in_progress: int

    @property
    def recovered_share(self) -> float:
        """Recovered of dispatched; 0 where nothing was dispatched."""
        return self.recovered / self.dispatched if self.dispatched else 0.0


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the page of a wave shows; `units` are ranked by the share recovered."""

    by_state: Mapping[MemberState, int]
    units: Sequence[UnitLine]
    days: Sequence[tuple[date, int, int]]
    blocked: Mapping[str, int]
    skipped: Mapping[str, int]
    stop: StopStanding | None


@dataclass(frozen=True, slots=True)
class MemberPage:
    """One page of members, the key to go on from (0: no more), and how many there are, at most `COUNT_CAP`."""

    members: Sequence[WaveMember]
    next_after: int
    count: int


def wave_by_key(pk: int, scope: Scope) -> RecoveryWave | None:
    """A wave that a reader may see. One query."""
    return _seen(scope).select_related("unit", "made_by").filter(pk=pk).first()


def _seen(scope: Scope) -> RecoveryWaveQuerySet:
    """Waves of units within the scope, and those of units above it, once their list is fixed: a city sees its part of
    the province's wave. Members and numbers are cut to the scope, and verbs ask who may."""
    rows = RecoveryWave.objects.unscoped("cut to the scope here")
    within = Q(unit__number__range=(scope.first, scope.last))
    above = Q(unit__number__lte=scope.first, unit__last__gte=scope.last)
    return rows.filter(within | (above & Q(state__in=sorted(str(each) for each in HOLDING))))


def wave_page(scope: Scope, *, state: str = "", before: int | None = None, most: int = 30) -> WavePage:
    """The waves that a reader may see, the newest first, by keyset; counts are of members in scope. Two queries;
    uploaded lists of drafts are not read."""
    rows = _seen(scope).select_related("unit").defer("design")
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(pk__lt=before) if before else rows
    waves = list(rows.order_by("-pk")[: most + 1])
    shown = waves[:most]
    counted = {row["wave"]: row for row in _counted(shown, scope)}
    lines = [_line(wave, counted.get(wave.pk, {})) for wave in shown]
    return WavePage(lines, shown[-1].pk if len(waves) > most else 0)


def _counted(waves: Sequence[RecoveryWave], scope: Scope) -> Iterable[Mapping[str, Any]]:
    members = WaveMember.objects.within(scope).filter(wave__in=[wave.pk for wave in waves])
    grouped = members.order_by().values("wave")
    return grouped.annotate(
        people=Count("pk", filter=Q(arm__in=[str(Arm.TREATED), str(Arm.CONTROL)])),
        held_out=Count("pk", filter=Q(arm=str(Arm.CONTROL))),
        approached=Count("pk", filter=Q(approached_at__isnull=False)),
        cases=Count("pk", filter=Q(case__isnull=False)),
        ended=Count("pk", filter=Q(case__is_open=False)),
        recovered=Count("pk", filter=Q(case__state=str(CaseState.RECOVERED))),
        last_date=Max("planned_date"),
    )


def _line(wave: RecoveryWave, counted: Mapping[str, Any]) -> WaveLine:
    return WaveLine(
        wave,
        people=counted.get("people", 0),
        held_out=counted.get("held_out", 0),
        approached=counted.get("approached", 0),
        cases=counted.get("cases", 0),
        ended=counted.get("ended", 0),
        recovered=counted.get("recovered", 0),
        last_date=counted.get("last_date"),
    )


def wave_board(wave: RecoveryWave, scope: Scope) -> Board:
    """The board of a wave, cut to what the reader looks after. Six queries at most."""
    members = WaveMember.objects.within(scope).filter(wave=wave)
    blocked = members.filter(arm="").order_by().values_list("blocked_reason").annotate(n=Count("pk"))
    skipped = members.exclude(skipped_reason="").order_by().values_list("skipped_reason")
    return Board(
        by_state=_by_state(members),
        units=_units(members),
        days=_days(members),
        blocked=dict(blocked.order_by("-n")),
        skipped=dict(skipped.annotate(n=Count("pk")).order_by("-n")),
        stop=stop_rule_standing(wave),
    )


def _by_state(members: MemberQuerySet) -> dict[MemberState, int]:
    """Members by state: who was passed over is none of them, and who was given out without a case (an offer) neither.
    A case that went on in another or turned out to be none is ineligible."""
    held = Q(arm__in=[str(Arm.CONTROL), str(Arm.UNIVERSAL)])
    waiting = _TREATED & Q(approached_at__isnull=True, skipped_reason="")
    counted = members.aggregate(held=Count("pk", filter=held), waiting=Count("pk", filter=waiting))
    found = Counter({MemberState.HELD_OUT: counted["held"], MemberState.WAITING: counted["waiting"]})
    rows = members.filter(case__isnull=False).order_by().values_list("case__state").annotate(n=Count("pk"))
    for state, n in rows:
        found[member_state(state)] += n
    return {state: found[state] for state in MemberState}


def member_state(case_state: str) -> MemberState:
    """The state of a member whose case is in a state."""
    return MemberState(case_state) if case_state in _MEMBER_STATES else MemberState.INELIGIBLE


def _units(members: MemberQuerySet) -> list[UnitLine]:
    state = "case__state"
    grouped = members.filter(_TREATED).order_by().values("unit")
    counted = grouped.annotate(
        planned=Count("pk"),
        dispatched=Count("pk", filter=Q(approached_at__isnull=False)),
        cases=Count("pk", filter=Q(case__isnull=False)),
        reached=Count("pk", filter=Q(**{f"{state}__in": _REACHED})),
        recovered=Count("pk", filter=Q(**{state: str(CaseState.RECOVERED)})),
        unreachable=Count("pk", filter=Q(**{state: str(CaseState.UNREACHABLE)})),
        refused=Count("pk", filter=Q(**{state: str(CaseState.REFUSED)})),
        in_progress=Count("pk", filter=Q(case__is_open=True)),
    )
    rows: dict[int, dict[str, Any]] = {row["unit"]: dict(row) for row in counted}
    units = Unit.objects.filter(pk__in=list(rows))
    lines = [UnitLine(**{**rows[unit.pk], "unit": unit}) for unit in units]
    return sorted(lines, key=lambda each: (-each.recovered_share, -each.dispatched, each.unit.number))


def _days(members: MemberQuerySet) -> list[tuple[date, int, int]]:
    """(day, people whose turn was to come, people approached), by day."""
    rows = members.filter(_TREATED).order_by()
    planned = dict(
        rows.filter(planned_date__isnull=False).values_list("planned_date").annotate(n=Count("pk"))
    )
    approached = rows.filter(approached_at__isnull=False).annotate(day=TruncDate("approached_at"))
    done = dict(approached.values_list("day").annotate(n=Count("pk")))
    return [(day, planned.get(day, 0), done.get(day, 0)) for day in sorted({*planned, *done})]


def stop_rule_standing(wave: RecoveryWave) -> StopStanding | None:
    """How near a wave is to its stop rule; `None` without one. Over the whole wave, whoever looks. Three queries."""
    rule = read_design(wave.design).stop
    return stop_standing(rule, _watched(wave, rule)) if rule else None


def _watched(wave: RecoveryWave, rule: StopRule) -> Watched:
    approached = members_of(wave).filter(approached_at__isnull=False)
    contacted = approached.count()
    if rule.metric is Metric.MISMATCHES:
        return Watched(contacted, mismatches=_mismatches(wave))
    if rule.metric is Metric.REFUSALS:
        return Watched(contacted, refused=approached.filter(case__state=str(CaseState.REFUSED)).count())
    complaints = Case.objects.unscoped(_WHY).complaints()
    since = complaints.filter(customer=OuterRef("customer"), received_at__gt=OuterRef("approached_at"))
    return Watched(contacted, complained=approached.filter(Exists(since)).count())


def _mismatches(wave: RecoveryWave) -> int:
    """Reports that what was said and what is there differ, since the wave began."""
    if not wave.campaign or wave.started_at is None:
        return 0
    rows = MismatchReport.objects.unscoped("the wave's campaign, whoever reported")
    return rows.filter(campaign__code=wave.campaign, at__gte=wave.started_at).count()


def members_page(
    wave: RecoveryWave, scope: Scope, *, state: str = "", unit: str = "", after: int = 0, most: int = PAGE
) -> MemberPage:
    """Members within a scope by keyset; `state` is a `MemberState`, `blocked` or `skipped`; `unit` a unit's code.
    Two queries."""
    rows = _in_state(WaveMember.objects.within(scope).filter(wave=wave), state)
    rows = rows.filter(unit__code=unit) if unit else rows
    count = rows.order_by()[:COUNT_CAP].count()
    found = list(
        rows.filter(pk__gt=after).select_related("customer", "unit", "case").order_by("pk")[: most + 1]
    )
    return MemberPage(found[:most], found[most - 1].pk if len(found) > most else 0, count)


def _in_state(rows: MemberQuerySet, state: str) -> MemberQuerySet:
    plain = {
        "blocked": Q(arm=""),
        "skipped": ~Q(skipped_reason=""),
        str(MemberState.HELD_OUT): Q(arm__in=[str(Arm.CONTROL), str(Arm.UNIVERSAL)]),
        str(MemberState.WAITING): _TREATED & Q(approached_at__isnull=True, skipped_reason=""),
    }
    if state in plain:
        return rows.filter(plain[state])
    if state == MemberState.INELIGIBLE:
        return rows.filter(case__isnull=False).exclude(case__state__in=_others())
    return rows.filter(case__state=state) if state else rows


def _others() -> list[str]:
    return sorted(_MEMBER_STATES - {str(MemberState.INELIGIBLE)})


def freezing_run(wave: RecoveryWave) -> JobRun | None:
    """The newest run that freezes the wave, or did. One query."""
    rows = JobRun.objects.unscoped("of a wave that was found within the scope")
    return rows.filter(job="freeze_wave", arguments__wave=wave.pk).order_by("-pk").first()
