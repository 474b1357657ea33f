# SPDX-License-Identifier: Apache-2.0
"""What is known of each customer, one number a column: declared with its meaning, computed from facts."""

from amends.pipeline.features.definitions import CONTEXT, FEATURE_NAMES, FEATURES, MEANINGS
from amends.pipeline.features.feature import Feature
from amends.pipeline.features.table import feature_table

__all__ = ["CONTEXT", "FEATURES", "FEATURE_NAMES", "MEANINGS", "Feature", "feature_table"]
