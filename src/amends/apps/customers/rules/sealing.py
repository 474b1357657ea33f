# SPDX-License-Identifier: Apache-2.0
"""Names and numbers sealed with the operator's secret: AES-256-GCM to keep, keyed hashes to find.

Every key is derived from the one secret by HKDF-SHA256 with a label of its purpose, so that the index cannot
open what is sealed. A sealed value is bound to its customer and field: moved to another row it does not open.
"""

import hashlib
import hmac
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from amends.kernel.identifiers import normal_number, normal_text

NONCE_SIZE = 12
_VERSION = b"\x01"
_SEAL = b"amends.customers.identity.seal.v1"
_INDEX = b"amends.customers.identity.index.v1"


class SealBroken(ValueError):
    """A sealed value does not open: it was sealed with another secret, for another row, or was changed."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one secret: 32 bytes each."""

    seal: bytes
    index: bytes


def keys_of(secret: str) -> Keys:
    """The keys derived from the operator's secret; the same secret gives the same keys for ever."""
    return Keys(seal=_derived(secret, _SEAL), index=_derived(secret, _INDEX))


def _derived(secret: str, label: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label).derive(secret.encode())


def sealed(text: str, *, keys: Keys, bound_to: str, nonce: bytes) -> bytes:
    """`text` so that only the secret opens it: version, nonce (12 bytes, never used twice), ciphertext with its tag.

    An empty text stays empty: there is nothing to hide.
    """
    if not text:
        return b""
    return _VERSION + nonce + AESGCM(keys.seal).encrypt(nonce, text.encode(), bound_to.encode())


def opened(blob: bytes, *, keys: Keys, bound_to: str) -> str:
    """The text of a sealed value. Raises `SealBroken`."""
    if not blob:
        return ""
    if blob[:1] != _VERSION:
        raise SealBroken("sealed in a way that this version does not know")
    nonce, body = blob[1 : 1 + NONCE_SIZE], blob[1 + NONCE_SIZE :]
    try:
        return AESGCM(keys.seal).decrypt(nonce, body, bound_to.encode()).decode()
    except InvalidTag as error:
        raise SealBroken("does not open with this secret, or belongs to another row") from error


def number_index(number: str, keys: Keys) -> str:
    """What finds an exact number: a keyed hash of its one spelling, 32 hex characters; empty for none."""
    return _hashed("number", normal_number(number), keys)


def name_index(name: str, keys: Keys) -> str:
    """What finds an exact name: a keyed hash of its one spelling, upper and lower case alike."""
    return _hashed("name", normal_text(name).casefold(), keys)


def number_tail(number: str) -> str:
    """The last four characters of a number; empty when it is shorter than seven, where four would tell it all."""
    plain = normal_number(number)
    return plain[-4:] if len(plain) >= 7 else ""


def _hashed(purpose: str, plain: str, keys: Keys) -> str:
    if not plain:
        return ""
    return hmac.new(keys.index, f"{purpose}:{plain}".encode(), hashlib.sha256).hexdigest()[:32]
