# SPDX-License-Identifier: Apache-2.0
"""Why a customer is dissatisfied: additive contributions attributed to classes, and said in words."""

from amends.analytics.causes.meaning import Direction, FeatureMeaning

__all__ = ["Direction", "FeatureMeaning"]
