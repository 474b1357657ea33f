# SPDX-License-Identifier: Apache-2.0
"""Verbs on claims: what a campaign tells customers they will get."""

from datetime import datetime

from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.promises.actions.campaigns.refusals import CampaignRefused, changeable
from amends.apps.promises.models.campaigns import Campaign, Claim
from amends.apps.promises.rules.campaigns.claims import ClaimFault, ClaimTerms, claim_fault

_FIELDS = {"starts": "starts_date", "ends": "ends_date"}


class ClaimRefused(CampaignRefused):
    """A claim does not say what it must; `fault` names it."""

    def __init__(self, fault: ClaimFault) -> None:
        super().__init__(_sentences()[fault], field=_FIELDS.get(fault.field, fault.field))
        self.fault = fault


def add_claim(
    *, campaign: Campaign, terms: ClaimTerms, delivery_owner: User | None, by: User, at: datetime
) -> Claim:
    """Add a claim. Who delivers it and to how many may be filled in later: the launch waits for both.
    Raises `ClaimRefused`, `NotYourUnit`, `PlanFixed`."""
    with writing(by=by, at=at) as log:
        row = changeable(campaign, by)
        if fault := claim_fault(terms, first=row.starts_date):
            raise ClaimRefused(fault)
        claim = Claim.objects.create(
            campaign=row, delivery_owner=delivery_owner, made_by=by, made_at=at, **_columns(terms)
        )
        log(EventKind.CAMPAIGN_CLAIMED, claim, unit=row.unit, code=row.code)
    return claim


def change_claim(
    *, claim: Claim, terms: ClaimTerms, delivery_owner: User | None, by: User, at: datetime
) -> None:
    """Say a claim otherwise. Raises `ClaimRefused`, `NotYourUnit`, `PlanFixed`."""
    with writing(by=by, at=at) as log:
        row = changeable(claim.campaign, by)
        if fault := claim_fault(terms, first=row.starts_date):
            raise ClaimRefused(fault)
        columns = {**_columns(terms), "delivery_owner": delivery_owner}
        for name, value in columns.items():
            setattr(claim, name, value)
        claim.save(update_fields=list(columns))
        log(EventKind.CAMPAIGN_CLAIMED, claim, unit=row.unit, code=row.code, again=True)


def drop_claim(*, claim: Claim, by: User, at: datetime) -> None:
    """Take a claim back before customers read it; twice drops it once. Raises `NotYourUnit`, `PlanFixed`."""
    if claim.dropped_at:
        return
    with writing(by=by, at=at) as log:
        row = changeable(claim.campaign, by)
        claim.dropped_at = at
        claim.save(update_fields=["dropped_at"])
        log(EventKind.CAMPAIGN_CLAIM_DROPPED, claim, unit=row.unit, code=row.code)


def _columns(terms: ClaimTerms) -> dict[str, object]:
    return {
        "words": terms.words.strip(),
        "amount": terms.amount,
        "condition": terms.condition.strip(),
        "starts_date": terms.starts,
        "ends_date": terms.ends,
        "capacity": terms.capacity,
    }


def _sentences() -> dict[ClaimFault, str]:
    return {
        ClaimFault.WORDS_MISSING: _("请写明宣传的是什么。"),
        ClaimFault.CONDITION_MISSING: _("请写明条件；没有条件的写“无条件”。"),
        ClaimFault.START_MISSING: _("请写明从哪一天起有效。"),
        ClaimFault.END_MISSING: _("没有结束日期的宣传内容不能登记：请写明到哪一天为止。"),
        ClaimFault.END_BEFORE_START: _("结束日期早于开始日期。"),
        ClaimFault.OUTSIDE_CAMPAIGN: _("开始日期早于活动的开始日期。"),
        ClaimFault.AMOUNT_NOT_POSITIVE: _("金额要大于零。"),
        ClaimFault.CAPACITY_NOT_POSITIVE: _("人数要大于零。"),
    }
