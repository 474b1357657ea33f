# SPDX-License-Identifier: Apache-2.0
"""What a campaign claims is promised to whoever bought it: one entry a claim, so that the bills are held against it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from amends.apps.core.actions.log import Log
from amends.apps.core.models import User
from amends.apps.promises.actions.make import Making, log_made, suited_owner, unsaved
from amends.apps.promises.actions.make import OwnerUnsuited as Unsuited
from amends.apps.promises.models import Promise
from amends.apps.promises.models.campaigns import Claim, Sale
from amends.apps.promises.rules.origins import BY_SALE, Origin, Provenance
from amends.apps.promises.rules.terms import Channel, PromiseKind, Terms

FIRST_BILL = timedelta(days=45)  # by then the bill of the month after the sale has come
PORTION = 500


def promise_claims(*, sales: Sequence[Sale], by: User, at: datetime, log: Log) -> int:
    """Enter the claims of their campaigns as promises of the claims' delivery owners, for sales that are new and stand;
    within the caller's transaction. Returns how many.

    A claim without money is left to people: no bill can show it. One whose owner cannot see the customer is left, too.
    """
    claims = _claims({each.campaign for each in sales if each.campaign})
    rows = [row for sale in sales for row in _of(sale, claims.get(sale.campaign, ()), by, at)]
    for row in Promise.objects.bulk_create(rows, batch_size=PORTION):
        log_made(log, row)
    return len(rows)


def _claims(codes: set[str]) -> dict[str, list[Claim]]:
    rows = Claim.objects.unscoped("of the campaigns that customers of the importer's units bought").filter(
        campaign__code__in=codes, campaign__launched_at__isnull=False, dropped_at__isnull=True
    )
    rows = rows.filter(amount__isnull=False, delivery_owner__isnull=False)
    found: dict[str, list[Claim]] = {}
    for each in rows.select_related("campaign", "delivery_owner__unit").order_by("pk"):
        found.setdefault(each.campaign.code, []).append(each)
    return found


def _of(sale: Sale, claims: Iterable[Claim], by: User, at: datetime) -> Iterator[Promise]:
    sold = timezone.localdate(sale.sold_at)
    for claim in claims:
        owner = claim.delivery_owner
        stands = sale.reversed_at is None and claim.starts_date <= sold <= claim.ends_date
        if not stands or owner is None or not _suits(owner, sale):
            continue
        came = Provenance(Origin.CAMPAIGN, claim.campaign.code, f"{BY_SALE}{sale.reference}:{claim.pk}")
        yield unsaved(Making(sale.customer, _terms(claim, sale, at), came, by, at, owner, None, None))


def _suits(owner: User, sale: Sale) -> bool:
    try:
        suited_owner(owner, sale.customer)
    except Unsuited:
        return False
    return True


def _terms(claim: Claim, sale: Sale, at: datetime) -> Terms:
    return Terms(
        kind=PromiseKind.BENEFIT,
        words=claim.words,
        channel=Channel.MESSAGE,
        due_at=max(sale.sold_at, at) + FIRST_BILL,
        amount=claim.amount,
        reason=claim.condition,
    )
