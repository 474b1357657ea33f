# SPDX-License-Identifier: Apache-2.0
"""The register of materials: each with its versions, and which of them is in use."""

from collections.abc import Sequence
from dataclasses import dataclass

from amends.apps.promises.models.campaigns import Campaign, Material, MaterialVersion
from amends.apps.promises.rules.campaigns.materials import VersionFacts, in_use
from amends.apps.promises.rules.campaigns.words import CampaignState, MaterialKind

_IN_HAND = "of a campaign in hand"


@dataclass(frozen=True, slots=True)
class Registered:
    """A material, its versions (the newest first, without their files) and the one in use, if any."""

    material: Material
    versions: Sequence[MaterialVersion]
    used: MaterialVersion | None


def register_of(campaign: Campaign) -> list[Registered]:
    """All materials of a campaign in the order of writing. While its publicity is suspended none is in use, but for
    scripts: the front line still has to explain. Two queries."""
    materials = list(Material.objects.unscoped(_IN_HAND).filter(campaign=campaign).order_by("pk"))
    rows = MaterialVersion.objects.unscoped(_IN_HAND).filter(material__campaign=campaign).defer("file")
    rows = rows.select_related("made_by", "approved_by", "withdrawn_by").order_by("-number")
    versions: dict[int, list[MaterialVersion]] = {}
    for each in rows:
        versions.setdefault(each.material_id, []).append(each)
    stopped = campaign.state in {CampaignState.SUSPENDED, CampaignState.CLOSED}
    return [_registered(each, versions.get(each.pk, []), stopped) for each in materials]


def registered(campaign: Campaign, key: int) -> Registered | None:
    """One material of a campaign, or `None`."""
    return next((each for each in register_of(campaign) if each.material.pk == key), None)


def kinds_in_use(campaign: Campaign) -> set[MaterialKind]:
    """What there is an approved version of, suspended or not: a launch asks for these."""
    rows = [(each.material.kind, _number(each.versions)) for each in register_of(campaign)]
    return {MaterialKind(kind) for kind, number in rows if number is not None}


def version_of(campaign: Campaign, key: int) -> MaterialVersion | None:
    """One version with its file, or `None`. One query."""
    rows = MaterialVersion.objects.unscoped(_IN_HAND).filter(material__campaign=campaign, pk=key)
    return rows.select_related("material").first()


def _registered(material: Material, versions: Sequence[MaterialVersion], stopped: bool) -> Registered:
    number = None if stopped and material.kind in _SHOWN else _number(versions)
    used = next((each for each in versions if each.number == number), None)
    return Registered(material, versions, used)


def _number(versions: Sequence[MaterialVersion]) -> int | None:
    return in_use([VersionFacts(each.number, each.approved_at, each.withdrawn_at) for each in versions])


_SHOWN = {str(MaterialKind.PUBLICITY), str(MaterialKind.TARIFF_NOTICE)}
