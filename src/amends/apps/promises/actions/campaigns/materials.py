# SPDX-License-Identifier: Apache-2.0
"""Verbs on publicity materials: written, approved by somebody else, withdrawn."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.promises.actions.campaigns.refusals import CampaignRefused, locked
from amends.apps.promises.actions.change import written
from amends.apps.promises.models.campaigns import Campaign, Material, MaterialVersion
from amends.apps.promises.queries.campaigns.content import words_of_material
from amends.apps.promises.rules.campaigns.materials import MOST_BYTES, kind_of_file
from amends.apps.promises.rules.campaigns.words import MaterialKind


class FileRefused(CampaignRefused):
    """A file that is neither a picture nor a PDF, or too large."""

    def __init__(self) -> None:
        super().__init__(_("只收 PNG、JPEG 图片和 PDF，不超过 2 MB。"), field="file")


class AnotherPlace(CampaignRefused):
    """A material of this name is there already, of another kind, channel or place."""

    def __init__(self) -> None:
        super().__init__(_("已有同名材料，种类、渠道或位置不同：请换个名称。"), field="name")


class ForbiddenWords(CampaignRefused):
    """The words hold phrases that nobody may say."""

    def __init__(self, said: list[str]) -> None:
        words = _("文字里有不能用的说法：%(said)s。改好后提交新版本。")
        super().__init__(words % {"said": _("、").join(said)})
        self.said = said


class NoteMissing(CampaignRefused):
    """Unclear wordings were found, and nobody says why they stay."""

    def __init__(self) -> None:
        super().__init__(_("文字里有术语或不统一的说法：请改写，或写明为什么保留。"), field="approval_note")


class OwnWork(CampaignRefused):
    """Nobody approves what they wrote themselves."""

    def __init__(self) -> None:
        super().__init__(_("自己提交的材料要由别人批准。"))


class VersionDecided(CampaignRefused):
    """The version was approved or withdrawn already."""

    def __init__(self) -> None:
        super().__init__(_("这个版本已经批准或停用过了。"))


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture or PDF: its name and bytes."""

    name: str
    content: bytes


def write_version(
    *,
    campaign: Campaign,
    name: str,
    kind: MaterialKind,
    channel: str,
    place: str,
    text: str,
    by: User,
    at: datetime,
    note: str = "",
    attached: Attached | None = None,
) -> MaterialVersion:
    """Hand in a version of a material; the first makes the material. It is not in use before somebody approves it.
    Raises `WordsMissing`, `FileRefused`, `AnotherPlace`, `NotYourUnit`."""
    said, named = written(text, "text"), written(name, "name")
    media = _media(attached)
    with writing(by=by, at=at) as log:
        row = locked(campaign, by)
        place_of = {"kind": str(kind), "channel": channel, "place": place}
        material, _new = Material.objects.unscoped("of a campaign in hand").get_or_create(
            campaign=row, name=named, defaults=place_of
        )
        if any(getattr(material, field) != value for field, value in place_of.items()):
            raise AnotherPlace  # the version in use stays what it was approved as
        taken = MaterialVersion.objects.unscoped("of a campaign in hand").filter(material=material).count()
        version = MaterialVersion.objects.create(
            material=material, number=taken + 1, text=said, note=note, made_by=by, made_at=at, **media
        )
        log(EventKind.MATERIAL_WRITTEN, version, unit=row.unit, code=row.code, number=version.number)
    return version


def approve_version(*, version: MaterialVersion, by: User, at: datetime, approval_note: str = "") -> None:
    """Approve a version, which is then in use in place of the one before. Unclear wordings need a note that says why
    they stay. Raises `OwnWork`, `VersionDecided`, `ForbiddenWords`, `NoteMissing`, `NotYourUnit`."""
    found = words_of_material(version.text)
    if version.made_by_id == by.pk:
        raise OwnWork
    if found.forbidden:
        raise ForbiddenWords([each.text for each in found.forbidden])
    if found.unclear and not approval_note.strip():
        raise NoteMissing
    with writing(by=by, at=at) as log:
        row = _undecided(version, by, EventKind.MATERIAL_APPROVED)
        row.approved_by, row.approved_at, row.approval_note = by, at, approval_note.strip()
        row.save(update_fields=["approved_by", "approved_at", "approval_note"])
        campaign = row.material.campaign
        unclear = len(found.unclear)
        log(EventKind.MATERIAL_APPROVED, row, unit=campaign.unit, number=row.number, unclear=unclear)


def withdraw_version(*, version: MaterialVersion, reason: str, by: User, at: datetime) -> None:
    """Take a version out of use, or out of the queue for approval. Raises `WordsMissing`, `VersionDecided`,
    `NotYourUnit`."""
    why = written(reason, "reason")
    with writing(by=by, at=at) as log:
        row = _undecided(version, by, EventKind.MATERIAL_WITHDRAWN)
        row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = by, at, why
        row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
        log(EventKind.MATERIAL_WITHDRAWN, row, unit=row.material.campaign.unit, number=row.number)


def _undecided(version: MaterialVersion, by: User, verb: EventKind) -> MaterialVersion:
    """The version as it is now, under the campaign's lock, where the verb was not done to it yet."""
    campaign = locked(version.material.campaign, by)
    rows = MaterialVersion.objects.unscoped("of a campaign in hand").defer("file")
    row = rows.select_related("material").get(pk=version.pk)
    row.material.campaign = campaign
    if row.withdrawn_at or (verb is EventKind.MATERIAL_APPROVED and row.approved_at):
        raise VersionDecided
    return row


def _media(attached: Attached | None) -> dict[str, object]:
    if attached is None:
        return {}
    kind = kind_of_file(attached.content)
    if kind is None or len(attached.content) > MOST_BYTES:
        raise FileRefused
    shown = "".join(each for each in attached.name.rsplit("/", 1)[-1] if each.isprintable())[-120:]
    return {"file": attached.content, "file_name": shown or "file", "file_kind": kind}
