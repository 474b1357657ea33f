# SPDX-License-Identifier: Apache-2.0
"""The daily grant of benefits by rule."""

from datetime import timedelta

from django.utils import timezone

from amends.apps.core.worker import Run
from amends.apps.promises.actions.benefits import grant_some, tell_keeper
from amends.apps.promises.queries.benefits import active_rules, rules_to_watch

# A reading may be entered a few days late; a benefit is granted for its day all the same.
DAYS_BACK = 7


def grant_benefits(run: Run) -> dict[str, int]:
    """Grant what the rules in force give for today and the week before, batch by batch, and tell the keepers what is
    overdue. Killed or run again it grants nothing twice."""
    today = timezone.localtime(run.at()).date()
    since, granted = today - timedelta(days=DAYS_BACK), 0
    for rule in active_rules(since, today):
        for back in range(DAYS_BACK, -1, -1):
            day = today - timedelta(days=back)
            while some := grant_some(rule=rule, day=day, at=run.at()):
                granted += some
                run.progress(granted, granted + some, rule.name)
    late = sum(tell_keeper(rule=rule, at=run.at()) for rule in rules_to_watch(since))
    return {"granted": granted, "late": late}
