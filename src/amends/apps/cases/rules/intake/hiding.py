# SPDX-License-Identifier: Apache-2.0
"""Personal data hidden in what people type; everything else stays as it was typed."""

from amends.analytics.language.masking import mask


def hidden(text: str) -> str:
    """A text without the personal data that it holds, and without space around it."""
    return mask(text.strip())
