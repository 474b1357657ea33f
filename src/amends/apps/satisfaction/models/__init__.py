# SPDX-License-Identifier: Apache-2.0
"""Tables of the area."""

from amends.apps.satisfaction.models.kpis import TechnicalReading
from amends.apps.satisfaction.models.runs import IndexRun
from amends.apps.satisfaction.models.scores import ImportedScore
from amends.apps.satisfaction.models.targets import PlanTask, YearTarget
from amends.apps.satisfaction.models.trees import ElementTree

__all__ = ["ElementTree", "ImportedScore", "IndexRun", "PlanTask", "TechnicalReading", "YearTarget"]
