# SPDX-License-Identifier: Apache-2.0
"""What customers may do by themselves without logging in: how often, and with which code."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import timedelta

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # 32 signs that nobody mistakes for each other
CODE_LENGTH = 8
_NOT_A_SIGN = re.compile(r"[^0-9A-Z]")
_NUMBER = re.compile(r"C\d{4}-\d{6,}")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many times within a while."""

    kind: str
    most: int
    within: timedelta


SEND_HERE = Limit("send", 5, timedelta(hours=1))  # one browser
SEND_FROM = Limit("send_from", 60, timedelta(hours=1))  # one address: many people may stand behind it
MISS_HERE = Limit("miss", 5, timedelta(minutes=15))  # one address, one case
MISS_CASE = Limit("miss_case", 20, timedelta(hours=1))  # one case, whoever asks
MISS_FROM = Limit("miss_from", 60, timedelta(hours=1))  # one address, whatever case
URGE_CASE = Limit("urge", 3, timedelta(days=1))
WRITE_CASE = Limit("write", 20, timedelta(days=1))


def code_of(key: bytes, nonce: str) -> str:
    """The code of what was sent with a nonce: eight signs (40 bits) that only the holder of the key can tell."""
    digest = hmac.new(key, f"code:{nonce}".encode(), hashlib.sha256).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:CODE_LENGTH])


def digest_of(key: bytes, case_key: str, code: str) -> str:
    """What is kept of a code: nothing that could be turned back, and bound to its case."""
    return hmac.new(key, f"digest:{case_key}:{code}".encode(), hashlib.sha256).hexdigest()


def typed_code(text: str) -> str:
    """A code as somebody typed it, in its one spelling: O is 0, I and L are 1, U is V."""
    plain = _NOT_A_SIGN.sub("", text.upper())
    return plain.translate(str.maketrans("OILU", "011V"))


def typed_number(text: str) -> str:
    """A case number as somebody typed it; empty where it is none."""
    plain = text.strip().upper().replace("－", "-").replace("—", "-").replace(" ", "")
    return plain if _NUMBER.fullmatch(plain) else ""


def who_asks(key: bytes, *parts: str) -> str:
    """What is kept of an address or a browser, to count by."""
    return hmac.new(key, "|".join(("who", *parts)).encode(), hashlib.sha256).hexdigest()
