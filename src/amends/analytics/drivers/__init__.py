# SPDX-License-Identifier: Apache-2.0
"""What drives satisfaction, where it falls short, and why it changed.

`driver_importance` shares R² among the drivers. What needs scipy is imported from its module: `asymmetric`, `kano`,
`importance_map`, `weak_elements`, `change` (between waves) and `gaps` (the five).
"""

from amends.analytics.drivers.correlations import CannotWeigh, correlations
from amends.analytics.drivers.dominance import Dominance, dominance
from amends.analytics.drivers.importance import Driver, DriverSpec, Importance, driver_importance
from amends.analytics.drivers.relative_weights import relative_weights
from amends.analytics.drivers.subsets import MOST_DRIVERS, TooManyDrivers, explained_by_subsets

__all__ = [
    "MOST_DRIVERS",
    "CannotWeigh",
    "Dominance",
    "Driver",
    "DriverSpec",
    "Importance",
    "TooManyDrivers",
    "correlations",
    "dominance",
    "driver_importance",
    "explained_by_subsets",
    "relative_weights",
]
