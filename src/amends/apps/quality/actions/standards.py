# SPDX-License-Identifier: Apache-2.0
"""Verbs on service standards: begun, written step by step, published by somebody else, retired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.cases.actions.improvements import close_improvement
from amends.apps.cases.models import Improvement
from amends.apps.cases.queries.improvements import may_lead
from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.refusals import Changed, NotYours, QualityRefused
from amends.apps.quality.models import DesignVersion, ServiceDesign, ServiceStandard
from amends.apps.quality.queries.standards import (
    element_codes,
    improvement_answered,
    sequence_of,
    shown_mark,
    wrote,
)
from amends.apps.quality.rules.standards import Design, Lack, lacks, plain

IN_HAND = "the service was found within the person's scope"


class CodeTaken(QualityRefused):
    """A service of this code is there already."""

    def __init__(self) -> None:
        super().__init__(_("这个编号已经用过了。"), field="code")


class StandardIncomplete(QualityRefused):
    """The draft lacks what a published standard must have; `lacks` says what. It stays a draft."""

    def __init__(self, found: Sequence[Lack]) -> None:
        super().__init__(_("还不能公布：内容不全。请按“还缺什么”逐项补齐。"))
        self.lacks = tuple(found)


class OwnDraft(QualityRefused):
    """Nobody publishes what they wrote themselves."""

    def __init__(self) -> None:
        super().__init__(_("自己写或改过的标准，要由别人公布。"))


class NotADraft(QualityRefused):
    """The version was published or retired already."""

    def __init__(self) -> None:
        super().__init__(_("这个版本已经公布或停用，请起草新版本。"))


class DraftOpen(QualityRefused):
    """The service has a draft already."""

    def __init__(self) -> None:
        super().__init__(_("这项服务已经有一份草稿，请在草稿上改。"))


class NoSuchImprovement(QualityRefused):
    """The improvement is closed, of another gap, or out of the person's sight."""

    def __init__(self) -> None:
        super().__init__(_("请选一项还开着的、属于设计标准差距的改进。"), field="answers")


@dataclass(frozen=True, slots=True)
class Named:
    """What a service is called, where it takes place and which topic of complaints it answers ("" for none)."""

    code: str
    name: str
    area: str
    covers: str = ""


