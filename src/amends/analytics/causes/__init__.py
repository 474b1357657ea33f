# SPDX-License-Identifier: Apache-2.0
"""Why a customer is dissatisfied: additive contributions attributed to classes, and said in words."""

from amends.analytics.causes.explaining import CLASSES, NO_CAUSE, Explanation, explain
from amends.analytics.causes.meaning import Direction, FeatureMeaning
from amends.analytics.causes.wording import UnknownFormat

__all__ = ["CLASSES", "NO_CAUSE", "Direction", "Explanation", "FeatureMeaning", "UnknownFormat", "explain"]
