# SPDX-License-Identifier: Apache-2.0
"""What the packs and the settings say of asking: hours, begging, ways that are set up."""

from collections.abc import Mapping
from functools import cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from amends.apps.customers.models import Identity
from amends.apps.surveys.rules.begging import Rule, read_rules
from amends.apps.surveys.rules.hours import Hours, read_hours, zone_of
from amends.apps.surveys.rules.items import items
from amends.apps.surveys.rules.words import AskedBy
from amends.kernel.calendars import WorkingCalendar, read_calendar
from amends.packs import load, read_file

Plain = dict[str, Any]


def hours_for(region: str) -> Hours:
    """When a customer of that region may be asked."""
    return _hours(zone_of(region, _zones(), ZoneInfo(settings.TIME_ZONE)).key)  # type: ignore[attr-defined]


@cache
def _hours(zone: str) -> Hours:
    policy = cast(Plain, load("contact_policy"))
    return read_hours(policy, zone=ZoneInfo(zone), calendar=_calendar())


@cache
def _zones() -> tuple[tuple[str, ZoneInfo], ...]:
    rows = cast(Any, load("contact_policy").get("timezones", ()))
    return tuple((str(row["region_zh"]), ZoneInfo(str(row["zone"]))) for row in rows)


@cache
def _calendar() -> WorkingCalendar:
    """The statutory working calendar, with what the operator's own file changes."""
    local = read_file(settings.AMENDS_CALENDAR) if settings.AMENDS_CALENDAR else None
    versions = read_calendar(cast(Plain, load("working_calendar")), cast(Plain | None, local))
    return versions.latest()[str(cast(Any, load("sla_policies"))["calendar"]["statutory"])]


@cache
def begging_rules() -> tuple[Rule, ...]:
    """What counts as begging for a score."""
    return read_rules(cast(Plain, load("survey_begging")))


@cache
def elements() -> Mapping[str, str]:
    """The names of the pack's elements by code, in their order: what a question may be about."""
    return {str(row["code"]): str(row["name_zh"]) for row in cast(Any, load("elements")["elements"])}


@cache
def touchpoints() -> Mapping[str, str]:
    """The names of the pack's touchpoints by code, in their order: answers at one say which by it."""
    rows = cast(Any, load("touchpoints")["touchpoints"])
    return {str(row["code"]): str(row["name_zh"]) for row in rows}


def strange_codes(document: Mapping[str, object]) -> list[tuple[str, str]]:
    """The questions (their codes) whose element or touchpoint the pack does not name: they may be the operator's own,
    or typed wrong, and then no page finds them."""
    known = elements().keys() | touchpoints().keys()
    found = items(document)
    return [
        (each.code, said)
        for each in found
        for said in (each.element, each.touchpoint)
        if said and said not in known
    ]


def _some_mail() -> bool:
    """Whether any customer has a mail address."""
    return Identity.objects.unscoped("whether there is one at all").filter(mail_index__gt="").exists()


def lacking(way: str) -> tuple[str, ...]:
    """What an administrator has still to set up before a way of asking can be used; nothing where it can."""
    found = []
    if way == AskedBy.SMS and not settings.AMENDS_SMS_URL:
        found.append(_("短信网关（AMENDS_SMS_URL）"))
    if way == AskedBy.EMAIL and not (settings.AMENDS_NUMBER_MAIL or _some_mail()):
        found.append(_("客户的邮箱（手机号邮箱的域名 AMENDS_NUMBER_MAIL，或在客户数据里导入邮箱）"))
    if way != AskedBy.HOTLINE and not settings.AMENDS_URL:
        found.append(_("客户能打开的网址（AMENDS_URL）"))
    return tuple(found)
