# SPDX-License-Identifier: Apache-2.0
"""A report of the front line that names a customer: the report, and the case in which it is put right for them."""

from datetime import datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from amends.apps.cases.actions import open_case
from amends.apps.cases.actions.improvements import Plan, follow_gap
from amends.apps.cases.models import Case
from amends.apps.cases.rules.states import Origin
from amends.apps.core.actions.log import NothingLogged, writing
from amends.apps.core.models import User
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.campaigns.mismatches import Seen, report_mismatch, reported
from amends.apps.promises.models.campaigns import Campaign, MaterialVersion, MismatchReport
from amends.kernel.recovery_class import RecoveryClass

SIGNAL = "SIG-PB-5"
COMMUNICATION = 4  # what was said differs from what is done
DEPARTMENTS = ("marketing", "operations", "channels")
WITHIN = timedelta(days=14)


def report_for(
    *,
    campaign: Campaign,
    seen: Seen,
    by: User,
    at: datetime,
    customer: Customer | None = None,
    version: MaterialVersion | None = None,
    key: str | None = None,
) -> MismatchReport:
    """Report a mismatch, follow it as an improvement of gap 4 (one a campaign, until it is closed), and open a case of
    publicity for the customer where one is named, in one transaction: an open case of the same class takes it in.
    Raises what `report_mismatch` and `open_case` raise."""
    if key and (there := reported(key)):
        return there
    try:
        with writing(by=by, at=at):
            report = report_mismatch(
                campaign=campaign, seen=seen, by=by, at=at, customer=customer, version=version, key=key
            )
            case = _open(report, customer, by, at) if customer is not None and not report.case else None
            _follow(report, case, by, at)
    except NothingLogged:  # pressed twice at once: the other press made the report and its case
        if key and (there := reported(key)):
            return there
        raise
    return report


def _follow(report: MismatchReport, case: Case | None, by: User, at: datetime) -> None:
    campaign = report.campaign
    plan = Plan(
        title=_("宣传与实际不一致：%(name)s") % {"name": campaign.name},
        departments=DEPARTMENTS,
        owner=campaign.owner,
        due_date=localtime(at + WITHIN).date(),
        gap=COMMUNICATION,
    )
    topic, cases = f"mismatch:{campaign.code}", [case] if case else []
    follow_gap(topic=topic, plan=plan, unit=campaign.unit, cases=cases, by=by, at=at)


def _open(report: MismatchReport, customer: Customer, by: User, at: datetime) -> Case:
    case = open_case(
        customer=customer,
        origin=Origin.RECOVERY,
        recovery_class=RecoveryClass.PUBLICITY,
        owner=by,
        by=by,
        at=at,
        key=f"mismatch:{report.pk}",
        story=f"{report.said}\n{report.found}",
        reasons=[SIGNAL],
    )
    report.case = case.number
    report.save(update_fields=["case"])
    return case
