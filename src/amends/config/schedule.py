# SPDX-License-Identifier: Apache-2.0
"""What runs by itself: each job by name, and when. A line here is all it takes to schedule an entry point."""

# name → dotted path of a function `job(run, **arguments) -> dict | None` in an area's jobs.py
JOBS: dict[str, str] = {
    "late_promises": "amends.apps.promises.jobs.late_promises",
    "nightly_run": "amends.apps.recovery.jobs.nightly_run",
    "import_file": "amends.apps.customers.jobs.import_file",
    "remove_import_files": "amends.apps.customers.jobs.remove_import_files",
    "overdue_cases": "amends.apps.cases.jobs.overdue_cases",
    "unattended_cases": "amends.apps.cases.jobs.unattended_cases",
}

# (cron line in the operator's time zone, job)
SCHEDULE: tuple[tuple[str, str], ...] = (
    ("*/5 * * * *", "late_promises"),
    ("*/5 * * * *", "overdue_cases"),
    ("30 2 * * *", "nightly_run"),
    ("10 4 * * *", "remove_import_files"),
    ("0 5 * * *", "unattended_cases"),
)
