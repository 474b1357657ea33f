# SPDX-License-Identifier: Apache-2.0
"""Tables of the area."""

from amends.apps.satisfaction.models.runs import IndexRun
from amends.apps.satisfaction.models.trees import ElementTree

__all__ = ["ElementTree", "IndexRun"]
