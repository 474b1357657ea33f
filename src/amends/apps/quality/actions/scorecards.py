# SPDX-License-Identifier: Apache-2.0
"""A unit's own scorecard: drafted, written, published by somebody who did not write it, or dropped."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.refusals import Changed, NotYours, QualityRefused
from amends.apps.quality.models import ScorecardDraft, ScorecardVersion
from amends.apps.quality.queries.scorecards import base_content, card_content
from amends.apps.quality.rules.card_drafts import CardLack, card_differences, card_lacks
from amends.apps.quality.rules.fingerprints import fingerprint

_IN_HAND = "the row was found within the person's scope"


class CardDraftOpen(QualityRefused):
    """The unit writes a card for the channel already."""

    def __init__(self) -> None:
        super().__init__(_("本机构这个渠道已经有一份草稿，请在草稿上改。"))


class CardIncomplete(QualityRefused):
    """The draft lacks what a card must have; `lacks` says what."""

    def __init__(self, found: Sequence[CardLack]) -> None:
        super().__init__(_("还不能公布：内容不全。请按“还缺什么”逐项补齐。"))
        self.lacks = tuple(found)


class CardUnchanged(QualityRefused):
    """A version that is the one in force."""

    def __init__(self) -> None:
        super().__init__(_("和执行中的评分卡没有差别，不用公布。"))


class OwnCard(QualityRefused):
    """Nobody publishes what they wrote themselves."""

    def __init__(self) -> None:
        super().__init__(_("自己写或改过的评分卡，要由别人公布。"))


class WhyMissing(QualityRefused):
    """A word why the card changes is missing."""

    def __init__(self) -> None:
        super().__init__(_("请写明为什么改。"), field="reason")


def draft_card(*, code: str, unit: Unit, by: User, at: datetime, from_pack: bool = False) -> ScorecardDraft:
    """Begin from the card in force, or from that of the pack. Raises `NotYours`, `CardDraftOpen`."""
    _check(by, unit)
    content = base_content(code) if from_pack else card_content(code, unit)
    with writing(by=by, at=at) as log:
        try:
            with transaction.atomic():
                row = ScorecardDraft.objects.create(
                    unit=unit, code=code, content=content, edited_by=by, edited_at=at
                )
        except IntegrityError as error:
            raise CardDraftOpen from error
        log(EventKind.SCORECARD_DRAFTED, row, unit=unit, code=code)
    return row


def write_card(
    *, draft: ScorecardDraft, edits: int, content: Mapping[str, Any], by: User, at: datetime
) -> ScorecardDraft:
    """Put a changed card into the draft; `edits` is what the person saw. Raises `NotYours`, `Changed`."""
    with writing(by=by, at=at) as log:
        row = _locked(draft, by)
        if row.edits != edits:
            raise Changed
        row.content, row.edits, row.edited_by, row.edited_at = dict(content), edits + 1, by, at
        row.save(update_fields=["content", "edits", "edited_by", "edited_at"])
        row.writers.add(by)
        log(EventKind.SCORECARD_EDITED, row, unit=row.unit, code=row.code, edits=row.edits)
    return row


def publish_card(
    *, draft: ScorecardDraft, seen: str, reason: str, by: User, at: datetime
) -> ScorecardVersion:
    """Publish: inspections that begin from now on use it, those begun before keep theirs. `seen` is the fingerprint of
    what the person was shown.

    Raises `NotYours`, `Changed`, `OwnCard`, `CardIncomplete`, `CardUnchanged`, `WhyMissing`.
    """
    with writing(by=by, at=at) as log:
        row = _locked(draft, by)
        _publishable(row, seen, reason, by)
        held = ScorecardVersion.objects.unscoped(_IN_HAND).filter(unit=row.unit, code=row.code)
        number = (held.order_by("-number").values_list("number", flat=True).first() or 0) + 1
        version = ScorecardVersion.objects.create(
            unit=row.unit, code=row.code, number=number, reason=reason.strip()[:200],
            content={**row.content, "version": f"{row.unit_id}.{number}"}, published_by=by, published_at=at,
        )  # fmt: skip
        log(EventKind.SCORECARD_PUBLISHED, version, unit=row.unit, code=row.code, number=number)
        row.delete()
    return version


def _publishable(row: ScorecardDraft, seen: str, reason: str, by: User) -> None:
    if seen != fingerprint(row.content):
        raise Changed
    if row.writers.filter(pk=by.pk).exists():
        raise OwnCard
    if missing := card_lacks(row.content):
        raise CardIncomplete(missing)
    if not card_differences(card_content(row.code, row.unit), row.content):
        raise CardUnchanged
    if not reason.strip():
        raise WhyMissing


def drop_card(*, draft: ScorecardDraft, by: User, at: datetime) -> None:
    """Give a draft up; what is in force stays. Raises `NotYours`, `Changed` (it is gone already)."""
    with writing(by=by, at=at) as log:
        row = _locked(draft, by)
        log(EventKind.SCORECARD_DROPPED, row, unit=row.unit, code=row.code)
        row.delete()


def _locked(draft: ScorecardDraft, by: User) -> ScorecardDraft:
    rows = ScorecardDraft.objects.unscoped(_IN_HAND).select_for_update(no_key=True, of=("self",))
    row = rows.select_related("unit").filter(pk=draft.pk).first()
    if row is None:
        raise Changed
    _check(by, row.unit)
    return row


def _check(by: User, unit: Unit) -> None:
    if not by.may(Right.SET_STANDARDS) or not by.scope.covers(unit.number):
        raise NotYours
