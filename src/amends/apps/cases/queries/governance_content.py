# SPDX-License-Identifier: Apache-2.0
"""What the pack says of governance, read once."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import cast

from amends.apps.cases.rules.special import SpecialRules, read_special_rules
from amends.packs import load

Plain = Mapping[str, object]


@cache
def governance() -> Plain:
    """The whole file."""
    return cast(Plain, load("governance"))


@cache
def special_rules() -> SpecialRules:
    """What special persons ask for."""
    return read_special_rules(governance())


def rows(name: str) -> Sequence[Plain]:
    """A list of the file."""
    return cast(Sequence[Plain], governance()[name])


def names(name: str) -> dict[str, str]:
    """Codes of a list, and what they are called."""
    return {str(each["code"]): str(each["name_zh"]) for each in rows(name)}


def number(name: str, key: str) -> int:
    """A number of a section."""
    return int(str(cast(Plain, governance()[name])[key]))
