# SPDX-License-Identifier: Apache-2.0
"""Entry points of the schedule: forget whom we agreed to forget, and keep them forgotten; write copies; retention."""

from typing import Any

from django.conf import settings

from amends.apps.core.worker import AskedRun, Run
from amends.apps.customers.actions.copying import remove_old_copies, write_copy
from amends.apps.customers.actions.forgetting import begin_forgetting, compact, forget_files, forget_rows
from amends.apps.customers.actions.rights import end_forgetting, remind
from amends.apps.customers.actions.suppressing import suppressed, write_forgotten
from amends.apps.customers.models import Forgotten, RightsRequest
from amends.apps.customers.queries.retention import MOST_A_NIGHT, retiring
from amends.apps.customers.rules.rights import State
from amends.pipeline.forgetting import facts_of, forget_in_files


def forget_customers(run: Run) -> dict[str, Any]:
    """Go on with everybody who is to be forgotten, and take out of files whom an import by another way brought back.

    Each step may be done again; what holds the code goes last, so that a killed run knows whom it was about.
    """
    waiting = list(Forgotten.objects.filter(rows_at=None).select_related("customer__unit").order_by("pk"))
    removed = forget_in_files(settings.AMENDS_DATA, suppressed) if _anybody() else 0
    for done, row in enumerate(waiting, 1):
        forget_files(customer=row.customer, row=row, at=run.at())
        forget_rows(customer=row.customer, row=row, by=None, at=run.at())
        end_forgetting(row=row, at=run.at())
        run.progress(done, len(waiting))
    compacted = compact(at=run.at())
    if _anybody():
        write_forgotten(settings.AMENDS_DATA / "forgotten.json")
    return {"forgotten": len(waiting), "rows_in_files": removed, "compacted": compacted}


def _anybody() -> bool:
    return Forgotten.objects.exists()


def copy_customer(run: AskedRun, *, request: int) -> dict[str, Any]:
    """Write the copy that a request asks for. Killed and started again it is written anew."""
    found = RightsRequest.objects.unscoped("the job does what was decided").select_related(
        "customer__unit", "unit"
    )
    row = found.filter(pk=request, state=State.WORKING).first()
    if row is None:
        return {"skipped": True}
    facts = facts_of(settings.AMENDS_DATA, row.customer.code)
    return {"bytes": write_copy(request=row, by=run.by, at=run.at(), facts=facts)}


def remove_copies(run: Run) -> dict[str, Any]:
    """Remove copies whose time is over."""
    return {"removed": remove_old_copies(at=run.at())}


def retire_customers(run: Run) -> dict[str, Any]:
    """Note for forgetting whose line was closed longer ago than their data may stay, unless something stands in the
    way; `forget_customers` does it."""
    noted = 0
    for customer in retiring(at=run.at(), most=MOST_A_NIGHT):
        begin_forgetting(customer=customer, request=None, by=None, at=run.at())
        noted += 1
    return {"noted": noted}


def remind_rights(run: Run) -> dict[str, Any]:
    """Tell owners which requests are about to pass their legal limit, have passed it, or may be decided again."""
    return {"told": remind(at=run.at())}
