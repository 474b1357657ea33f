# SPDX-License-Identifier: Apache-2.0
"""What colleagues write about a case, as it may be kept."""

from amends.apps.cases.queries.intake import health_words
from amends.apps.cases.rules.intake.hiding import hidden


def kept(text: str) -> str:
    """A text without personal data and, since nobody was asked to agree to them, without words on health."""
    return health_words().hidden(hidden(text))
