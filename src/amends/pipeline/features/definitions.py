# SPDX-License-Identifier: Apache-2.0
"""All features, in the order of their columns. Pages show them from here."""

from amends.analytics.causes import FeatureMeaning
from amends.pipeline.features.complaint import COMPLAINT
from amends.pipeline.features.feature import Feature
from amends.pipeline.features.network import NETWORK
from amends.pipeline.features.profile import PROFILE
from amends.pipeline.features.publicity import PUBLICITY
from amends.pipeline.features.tariff import TARIFF
from amends.pipeline.features.usage import USAGE

FEATURES: tuple[Feature, ...] = (*COMPLAINT, *TARIFF, *NETWORK, *PUBLICITY, *USAGE, *PROFILE)
FEATURE_NAMES: tuple[str, ...] = tuple(f.name for f in FEATURES)
MEANINGS: tuple[FeatureMeaning, ...] = tuple(f.meaning for f in FEATURES)

# Beside the features, for marts and rules; a model never sees these.
CONTEXT: tuple[str, ...] = ("complaints_365d", "open_complaints", "bills_12m", "usage_3m")
