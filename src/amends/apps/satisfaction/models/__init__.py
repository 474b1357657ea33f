# SPDX-License-Identifier: Apache-2.0
"""Tables of the area."""

from amends.apps.satisfaction.models.gaps import GapCharge, ManagerForecast
from amends.apps.satisfaction.models.kpis import TechnicalReading
from amends.apps.satisfaction.models.runs import IndexRun
from amends.apps.satisfaction.models.scores import ImportedScore
from amends.apps.satisfaction.models.targets import PlanTask, YearTarget
from amends.apps.satisfaction.models.trees import ElementTree
from amends.apps.satisfaction.models.voices import DriverTag, Need, NeedMention

__all__ = [
    "DriverTag",
    "ElementTree",
    "GapCharge",
    "ImportedScore",
    "IndexRun",
    "ManagerForecast",
    "Need",
    "NeedMention",
    "PlanTask",
    "TechnicalReading",
    "YearTarget",
]
