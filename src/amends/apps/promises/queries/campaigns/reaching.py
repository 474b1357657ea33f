# SPDX-License-Identifier: Apache-2.0
"""Through which channels the customers of a campaign may be told, by consent and preference."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Subquery

from amends.apps.customers.models import CommunicationNeed, Consent, CustomerQuerySet
from amends.apps.customers.models.words import CHANNELS
from amends.apps.customers.queries.segments import members
from amends.apps.customers.rules.consents import Decision, Purpose
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.promises.rules.campaigns.channels import AGAINST, Group, Reach, reach

_INSIDE = "inside a query that names the scope"
NEEDS = tuple(sorted(set(AGAINST.values())))


def audience(campaign: Campaign, on: date) -> CustomerQuerySet | None:
    """The customers of the campaign's segment in its unit on a day, computed anew; `None` without a segment."""
    return members(campaign.segment, campaign.unit.scope, on) if campaign.segment else None


def last_word(purpose: Purpose) -> Subquery:
    """The newest decision of a customer on a purpose, as a column of a query of customers."""
    lines = Consent.objects.unscoped(_INSIDE).filter(customer=OuterRef("pk"), purpose=str(purpose))
    return Subquery(lines.order_by("-pk").values("decision")[:1])


def channel_reaches(campaign: Campaign, on: date) -> list[Reach]:
    """Each channel with how many customers of the audience may be told through it. One query; an audience that is not
    chosen yet reaches nobody, so that only channels to which customers come themselves can be chosen."""
    rows = audience(campaign, on)
    groups = [] if rows is None else _groups(rows)
    return [reach(channel, groups) for channel in CHANNELS]


def _groups(rows: CustomerQuerySet) -> list[Group]:
    open_needs = CommunicationNeed.objects.unscoped(_INSIDE).filter(
        customer=OuterRef("pk"), ended_at__isnull=True
    )
    marks = {name: Exists(open_needs.filter(need=name)) for name in NEEDS}
    names = ("value_tier", "do_not_contact", "decision", "preferences__channel", *NEEDS)
    found = rows.exclude(line_state="closed").annotate(decision=last_word(Purpose.COMMERCIAL), **marks)
    told = found.order_by().values(*names).annotate(customers=Count("pk"))
    return [
        Group(
            tier=row["value_tier"],
            consents=row["decision"] == Decision.GIVEN and not row["do_not_contact"],
            preferred=row["preferences__channel"] or "",
            needs=frozenset(name for name in NEEDS if row[name]),
            customers=row["customers"],
        )
        for row in told
    ]
