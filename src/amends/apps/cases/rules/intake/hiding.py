# SPDX-License-Identifier: Apache-2.0
"""Personal data hidden in what people type; everything else stays as it was typed."""

import hashlib
import re
from collections.abc import Collection, Mapping

from amends.analytics.language import masking
from amends.analytics.language.masking import mask


def hidden(text: str) -> str:
    """A text without the personal data that it holds, and without space around it."""
    return mask(text.strip())


def hidden_within(value: object, *, but: Collection[str] = ()) -> object:
    """A value as JSON has it without the personal data in its texts; what stands under the names of `but` stays."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {name: each if name in but else hidden_within(each, but=but) for name, each in value.items()}
    return [hidden_within(each, but=but) for each in value] if isinstance(value, list) else value


def hiding_version() -> str:
    """What is hidden now, in a few letters: they change whenever a pattern does."""
    patterns = [each.pattern for each in vars(masking).values() if isinstance(each, re.Pattern)]
    return hashlib.sha256("\n".join(patterns).encode()).hexdigest()[:16]
