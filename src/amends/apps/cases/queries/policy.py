# SPDX-License-Identifier: Apache-2.0
"""What the packs say today: the contact rules, and who the roles of a procedure are."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings

from amends.apps.cases.models import Case
from amends.apps.cases.queries import limits
from amends.apps.cases.rules.contact import ContactRules, Purpose, read_contact_rules
from amends.apps.cases.rules.states import PROACTIVE
from amends.kernel.recovery_class import RecoveryClass
from amends.packs import Document, load

Plain = Mapping[str, object]


class PlaybookMissing(LookupError):
    """The pack has no playbook for a class."""

    def __init__(self, recovery_class: RecoveryClass) -> None:
        super().__init__(f"recovery_playbooks has no playbook for {recovery_class}")


def rules_for(case: Case) -> ContactRules:
    """When the customer of a case may be contacted, on the clock of where they live. No holiday holds up the most
    urgent cases."""
    rules = contact_rules(case.origin, urgent=is_urgent(case))
    zone = next((zone for region, zone in _zones() if region in case.customer.region), None)
    return replace(rules, zone=zone) if zone else rules


def is_urgent(case: Case) -> bool:
    """Whether nothing is more urgent than a case."""
    priority = limits.policy().priorities.get(case.priority)
    return priority is not None and priority.rank == 0


@cache
def _zones() -> tuple[tuple[str, ZoneInfo], ...]:
    """Regions whose clock is not the operator's."""
    rows = cast(tuple[Document, ...], load("contact_policy").get("timezones", ()))
    return tuple((str(row["region_zh"]), ZoneInfo(str(row["zone"]))) for row in rows)


def contact_rules(origin: str, *, urgent: bool = False) -> ContactRules:
    """When customers may be contacted about a case of that origin, on the clock of the operator's time zone."""
    rules = _rules_for(Purpose.RECOVERY if origin in PROACTIVE else Purpose.SERVICE)
    return replace(rules, calendar=None) if urgent else rules


@cache
def _rules_for(purpose: Purpose) -> ContactRules:
    playbooks = cast(Plain, load("recovery_playbooks")["contact_rules"])
    zone = ZoneInfo(settings.TIME_ZONE)
    office = limits.calendars().latest()[limits.policy().statutory_calendar]
    policy = cast(Plain, load("contact_policy"))
    return read_contact_rules(policy, playbooks, purpose=purpose, zone=zone, calendar=office)


def playbook(recovery_class: RecoveryClass) -> tuple[str, Document]:
    """The version and the content of today's playbook of a class. Raises `PlaybookMissing`."""
    pack = load("recovery_playbooks")
    for each in cast(tuple[Document, ...], pack["playbooks"]):
        if each["code"] == str(recovery_class):
            return str(pack["version"]), each
    raise PlaybookMissing(recovery_class)


@cache
def role_names() -> Mapping[str, str]:
    """What the roles that procedures name are called."""
    roles = cast(tuple[Document, ...], load("channels_and_roles")["roles"])
    return {str(each["code"]): str(each["name_zh"]) for each in roles}
