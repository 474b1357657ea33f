# SPDX-License-Identifier: Apache-2.0
"""What a gate of another area answers: areas that do not know each other ask by name (docs/decisions/0011)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is lacking: a code for programs, words for people, and the address where it is mended."""

    code: str
    words: str
    url: str = ""
