# SPDX-License-Identifier: Apache-2.0
"""A unit's own scorecard: drafted, previewed, published by another, pinned to the inspections made before."""

from copy import deepcopy
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from amends.apps.core.models import Event, EventKind, User
from amends.apps.quality.actions.inspecting import begin_inspection
from amends.apps.quality.actions.refusals import Changed, NotYours
from amends.apps.quality.actions.scorecards import (
    CardDraftOpen,
    CardIncomplete,
    CardUnchanged,
    OwnCard,
    WhyMissing,
    draft_card,
    drop_card,
    publish_card,
    write_card,
)
from amends.apps.quality.models import Drawn, Inspection, ScorecardDraft, ScorecardVersion
from amends.apps.quality.queries.scorecards import base_content, card_content
from amends.apps.quality.rules.card_drafts import card_differences, card_lacks, phrases_of
from amends.apps.quality.rules.fingerprints import fingerprint
from amends.apps.quality.rules.observing import observed
from amends.apps.quality.rules.scorecards import Mark, read_card
from tests.apps.quality.inspections.conftest import LATER, Inspectors
from tests.apps.quality.inspections.talks import GOOD, talk
from tests.people import People


def changed(**items: Any) -> dict[str, Any]:
    """The card of the hotline with the first section five points heavier and the second five lighter."""
    content = deepcopy(base_content("hotline"))
    content["sections"][0]["share"] += 5
    content["sections"][1]["share"] -= 5
    content["items"] = {**content["items"], **items}
    content["sections"][0]["items"].update(dict.fromkeys(items, 4))
    return content


@pytest.fixture
def draft(people: People, inspectors: Inspectors) -> ScorecardDraft:
    """Quinn wrote a complete draft."""
    row = draft_card(code="hotline", unit=people.east, by=inspectors.quinn, at=LATER)
    return write_card(draft=row, edits=0, content=changed(), by=inspectors.quinn, at=LATER)


def publish(draft: ScorecardDraft, by: User, **given: str) -> ScorecardVersion:
    said = {"seen": fingerprint(draft.content), "reason": "开场要更重", **given}
    return publish_card(draft=draft, by=by, at=LATER, **said)


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (lambda c: c["sections"][0].update(share=1), "shares"),
        (lambda c: c["sections"][0].update(items={}), "empty"),
        (lambda c: c["sections"][0].update(name_zh=" "), "section_unnamed"),
        (lambda c: c["sections"][0]["items"].update(OPENING=0), "points"),
        (lambda c: c["items"]["OPENING"].update(observed="clairvoyance"), "finder"),
        (lambda c: c["items"]["OPENING"].update(observed="phrases"), "phrases"),
        (lambda c: c["items"]["OPENING"].update(name_zh=""), "item_unnamed"),
        (lambda c: c.update(pass_mark=0), "pass_mark"),
    ],
)
def test_incomplete_card_says_what_it_lacks(spoil: Any, kind: str) -> None:
    content = deepcopy(base_content("hotline"))
    assert card_lacks(content) == ()
    spoil(content)
    assert [each.kind for each in card_lacks(content)] == [kind]


def test_differences_name_each_change_once() -> None:
    before, after = base_content("hotline"), changed()
    after["items"]["SMILE"] = {**after["items"]["SMILE"], "fatal": True}
    del after["sections"][2]["items"]["NOW"]
    found = {(each.kind, each.before, each.after) for each in card_differences(before, after)}
    assert found == {("share", "15", "20"), ("share", "25", "20"), ("fatal", "", "1"), ("removed", "", "")}
    assert card_differences(before, before) == ()


def test_own_phrases_are_found_as_they_are_written() -> None:
    row = {"name_zh": "说出品牌", "observed": "phrases", "phrases": phrases_of("您好、(新)您好\n您好")}
    assert row["phrases"] == ["您好", "(新)您好"]
    card = read_card(changed(BRAND=row))
    assert observed(talk(*GOOD), (), card)["BRAND"].mark is Mark.PASS
    never = read_card(changed(BRAND={**row, "phrases": ["从没说过.*"]}))
    assert observed(talk(*GOOD), (), never)["BRAND"].mark is Mark.FAIL


def test_published_card_holds_for_new_inspections_and_leaves_those_before(
    draft: ScorecardDraft, drawn: Drawn, inspectors: Inspectors, people: People
) -> None:
    before = begin_inspection(drawn=drawn, by=inspectors.rita, at=LATER)
    version = publish(draft, inspectors.rita)
    assert card_content("hotline", people.east_team)["version"] == f"{people.east.pk}.1"
    assert card_content("hotline", people.west_team)["version"] == "1.0"
    kept = Inspection.objects.unscoped("a test").get(pk=before.pk)
    assert (kept.card_version, kept.scorecard.sections[0].share) == ("1.0", 15)
    assert not ScorecardDraft.objects.unscoped("a test").exists()
    event = Event.objects.unscoped("a test").filter(kind=EventKind.SCORECARD_PUBLISHED).get()
    assert (event.by, event.payload["number"], version.number) == (inspectors.rita, 1, 1)


