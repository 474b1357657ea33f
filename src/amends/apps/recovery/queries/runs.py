# SPDX-License-Identifier: Apache-2.0
"""Questions about published runs."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from amends.apps.core.models import JobRun, Unit
from amends.apps.core.queries.jobs import latest_run
from amends.apps.core.rules.organisation import Scope
from amends.apps.recovery.models import PublishedRun, Target


def current_run() -> PublishedRun | None:
    """The run that pages show: the newest published."""
    return PublishedRun.objects.first()


def runs(*, most: int = 30) -> QuerySet[PublishedRun]:
    """The last runs, the newest first."""
    return PublishedRun.objects.all()[:most]


def run_by_id(run_id: str) -> PublishedRun | None:
    """One run, or `None`."""
    return PublishedRun.objects.filter(run_id=run_id).first()


def superseded_runs(*, newest: int) -> QuerySet[PublishedRun]:
    """Runs behind the `newest` published (at least 1), without those whose customers still have a case in hand."""
    kept = list(PublishedRun.objects.values_list("pk", flat=True)[: max(newest, 1)])
    listed = Target.objects.unscoped("a clean-up serves every unit").filter(run=OuterRef("pk"))
    return PublishedRun.objects.exclude(pk__in=kept).exclude(Exists(listed.filter(case__is_open=True)))


def published_ids() -> set[str]:
    """The ids of all runs that pages can show."""
    return set(PublishedRun.objects.values_list("run_id", flat=True))


@dataclass(frozen=True, slots=True)
class RunsAtHome:
    """What the home page says of the nightly run."""

    current: PublishedRun | None
    job: JobRun | None


def runs_at_home() -> RunsAtHome:
    """The current run, and the newest job that made or is making one."""
    return RunsAtHome(current=current_run(), job=latest_run("nightly_run"))


def found_by_cause(run: PublishedRun, scope: Scope) -> list[tuple[str, str, int]]:
    """(region, cause, customers) of those that may be approached, within a scope."""
    rows = (
        Target.objects.within(scope)
        .filter(run=run, blocked_reason="")
        .values_list("region", "main_cause")
        .annotate(n=Count("pk"))
        .order_by("region", "main_cause")
    )
    return [(region, cause, n) for region, cause, n in rows]


def capacities_within(run: PublishedRun, scope: Scope) -> list[tuple[Unit, int, int]]:
    """(unit, customers it can approach in a day, customers listed) where a capacity was set, within a scope."""
    given = (run.summary.get("parameters") or {}).get("capacities") or {}
    listed = (run.summary.get("found") or {}).get("by_unit") or {}
    units = Unit.objects.within(scope).filter(code__in=list(given))
    return [(unit, given[unit.code], listed.get(unit.code, 0)) for unit in units]


def causes_within(run: PublishedRun, scope: Scope) -> list[tuple[str, int]]:
    """(cause, customers) of everybody a run found within a scope, the commonest first; blocked ones count too."""
    rows = Target.objects.within(scope).filter(run=run).values_list("main_cause").annotate(n=Count("pk"))
    return [(cause, n) for cause, n in rows.order_by("-n", "main_cause")]
