# SPDX-License-Identifier: Apache-2.0
"""Whom an import must not bring back: told by keyed hashes of the operator's codes, with today's secret or an earlier
one that is still listed."""

from collections.abc import Sequence

from django.conf import settings

from amends.apps.customers.actions.vault import keys_with
from amends.apps.customers.models import Forgotten
from amends.apps.customers.rules.sealing import code_index


def code_indexes(code: str) -> list[str]:
    """The keyed hashes of a code, today's first."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [code_index(code, keys_with(secret)) for secret in secrets]


def suppressed(codes: Sequence[str]) -> set[str]:
    """Those of some codes that are of people whom we forgot, or are forgetting. One query."""
    known = set(Forgotten.objects.values_list("code_index", flat=True))
    if not known:
        return set()
    return {code for code in codes if not known.isdisjoint(code_indexes(code))}
