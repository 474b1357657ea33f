# SPDX-License-Identifier: Apache-2.0
"""What the packs say of notices: their words, what they may not say, and when a text may arrive."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.timezone import localtime

from amends.apps.cases.queries.policy import contact_rules
from amends.apps.cases.rules.contact import Channel, ContactRules, next_allowed
from amends.apps.cases.rules.states import Origin
from amends.apps.recovery.rules.notices import bill_facts, filled, outage_facts
from amends.apps.surveys.queries.policy import begging_rules
from amends.apps.surveys.rules.begging import begging
from amends.apps.surveys.rules.hours import zone_of
from amends.packs import Document, load

Plain = Mapping[str, object]


def outage_words(kind: str, *, place: str, starts_at: datetime, ends_at: datetime) -> str:
    """The usual words about an outage, with its place and times."""
    texts = cast(Mapping[str, Plain], load("proactive_notices")["outage"])
    facts = outage_facts(place, localtime(starts_at), localtime(ends_at))
    return filled(str(texts[kind]["words_zh"]), facts)


def bill_words(month: date) -> str:
    """The words about a bill: no amount, for whoever reads the text over a shoulder."""
    text = cast(Plain, load("proactive_notices")["bill"])["words_zh"]
    return filled(str(text), bill_facts(month))


def sells_or_begs(text: str) -> str:
    """The first words of a text that sell something or ask for a score; empty where there are none."""
    pattern = re.compile(str(load("proactive_notices")["sells_nothing"]))
    if found := pattern.search(re.sub(r"\s+", "", text)):
        return found[0]
    begged = begging(text, begging_rules())
    return begged[0].words if begged else ""


def may_arrive(moment: datetime, region: str) -> datetime | None:
    """The first moment, not before this one, at which a service text may reach a customer of the region."""
    return next_allowed(moment, (), _rules(region), channel=Channel.SMS)


def _rules(region: str) -> ContactRules:
    zone = zone_of(region, _zones(), ZoneInfo(settings.TIME_ZONE))
    return replace(contact_rules(Origin.COMPLAINT), zone=zone)


@cache
def _zones() -> tuple[tuple[str, ZoneInfo], ...]:
    rows = cast(tuple[Document, ...], load("contact_policy").get("timezones", ()))
    return tuple((str(row["region_zh"]), ZoneInfo(str(row["zone"]))) for row in rows)
