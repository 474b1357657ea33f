# SPDX-License-Identifier: Apache-2.0
"""What is kept so that only the operator's secret opens it: AES-256-GCM, with a key derived for each purpose.

A key is derived by HKDF-SHA256 with a label, so that what is sealed for one purpose does not open for another. A
sealed value is bound to its row: moved to another one it does not open.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_SIZE = 12
_VERSION = b"\x01"


class SealBroken(ValueError):
    """A sealed value does not open: it was sealed with another secret, for another row, or was changed."""


def derived(secret: str, label: bytes) -> bytes:
    """The 32-byte key of a purpose; the same secret and label give the same key for ever."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label).derive(secret.encode())


def sealed(text: str, *, key: bytes, bound_to: str, nonce: bytes) -> bytes:
    """`text` so that only the key opens it: version, nonce (12 bytes, never used twice), ciphertext with its tag.

    An empty text stays empty: there is nothing to hide.
    """
    if not text:
        return b""
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, text.encode(), bound_to.encode())


def opened(blob: bytes, *, key: bytes, bound_to: str) -> str:
    """The text of a sealed value. Raises `SealBroken`."""
    if not blob:
        return ""
    if blob[:1] != _VERSION:
        raise SealBroken("sealed in a way that this version does not know")
    nonce, body = blob[1 : 1 + NONCE_SIZE], blob[1 + NONCE_SIZE :]
    try:
        return AESGCM(key).decrypt(nonce, body, bound_to.encode()).decode()
    except InvalidTag as error:
        raise SealBroken("does not open with this secret, or belongs to another row") from error
