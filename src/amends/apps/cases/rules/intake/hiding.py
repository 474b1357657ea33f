# SPDX-License-Identifier: Apache-2.0
"""Personal data hidden in what people type: numbers of people and cards, identity numbers, e-mail addresses."""

import re

from amends.apps.customers.rules.needs import without_numbers
from amends.kernel.identifiers import normal_text

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


def hidden(text: str) -> str:
    """A text without the personal data that it holds; lines stay lines."""
    return "\n".join(_line(line) for line in text.strip().splitlines())


def _line(line: str) -> str:
    plain = _IDENTITY.sub(lambda match: "*" * 16 + match[0][-2:], normal_text(line))
    return without_numbers(_MAIL.sub("***", plain))
