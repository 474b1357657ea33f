# SPDX-License-Identifier: Apache-2.0
"""Entry points of the schedule."""

import logging

from amends.apps.cases.actions.drafts import remove_old_drafts
from amends.apps.cases.actions.firing import fire
from amends.apps.cases.actions.improvements import review_standards as open_reviews
from amends.apps.cases.actions.public import remove_old_knocks
from amends.apps.cases.actions.together import give_out
from amends.apps.cases.actions.warning import tell_leaders, tell_overdue, tell_unattended
from amends.apps.cases.queries.improvements import repeated_demands
from amends.apps.cases.queries.watch import due, long_overdue, overdue, unattended
from amends.apps.core.worker import Run

logger = logging.getLogger(__name__)


def overdue_cases(run: Run) -> dict[str, int]:
    """Tell whose next action is late, then their leaders. Each is told once: a run that was killed or never
    started leaves its part to the next one."""
    at = run.at()
    told = sum(tell_overdue(case=case, at=at) for case in overdue(at))
    to_leaders = sum(tell_leaders(case=case, at=at) for case in long_overdue(at))
    run.progress(told + to_leaders, told + to_leaders)
    return {"told": told, "told_leaders": to_leaders}


def unattended_cases(run: Run) -> dict[str, int]:
    """The nightly check that no case is in nobody's hands: says how many are, and tells their leaders."""
    cases = list(unattended())
    for done, case in enumerate(cases, start=1):
        tell_unattended(case=case, at=run.at())
        run.progress(done, len(cases))
    return {"unattended": len(cases)}


def due_timers(run: Run) -> dict[str, int]:
    """Fire every warning, breach and rung that is due; what an outage left waiting is caught up.

    A timer that cannot be fired is counted and logged, and keeps none of the others waiting.
    """
    fired = failed = 0
    for done, timer in enumerate(due(run.at()), start=1):
        try:
            fired += fire(timer=timer, at=run.at())
        except (ValueError, LookupError):
            failed += 1
            logger.exception("timer %s cannot be fired", timer.pk)
        run.progress(done, done)
    return {"fired": fired, "failed": failed}


def give_out_cases(run: Run) -> dict[str, int]:
    """Give what waits in queues to those on duty."""
    return {"given": give_out(at=run.at())}


def review_standards(run: Run) -> dict[str, int]:
    """Open a review of the standard for each demand beyond it that came again and again."""
    at = run.at()
    return {"opened": open_reviews(demands=repeated_demands(at=at), at=at)}


def tidy_intake(run: Run) -> dict[str, int]:
    """Forget drafts that nobody came back to, and who knocked at the public pages."""
    at = run.at()
    return {"drafts": remove_old_drafts(at=at), "knocks": remove_old_knocks(at=at)}
