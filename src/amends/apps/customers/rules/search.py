# SPDX-License-Identifier: Apache-2.0
"""What somebody meant by the words they typed to find a customer, without keeping those words."""

import re
from dataclasses import dataclass
from enum import StrEnum

from amends.apps.customers.rules.sealing import Keys, name_index, number_index
from amends.kernel.identifiers import normal_number, normal_text


class By(StrEnum):
    """What a probe looks at; the order here is the order in which they are tried."""

    NUMBER = "number"
    CODE = "code"
    NAME_TAIL = "name_tail"
    FAMILY_TAIL = "family_tail"
    MASKED_TAIL = "masked_tail"
    TAIL = "tail"
    NAME = "name"
    MASKED_NAME = "masked_name"
    MASKED_NUMBER = "masked_number"


@dataclass(frozen=True, slots=True)
class Probe:
    """One way to look: `value` is a keyed hash, a masked form, a code or four digits, never a name or a number."""

    by: By
    value: str
    tail: str = ""


_TAIL = re.compile(r"[0-9A-Za-z]{4}")
_WITH_TAIL = re.compile(r"(?P<name>.*\D)\s*(?P<tail>[0-9]{4})")
_MASKED_NUMBER = re.compile(r"[0-9A-Za-z]{0,3}\*+[0-9A-Za-z]{2,4}")
_NUMBER = re.compile(r"\+?[0-9A-Za-z][0-9A-Za-z -]{5,}")
_CODE = re.compile(r"[0-9A-Za-z._:/-]{1,64}")
LONGEST = 80


def probes(typed: str, keys: Keys) -> tuple[Probe, ...]:
    """The ways in which `typed` may mean a customer, the surest first; none for nothing."""
    text = normal_text(typed)[:LONGEST]
    if not text:
        return ()
    found = [*_number(text, keys), *_code(text), *_name(text, keys)]
    return tuple(sorted(dict.fromkeys(found), key=lambda each: list(By).index(each.by)))


def _number(text: str, keys: Keys) -> list[Probe]:
    if "*" in text:
        masked = text.replace(" ", "")
        return [Probe(By.MASKED_NUMBER, masked)] if _MASKED_NUMBER.fullmatch(masked) else []
    if _TAIL.fullmatch(text) and text.isdecimal():
        return [Probe(By.TAIL, text)]
    if _NUMBER.fullmatch(text) and any(each.isdecimal() for each in text):
        return [Probe(By.NUMBER, number_index(normal_number(text), keys))]
    return []


def _code(text: str) -> list[Probe]:
    return [Probe(By.CODE, text)] if _CODE.fullmatch(text) else []


def _name(text: str, keys: Keys) -> list[Probe]:
    name, tail = text, ""
    if parts := _WITH_TAIL.fullmatch(text):
        name, tail = parts["name"].strip(), parts["tail"]
    if not name or not any(each.isalpha() for each in name):
        return []
    if "*" in name:
        return [Probe(By.MASKED_TAIL, name, tail) if tail else Probe(By.MASKED_NAME, name)]
    if not tail:
        return [Probe(By.NAME, name_index(name, keys))]
    if len(name) == 1:
        return [Probe(By.FAMILY_TAIL, name, tail)]
    return [Probe(By.NAME_TAIL, name_index(name, keys), tail)]
