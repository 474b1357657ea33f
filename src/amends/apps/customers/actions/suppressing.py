# SPDX-License-Identifier: Apache-2.0
"""Whom an import must not bring back: told by keyed hashes of the operator's codes, with today's secret or an earlier
one that is still listed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind
from amends.apps.customers.actions.vault import keys_with
from amends.apps.customers.models import Customer, Forgotten
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


def write_forgotten(file: Path) -> None:
    """The list by which a restored backup forgets again whom was forgotten since: keyed hashes and pseudonyms."""
    rows = Forgotten.objects.order_by("pk").values("code_index", "pseudonym")
    fresh = file.with_name(f".{file.name}.part")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(list(rows), indent=1) + "\n", encoding="utf-8")
    fresh.replace(file)


def replay(rows: Iterable[Mapping[str, str]], *, at: datetime) -> int:
    """Note for forgetting every customer that stands in such a list and is there again; returns how many."""
    pseudonyms = {row["code_index"]: row["pseudonym"] for row in rows}
    pseudonyms = {
        index: name for index, name in pseudonyms.items() if not _known(index)
    }  # those are gone on with anyway
    found = 0
    everybody = Customer.objects.unscoped("a restored backup may hold whom we forgot").select_related("unit")
    for customer in everybody.iterator(chunk_size=2_000) if pseudonyms else ():
        index = next((each for each in code_indexes(customer.code) if each in pseudonyms), None)
        if index is None:
            continue
        with writing(by=None, at=at) as log:
            Forgotten.objects.create(
                customer=customer, code_index=index, pseudonym=pseudonyms[index], begun_at=at
            )
            log(EventKind.FORGETTING_BEGUN, customer, about=customer.code, unit=customer.unit)
        found += 1
    return found


def _known(index: str) -> bool:
    return Forgotten.objects.filter(code_index=index).exists()
