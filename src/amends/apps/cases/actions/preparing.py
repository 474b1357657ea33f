# SPDX-License-Identifier: Apache-2.0
"""Opening the card before a call: it is noted, and only then the number can be dialled."""

from datetime import datetime

from amends.apps.cases.models import Case
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User


def prepare_call(*, case: Case, by: User, at: datetime) -> None:
    """Note that somebody read up on a case before calling."""
    with writing(by=by, at=at) as log:
        log(EventKind.CASE_CALL_PREPARED, case, about=case.customer.code, unit=case.unit, number=case.number)
