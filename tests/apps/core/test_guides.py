# SPDX-License-Identifier: Apache-2.0
"""Help: every page has some, in both languages, one press away, and the text shows what it says and nothing else."""

from collections.abc import Iterator

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from amends.apps.core.queries import guides
from amends.apps.core.rules.guides import READERS, Section, guides_of, section_for, sections_of
from amends.apps.core.rules.roles import Role
from tests.people import People

LANGUAGES = ("zh-hans", "en")
PUBLIC = ("feedback", "survey_")  # pages of customers: what they need to know stands on them
TEXT = "# Title\nFirst.\n\n## `One`\n<!-- pages: a:list a:* -->\nOf *one*.\n\n## Two\n<!-- pages: a:l* -->\nOf two.\n"


def _named(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _named(each, f"{space}{each.namespace}:" if each.namespace else space)
        elif isinstance(each, URLPattern) and each.name:
            yield f"{space}{each.name}", each


def _answers_get(pattern: URLPattern) -> bool:
    """Whether a page can be looked at: what only takes posts says so to any other method, before it does anything."""
    if not pattern.callback.__module__.startswith("amends."):
        return True
    try:
        answer = pattern.callback(RequestFactory().options("/"))
    except (TypeError, AttributeError):  # it wants more than a request: no method was refused before
        return True
    return answer.status_code != 405 or "GET" in answer.headers.get("Allow", "")


def _pages() -> dict[str, URLPattern]:
    """Every page of the staff by the name of its address."""
    found = {name: each for name, each in _named(get_resolver()) if not name.startswith("api:")}
    return {name: each for name, each in found.items() if not name.startswith(PUBLIC) and _answers_get(each)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_help(language: str) -> None:
    pages = _pages()
    assert len(pages) > 250
    lacking = [name for name in pages if guides.help_for(name, language) is None]
    assert lacking == [], "name them in <!-- pages: … --> of a section in docs/user/roles, both languages"


def test_every_page_that_a_guide_names_exists() -> None:
    known = [name for name, _ in _named(get_resolver())]
    named = {name for each in guides.role_guides("zh") for part in each.sections for name in part.pages}
    assert len(named) > 150
    own = [name for name in named if not any(section_for(page, [_section(name)]) for page in known)]
    assert [each for each in own if not each.startswith(("openid", "socialaccount"))] == []


def _section(page: str) -> Section:
    return Section("", "", "", (page,), "")


def test_every_role_has_a_guide_of_its_own() -> None:
    assert all(len(guides_of(role)) == 2 for role in Role)
    for language in LANGUAGES:
        assert [each.name for each in guides.role_guides(language)] == list(READERS)


def test_page_is_looked_up_by_its_name_before_any_pattern() -> None:
    parts = sections_of("x", TEXT)
    assert [(each.anchor, each.title, each.text) for each in parts] == [
        ("s0", "", "First."),
        ("s1", "One", "Of *one*."),
        ("s2", "Two", "Of two."),
    ]
    found = {page: section_for(page, parts) for page in ("a:list", "a:last", "a:open", "b:list")}
    assert {page: each and each.title for page, each in found.items()} == {
        "a:list": "One",
        "a:last": "Two",
        "a:open": "One",
        "b:list": None,
    }


def test_text_of_a_guide_is_no_markup_of_its_own_and_leads_to_pages_of_the_help() -> None:
    text = "<script>alert(1)</script> [in](agent.en.md) [deep](../desk.md#x) [out](../../LICENSE)"
    text += " ![p](../pictures/a.webp)"
    html = guides.as_html(sections_of("x", text)[0])
    assert "<script>" not in html
    assert '<a href="/help/agent/">in</a> <a href="/help/desk/">deep</a> out' in html
    assert 'src="/help/pictures/a.webp"' in html


@pytest.fixture
def alice(client: Client, people: People) -> Client:
    """Alice, logged in."""
    client.force_login(people.alice)
    return client


def test_question_mark_leads_to_the_help_of_the_page(alice: Client) -> None:
    assert 'href="/help/of/cases:list/"' in alice.get("/cases/").content.decode()
    page = alice.get("/help/of/cases:list/").content.decode()
    assert "<h1>案件列表</h1>" in page
    assert 'href="/help/officer/#s1"' in page


def test_help_speaks_the_language_of_the_reader(alice: Client) -> None:
    alice.cookies["django_language"] = "en"
    page = alice.get("/help/of/cases:list/").content.decode()
    assert "<h1>The list of cases</h1>" in page


def test_own_guide_comes_first_and_all_open(alice: Client) -> None:
    page = alice.get("/help/").content.decode()
    assert page.index("投诉专员手册") < page.index("每个人都用得到") < page.index("系统管理员手册")
    for name in [*READERS, "desk", "sampling"]:
        assert alice.get(f"/help/{name}/").status_code == 200
    assert 'id="s1"' in alice.get("/help/officer/").content.decode()


@pytest.mark.parametrize(
    "path", ["/help/of/no:page/", "/help/nobody/", "/help/pictures/..", "/help/pictures/no.webp"]
)
def test_what_is_not_there_is_not_found(alice: Client, path: str) -> None:
    assert alice.get(path).status_code == 404


def test_help_asks_who_reads(client: Client, people: People) -> None:
    assert client.get("/help/").status_code == 302


def test_picture_of_a_guide_is_shown(alice: Client) -> None:
    name = next(iter(guides.pictures()))
    answer = alice.get(f"/help/pictures/{name}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert answer.content[8:12] == b"WEBP"
