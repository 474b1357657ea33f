# SPDX-License-Identifier: Apache-2.0
"""The keys of this installation: the one place that reads the operator's secret."""

from functools import lru_cache

from django.conf import settings

from amends.apps.customers.rules.sealing import Keys, SealBroken, keys_of, opened


def current_keys() -> Keys:
    """The keys that new values are sealed and indexed with."""
    return keys_with(settings.SECRET_KEY)


def opened_with_any(blob: bytes, *, bound_to: str) -> str:
    """The text of a sealed value, opened with today's secret or an earlier one that is still listed in
    `SECRET_KEY_FALLBACKS`. Raises `SealBroken`."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return opened(blob, keys=keys_with(secret), bound_to=bound_to)
        except SealBroken:
            continue
    raise SealBroken(bound_to)


@lru_cache(maxsize=4)
def keys_with(secret: str) -> Keys:
    """The keys of one secret."""
    return keys_of(secret)
