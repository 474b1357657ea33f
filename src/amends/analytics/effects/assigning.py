# SPDX-License-Identifier: Apache-2.0
"""Who is held out: decided by a keyed hash, so that nobody chooses, anybody can check, and a repeat changes nothing."""

import hashlib
import hmac
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Numbers = NDArray[np.float64]
WHOLE = 2**53  # of a hash, as many bits as a float holds exactly


class ShareOutOfRange(ValueError):
    """A share that is no share: nobody, or everybody, would be held out."""

    def __init__(self, share: float) -> None:
        super().__init__(f"对照比例 {share:g} 应大于 0、小于 1 (share)")


def places(keys: Sequence[str], *, salt: bytes) -> Numbers:
    """(n,) the place of each key in [0, 1): the first 53 bits of HMAC-SHA256(salt, key).

    The unit of a key is whoever hears of the treatment together: an account or a household, not a line. The salt names
    the wave: another salt, another draw.
    """
    digests = (hmac.digest(salt, key.encode(), hashlib.sha256) for key in keys)
    found = np.fromiter((int.from_bytes(each[:8], "big") >> 11 for each in digests), np.float64, len(keys))
    return found / WHOLE


def held_out(keys: Sequence[str], *, salt: bytes, share: float) -> Bools:
    """(n,) whether a key falls into the share that is held out; each for itself, so that keys may come one by one.

    Raises `ShareOutOfRange`.
    """
    return places(keys, salt=salt) < _checked(share)


def held_out_by_stratum(
    keys: Sequence[str], strata: NDArray[np.int64], *, salt: bytes, share: float
) -> Bools:
    """(n,) as `held_out`, but each stratum gives exactly its share: those with the lowest places.

    Of m different keys ⌊share · m⌋ are held out, and one more with the chance that is left over, which the hash of the
    stratum decides; rows of one key go together. A key must not stand in two strata. Raises `ShareOutOfRange`.
    """
    _checked(share)
    found, at = np.zeros(len(keys), dtype=bool), places(keys, salt=salt)
    names, extra = np.unique(strata, return_inverse=True)
    chances = places([f"stratum {each}" for each in names.tolist()], salt=salt)
    for order in range(len(names)):
        rows = np.flatnonzero(extra == order)
        found[rows] = _lowest(at[rows], share, chances[order])
    return found


def _lowest(at: Numbers, share: float, chance: float) -> Bools:
    units = np.unique(at)
    wanted = share * len(units)
    taken = int(wanted) + (chance < wanted - int(wanted))
    return at < units[taken] if taken < len(units) else np.ones(len(at), dtype=bool)


def _checked(share: float) -> float:
    if not 0 < share < 1:
        raise ShareOutOfRange(share)
    return share
