# SPDX-License-Identifier: Apache-2.0
"""What of the customers leaves for the pipeline: the wishes that they told a person; no name, no number, no note.

The operator's own file is the master of profiles. What the desk adds to it are refusals and consents: the rows of
the feed `subscribers` that these change are handed back whole, so that taking them in replaces nothing else.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from amends.apps.core.models import Event, EventKind
from amends.apps.customers.models import Consent, Customer
from amends.apps.customers.rules.consents import Decision, Purpose, allows
from amends.apps.customers.rules.profiles import CONSENT_COLUMNS
from amends.pipeline.arrow import feed_table
from amends.pipeline.sources.subscribers import SUBSCRIBERS

# Every column that this area may change in a row of the feed; all others leave as they came.
WISHES: tuple[str, ...] = ("do_not_contact", *CONSENT_COLUMNS)
_WHY = "the nightly run sees the whole organisation"


def subscriber_table(live: Iterable[pa.RecordBatch]) -> pa.Table:
    """The rows of `live` (batches of the feed `subscribers`) whose wishes differ from what the desk knows.

    In the declared schema of the feed, with the desk's wishes in them; empty when nothing differs.
    """
    known = _wishes()
    codes = pa.array(known, pa.string())
    return feed_table(SUBSCRIBERS, (row for batch in live for row in _changed(batch, known, codes)))


def _changed(
    batch: pa.RecordBatch, known: Mapping[str, Mapping[str, bool]], codes: pa.Array
) -> Iterator[dict[str, Any]]:
    told = batch.filter(pc.is_in(batch["customer_id"], value_set=codes))
    for row in told.select(SUBSCRIBERS_COLUMNS).to_pylist():
        wishes = known[row["customer_id"]]
        if any(row[name] != value for name, value in wishes.items()):
            yield row | wishes


SUBSCRIBERS_COLUMNS = [column.name for column in SUBSCRIBERS.stored]


def _wishes() -> dict[str, dict[str, bool]]:
    """What the desk knows: refusals that it noted or lifted, and the consents that stand in the ledger.

    A lift counts until a later file says that the customer refuses again.
    """
    lifts = Event.objects.unscoped(_WHY).filter(kind=EventKind.DO_NOT_CONTACT_LIFTED).values("about")
    customers = Customer.objects.unscoped(_WHY)
    lifted = customers.filter(code__in=lifts, do_not_contact=False, refused_at__isnull=True)
    refused = customers.filter(refused_at__isnull=False)
    wishes = {code: {"do_not_contact": False} for code in lifted.values_list("code", flat=True)}
    wishes |= {code: {"do_not_contact": True} for code in refused.values_list("code", flat=True)}
    columns = {purpose: name for name, purpose in CONSENT_COLUMNS.items()}
    lines = Consent.objects.unscoped(_WHY).filter(purpose__in=list(columns))
    told = lines.order_by("id").values_list("customer__code", "purpose", "decision")
    for code, purpose, decision in told.iterator():
        wishes.setdefault(code, {})[columns[purpose]] = allows(Purpose(purpose), Decision(decision))
    return wishes
