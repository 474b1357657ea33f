# SPDX-License-Identifier: Apache-2.0
"""Entry points of the schedule."""

from collections.abc import Callable

from amends.apps.core.worker import Run
from amends.apps.promises.actions.warn import escalate, warn_before_due, warn_enabler, warn_when_late
from amends.apps.promises.models import Promise
from amends.apps.promises.queries.warnings import due_soon, fallen_late, to_escalate, unenabled


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
