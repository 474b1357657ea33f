# SPDX-License-Identifier: Apache-2.0
"""Questionnaires: begun, saved without overwriting each other, published for good, mapped, retired."""

import copy
from typing import Any

import pytest

from amends.apps.core.models import Event, User
from amends.apps.surveys.actions.publishing import MappingWrong, QuestionnaireFaulty, map_items, publish
from amends.apps.surveys.actions.questionnaires import (
    CodeTaken,
    DraftMoved,
    DraftThere,
    NotADraft,
    NotPublished,
    NotYours,
    TooLarge,
    draft_from,
    drop_draft,
    make_questionnaire,
    retire,
    save_draft,
)
from amends.apps.surveys.actions.starting import load_starters
from amends.apps.surveys.models import Item, Questionnaire, QuestionnaireVersion
from amends.apps.surveys.queries.questionnaires import (
    draft_of,
    items_of,
    listed,
    published_versions,
    questionnaire_by_code,
)
from amends.apps.surveys.rules.mapping import Link
from amends.apps.surveys.rules.publishing import digest
from amends.apps.surveys.rules.words import MappingKind, VersionState
from tests.apps.surveys.conftest import SHORT, analyst, wave
from tests.people import NOON, People

Content = dict[str, Any]


def _begun(people: People, content: Content | None = None) -> QuestionnaireVersion:
    made = make_questionnaire(
        code="SV-A", name="短问卷", purpose="试一试", unit=people.province, content=content or SHORT,
        by=people.dora, at=NOON,
    )  # fmt: skip
    draft = draft_of(made)
    assert draft
    return draft


def _published(people: People, content: Content | None = None) -> QuestionnaireVersion:
    return publish(version=_begun(people, content), by=people.dora, at=NOON)


def _reworded(title: str = "总的来说，您对我们满意吗？", **changes: object) -> Content:
    content = copy.deepcopy(SHORT)
    content["pages"][0]["elements"][0] |= {"title": title, **changes}  # type: ignore[index]
    return content


def test_publishing_writes_the_items_and_freezes_the_version(people: People) -> None:
    version = _published(people)
    assert (version.state, version.digest) == (VersionState.PUBLISHED, digest(SHORT))
    first, second = items_of(version)
    assert (first.code, first.kind, first.minimum, first.maximum, first.measure) == (
        "Q1",
        "rating",
        1,
        10,
        "csat",
    )
    assert (second.code, second.title) == ("Q2", "还有什么想说的？")
    with pytest.raises(NotADraft):
        save_draft(version=version, content=_reworded(), edits=1, by=people.dora, at=NOON)
    with pytest.raises(NotADraft):
        publish(version=version, by=people.dora, at=NOON)


def test_publishing_refuses_a_draft_with_faults_and_writes_nothing(people: People) -> None:
    draft = _begun(people, _reworded(visibleIf="{NOWHERE} = 1"))
    with pytest.raises(QuestionnaireFaulty) as refused:
        publish(version=draft, by=people.dora, at=NOON)
    assert refused.value.faults[0].path.startswith("pages/0/elements/0")
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT
    assert not Item.objects.unscoped("test").exists()


def test_publishing_refuses_what_the_table_of_items_cannot_hold(people: People) -> None:
    draft = _begun(people, _reworded(amends={"element": "E" * 25}))
    with pytest.raises(QuestionnaireFaulty, match="1"):
        publish(version=draft, by=people.dora, at=NOON)


def test_saving_counts_and_notices_another_editor(people: People) -> None:
    draft = _begun(people)
    saved = save_draft(version=draft, content=_reworded(), edits=1, by=people.dora, at=NOON)
    assert saved.edits == 2
    with pytest.raises(DraftMoved, match="朵拉"):
        save_draft(version=draft, content=_reworded("另一种问法"), edits=1, by=people.dora, at=NOON)
    draft.refresh_from_db()
    assert draft.content == _reworded()


def test_saving_the_same_again_is_no_saving(people: People) -> None:
    draft = _begun(people)
    events = Event.objects.unscoped("test").count()
    assert save_draft(version=draft, content=dict(SHORT), edits=1, by=people.dora, at=NOON).edits == 1
    assert Event.objects.unscoped("test").count() == events


@pytest.mark.parametrize("content", [[], "x", {"pages": "x" * 400_001}])
def test_saving_refuses_what_is_no_questionnaire(people: People, content: Any) -> None:
    draft = _begun(people)
    with pytest.raises(TooLarge):
        save_draft(version=draft, content=content, edits=1, by=people.dora, at=NOON)


def test_a_code_is_taken_once(people: People) -> None:
    _begun(people)
    with pytest.raises(CodeTaken, match="SV-A"):
        _begun(people)


