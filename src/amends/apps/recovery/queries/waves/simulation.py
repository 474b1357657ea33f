# SPDX-License-Identifier: Apache-2.0
"""A wave before it is one: how many, by whom, how long, and how small an effect it could show."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from math import sqrt

from django.conf import settings
from django.utils.timezone import localdate

from amends.analytics.effects.checking import detectable
from amends.apps.cases.models import Case
from amends.apps.cases.rules.states import Origin
from amends.apps.core.models import Unit
from amends.apps.recovery.models import WaveEffect
from amends.apps.recovery.queries.waves.audience import Audience, Ordered, Person, audience, drawables
from amends.apps.recovery.queries.waves.days import is_contact_day
from amends.apps.recovery.queries.waves.holding import universal_share
from amends.apps.recovery.queries.waves.ordering import ordered_while_waiting
from amends.apps.recovery.queries.waves.sources import Asked
from amends.apps.recovery.rules.waves.calendar import Capacity, Waiting, batch_days, turns
from amends.apps.recovery.rules.waves.design import HOLDOUT_FROM, Design, Order, Outcome
from amends.apps.recovery.rules.waves.drawing import Drawn, draw
from amends.apps.recovery.rules.waves.words import Arm, Purpose

SAMPLED = 5_000  # of the people, to see how often a thing happens anyway
_WHY = "how often it happens among the people of the wave"


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """What one unit has to do: `days` on which it approaches somebody, the last of them; none where it never does."""

    unit: Unit
    people: int
    per_day: int
    days: int
    last_date: date | None


@dataclass(frozen=True, slots=True)
class Detectable:
    """How small an effect on an outcome could be seen (80 % power, 5 % level), in its own unit; shares as shares.
    `base` is how it is without anything done; both None where nothing is known of it yet. `enough`: whether what the
    manager wants to see could be seen."""

    outcome: Outcome
    base: float | None
    smallest: float | None
    treated: int
    control: int
    enough: bool | None


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a plan comes to. `holdout_missing`: nobody is held out, and there are too many for that; `never`: people
    whose unit or channel has no capacity at all. `hours` of staff: minutes × attempts × people to be approached."""

    total: int
    people: int
    excluded: Mapping[str, int]
    behind: int
    universal: int
    treated: int
    control: int
    strata: Sequence[tuple[str, int, int]]
    by_unit: Sequence[UnitLoad]
    by_channel: Mapping[str, int]
    by_day: Sequence[tuple[date, int]]
    hours: float
    detectable: Sequence[Detectable]
    holdout_missing: bool
    never: int
    ordered: Ordered | None


def simulate(asked: Asked, *, at: datetime) -> Simulation:
    """Everything that freezing would do, without writing anything: with the salt of a stored wave, the very draw. Only
    more people than `ordered_while_waiting` stand by risk here, where freezing puts them in the order of expected gain.

    Raises `NothingToLearnFrom` as `audience` does.
    """
    most = ordered_while_waiting() if asked.design.order is Order.GAIN else 0
    found = audience(asked, at, most_ordered=most)
    arms = drawn(asked, found)
    by_arm = Counter(each.arm for each in arms.values())
    treated = [each for each in found.people if arms[each.code].arm is Arm.TREATED]
    days = planned(asked, treated, first=first_day(asked.design, at))
    counted = Counter(days.values())
    design = asked.design
    return Simulation(
        total=found.total,
        people=len(found.people),
        excluded=found.excluded,
        behind=found.behind,
        universal=by_arm[Arm.UNIVERSAL],
        treated=by_arm[Arm.TREATED],
        control=by_arm[Arm.CONTROL],
        strata=_strata(arms),
        by_unit=_by_unit(design, treated, days),
        by_channel=dict(sorted(Counter(each.channel for each in treated).items())),
        by_day=sorted(counted.items()),
        hours=len(treated) * design.minutes * design.attempts / 60,
        detectable=_detectables(asked, found, by_arm, at),
        holdout_missing=lacks_holdout(asked, len(found.people)),
        never=len(treated) - len(days),
        ordered=found.ordered,
    )


def lacks_holdout(asked: Asked, people: int) -> bool:
    """Whether a recovery wave of so many people holds out nobody: it would show nothing."""
    return asked.purpose is Purpose.RECOVERY and not asked.design.holdout and people >= HOLDOUT_FROM


def drawn(asked: Asked, found: Audience) -> dict[str, Drawn]:
    """What chance decides, by customer's code."""
    return draw(
        drawables(found.people, asked.design),
        salt=asked.salt,
        share=asked.design.holdout,
        universal_key=settings.AMENDS_HOLDOUT_KEY,
        universal_share=universal_share(),
    )


