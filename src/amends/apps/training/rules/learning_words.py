# SPDX-License-Identifier: Apache-2.0
"""Words of learning that tables and decisions share."""

from enum import StrEnum


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    NUMBER = "number"
    TEACH_BACK = "teach_back"
