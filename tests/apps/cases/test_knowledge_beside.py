# SPDX-License-Identifier: Apache-2.0
"""Knowledge beside a case: what is offered, what was used, the lesson that goes back, what is hot."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from amends.apps.cases.models import Case, Step
from amends.apps.cases.queries.hot import hot, lesson_in
from amends.apps.core.panels import panels_for
from amends.apps.customers.models import Customer
from amends.apps.knowledge.actions.articles.writing import approve_version
from amends.apps.knowledge.models import Article, KnowledgeUse
from tests.apps.cases.conftest import as_user, stored
from tests.apps.cases.course import AT, LATER, answered, complaint, handled, step
from tests.apps.knowledge.written import Editors, approved, make_editors, plain
from tests.people import People

WHY = "a test looks at all"
DAY = timedelta(days=1)


@pytest.fixture
def editors(people: People) -> Editors:
    return make_editors(people)


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    made = complaint(people, customer)
    Case.objects.unscoped(WHY).filter(pk=made.pk).update(taxonomy="TF-01-02")
    return stored(made)


def test_case_offers_what_is_on_its_topic_and_notes_what_was_used(
    case: Case, people: People, editors: Editors
) -> None:
    today = timezone.localdate()
    article = approved(editors.fang, editors.gao, topic=case.taxonomy, review_date=today - DAY)
    fresh = approved(editors.fang, editors.gao, "新鲜的", topic=case.taxonomy, review_date=today + DAY)
    approved(editors.fang, editors.gao, "别的分类", topic="")
    client = as_user(people.alice)
    assert reverse("cases:knowledge_panel", args=[case.number]) in {
        str(panel["url"]) for panel in panels_for(people.alice, "CASE_PANELS", case.number)
    }
    place = reverse("cases:knowledge_panel", args=[case.number])
    page = client.get(place, headers={"HX-Request": "true"}).content.decode()
    assert page.index(fresh.title) < page.index(article.title)  # past its review date: never first
    assert "别的分类" not in page
    assert "别的分类" in client.get(place, {"q": "别的"}).content.decode()
    assert client.post(reverse("cases:knowledge_use", args=[case.number, fresh.code])).status_code == 302
    assert KnowledgeUse.objects.unscoped(WHY).get().reference == case.number
    page = as_user(people.bob).get(reverse("knowledge:article", args=[fresh.code])).content.decode()
    assert case.number in page


def test_case_of_others_is_not_touched(case: Case, people: People, editors: Editors) -> None:
    article = approved(editors.fang, editors.gao)
    client = as_user(people.charlie)
    assert client.get(reverse("cases:knowledge_panel", args=[case.number])).status_code == 404
    assert client.post(reverse("cases:knowledge_use", args=[case.number, article.code])).status_code == 404
    assert client.post(reverse("cases:knowledge_share", args=[case.number])).status_code == 404
    client = as_user(people.alice)
    assert client.post(reverse("cases:knowledge_use", args=[case.number, "K-9"])).status_code == 404


@pytest.mark.requirement("S4-047")
def test_lesson_of_a_case_becomes_knowledge_by_one_press(
    case: Case, people: People, editors: Editors
) -> None:
    client = as_user(people.alice)
    assert (
        client.post(reverse("cases:knowledge_share", args=[case.number])).status_code == 404
    )  # no lesson yet
    closed = step(
        answered(handled(case, people), people), people, "review", at=LATER + 4 * timedelta(hours=1)
    )
    row = Step.objects.unscoped(WHY).filter(case=closed).order_by("-order").first()
    assert row
    Step.objects.unscoped(WHY).filter(pk=row.pk).update(
        record=row.record | {"lesson_zh": "办理前先念一遍合约期"}
    )
    assert lesson_in(closed, people.alice.scope) == "办理前先念一遍合约期"
    assert "写入知识库" in client.get(reverse("cases:knowledge_panel", args=[case.number])).content.decode()
    for _time in range(2):
        assert client.post(reverse("cases:knowledge_share", args=[case.number])).status_code == 302
    article = Article.objects.unscoped(WHY).get(lesson_of=case.number)
    assert "已写入知识库" in client.get(reverse("cases:knowledge_panel", args=[case.number])).content.decode()
    version = plain(article.versions.unscoped(WHY).get(), editors.east, title="办合约先说清期限")
    approve_version(version=version, by=editors.gao, at=LATER)
    page = client.get(reverse("knowledge:lessons")).content.decode()
    assert "办合约先说清期限" in page
    assert (
        "办合约先说清期限" not in as_user(people.charlie).get(reverse("knowledge:lessons")).content.decode()
    )


@pytest.mark.requirement("S3-069")
def test_hot_is_what_is_urgent_late_or_comes_more_than_usual(case: Case, people: People) -> None:
    at = AT + timedelta(hours=1)
    Case.objects.unscoped(WHY).update(priority="p1", opened_at=AT)
    found = hot(people.bob.scope, at)
    assert [each.pk for each in found.urgent] == [case.pk]
    assert not found.topics
    assert not hot(people.charlie.scope, at).urgent
    later = hot(people.bob.scope, AT + 400 * DAY)
    assert later.overdue == 1


@pytest.mark.requirement("S3-069")
def test_topic_is_hot_from_three_a_day_that_are_twice_the_usual(
    case: Case, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amends.apps.cases.queries.hot.LEAST", 1)
    found = hot(people.bob.scope, case.opened_at + timedelta(hours=1))
    assert [(each.code, each.now, each.usual) for each in found.topics] == [(case.taxonomy, 1, 0)]
    assert not hot(people.bob.scope, case.opened_at + 2 * DAY).topics
