# SPDX-License-Identifier: Apache-2.0
"""What the area holds of a person."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from amends.apps.core.personal import Block, Entry, Held
from amends.apps.promises.models.benefits import BenefitGrant
from amends.apps.promises.models.campaigns.afterwards import MismatchReport, Sale
from amends.apps.promises.models.promises import Promise
from amends.apps.promises.models.reviews import PromiseReview


def _blocks(rows: QuerySet[Any, Any]) -> Iterator[Block]:
    """Promises that are still to be kept."""
    return (Block("promise", str(each.pk)) for each in rows.filter(is_open=True))


PERSONAL: tuple[Entry, ...] = (
    Held(PromiseReview, ("promise__customer",)),
    Held(BenefitGrant, ("customer",)),
    Held(Promise, ("customer",), codes=frozenset({"reference", "source", "key"}), blocks=_blocks),
    Held(MismatchReport, ("customer",), codes=frozenset({"place", "case", "key"})),
    Held(Sale, ("customer",), codes=frozenset({"reference", "campaign", "seller", "file_digest"})),
)
