# SPDX-License-Identifier: Apache-2.0
"""The product's settings with the job of these journeys and nothing scheduled."""

from amends.config.settings import *  # noqa: F403

AMENDS_JOBS = {"slow_write": "tests.journeys.jobs.slow_write"}
AMENDS_SCHEDULE = ()
