# SPDX-License-Identifier: Apache-2.0
"""Late promises become cases."""

import logging
from collections import Counter
from itertools import chain

from django.db import DatabaseError

from amends.apps.core.worker import Run
from amends.apps.promises.queries.warnings import late_unfollowed
from amends.apps.recovery.actions.late_promises import follow_late, tell_of_missed
from amends.apps.recovery.queries.late_promises import missed_by_many, missed_few

logger = logging.getLogger(__name__)


def open_late_promises(run: Run) -> dict[str, int]:
    """Put each promise that fell late into somebody's hands, once; one that cannot be keeps none of the others
    waiting."""
    tally = Counter[str]()
    for promise in chain(late_unfollowed(run.at()), missed_few(run.at())):
        try:
            tally[str(follow_late(promise=promise, at=run.at()))] += 1
        except (ValueError, LookupError, DatabaseError) as error:
            logger.error("promise %s waits for the next run: %s", promise.pk, type(error).__name__)
            tally["failed"] += 1
    for rule, customers in missed_by_many(run.at()).items():
        tally["told"] += tell_of_missed(rule=rule, customers=customers, at=run.at())
    return dict(tally)
