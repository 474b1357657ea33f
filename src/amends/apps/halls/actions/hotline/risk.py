# SPDX-License-Identifier: Apache-2.0
"""A customer is kept too long: said once a call, to the agent's page, the leader and the log."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import Log, writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Role
from amends.apps.halls.actions.hotline.refusals import IN_HAND
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.queries.hotline.calls import is_too_long, spent


def check_risk(*, call: Call, at: datetime) -> bool:
    """Raise the risk of an open call that has gone on too long; whether that was done now."""
    if call.risk_at or not is_too_long(call, at):
        return False
    with transaction.atomic():
        row = Call.objects.unscoped(IN_HAND).select_for_update(no_key=True, of=("self",)).get(pk=call.pk)
        if row.ended_at or row.risk_at or not is_too_long(row, at):
            return False
        with writing(by=None, at=at) as log:
            return raise_risk(row, log, at)


def raise_risk(row: Call, log: Log, at: datetime) -> bool:
    """The same on a row that the caller has locked, inside its transaction; never twice for one call."""
    if row.risk_at or not is_too_long(row, at):
        return False
    row.risk_at = at
    row.save(update_fields=["risk_at"])
    time = spent(row, at)
    log(EventKind.HOLD_RISK, row, unit=row.unit, held_seconds=time.held, call_seconds=time.talked)
    leader = leaders_above(row.unit, Role.TEAM_LEADER).first()
    if leader:
        words = _("%(agent)s 的通话等得过久，请去帮一把") % {"agent": row.agent}
        notify(to=leader, subject=words, at=at, link=reverse("halls:calls"), key=f"hold_risk:{row.pk}")
    return True
