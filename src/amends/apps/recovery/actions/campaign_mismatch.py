# SPDX-License-Identifier: Apache-2.0
"""A report of the front line that names a customer: the report, and the case in which it is put right for them."""

from datetime import datetime

from amends.apps.cases.actions import open_case
from amends.apps.cases.rules.states import Origin
from amends.apps.core.actions.log import NothingLogged, writing
from amends.apps.core.models import User
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.campaigns.mismatches import Seen, report_mismatch, reported
from amends.apps.promises.models.campaigns import Campaign, MaterialVersion, MismatchReport
from amends.kernel.recovery_class import RecoveryClass

SIGNAL = "SIG-PB-5"


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
    """Report a mismatch, and open a case of publicity for the customer where one is named, in one transaction: an open
    case of the same class takes it in. Raises what `report_mismatch` and `open_case` raise."""
    if key and (there := reported(key)):
        return there
    try:
        with writing(by=by, at=at):
            report = report_mismatch(
                campaign=campaign, seen=seen, by=by, at=at, customer=customer, version=version, key=key
            )
            if customer is not None and not report.case:
                _open(report, customer, by, at)
    except NothingLogged:  # pressed twice at once: the other press made the report and its case
        if key and (there := reported(key)):
            return there
        raise
    return report


def _open(report: MismatchReport, customer: Customer, by: User, at: datetime) -> None:
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
