# SPDX-License-Identifier: Apache-2.0
"""The root of a complaint is kept when it ends: what was chosen, and for the rest what cause and topic say."""

from amends.apps.cases.models import Case, Intake
from amends.apps.cases.models.case import IN_SCOPE
from amends.apps.cases.models.desk_words import RequestType
from amends.apps.cases.queries.rooting import proposed_root
from amends.apps.cases.rules.rooting import Root
from amends.apps.cases.rules.states import VOICED, CaseState

# What lives on in another case, or was no complaint, has no root of its own.
ROOTLESS = frozenset({CaseState.MERGED, CaseState.INELIGIBLE})


def keep_root(case: Case) -> None:
    """Keep family, domain and gap of a complaint that ends now. Two queries; none on what is no complaint."""
    complaint = case.request_type in {"", RequestType.COMPLAINT} and case.origin in VOICED
    if not complaint or CaseState(case.state) in ROOTLESS:
        return
    intake = Intake.objects.unscoped(IN_SCOPE).filter(case=case).first()
    if intake is None:
        return
    chosen = Root(intake.root_family, intake.root_domain, intake.gap_code)
    found = chosen.filled(proposed_root(case, intake))
    intake.root_family, intake.root_domain, intake.gap_code = found.family, found.domain, found.gap
    intake.save(update_fields=["root_family", "root_domain", "gap_code"])
