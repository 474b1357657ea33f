# SPDX-License-Identifier: Apache-2.0
"""Names and numbers sealed with the operator's secret: AES-256-GCM to keep, keyed hashes to find.

Every key is derived from the one secret by HKDF-SHA256 with a label of its purpose, so that the index cannot
open what is sealed. A sealed value is bound to its customer and field: moved to another row it does not open.
"""

import hashlib
import hmac
from dataclasses import dataclass

from amends.apps.core.rules import sealing
from amends.apps.core.rules.sealing import NONCE_SIZE, SealBroken, derived
from amends.kernel.identifiers import normal_mail, normal_number, normal_text

__all__ = [
    "NONCE_SIZE",
    "Keys",
    "SealBroken",
    "code_index",
    "keys_of",
    "mail_index",
    "name_index",
    "number_index",
    "number_tail",
    "opened",
    "sealed",
]

_SEAL = b"amends.customers.identity.seal.v1"
_INDEX = b"amends.customers.identity.index.v1"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one secret: 32 bytes each."""

    seal: bytes
    index: bytes


def keys_of(secret: str) -> Keys:
    """The keys derived from the operator's secret; the same secret gives the same keys for ever."""
    return Keys(seal=derived(secret, _SEAL), index=derived(secret, _INDEX))


def sealed(text: str, *, keys: Keys, bound_to: str, nonce: bytes) -> bytes:
    """`text` so that only the secret opens it; an empty text stays empty."""
    return sealing.sealed(text, key=keys.seal, bound_to=bound_to, nonce=nonce)


def opened(blob: bytes, *, keys: Keys, bound_to: str) -> str:
    """The text of a sealed value. Raises `SealBroken`."""
    return sealing.opened(blob, key=keys.seal, bound_to=bound_to)


def number_index(number: str, keys: Keys) -> str:
    """What finds an exact number: a keyed hash of its one spelling, 32 hex characters; empty for none."""
    return _hashed("number", normal_number(number), keys)


def mail_index(address: str, keys: Keys) -> str:
    """What tells whether a mail address is the one on record; empty for none."""
    return _hashed("mail", normal_mail(address).casefold(), keys)


def name_index(name: str, keys: Keys) -> str:
    """What finds an exact name: a keyed hash of its one spelling, upper and lower case alike."""
    return _hashed("name", normal_text(name).casefold(), keys)


def code_index(code: str, keys: Keys) -> str:
    """What tells whether the operator's code is that of somebody whom we forgot."""
    return _hashed("code", code.strip(), keys)


def number_tail(number: str) -> str:
    """The last four characters of a number; empty when it is shorter than seven, where four would tell it all."""
    plain = normal_number(number)
    return plain[-4:] if len(plain) >= 7 else ""


def _hashed(purpose: str, plain: str, keys: Keys) -> str:
    if not plain:
        return ""
    return hmac.new(keys.index, f"{purpose}:{plain}".encode(), hashlib.sha256).hexdigest()[:32]
