# SPDX-License-Identifier: Apache-2.0
"""Pages of articles, notices, briefs and sources, as people see them."""

import re
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amends.apps.core.models import User
from amends.apps.knowledge.models import Article, ArticleVersion, MorningBrief
from amends.cli.demo.articles import ARTICLES, fill_articles
from tests.apps.knowledge.written import Editors, approved, drafted, make_editors, plain
from tests.people import NOON, People

WHY = "a test looks at all"
ANSWER = {
    "title": "套餐变更规则", "short": "下月一号生效。", "points": "当月按原套餐\n下月按新套餐", "body": "说明。",
    "starts_date": "2026-11-02", "sms": "下月1日生效",
}  # fmt: skip


@pytest.fixture
def editors(people: People) -> Editors:
    return make_editors(people)


@pytest.fixture
def at(client: Client) -> Callable[[User], Client]:
    def come_in(user: User) -> Client:
        client.force_login(user)
        return client

    return come_in


At = Callable[[User], Client]


def _page(client: Client, name: str, *arguments: object) -> str:
    answer = client.get(reverse(f"knowledge:{name}", args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def _post(client: Client, name: str, *arguments: object, **data: object) -> int:
    return client.post(reverse(f"knowledge:{name}", args=arguments), data).status_code


@pytest.mark.requirement("S3-066")
def test_agent_sees_nothing_of_a_draft(at: At, people: People, editors: Editors) -> None:
    article = plain(drafted(editors.fang), editors.fang).article
    client = at(editors.hua)
    assert client.get(reverse("knowledge:article", args=[article.code])).status_code == 404
    assert client.get(reverse("knowledge:article_history", args=[article.code])).status_code == 404
    assert "套餐变更规则" not in _page(client, "list")
    assert client.get(reverse("knowledge:own")).status_code == 403
    assert "套餐变更规则" in _page(at(editors.gao), "own")


def test_editor_writes_and_another_approves_on_pages(at: At, people: People, editors: Editors) -> None:
    client = at(editors.fang)
    today = timezone.localdate()
    code = _post(
        client, "article_new", title="套餐变更规则", unit=people.province.pk, material="PCRF策略", topic="TF-01-02",
        owner="fang", source_channel="product", review_date=today + timedelta(days=60),
    )  # fmt: skip
    article = Article.objects.unscoped(WHY).get()
    assert code == 302
    assert "PCRF策略" in _page(client, "article_rewrite", article.code)
    assert _post(client, "article_rewrite", article.code, **ANSWER) == 302
    assert "等别人批准" in _page(client, "article", article.code)
    page = _page(at(editors.gao), "article", article.code)
    assert "下月1日生效" in page  # who approves sees what every channel says
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    assert _post(client, "article_approve", article.code) == 302
    assert at(editors.hua).get(reverse("knowledge:article", args=[article.code])).status_code == 404
    assert _post(at(editors.gao), "article_approve", article.code, seen=seen[1]) == 302
    page = _page(at(editors.hua), "article", article.code)
    assert "下月一号生效。" in page
    assert "PCRF" not in page
    assert ArticleVersion.objects.unscoped(WHY).get().points == ["当月按原套餐", "下月按新套餐"]


def test_who_approves_sees_what_the_wording_check_finds_part_by_part(
    at: At, people: People, editors: Editors
) -> None:
    version = plain(drafted(editors.fang), editors.fang, body="这事不归我管。", says={"hall": "次月生效。"})
    page = _page(at(editors.gao), "article", version.article.code).split("<h3>用语检查</h3>")[1]
    hall, body = page.split('<p class="small dim">详细说明</p>')
    assert "营业厅怎么说" in hall
    assert "<b>这事不归我管</b>" in body
    assert "<b>这事不归我管</b>" not in hall


def test_form_says_at_the_field_what_is_missing(at: At, people: People, editors: Editors) -> None:
    article = drafted(editors.fang).article
    client = at(editors.fang)
    assert _post(client, "article_rewrite", article.code, **ANSWER | {"last_date": "2026-11-01"}) == 422
    assert _post(client, "article_rewrite", article.code, **ANSWER | {"points": "一\n" * 9}) == 422


@pytest.mark.requirement("S3-063")
def test_page_marks_what_is_past_its_review_date(at: At, people: People, editors: Editors) -> None:
    article = approved(editors.fang, editors.gao, review_date=timezone.localdate() - timedelta(days=1))
    client = at(editors.hua)
    assert "过了复审日期" in _page(client, "article", article.code)
    assert "过了复审日期" in _page(client, "list")
    found = client.get(
        reverse("knowledge:list"), {"q": "套餐"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "过了复审日期" in found
    assert "<mark>套餐</mark>" in found
    assert "<html" not in found


@pytest.mark.parametrize("topic", ["%", "_", "a\x00b", "TF%"])
def test_topic_that_is_no_code_is_not_looked_for(
    at: At, people: People, editors: Editors, topic: str
) -> None:
    approved(editors.fang, editors.gao)
    page = at(editors.hua).get(reverse("knowledge:list"), {"topic": topic, "q": "套餐"})
    assert page.context["topic"] == ""
    assert len(page.context["hits"]) == 1


def test_words_typed_are_never_markup(at: At, people: People, editors: Editors) -> None:
    approved(editors.fang, editors.gao, "<b>套餐", body="<script>x</script>")
    found = at(editors.hua).get(reverse("knowledge:list"), {"q": "<b>套餐"}).content.decode()
    assert "<b>套餐" not in found
    assert "<script>x" not in found


def test_city_does_not_open_the_article_of_another(at: At, people: People, editors: Editors) -> None:
    article = approved(editors.west, editors.gao)
    assert at(people.alice).get(reverse("knowledge:article", args=[article.code])).status_code == 404
    assert at(people.charlie).get(reverse("knowledge:article", args=[article.code])).status_code == 200


def test_feedback_in_one_press_and_its_answer(at: At, people: People, editors: Editors) -> None:
    article = approved(editors.fang, editors.gao)
    assert _post(at(editors.hua), "article_feedback", article.code, kind="outdated", words="改价了") == 302
    client = at(editors.fang)
    assert "改价了" in _page(client, "own")
    key = article.feedback.unscoped(WHY).get().pk
    assert _post(client, "article_settle", article.code, key, note="已更新") == 302
    assert "改价了" not in _page(client, "own")


def test_feedback_on_what_one_does_not_read_finds_nothing(at: At, people: People, editors: Editors) -> None:
    draft = drafted(editors.fang).article
    assert _post(at(editors.hua), "article_feedback", draft.code, kind="outdated") == 404
    assert _post(at(editors.gao), "article_feedback", draft.code, kind="outdated") == 302


def test_lessons_are_listed_with_few_queries_and_drafts_only_for_writers(
    at: At, people: People, editors: Editors, django_assert_max_num_queries: Any
) -> None:
    for n in range(9):
        drafted(editors.fang, f"教训{n}", lesson_of=f"A-{n}")
    approved(editors.fang, editors.gao, "写好的教训", lesson_of="A-10")
    client = at(editors.hua)
    with django_assert_max_num_queries(8):
        page = _page(client, "lessons")
    assert "写好的教训" in page
    assert "教训3" not in page
    assert "教训3" in _page(at(editors.gao), "lessons")


def test_history_shows_what_changed(at: At, people: People, editors: Editors) -> None:
    article = approved(editors.fang, editors.gao)
    client = at(editors.fang)
    assert _post(client, "article_version", article.code, material="新资料", note="当天生效") == 302
    assert _post(client, "article_rewrite", article.code, **ANSWER) == 302
    page = _page(client, "article_history", article.code)
    assert "<del>今天改套餐，下个月一号开始用新的。" in page
    assert "<ins>下月一号生效。" in page


def test_other_presses_of_an_editor(at: At, people: People, editors: Editors) -> None:
    article = plain(drafted(editors.fang), editors.fang).article
    client = at(editors.gao)
    assert _post(client, "article_return", article.code, reason="太长") == 302
    later = timezone.localdate() + timedelta(days=200)
    assert _post(client, "article_review", article.code, review_date=later) == 302
    fields = {"topic": "", "owner": "gao", "source_channel": "billing", "review_date": later}
    assert _post(client, "article_keeping", article.code, **fields) == 302
    assert _post(client, "article_retire", article.code, reason="不用了") == 302
    row = Article.objects.unscoped(WHY).get()
    assert (row.owner, row.review_date, row.retired_reason) == (editors.gao, later, "不用了")


@pytest.mark.parametrize("name", ["list", "lessons", "notices", "brief", "voices", "notices_panel"])
def test_empty_pages_say_what_to_do(at: At, people: People, editors: Editors, name: str) -> None:
    for user in (editors.hua, people.bob, editors.fang):
        assert _page(at(user), name)


def test_demo_is_written_by_one_and_approved_by_another(at: At, people: People, editors: Editors) -> None:
    fill_articles(unit=people.province, editor=editors.fang, approver=editors.gao, at=NOON, rng=Random(7))
    held = ArticleVersion.objects.unscoped(WHY).filter(state="approved", superseded_at__isnull=True)
    assert held.count() >= len(ARTICLES)
    assert {each.approved_by for each in held} == {editors.gao}
    brief = MorningBrief.objects.unscoped(WHY).get()  # of the one leader below the province
    assert (brief.unit, brief.held_by) == (people.east, people.bob)


def test_list_takes_few_queries(
    at: At, people: People, editors: Editors, django_assert_max_num_queries: object
) -> None:
    for n in range(12):
        approved(editors.fang, editors.gao, f"套餐{n}")
    client = at(editors.hua)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        _page(client, "list")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(reverse("knowledge:list"), {"q": "套餐"})
