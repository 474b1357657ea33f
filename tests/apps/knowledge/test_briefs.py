# SPDX-License-Identifier: Apache-2.0
"""The morning brief: what changed since the last one of the team, and that it was held."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amends.apps.core.panels import panels_for
from amends.apps.knowledge.actions.articles.keeping import retire_article
from amends.apps.knowledge.actions.articles.writing import approve_version, draft_version
from amends.apps.knowledge.actions.briefs import NobodyThere, hold_brief
from amends.apps.knowledge.actions.notices import Telling, publish_notice
from amends.apps.knowledge.actions.refusals import NotYourUnit, RightMissing
from amends.apps.knowledge.models import MorningBrief
from amends.apps.knowledge.queries.briefs import Brief, brief_of
from tests.apps.knowledge.written import LATER, TODAY, Editors, approved, drafted, make_editors, plain
from tests.people import NOON, People

WHY = "a test looks at all"
DAY = timedelta(days=1)


@pytest.fixture
def editors(people: People) -> Editors:
    return make_editors(people)


def _titles(brief: Brief) -> list[str]:
    return [each.title for each in brief.changed]


@pytest.mark.requirement("S3-069")
def test_brief_lists_what_changed_since_the_last_one(people: People, editors: Editors) -> None:
    article = approved(editors.fang, editors.gao, "老知识")
    plain(drafted(editors.fang, "没有批准的"), editors.fang)
    first = brief_of(people.east, LATER)
    assert _titles(first) == ["老知识"]
    hold_brief(brief=first, attended=[people.alice, people.bob], words="", by=people.bob, at=LATER)
    assert _titles(brief_of(people.east, LATER + DAY)) == []
    version = draft_version(
        article=article, material="改了", note="价格变了", by=editors.fang, at=LATER + DAY
    )
    plain(version, editors.fang, title="改过的")
    approve_version(version=version, by=editors.gao, at=LATER + DAY)
    assert _titles(brief_of(people.east, LATER + 2 * DAY)) == ["改过的"]


@pytest.mark.requirement("S3-069")
def test_what_begins_or_ends_by_date_stands_on_the_brief(people: People, editors: Editors) -> None:
    approved(editors.fang, editors.gao, "后天生效", starts=TODAY + 2 * DAY)
    approved(editors.fang, editors.gao, "明天到期", last=TODAY + DAY)
    gone = approved(editors.fang, editors.gao, "停用的")
    hold_brief(brief=brief_of(people.east, LATER), attended=[people.bob], words="", by=people.bob, at=LATER)
    retire_article(article=gone, reason="下线", by=editors.gao, at=LATER + DAY)
    then = brief_of(people.east, LATER + 2 * DAY)
    assert _titles(then) == ["后天生效"]
    assert {each.title for each in then.ended} == {"停用的", "明天到期"}


def test_each_team_has_its_own_last_brief(people: People, editors: Editors) -> None:
    approved(editors.fang, editors.gao)
    there = [people.bob, people.alice, editors.hua]
    hold_brief(brief=brief_of(people.east, LATER), attended=there, words="", by=people.bob, at=LATER)
    assert _titles(brief_of(people.west, LATER + DAY))
    assert not _titles(brief_of(people.east_team, LATER + DAY))  # it took part in that of its city


def test_brief_above_that_a_team_did_not_attend_leaves_its_own_as_it_was(
    people: People, editors: Editors
) -> None:
    approved(editors.fang, editors.gao)
    for there in ([people.bob], [people.bob, people.alice]):  # one of the two of the team has told nobody yet
        at = LATER + len(there) * timedelta(hours=1)
        hold_brief(brief=brief_of(people.east, at), attended=there, words="", by=people.bob, at=at)
        assert _titles(brief_of(people.east_team, LATER + DAY)) == ["套餐变更规则"]
        assert not _titles(brief_of(people.east, LATER + DAY))


def test_what_came_in_while_the_page_was_open_stands_on_the_next_brief(
    people: People, editors: Editors
) -> None:
    shown = brief_of(people.east, NOON - timedelta(minutes=5))
    approved(editors.fang, editors.gao)
    held = [
        hold_brief(brief=shown, attended=[people.bob], words="问13812341215", by=people.bob, at=LATER)
        for _time in range(2)
    ]
    assert held[0] == held[1]
    assert (held[0].articles, held[0].words) == ([], "问138****1215")
    assert _titles(brief_of(people.east, LATER)) == ["套餐变更规则"]


def test_notice_told_elsewhere_is_not_on_the_brief(people: People, editors: Editors) -> None:
    for name, place in (("西市的", people.west), ("东组的", people.east_team), ("全省的", people.province)):
        telling = Telling(
            people.province, name, "内容", ["hotline"], TODAY + DAY, TODAY + DAY, places=[place]
        )
        publish_notice(telling=telling, by=editors.fang, at=NOON)
    assert {each.title for each in brief_of(people.east, LATER).notices} == {"东组的", "全省的"}


def test_brief_is_held_by_a_leader_with_people_of_theirs(people: People, editors: Editors) -> None:
    brief = brief_of(people.east, LATER)
    with pytest.raises(NobodyThere):
        hold_brief(brief=brief, attended=[], words="", by=people.bob, at=LATER)
    with pytest.raises(RightMissing):
        hold_brief(brief=brief, attended=[people.alice], words="", by=people.alice, at=LATER)
    with pytest.raises(NotYourUnit):
        hold_brief(brief=brief, attended=[people.charlie], words="", by=people.bob, at=LATER)


def test_database_refuses_a_brief_before_its_beginning(people: People, editors: Editors) -> None:
    with pytest.raises(IntegrityError, match="brief_after_the_last"), transaction.atomic():
        MorningBrief.objects.create(unit=people.east, since_at=NOON, held_at=NOON, held_by=people.bob)


@pytest.mark.requirement("S3-069")
def test_brief_is_one_page_with_hot_cases_and_risks(people: People, editors: Editors, client: Client) -> None:
    client.force_login(people.bob)
    place = reverse("knowledge:brief")
    page = client.get(place).content.decode()
    assert reverse("cases:hot_panel") in page
    assert reverse("recovery:hot_spots_panel") in page
    for panel in panels_for(people.bob, "BRIEF_PANELS"):
        assert client.get(str(panel["url"]), headers={"HX-Request": "true"}).status_code == 200
    assert client.post(place, {}).status_code == 422
    assert client.post(place, {"attended": [people.alice.pk], "words": "讲了涨价"}).status_code == 302
    held = MorningBrief.objects.unscoped(WHY).get()
    assert list(held.attended.all()) == [people.alice]
    assert "讲了涨价" in held.words
    old = {"attended": [people.alice.pk], "shown_at": "2026-11-02 08:00:00"}
    assert client.post(place, old).status_code == 422
    assert client.post(place, old | {"shown_at": "²"}).status_code == 422
    assert (timezone.now() - held.held_at) < timedelta(minutes=5)
    client.force_login(people.alice)
    assert "已开晨会" not in client.get(place).content.decode()
