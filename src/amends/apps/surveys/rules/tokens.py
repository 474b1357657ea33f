# SPDX-License-Identifier: Apache-2.0
"""The word in an invitation's link: nobody can guess it, it fits into an SMS, and the table holds only its hash."""

import hashlib
import hmac

from amends.apps.core.rules.sealing import derived

_LABEL = b"amends.surveys.invitation.v1"
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"  # none that reads like another
LENGTH = 14  # 55 letters ^ 14 is more than 2^80


def token_of(secret: str, salt: str) -> str:
    """The token of an invitation: 14 letters and digits, the same again for the same `secret` and `salt`."""
    number = int.from_bytes(hmac.new(derived(secret, _LABEL), salt.encode(), hashlib.sha256).digest())
    found = []
    for _turn in range(LENGTH):
        number, letter = divmod(number, len(_LETTERS))
        found.append(_LETTERS[letter])
    return "".join(found)


def token_hash(token: str) -> str:
    """What the table holds of a token: 64 hex characters, from which it does not come back."""
    return hashlib.sha256(token.encode()).hexdigest()