def first_day(design: Design, at: datetime) -> date:
    """The day from which batches go out: the planned one, but none that is over."""
    today = localdate(at)
    return max(design.starts_date or today, today)


def planned(asked: Asked, treated: Sequence[Person], *, first: date) -> dict[int, date]:
    """The day of each customer, by customer's key."""
    waiting = [Waiting(each.customer, each.unit_code, each.channel) for each in treated]
    return plan_days(asked.design, asked.purpose, waiting, first=first)


def plan_days(
    design: Design, purpose: Purpose, waiting: Sequence[Waiting], *, first: date
) -> dict[int, date]:
    """The day of each who waits, on days that the policy allows, within what units and channels can do."""
    days = batch_days(first, interval=design.interval_days, is_open=partial(is_contact_day, purpose=purpose))
    return turns(waiting, days, capacity_of(design))


def capacity_of(design: Design) -> Capacity:
    """What the plan says units and channels can do in a day."""
    return Capacity(design.per_unit_per_day, design.per_unit, design.per_channel)


def _strata(arms: Mapping[str, Drawn]) -> list[tuple[str, int, int]]:
    found = Counter((each.stratum, each.arm) for each in arms.values())
    names = sorted({each.stratum for each in arms.values()})
    return [(name, found[name, Arm.TREATED], found[name, Arm.CONTROL]) for name in names]


def _by_unit(design: Design, treated: Sequence[Person], days: Mapping[int, date]) -> list[UnitLoad]:
    people = Counter(each.unit for each in treated)
    busy: dict[int, set[date]] = {}
    for each in treated:
        if each.customer in days:
            busy.setdefault(each.unit, set()).add(days[each.customer])
    units = Unit.objects.filter(pk__in=list(people)).order_by("number")
    return [
        UnitLoad(
            unit,
            people[unit.pk],
            design.capacity_of(unit.code),
            len(busy.get(unit.pk, ())),
            max(busy.get(unit.pk, ()), default=None),
        )
        for unit in units
    ]


def _detectables(asked: Asked, found: Audience, arms: Mapping[Arm, int], at: datetime) -> list[Detectable]:
    """For each outcome of the plan. What waves before measured in their controls is better than what is counted now."""
    told = {**_counted(asked.design, found.people, at), **_measured(asked)}
    n1, n0 = arms.get(Arm.TREATED, 0), arms.get(Arm.CONTROL, 0)
    rows = []
    for outcome in asked.design.outcomes:
        base, spread = told.get(outcome, (None, None))
        smallest = (
            detectable(treated=n1, control=n0, deviation=spread) if n1 and n0 and spread is not None else None
        )
        rows.append(Detectable(outcome, base, smallest, n1, n0, _enough(asked.design, smallest)))
    return rows


def _enough(design: Design, smallest: float | None) -> bool | None:
    return None if design.target is None or smallest is None else smallest <= design.target


Told = dict[Outcome, tuple[float | None, float | None]]


def _counted(design: Design, people: Sequence[Person], at: datetime) -> Told:
    """The share that complained, or appealed, within as many days as will be observed, and its spread; of evenly
    picked people, where there are many."""
    step = max(len(people) // SAMPLED, 1)
    keys = [each.customer for each in people[::step]][:SAMPLED]
    if not keys:
        return {}
    since = at - timedelta(days=design.horizon_days)
    rows = Case.objects.unscoped(_WHY).complaints().filter(received_at__gte=since, received_at__lt=at)
    said = rows.filter(customer__in=keys).order_by()
    complained = said.values("customer").distinct().count()
    appealed = said.filter(origin=str(Origin.APPEAL)).values("customer").distinct().count()
    return {
        Outcome.REPEAT_COMPLAINT: _share(complained, len(keys)),
        Outcome.APPEAL: _share(appealed, len(keys)),
    }


def _share(part: int, whole: int) -> tuple[float, float | None]:
    """A share and its spread; of a thing that nobody did nothing can be said."""
    share = part / whole
    return share, sqrt(share * (1 - share)) or None


def _measured(asked: Asked) -> Told:
    """What the controls of earlier waves like this one were like within the unit, when their observation was over."""
    rows = WaveEffect.objects.within(asked.unit.scope).filter(
        final=True,
        segment_kind="",
        wave__purpose=str(asked.purpose),
        wave__design__horizon_days=asked.design.horizon_days,
    )
    found: Told = {}
    for outcome, figures in rows.order_by("as_of", "pk").values_list("outcome", "figures"):
        if outcome in set(Outcome) and figures.get("error") and figures.get("control_mean") is not None:
            spread = figures["error"] / sqrt(1 / figures["treated"] + 1 / figures["control"])
            found[Outcome(outcome)] = (figures["control_mean"], spread)
    return found
