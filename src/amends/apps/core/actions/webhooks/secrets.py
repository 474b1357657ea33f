# SPDX-License-Identifier: Apache-2.0
"""The secrets of webhook targets and group robots, sealed with the operator's: the one place that opens them."""

import os
from datetime import datetime
from functools import lru_cache

from django.conf import settings

from amends.apps.core.models import WebhookTarget
from amends.apps.core.rules.sealing import NONCE_SIZE, SealBroken, derived, opened, sealed

_LABEL = b"amends.core.webhooks.secret.v1"
OF_WEBHOOK, OF_MESSENGER = "core.webhook", "core.messenger"


def sealed_secret(secret: str, *, of: str = OF_WEBHOOK) -> bytes:
    """A secret as it is stored."""
    return sealed(secret, key=_key(settings.SECRET_KEY), bound_to=of, nonce=os.urandom(NONCE_SIZE))


def secrets_of(target: WebhookTarget, at: datetime) -> list[str]:
    """The secrets that sign at this time, the newest first. Raises `SealBroken`."""
    blobs = [bytes(target.secret)]
    if target.old_secret_until and at < target.old_secret_until:
        blobs.append(bytes(target.old_secret))
    return [opened_secret(blob) for blob in blobs]


def opened_secret(blob: bytes, *, of: str = OF_WEBHOOK) -> str:
    """A stored secret as it was. Raises `SealBroken`."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return opened(blob, key=_key(secret), bound_to=of)
        except SealBroken:
            continue
    raise SealBroken(f"a secret of {of} does not open: list the earlier AMENDS_SECRET_KEY as _OLD")


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return derived(secret, _LABEL)