def begin_standard(
    *, named: Named, unit: Unit, by: User, at: datetime, from_pack: bool = False
) -> DesignVersion:
    """Begin the standards of a service with a first draft: empty, or with the sequence that the pack has for the place.
    Raises `NotYours`, `CodeTaken`."""
    _check(by, unit)
    content = sequence_of(named.area) if from_pack else Design()
    with writing(by=by, at=at) as log:
        try:
            with transaction.atomic():
                service = ServiceDesign.objects.create(
                    unit=unit, code=named.code, name=named.name, area=named.area, covers=named.covers,
                    made_by=by, made_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise CodeTaken from error
        version = _draft(service, 1, plain(content), by, at)
        log(EventKind.STANDARD_DRAFTED, version, unit=unit, code=service.code, number=1)
    return version


def draft_again(*, service: ServiceDesign, by: User, at: datetime) -> DesignVersion:
    """Begin the next version from the newest. Raises `NotYours`, `DraftOpen`."""
    _check(by, service.unit)
    with writing(by=by, at=at) as log:
        locked = ServiceDesign.objects.unscoped(IN_HAND).select_for_update(no_key=True, of=("self",))
        row = locked.select_related("unit").get(pk=service.pk)
        newest = DesignVersion.objects.unscoped(IN_HAND).filter(service=row).order_by("-number").first()
        if newest and newest.is_draft:
            raise DraftOpen
        content, number = (newest.content, newest.number + 1) if newest else ({}, 1)
        version = _draft(row, number, content, by, at)
        log(EventKind.STANDARD_DRAFTED, version, unit=row.unit, code=row.code, number=number)
    return version


def _draft(service: ServiceDesign, number: int, content: object, by: User, at: datetime) -> DesignVersion:
    row = DesignVersion.objects.create(
        service=service, number=number, content=content, made_by=by, made_at=at, edited_by=by, edited_at=at
    )
    row.writers.add(by)
    return row


def write_standard(
    *, version: DesignVersion, edits: int, design: Design, by: User, at: datetime
) -> DesignVersion:
    """Put a changed design into a draft; `edits` is what the person saw. Raises `NotYours`, `NotADraft`, `Changed`."""
    with writing(by=by, at=at) as log:
        row = _locked(version, by)
        if row.edits != edits:
            raise Changed
        row.content, row.edits, row.edited_by, row.edited_at = plain(design), edits + 1, by, at
        row.save(update_fields=["content", "edits", "edited_by", "edited_at"])
        row.writers.add(by)
        log(EventKind.STANDARD_EDITED, row, unit=row.service.unit, code=row.service.code, number=row.number)
    return row


def answer_improvement(
    *, version: DesignVersion, improvement: Improvement | None, by: User, at: datetime
) -> DesignVersion:
    """Say which open improvement of gap 2 the standard answers. Raises `NoSuchImprovement` and as `write_standard`."""
    if improvement is not None and (improvement.gap != 2 or improvement.closed_at is not None):
        raise NoSuchImprovement
    with writing(by=by, at=at) as log:
        row = _locked(version, by)
        row.answers, row.edited_by, row.edited_at = improvement, by, at
        row.save(update_fields=["answers", "edited_by", "edited_at"])
        row.writers.add(by)
        log(EventKind.STANDARD_EDITED, row, unit=row.service.unit, code=row.service.code, number=row.number)
    return row


def publish_standard(*, version: DesignVersion, by: User, at: datetime, seen: str = "") -> DesignVersion:
    """Publish a draft: it holds from now on in place of the one before, and closes the gap item that it answers.
    `seen` is the `shown_mark` of what the person was shown; without it, they have seen `version` as it is given.

    Raises `StandardIncomplete`, `OwnDraft`, `NotADraft`, `NotYours`, `Changed`.
    """
    with writing(by=by, at=at) as log:
        row = _locked(version, by)
        if (seen or shown_mark(version)) != shown_mark(row):
            raise Changed
        if wrote(row, by):
            raise OwnDraft
        missing = lacks(row.design, element_codes())
        if missing:
            raise StandardIncomplete(missing)
        before = DesignVersion.objects.unscoped(IN_HAND).filter(service=row.service, retired_at__isnull=True)
        before.filter(published_at__isnull=False).update(retired_at=at)
        row.published_by, row.published_at = by, at
        row.save(update_fields=["published_by", "published_at"])
        ServiceStandard.objects.bulk_create(_standards(row))
        log(
            EventKind.STANDARD_PUBLISHED, row, unit=row.service.unit, code=row.service.code,
            number=row.number, covers=row.service.covers,
        )  # fmt: skip
        _close_gap(row, by, at)
    return row


def retire_standard(*, version: DesignVersion, by: User, at: datetime) -> None:
    """Take a published version out of force, or drop a draft. Raises `NotYours`, `NotADraft` (retired already)."""
    with writing(by=by, at=at) as log:
        row = _row(version, by)
        if row.retired_at is not None:
            raise NotADraft
        row.retired_at = at
        row.save(update_fields=["retired_at"])
        log(EventKind.STANDARD_RETIRED, row, unit=row.service.unit, code=row.service.code, number=row.number)


def _standards(version: DesignVersion) -> list[ServiceStandard]:
    design, rows = version.design, []
    for order, (first, second, _third, norm) in enumerate(design.norms(), 1):
        step = design.stages[first].steps[second]
        assert norm.target is not None  # what has none was refused
        rows.append(
            ServiceStandard(
                version=version, code=f"{version.service.code}-{order:02}",
                stage=design.stages[first].name, step=step.name, element=step.element,
                kind=norm.kind, words=norm.words, measure=norm.measure, operator=norm.operator,
                target=norm.target, unit_words=norm.unit, source=norm.source, factor=norm.factor,
            )
        )  # fmt: skip
    return rows


def _close_gap(version: DesignVersion, by: User, at: datetime) -> None:
    """The improvement is done where who publishes may say so; else its owner is asked to."""
    found = improvement_answered(version)
    if found is None or found.closed_at is not None:
        return
    words = _("已公布服务标准“%(name)s”第 %(number)s 版") % {
        "name": version.service.name,
        "number": version.number,
    }
    if may_lead(by, found):
        close_improvement(
            improvement=found, version=found.version, done=True, effect=words, told=words, by=by, at=at
        )
        return
    link = reverse("quality:standard", args=[version.service.code])
    notify(to=found.owner, subject=_("标准已公布，请给改进结项"), at=at, body=words, link=link,
           key=f"standard:{version.pk}")  # fmt: skip


def _locked(version: DesignVersion, by: User) -> DesignVersion:
    row = _row(version, by)
    if not row.is_draft:
        raise NotADraft
    return row


def _row(version: DesignVersion, by: User) -> DesignVersion:
    rows = DesignVersion.objects.unscoped(IN_HAND).select_for_update(no_key=True, of=("self",))
    row = rows.select_related("service__unit").get(pk=version.pk)
    _check(by, row.service.unit)
    return row


def _check(by: User, unit: Unit) -> None:
    if not by.may(Right.SET_STANDARDS) or not by.scope.covers(unit.number):
        raise NotYours
