# SPDX-License-Identifier: Apache-2.0
"""Write a scenario, and let somebody else approve it; one drawn from a case holds nobody's data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.knowledge.queries.wording import rules_for
from amends.apps.training.actions.playing.refusals import FourEyes, LinesUnconfirmed, NotPlayable
from amends.apps.training.actions.refusals import covered
from amends.apps.training.models.playing import ScenarioVersion
from amends.apps.training.rules.playing.checking import faults_of
from amends.apps.training.rules.playing.scenario import ScenarioMalformed, read_scenario
from amends.apps.training.rules.playing.words import fault_words, malformed_words

HELD = "versions are numbered within their unit"


def write_scenario(
    *,
    content: Mapping[str, Any],
    unit: Unit,
    by: User,
    at: datetime,
    note: str = "",
    case_number: str = "",
    confirmed: bool = False,
) -> ScenarioVersion:
    """Hand in a version. Of a case only a hash is kept, and every line must have been confirmed to hold nobody's data.
    Raises `NotPlayable` with a sentence for each fault, `LinesUnconfirmed`, `NotYourUnit`."""
    covered(unit, by)
    if case_number and not confirmed:
        raise LinesUnconfirmed
    sentences = problems(content, unit)
    if sentences:
        raise NotPlayable(sentences)
    with writing(by=by, at=at) as log:
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two who write get two numbers
        row = ScenarioVersion.objects.create(
            unit=unit, code=content["code"], number=_next(unit, content["code"]), title=content["title"],
            content=dict(content), note=note, case_hash=hash_of(case_number), made_by=by, made_at=at,
        )  # fmt: skip
        log(EventKind.SCENARIO_WRITTEN, row, unit=unit, code=row.code, number=row.number)
    return row


def approve_scenario(*, version: ScenarioVersion, by: User, at: datetime) -> ScenarioVersion:
    """Let it be played. Raises `FourEyes` for who wrote it, `NotYourUnit`."""
    covered(version.unit, by)
    if version.made_by_id == by.pk:
        raise FourEyes
    with writing(by=by, at=at) as log:
        _lock(version)
        if version.retired_at:
            raise NotPlayable([_("这个版本已经停用，不能再批准。")])
        version.approved_by, version.approved_at = by, at
        version.save()
        log(EventKind.SCENARIO_APPROVED, version, unit=version.unit, code=version.code, number=version.number)
    return version


def retire_scenario(*, version: ScenarioVersion, by: User, at: datetime) -> ScenarioVersion:
    """Take a version out of use. Raises `NotYourUnit`."""
    covered(version.unit, by)
    with writing(by=by, at=at) as log:
        _lock(version)
        version.retired_at = version.retired_at or at
        version.save()
        log(EventKind.SCENARIO_RETIRED, version, unit=version.unit, code=version.code, number=version.number)
    return version


def problems(content: Mapping[str, Any], unit: Unit) -> list[str]:
    """Why a scenario cannot be played, a sentence each; nothing where it can."""
    try:
        found = faults_of(read_scenario(content), rules_for(unit))
    except ScenarioMalformed as malformed:
        return [malformed_words(malformed)]
    return [fault_words(each) for each in found]


def hash_of(case_number: str) -> str:
    """What stands for a case in a scenario: numbers can be counted through, so a plain hash would tell it; without the
    key of this server nobody can."""
    return (
        salted_hmac("training.scenario", case_number, algorithm="sha256").hexdigest() if case_number else ""
    )


def _lock(version: ScenarioVersion) -> None:
    """Read it anew and hold it: two who press at once do not undo each other."""
    version.refresh_from_db(
        from_queryset=ScenarioVersion.objects.unscoped(HELD).select_for_update(no_key=True)
    )


def _next(unit: Unit, code: str) -> int:
    rows = ScenarioVersion.objects.unscoped(HELD).filter(unit=unit, code=code)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
