# SPDX-License-Identifier: Apache-2.0
"""Which version of a case a page showed, as the page sends it back."""


def seen_version(text: str) -> int:
    """The version that was seen; 0, which no case has, where the text says none."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0
