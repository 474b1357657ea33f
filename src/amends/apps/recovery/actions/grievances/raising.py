# SPDX-License-Identifier: Apache-2.0
"""A grievance that shows itself raises a recovery task: a case of its topic, in somebody's hands."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext

from amends.apps.cases.actions import CaseRefused, open_case
from amends.apps.cases.models import Case
from amends.apps.cases.queries.intake import receiver_for
from amends.apps.cases.rules.states import PROACTIVE, Origin
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind
from amends.apps.customers.models import Customer
from amends.apps.recovery.models import SIGNS, GrievanceStage
from amends.apps.recovery.queries.grievances.standing import to_recover
from amends.apps.recovery.queries.targets import is_in_hand
from amends.apps.recovery.queries.waves.holding import is_held_out
from amends.apps.recovery.rules.approaching import Standing, block_now
from amends.apps.recovery.rules.grievances import Sign
from amends.kernel.recovery_class import RecoveryClass

PER_UNIT = 20  # tasks a unit and night: what a unit can take up in a day; the others follow the nights after
HELD_OUT, NOBODY = "held_out", "nobody"
_WHY = "whoever shows to be dissatisfied is put in somebody's hands"


def raise_tasks(*, at: datetime, per_unit: int = PER_UNIT) -> dict[str, int]:
    """Open a case for each grievance that shows itself and has none, the loudest first; returns how many were raised
    and how many could not be. Each in a transaction of its own: run again, none is raised twice."""
    tally, given = Counter(raised=0, kept=0), Counter[int]()
    for row in to_recover():
        if given[row.unit_id] >= per_unit:
            continue
        if raise_task(grievance=row, at=at):
            given[row.unit_id] += 1
            tally["raised"] += 1
        else:
            tally["kept"] += 1
    return dict(tally)


def raise_task(*, grievance: GrievanceStage, at: datetime) -> bool:
    """Whether a task stands now. An open recovery case of the topic is that task; where nobody may go to the customer
    the row keeps the reason, and is looked at again the next night; the same reason again writes nothing."""
    with transaction.atomic():
        row = _locked(grievance)
        if row.case is not None:
            return True
        case, reason = _case_or_reason(row, at)
        if case is not None or reason != row.kept_from:
            row.case, row.kept_from = case, reason
            _keep(row, at)
    return case is not None


def _keep(row: GrievanceStage, at: datetime) -> None:
    told = {"topic": row.topic, "case": row.case.number if row.case else "", "kept_from": row.kept_from}
    with writing(by=None, at=at) as log:
        row.save(update_fields=["case", "kept_from"])
        log(EventKind.GRIEVANCE_RAISED, row, about=row.customer.code, unit=row.unit, **told)


def _locked(grievance: GrievanceStage) -> GrievanceStage:
    rows = GrievanceStage.objects.unscoped(_WHY).select_related("customer__unit", "unit", "case")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=grievance.pk)


def _case_or_reason(row: GrievanceStage, at: datetime) -> tuple[Case | None, str]:
    if open_already := _open_recovery(row):
        return open_already, ""
    if block := _block(row.customer, row.topic, at):
        return None, block
    owner = receiver_for(row.customer.unit)
    if owner is None:
        return None, NOBODY
    try:
        case = open_case(
            customer=row.customer,
            origin=Origin.RECOVERY,
            recovery_class=RecoveryClass(row.topic),
            reasons=signs_in_words(row),
            owner=owner,
            by=None,
            at=at,
            key=f"grievance:{row.pk}:{localtime(row.first_at):%Y%m%d%H%M%S}",
        )
    except CaseRefused:
        return None, NOBODY
    return case, ""


def _open_recovery(row: GrievanceStage) -> Case | None:
    cases = Case.objects.unscoped(_WHY).open().filter(origin__in=sorted(PROACTIVE))
    return cases.filter(customer=row.customer, recovery_class=row.topic).first()


def _block(customer: Customer, topic: str, at: datetime) -> str:
    standing = Standing(
        blocked_reason="",
        do_not_contact=customer.do_not_contact,
        line_closed=customer.line_state == "closed",
        in_hand=is_in_hand(customer),
        cause=topic,
    )
    found = str(block_now(standing))
    return found or (HELD_OUT if is_held_out(customer, at) else "")


def signs_in_words(row: GrievanceStage) -> Sequence[str]:
    """What moved the grievance, for whoever takes the case."""
    return [
        gettext("近半年%(sign)s %(n)s 次") % {"sign": words, "n": row.signs[sign]}
        for sign, words in SIGNS.items()
        if sign is not Sign.DETECTED and row.signs.get(sign)
    ]
