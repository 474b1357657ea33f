# SPDX-License-Identifier: Apache-2.0
"""Numbers and names of people: how they are written the same way, and how they are hidden."""

import re
import unicodedata

_NOT_DIGIT = re.compile(r"[^0-9A-Za-z]")
_MAIL = re.compile(r"[^\s@<>(),;:\"\\\[\]]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,180}[a-z0-9])?\.[a-z]{2,24}")


def normal_text(value: str) -> str:
    """One spelling for what people type: full-width forms folded, runs of space (also U+3000) made one."""
    return " ".join(unicodedata.normalize("NFKC", value).split())


def normal_number(value: str) -> str:
    """A service number without spaces, dashes or the country code: `+86 138-0000 1215` → `13800001215`."""
    digits = _NOT_DIGIT.sub("", unicodedata.normalize("NFKC", value))
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def normal_mail(value: str) -> str:
    """A mail address as it is written to: the domain in small letters; empty for what is no address."""
    name, at, domain = unicodedata.normalize("NFKC", value).strip().rpartition("@")
    plain = f"{name}{at}{domain.lower()}"
    return plain if _MAIL.fullmatch(plain) else ""


def masked_mail(address: str) -> str:
    """`zhang.san@example.com` → `z***@example.com`: the length of the name is hidden too."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}***{at}{domain}" if at else ""


def masked_number(number: str) -> str:
    """`13800001215` → `138****1215`; anything of seven characters or fewer keeps only its last two."""
    if len(number) <= 7:
        return "*" * max(len(number) - 2, 0) + number[-2:]
    return f"{number[:3]}****{number[-4:]}"


def masked_name(name: str) -> str:
    """`王小明` → `王*明`, `李静` → `李*`: the family name stays, so that a customer can be addressed.

    Of a long name (an enterprise's) the length is hidden too: `石渡县青石路便利店` → `石***店`.
    """
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * min(len(name) - 2, 3) + name[-1]
