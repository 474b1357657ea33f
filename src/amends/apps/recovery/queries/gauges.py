# SPDX-License-Identifier: Apache-2.0
"""What a monitor is told of the nightly run."""

from datetime import datetime

from amends.apps.core.rules.gauges import Gauge
from amends.apps.recovery.queries.runs import current_run


def gauges(at: datetime) -> list[Gauge]:
    """How old the list is that people work by; nothing before the first night. One query."""
    run = current_run()
    if run is None:
        return []
    age = (at - run.published_at).total_seconds()
    return [Gauge("amends_nightly_run_age_seconds", "Since the nightly run was published.", age)]
