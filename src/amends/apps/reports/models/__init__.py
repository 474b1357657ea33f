# SPDX-License-Identifier: Apache-2.0
"""Tables of the area."""

from amends.apps.reports.models.costs import WORK_KINDS, WorkEntry
from amends.apps.reports.models.documents import (
    REPORT_KINDS,
    Report,
    ReportDelivery,
    ReportFile,
    ReportSchedule,
)
from amends.apps.reports.models.examples import DefectExample
from amends.apps.reports.models.figures import ORIGINS, MeasuredValue
from amends.apps.reports.models.lines import LineEnd, LineLook

__all__ = [
    "ORIGINS",
    "REPORT_KINDS",
    "WORK_KINDS",
    "DefectExample",
    "LineEnd",
    "LineLook",
    "MeasuredValue",
    "Report",
    "ReportDelivery",
    "ReportFile",
    "ReportSchedule",
    "WorkEntry",
]
