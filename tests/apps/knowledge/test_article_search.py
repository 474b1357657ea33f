# SPDX-License-Identifier: Apache-2.0
"""Finding articles: the same as reading every text, titles first, what is past its review date last."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.apps.core.models import User
from amends.apps.knowledge.actions.articles.keeping import retire_article, review_article
from amends.apps.knowledge.actions.articles.writing import approve_version, draft_version
from amends.apps.knowledge.models import ArticleText
from amends.apps.knowledge.queries.search import search_articles
from amends.apps.knowledge.rules.articles import differences, highlighted
from amends.kernel.grams import holds
from tests.apps.knowledge.written import LATER, TODAY, Editors, approved, make_editors, plain
from tests.people import NOON, People


@pytest.fixture
def editors(people: People) -> Editors:
    return make_editors(people)


def found(person: User, words: str, topic: str = "") -> list[str]:
    return [hit.version.title for hit in search_articles(person.scope, words, TODAY, topic=topic)]


def test_words_are_found_in_title_text_points_and_topic(people: People, editors: Editors) -> None:
    approved(
        editors.fang, editors.gao, "携号转网要多久", body="一般24小时内办完。", points=("VoLTE要重新打开",)
    )
    for words in ("携号", "24小时", "volte", "ＶｏＬＴＥ", "转网 办完", "套餐资费", "号"):
        assert found(people.alice, words) == ["携号转网要多久"], words
    assert found(people.alice, "宽带") == []
    assert found(people.alice, "携号转网 宽带") == []
    assert found(people.alice, "。") == []


def test_titles_come_before_texts(people: People, editors: Editors) -> None:
    approved(editors.fang, editors.gao, "宽带多久装好")
    approved(editors.fang, editors.gao, "新装指引", body="宽带在三天内装好。")
    assert found(people.alice, "宽带") == ["宽带多久装好", "新装指引"]


@pytest.mark.requirement("S3-063")
def test_what_is_past_its_review_date_comes_last_and_is_marked(people: People, editors: Editors) -> None:
    article = approved(editors.fang, editors.gao, "宽带多久装好", review_date=TODAY - timedelta(days=1))
    approved(editors.fang, editors.gao, "新装指引", body="宽带在三天内装好。")
    hits = search_articles(people.alice.scope, "宽带", TODAY)
    assert [(hit.version.title, hit.is_overdue) for hit in hits] == [
        ("新装指引", False),
        ("宽带多久装好", True),
    ]
    review_article(article=article, next_date=TODAY + timedelta(days=90), by=editors.fang, at=NOON)
    assert found(people.alice, "宽带") == ["宽带多久装好", "新装指引"]


@pytest.mark.requirement("S3-066")
def test_drafts_old_versions_and_retired_ones_are_not_found(people: People, editors: Editors) -> None:
    article = approved(editors.fang, editors.gao, "老规则")
    version = draft_version(article=article, material="新规则", note="更新", by=editors.fang, at=LATER)
    plain(version, editors.fang, title="新规则")
    assert found(people.alice, "新规则") == []
    approve_version(version=version, by=editors.gao, at=LATER)
    assert (found(people.alice, "老规则"), found(people.alice, "新规则")) == ([], ["新规则"])
    retire_article(article=article, reason="下线", by=editors.gao, at=LATER)
    assert found(people.alice, "新规则") == []
    assert not ArticleText.objects.unscoped("a test").exists()


def test_city_is_not_found_from_another(people: People, editors: Editors) -> None:
    approved(editors.west, editors.gao, "西市延时服务")
    assert (found(people.alice, "延时"), found(people.charlie, "延时")) == ([], ["西市延时服务"])


def test_search_within_a_topic(people: People, editors: Editors) -> None:
    approved(editors.fang, editors.gao, "规则甲", topic="TF-01-02")
    approved(editors.fang, editors.gao, "规则乙", topic="")
    assert found(people.alice, "规则", "TF") == ["规则甲"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="套餐变更5G网 ，a", min_size=1, max_size=6))
def test_search_finds_what_reading_every_text_finds(people: People, editors: Editors, words: str) -> None:
    if not ArticleText.objects.unscoped("a test").exists():
        for title, body in (("套餐变更", "5G网 a套"), ("5G套餐", "变更，网"), ("网餐", "套餐更变a5")):
            approved(editors.fang, editors.gao, title, body=body, points=(), short="变套")
    texts = ArticleText.objects.unscoped("a test").select_related("version")
    wanted = {each.version.title for each in texts if words.strip(" ，") and holds(each.text, words)}
    assert set(found(people.alice, words)) == wanted


def test_words_are_marked_where_they_stand() -> None:
    pieces = highlighted("改【5G畅享】套餐，下月生效", "5g畅享 套餐 下月")
    assert [each.text for each in pieces if each.mark] == ["5G畅享", "套餐", "下月"]
    assert "".join(each.text for each in pieces) == "改【5G畅享】套餐，下月生效"


def test_excerpt_shows_the_place() -> None:
    pieces = highlighted("前" * 50 + "宽带" + "后" * 90, "宽带", around=10)
    assert "".join(each.text for each in pieces) == "…" + "前" * 10 + "宽带" + "后" * 18 + "…"


def test_differences_are_told_by_sentence() -> None:
    pieces = differences("当月生效。不收费。", "下月生效。不收费。")
    assert [(each.text, each.mark) for each in pieces] == [
        ("当月生效。", "old"), ("下月生效。", "new"), ("不收费。", ""),
    ]  # fmt: skip