def test_next_version_begins_as_the_last_and_there_is_one_draft(people: People) -> None:
    version = _published(people)
    draft = draft_from(version=version, by=people.dora, at=NOON)
    assert (draft.number, draft.content, draft.state) == (2, version.content, "draft")
    with pytest.raises(DraftThere):
        draft_from(version=version, by=people.dora, at=NOON)
    drop_draft(version=draft, by=people.dora, at=NOON)
    assert draft_of(version.questionnaire) is None
    assert Questionnaire.objects.unscoped("test").get() == version.questionnaire


def test_dropping_the_only_draft_drops_the_questionnaire_and_leaves_its_mark(people: People) -> None:
    drop_draft(version=_begun(people), by=people.dora, at=NOON)
    assert not Questionnaire.objects.unscoped("test").exists()
    assert Event.objects.unscoped("test").order_by("-sequence")[0].payload["code"] == "SV-A"


@pytest.mark.requirement("S3-027")
def test_items_of_the_next_version_say_what_they_continue(people: People) -> None:
    version = _published(people)
    draft = draft_from(version=version, by=people.dora, at=NOON)
    save_draft(version=draft, content=_reworded(), edits=1, by=people.dora, at=NOON)
    second = publish(version=draft, by=people.dora, at=NOON)
    assert [(each.before, each.mapping) for each in items_of(second)] == [("Q1", "reworded"), ("Q2", "same")]
    assert "未经核对" in items_of(second)[0].mapping_note


@pytest.mark.requirement("S3-027")
def test_a_person_decides_the_mapping_and_may_decide_anew(people: People) -> None:
    version = _published(people)
    draft = draft_from(version=version, by=people.dora, at=NOON)
    links = [Link("Q1", "Q1", MappingKind.SAME, "核对过")]
    second = publish(version=draft, by=people.dora, at=NOON, links=links)
    assert [(each.before, each.mapping_note) for each in items_of(second)] == [("Q1", "核对过"), ("", "")]
    map_items(version=second, links=[Link("Q2", "Q2", MappingKind.CHANGED)], by=people.dora, at=NOON)
    assert [(each.before, each.mapping) for each in items_of(second)] == [("", ""), ("Q2", "changed")]


def test_another_scale_cannot_be_called_comparable(people: People) -> None:
    version = _published(people)
    draft = draft_from(version=version, by=people.dora, at=NOON)
    save_draft(version=draft, content=_reworded(rateMax=7), edits=1, by=people.dora, at=NOON)
    with pytest.raises(MappingWrong, match="Q1"):
        publish(version=draft, by=people.dora, at=NOON, links=[Link("Q1", "Q1", MappingKind.SAME)])
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_a_draft_has_no_items_to_map(people: People) -> None:
    with pytest.raises(NotPublished):
        map_items(version=_begun(people), links=[], by=people.dora, at=NOON)


def test_retired_versions_are_not_offered_for_waves(people: People) -> None:
    version = _published(people)
    assert list(published_versions(people.dora)) == [version]
    retire(version=version, by=people.dora, at=NOON)
    assert list(published_versions(people.dora)) == []
    with pytest.raises(NotPublished):
        retire(version=version, by=people.dora, at=NOON)


def _east(people: People) -> User:
    return analyst(people, people.east)


def test_units_below_use_but_do_not_change_and_units_beside_do_not_see(people: People) -> None:
    version = _published(people)
    east = _east(people)
    assert questionnaire_by_code("SV-A", east) == version.questionnaire
    with pytest.raises(NotYours, match="示例省"):
        draft_from(version=version, by=east, at=NOON)
    make_questionnaire(
        code="SV-E", name="东市问卷", purpose="试", unit=people.east, content=SHORT, by=east, at=NOON
    )
    west = analyst(people, people.west, "wendy")
    assert [each.code for each in (questionnaire_by_code("SV-E", west),) if each] == []
    assert questionnaire_by_code("SV-E", people.dora) is not None


def test_list_shows_versions_items_and_waves_in_two_queries(
    people: People, django_assert_num_queries: Any
) -> None:
    version = _published(people)
    draft_from(version=version, by=people.dora, at=NOON)
    wave(version, people.east)
    with django_assert_num_queries(2):
        (line,) = listed(people.dora)
    assert (line.published, line.draft, line.items, line.waves) == (1, 2, 2, 1)
    assert listed(analyst(people, people.west))[0].waves == 0


def test_starters_are_made_once(people: People) -> None:
    names = ("survey_nps", "survey_servqual22")
    made = load_starters(unit=people.province, by=people.dora, at=NOON, names=names, published=True)
    assert [each.code for each in made] == ["SV-NPS", "SV-SQ22"]
    assert load_starters(unit=people.province, by=people.dora, at=NOON, names=names) == []
    rows = Item.objects.unscoped("test").filter(version__questionnaire=made[1])
    assert rows.filter(measure="expectation").count() == rows.filter(measure="perception").count() == 22
