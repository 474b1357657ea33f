# SPDX-License-Identifier: Apache-2.0
"""Verbs on keys of requests: claim one, keep the answer, forget what is old. All in the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from amends.apps.core.models import IdempotentRequest

KEPT = timedelta(days=7)

_CLAIM = """
    INSERT INTO core_idempotentrequest (principal, key, target, digest, headers, body, created_at)
    VALUES (%s, %s, %s, %s, '{}', '', %s) ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A key that a request came with, and the digest of what it asks for."""

    principal: str
    key: str
    target: str
    digest: str


class KeyReused(ValueError):
    """The key came before with another request."""


def claim_key(*, claim: Claim, at: datetime) -> IdempotentRequest | None:
    """The request that came before with this key, or `None`: then the key is the caller's, to do the work.

    While another transaction holds the key this one waits: it gets the answer when that one commits, and
    the key when it rolls back. Raises `KeyReused` where the key came before with another request.
    """
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [claim.principal, claim.key, claim.target, claim.digest, moment])
        if cursor.rowcount == 1:
            return None
    before = _requests(claim).get()
    if before.digest != claim.digest:
        raise KeyReused(claim.key)
    return before


def keep_answer(*, claim: Claim, status: int, headers: Mapping[str, str], body: str) -> None:
    """Keep what the claimed request is answered; `status` is from 200 to 299."""
    _requests(claim).update(status=status, headers=dict(headers), body=body)


def remove_old_keys(*, at: datetime, older_than: timedelta = KEPT) -> int:
    """Forget the answers to requests older than `older_than`; returns how many."""
    return IdempotentRequest.objects.filter(created_at__lt=at - older_than).delete()[0]


def _requests(claim: Claim) -> QuerySet[IdempotentRequest]:
    return IdempotentRequest.objects.filter(principal=claim.principal, key=claim.key, target=claim.target)
