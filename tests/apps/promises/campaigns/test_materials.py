# SPDX-License-Identifier: Apache-2.0
"""The register of materials: versioned, approved by somebody else, withdrawn; forbidden words keep one out."""

import pytest

from amends.apps.promises.actions.campaigns.lifecycle import suspend_campaign
from amends.apps.promises.actions.campaigns.materials import (
    AnotherPlace,
    Attached,
    FileRefused,
    ForbiddenWords,
    NoteMissing,
    OwnWork,
    VersionDecided,
    approve_version,
    withdraw_version,
    write_version,
)
from amends.apps.promises.actions.campaigns.refusals import NotYourUnit
from amends.apps.promises.models.campaigns import Campaign, Material, MaterialVersion
from amends.apps.promises.queries.campaigns.materials import register_of
from amends.apps.promises.rules.campaigns.words import MaterialKind
from tests.apps.promises.campaigns.conftest import fresh
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def write(campaign: Campaign, people: People, text: str = "每月多送 5GB", **more: object) -> MaterialVersion:
    told = {"name": "海报", "kind": MaterialKind.PUBLICITY, "channel": "hall", "place": "一号厅"}
    return write_version(campaign=campaign, text=text, by=people.bob, at=NOON, **{**told, **more})  # type: ignore[arg-type]


def used(campaign: Campaign) -> int | None:
    (only,) = register_of(fresh(campaign))
    return only.used.number if only.used else None


@pytest.mark.requirement("S3-054")
def test_material_is_in_use_only_when_somebody_else_approved_it(people: People, draft: Campaign) -> None:
    version = write(draft, people)
    assert used(draft) is None
    with pytest.raises(OwnWork):
        approve_version(version=version, by=people.bob, at=NOON)
    approve_version(version=version, by=people.dora, at=NOON)
    stored = MaterialVersion.objects.unscoped("a test looks").get(pk=version.pk)
    assert (used(draft), stored.approved_by, stored.approved_at) == (1, people.dora, NOON)


@pytest.mark.requirement("S3-054")
def test_newer_version_takes_over_once_it_is_approved(people: People, draft: Campaign) -> None:
    approve_version(version=write(draft, people), by=people.dora, at=NOON)
    second = write(draft, people, "每月多送 6GB")
    assert (second.number, used(draft)) == (2, 1)
    approve_version(version=second, by=people.dora, at=NOON)
    assert used(draft) == 2
    withdraw_version(version=second, reason="额度写错", by=people.dora, at=NOON)
    assert used(draft) is None


def test_forbidden_phrase_keeps_a_material_out(people: People, draft: Campaign) -> None:
    version = write(draft, people, "这事不归我管，请打客服。")
    with pytest.raises(ForbiddenWords) as refused:
        approve_version(version=version, by=people.dora, at=NOON)
    assert refused.value.said == ["这事不归我管"]


def test_word_that_customers_do_not_know_needs_a_reason_to_stay(people: People, draft: Campaign) -> None:
    version = write(draft, people, "每月多送 5GB GPRS")
    with pytest.raises(NoteMissing):
        approve_version(version=version, by=people.dora, at=NOON)
    approve_version(version=version, by=people.dora, at=NOON, approval_note="合同原文如此")
    assert used(draft) == 1


def test_version_is_decided_once(people: People, draft: Campaign) -> None:
    version = write(draft, people)
    approve_version(version=version, by=people.dora, at=NOON)
    with pytest.raises(VersionDecided):
        approve_version(version=version, by=people.dora, at=NOON)
    withdraw_version(version=version, reason="改版", by=people.dora, at=NOON)
    with pytest.raises(VersionDecided):
        withdraw_version(version=version, reason="改版", by=people.dora, at=NOON)


def test_draft_of_the_same_name_does_not_change_what_is_in_use(people: People, draft: Campaign) -> None:
    first = write(draft, people)
    approve_version(version=first, by=people.dora, at=NOON)
    with pytest.raises(AnotherPlace):
        write(draft, people, kind=MaterialKind.RECOMMEND_SCRIPT)
    kept = Material.objects.unscoped("a test").get(pk=first.material_id)
    assert kept.kind == first.material.kind != MaterialKind.RECOMMEND_SCRIPT


def test_picture_is_kept_and_a_page_is_refused(people: People, draft: Campaign) -> None:
    kept = write(draft, people, attached=Attached("c:/x/海报.png", PNG))
    stored = MaterialVersion.objects.unscoped("a test looks").get(pk=kept.pk)
    assert (stored.file_name, stored.file_kind, bytes(stored.file or b"")) == ("海报.png", "image/png", PNG)
    with pytest.raises(FileRefused):
        write(draft, people, attached=Attached("a.png", b"<script>"))
    with pytest.raises(FileRefused):
        write(draft, people, attached=Attached("a.png", PNG + b"0" * (2 << 20)))


def test_suspension_takes_what_customers_see_out_of_use_and_leaves_scripts(
    people: People, running: Campaign
) -> None:
    suspend_campaign(campaign=running, reason="期限写错", by=people.dora, at=NOON)
    found = {each.material.kind: each.used is not None for each in register_of(fresh(running))}
    assert found == {"publicity": False, "recommend_script": True, "explain_script": True}


def test_material_of_another_unit_is_not_written(people: People, draft: Campaign) -> None:
    with pytest.raises(NotYourUnit):
        write_version(
            campaign=draft, name="海报", kind=MaterialKind.PUBLICITY, channel="hall", place="", text="送",
            by=people.charlie, at=NOON,
        )  # fmt: skip
