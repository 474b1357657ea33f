# SPDX-License-Identifier: Apache-2.0
"""Tables of the area, one module a slice."""

from amends.apps.training.models import learning as learning
from amends.apps.training.models import playing as playing
