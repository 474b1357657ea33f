# SPDX-License-Identifier: Apache-2.0
"""Note works or a fault, begin to tell those whom it reaches, call it off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.models import PlannedOutage
from amends.apps.recovery.queries.notices.policy import outage_words, sells_or_begs
from amends.apps.recovery.rules.notices import OutageKind, OutageState, deadline, places_left

MOST_CODES = 50_000


class OutageRefused(ValueError):
    """An outage was not taken, or cannot be announced; the sentence says why."""

    sentence: Promise | str = ""

    def __init__(self, **facts: object) -> None:
        super().__init__(str(self.sentence) % facts)


class NotYoursToAnnounce(OutageRefused):
    """The person does not manage recovery, or not in that unit."""

    sentence = _("只有负责修复的主管能告知本机构及下级机构的客户")


class WordsSell(OutageRefused):
    """The words sell something or ask for a score."""

    sentence = _("告知里不能推销、索要好评：请去掉“%(words)s”")


class WordsUnfilled(OutageRefused):
    """The words still have a place to fill in."""

    sentence = _("告知内容里还有没填的【】，请补上")


class TooLate(OutageRefused):
    """There is no time left in which customers could be told."""

    sentence = _("时间已经过了：施工要在开始前告知，故障要在恢复前告知")


class WrongOrder(OutageRefused):
    """It would end before it begins."""

    sentence = _("恢复时间要晚于开始时间")


class Moved(OutageRefused):
    """Somebody announced it or called it off before."""

    sentence = _("这条告知的状态已经变了，请看最新情况")


@dataclass(frozen=True, slots=True)
class Outage:
    """Works or a fault as a person describes it; empty `words` are the usual ones."""

    name: str
    kind: OutageKind
    place: str
    starts_at: datetime
    ends_at: datetime
    regions: Sequence[str] = ()
    settlement: str = ""
    codes: Sequence[str] = ()
    words: str = ""


def make_outage(*, outage: Outage, unit: Unit, by: User, at: datetime) -> PlannedOutage:
    """Note it as a draft: nobody is told yet.

    Raises `NotYoursToAnnounce`, `WrongOrder`, `TooLate`, `WordsSell`, `WordsUnfilled`.
    """
    _refuse(by, unit)
    if outage.ends_at <= outage.starts_at:
        raise WrongOrder
    if deadline(outage.kind, outage.starts_at, outage.ends_at) <= at:
        raise TooLate
    with writing(by=by, at=at) as log:
        row = PlannedOutage.objects.create(
            name=outage.name,
            kind=str(outage.kind),
            unit=unit,
            regions=[*outage.regions],
            settlement=outage.settlement,
            codes=list(dict.fromkeys(outage.codes))[:MOST_CODES],
            place=outage.place,
            starts_at=outage.starts_at,
            ends_at=outage.ends_at,
            words=_words(outage),
            state=str(OutageState.DRAFT),
            made_by=by,
            made_at=at,
        )
        log(EventKind.OUTAGE_MADE, row, unit=unit, outage_kind=str(outage.kind), codes=len(row.codes))
    return row


def _words(outage: Outage) -> str:
    words = outage.words.strip() or outage_words(
        outage.kind, place=outage.place, starts_at=outage.starts_at, ends_at=outage.ends_at
    )
    if found := sells_or_begs(words):
        raise WordsSell(words=found)
    if places_left(words):
        raise WordsUnfilled
    return words[:200]


def announce(*, outage: PlannedOutage, by: User, at: datetime) -> PlannedOutage:
    """Begin to tell: the next minutes' job writes to everybody whom it reaches, once each.

    Raises `NotYoursToAnnounce`, `TooLate`, `Moved`.
    """
    _refuse(by, outage.unit)
    with writing(by=by, at=at) as log:
        row = _locked(outage, OutageState.DRAFT)
        if deadline(row.kind, row.starts_at, row.ends_at) <= at:
            raise TooLate
        row.state, row.announced_at = str(OutageState.ANNOUNCED), at
        row.save(update_fields=["state", "announced_at"])
        log(EventKind.OUTAGE_ANNOUNCED, row, unit=row.unit)
    return row


def call_off(*, outage: PlannedOutage, by: User, at: datetime) -> PlannedOutage:
    """Call it off: what still lies in the outbox never leaves. Raises `NotYoursToAnnounce`, `Moved`."""
    _refuse(by, outage.unit)
    with writing(by=by, at=at) as log:
        row = _locked(outage, OutageState.DRAFT, OutageState.ANNOUNCED)
        row.state, row.cancelled_at = str(OutageState.CANCELLED), at
        row.save(update_fields=["state", "cancelled_at"])
        log(EventKind.OUTAGE_CANCELLED, row, unit=row.unit)
    return row


def _refuse(by: User, unit: Unit) -> None:
    if not by.may(Right.MANAGE_RECOVERY) or not by.scope.covers(unit.number):
        raise NotYoursToAnnounce


def _locked(outage: PlannedOutage, *states: OutageState) -> PlannedOutage:
    rows = PlannedOutage.objects.unscoped("a row in hand").select_related("unit")
    row = rows.select_for_update(no_key=True, of=("self",)).get(pk=outage.pk)
    if row.state not in states:
        raise Moved
    return row
