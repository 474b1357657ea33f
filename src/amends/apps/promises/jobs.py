# SPDX-License-Identifier: Apache-2.0
"""Entry points of the schedule."""

from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Any

from django.conf import settings

from amends.apps.core.worker import Run
from amends.apps.promises.actions.facts import note_facts, tell_contradiction
from amends.apps.promises.actions.warn import escalate, warn_before_due, warn_enabler, warn_when_late
from amends.apps.promises.models import Promise
from amends.apps.promises.queries.facts import contradicted
from amends.apps.promises.queries.warnings import due_soon, fallen_late, to_escalate, unenabled
from amends.apps.promises.rules.facts import FactFound
from amends.pipeline.store import NoRunYet, mart_batches

AT_ONCE = 500


def late_promises(run: Run) -> dict[str, int]:
    """Warn of what nobody has made possible yet, of what is due soon, late, and late for a day. Each warning is given
    once: a run that was killed or never started leaves its part to the next one."""
    at = run.at()
    work: tuple[tuple[str, list[Promise], Callable[..., bool]], ...] = (
        ("enabling", unenabled(at), warn_enabler),
        ("due_soon", due_soon(at), warn_before_due),
        ("late", fallen_late(at), warn_when_late),
        ("escalated", to_escalate(at), escalate),
    )
    total, done = sum(len(promises) for _, promises, _ in work), 0
    given = dict.fromkeys((name for name, _, _ in work), 0)
    for name, promises, warn in work:
        for promise in promises:
            given[name] += warn(promise=promise, at=at)
            done += 1
            run.progress(done, total)
    return given


def check_promises(run: Run) -> dict[str, int]:
    """Bring what the last nightly run found of promises into the ledger, batch by batch, and send back those whose
    proof it contradicts. Run again it changes nothing; before the first run there is nothing to bring."""
    tally = {"seen": 0, "missing": 0, "told": 0}
    for found in _found_facts():
        for name, count in note_facts(found=found, at=run.at()).items():
            tally[name] += count
    for promise in contradicted():
        tally["told"] += tell_contradiction(promise=promise, at=run.at())
    return tally


def _found_facts() -> Iterator[list[FactFound]]:
    try:
        for batch in mart_batches(settings.AMENDS_DATA, "promise_checks"):
            for start in range(0, batch.num_rows, AT_ONCE):
                yield [_fact(row) for row in batch.slice(start, AT_ONCE).to_pylist()]
    except (NoRunYet, FileNotFoundError):  # no run, or one of before there were checks
        return


def _fact(row: dict[str, Any]) -> FactFound:
    return FactFound(
        number=row["promise_id"],
        seen=row["seen"],
        missing=row["missing"],
        found=row["found"],
        month=row["month"],
        found_at=row["found_at"].replace(tzinfo=UTC) if row["found_at"] else None,
    )
