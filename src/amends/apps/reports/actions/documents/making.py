# SPDX-License-Identifier: Apache-2.0
"""Make a report: compose it, draw its files, keep them under their hash."""

import os
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, JobRun, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.models import RecoveryWave
from amends.apps.reports.models import Report, ReportFile
from amends.apps.reports.queries.documents import composed
from amends.apps.reports.rules.documents.composition import Composition, Form, Kind, digest, packed
from amends.apps.reports.rules.documents.files import drawn
from amends.apps.reports.rules.documents.spells import Spell, spell_of

MOST_DAYS = 31
MOST_TITLE = 160


class ReportRefused(ValueError):
    """A report was refused; `sentence` says why and what to do."""

    sentence: str | Promise = ""

    def __str__(self) -> str:
        return str(self.sentence)


class NotYours(ReportRefused):
    """The person may not have that report."""

    sentence = _("您没有这个权限，或者不在机构范围内")


class NotBegun(ReportRefused):
    """A period that has not begun has no figures."""

    sentence = _("统计期还没有开始")


class TooLong(ReportRefused):
    """A period longer than a month."""

    sentence = _("一份报告最长一个月")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report is to be about."""

    kind: Kind
    unit: Unit
    spell: Spell
    language: str
    wave: RecoveryWave | None = None


def ask_report(*, wanted: Wanted, by: User, at: datetime) -> JobRun:
    """Let a worker make it; pressed twice within a minute it is made once. Raises `ReportRefused`."""
    refuse(wanted, by, localtime(at).date())
    period, wave = wanted.spell.period, wanted.wave.pk if wanted.wave else None
    named = (wanted.kind, wanted.unit.pk, period.start, period.end, wave, wanted.language, by.pk)
    key = f"make_report:{'/'.join(map(str, named))}:{at:%Y%m%d%H%M}"
    return enqueue("make_report", by=by, at=at, key=key, arguments={
        "kind": str(wanted.kind), "unit": wanted.unit.pk, "first": period.start.isoformat(),
        "until": period.end.isoformat(), "wave": wave, "language": wanted.language, "token": token_hex(16),
    })  # fmt: skip


def refuse(wanted: Wanted, by: User, today: date) -> None:
    """Raises `ReportRefused` for what the person may not have or nobody can make."""
    rights = {Right.SEE_SATISFACTION} | ({Right.SEE_RECOVERY} if wanted.wave else set())
    if not all(by.may(each) for each in rights) or not by.scope.covers(wanted.unit.number):
        raise NotYours
    if wanted.kind is Kind.WAVE:
        return
    if wanted.spell.period.start > today:
        raise NotBegun
    if (wanted.spell.period.end - wanted.spell.period.start).days > MOST_DAYS:
        raise TooLong


def make_report(*, wanted: Wanted, by: User | None, at: datetime, key: str) -> Report:
    """Compose, draw and keep; what `key` made already is given back. One event. Raises `NoFont`, `WaveUnread`."""
    if found := Report.objects.unscoped("what the caller asked for").filter(key=key).first():
        return found
    with translation.override(wanted.language):
        made = composed(
            wanted.kind, wanted.unit, spell=wanted.spell, wave=wanted.wave, language=wanted.language, at=at
        )
    files = {form: drawn(made, form, at=at) for form in Form}
    for form, content in files.items():
        _keep(file_place(sha256(content).hexdigest(), form), content)
    return _noted(wanted, made, files, by=by, at=at, key=key)


def _noted(
    wanted: Wanted, made: Composition, files: dict[Form, bytes], *, by: User | None, at: datetime, key: str
) -> Report:
    plain, period = packed(made), wanted.spell.period
    with writing(by=by, at=at) as log:
        report = Report.objects.create(
            unit=wanted.unit, kind=str(wanted.kind), first_date=period.start, until_date=period.end, wave=wanted.wave,
            language=wanted.language, title=made.title[:MOST_TITLE], content=plain, digest=digest(plain), key=key,
            made_by=by, made_at=at,
        )  # fmt: skip
        ReportFile.objects.bulk_create(
            ReportFile(report=report, form=str(form), digest=sha256(content).hexdigest(), size=len(content))
            for form, content in files.items()
        )
        log(EventKind.REPORT_MADE, report, unit=wanted.unit, kind=str(wanted.kind), digest=report.digest)
    return report


def note_fetched(*, file: ReportFile, by: User, at: datetime) -> None:
    """Somebody takes a file out."""
    with writing(by=by, at=at) as log:
        unit = file.report.unit
        log(EventKind.REPORT_FETCHED, file.report, unit=unit, form=file.form, digest=file.digest)


def file_place(named: str, form: Form) -> Path:
    """Where a file lies."""
    return Path(settings.MEDIA_ROOT) / "reports" / f"{named}.{form}"


def _keep(place: Path, content: bytes) -> None:
    """The file appears when it is whole, and only the service can read it."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = place.with_name(f".{place.name}.{token_hex(4)}.part")
    part.write_bytes(content)
    os.chmod(part, 0o600)
    part.replace(place)


def wanted_of(plain: dict[str, str | int | None]) -> Wanted | None:
    """What a job was asked for; None where the unit or wave is gone."""
    unit, named, wave = Unit.objects.filter(pk=plain["unit"] or 0).first(), plain["wave"], None
    if named is not None:
        wave = RecoveryWave.objects.unscoped("checked when it was asked for").filter(pk=named).first()
    if unit is None or (named is not None and wave is None):
        return None
    spell = spell_of(date.fromisoformat(str(plain["first"])), date.fromisoformat(str(plain["until"])))
    return Wanted(Kind(str(plain["kind"])), unit, spell, str(plain["language"]), wave)