def test_nobody_publishes_what_they_wrote_or_did_not_see(
    draft: ScorecardDraft, inspectors: Inspectors
) -> None:
    seen = fingerprint(draft.content)
    with pytest.raises(OwnCard):
        publish(draft, inspectors.quinn)
    write_card(draft=draft, edits=1, content=changed(X={"name_zh": "又一项"}), by=inspectors.quinn, at=LATER)
    with pytest.raises(Changed):
        publish(draft, inspectors.rita, seen=seen)
    assert not ScorecardVersion.objects.unscoped("a test").exists()


def test_card_is_published_complete_changed_and_with_a_reason(
    draft: ScorecardDraft, inspectors: Inspectors
) -> None:
    with pytest.raises(WhyMissing):
        publish(draft, inspectors.rita, reason=" ")
    same = write_card(draft=draft, edits=1, content=base_content("hotline"), by=inspectors.quinn, at=LATER)
    with pytest.raises(CardUnchanged):
        publish(same, inspectors.rita)
    broken = changed()
    broken["sections"][0]["share"] = 1
    lacking = write_card(draft=draft, edits=2, content=broken, by=inspectors.quinn, at=LATER)
    with pytest.raises(CardIncomplete) as refused:
        publish(lacking, inspectors.rita)
    assert [each.kind for each in refused.value.lacks] == ["shares"]


def test_one_draft_a_channel_and_only_of_ones_own_units(
    draft: ScorecardDraft, inspectors: Inspectors, people: People
) -> None:
    with pytest.raises(CardDraftOpen):
        draft_card(code="hotline", unit=people.east, by=inspectors.rita, at=LATER)
    with pytest.raises(NotYours):
        draft_card(code="hotline", unit=people.west, by=inspectors.rita, at=LATER)
    with pytest.raises(NotYours):
        draft_card(code="chat", unit=people.east, by=people.bob, at=LATER)
    with pytest.raises(Changed):
        write_card(draft=draft, edits=0, content={}, by=inspectors.rita, at=LATER)
    drop_card(draft=draft, by=inspectors.rita, at=LATER)
    with pytest.raises(Changed):
        publish(draft, inspectors.rita)


def test_database_refuses_a_second_draft_and_an_unknown_channel(draft: ScorecardDraft) -> None:
    for code in ("hotline", "pigeon"):
        with pytest.raises(IntegrityError), transaction.atomic():
            ScorecardDraft.objects.create(
                unit=draft.unit, code=code, content={}, edited_by=draft.edited_by, edited_at=LATER
            )


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fields_of(page: Any) -> dict[str, Any]:
    """What a browser would send back of the page of a form."""
    form = page.context["form"]
    rows = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in rows.items() if value is not None and value is not False}


def test_card_is_written_and_published_from_pages(
    inspectors: Inspectors, people: People, django_assert_max_num_queries: Any
) -> None:
    quinn, rita = client_of(inspectors.quinn), client_of(inspectors.rita)
    quinn.post(reverse("quality:scorecard_begin", args=["hotline"]))
    row = ScorecardDraft.objects.unscoped("a test").get()
    address = reverse("quality:scorecard_edit", args=[row.pk])
    with django_assert_max_num_queries(40):
        sent = fields_of(quinn.get(address))
    sent |= {
        "share_willingness": "10",
        "part_name_part1": "品牌",
        "share_part1": "5",
        "name_OWN1": "说出品牌",
    }
    sent |= {"place_OWN1": "part1", "points_OWN1": "2", "fatal_OWN1": "on", "finder_OWN1": "phrases"}
    quinn.post(address, sent | {"phrases_OWN1": "示例通信、示例移动"})
    shown = reverse("quality:scorecard_preview", args=[row.pk])
    assert "要由别人公布" in quinn.get(shown).content.decode()
    assert quinn.post(address, sent).status_code == 422  # the page of before this change
    page = rita.get(shown)
    assert "示例通信 / 示例移动" in page.content.decode()
    done = rita.post(shown, fields_of(page) | {"reason": "要说出品牌"}, follow=True)
    assert "已公布" in done.content.decode()
    content = card_content("hotline", people.east_team)
    assert content["sections"][-1] == {"code": "part1", "name_zh": "品牌", "share": 5, "items": {"OWN1": 2}}
    assert read_card(content).by_code["OWN1"].fatal
    with django_assert_max_num_queries(40):
        listed = rita.get(reverse("quality:scorecards")).content.decode()
    assert "要说出品牌" in listed


def test_card_saved_as_it_stands_is_the_card_that_was(inspectors: Inspectors, people: People) -> None:
    row = draft_card(code="chat", unit=people.east, by=inspectors.quinn, at=LATER)
    quinn, address = client_of(inspectors.quinn), reverse("quality:scorecard_edit", args=[row.pk])
    quinn.post(address, fields_of(quinn.get(address)))
    row.refresh_from_db()
    assert row.edits == 1
    assert card_differences(base_content("chat"), row.content) == ()
    assert card_lacks(row.content) == ()


def test_charlie_sees_no_card_of_the_east(
    draft: ScorecardDraft, people: People, inspectors: Inspectors
) -> None:
    charlie = client_of(people.charlie)
    for name in ("scorecard_edit", "scorecard_preview"):
        assert charlie.get(reverse(f"quality:{name}", args=[draft.pk])).status_code in (403, 404)
    version = publish(draft, inspectors.rita)
    assert charlie.get(reverse("quality:scorecard_version", args=[version.pk])).status_code in (403, 404)
