# SPDX-License-Identifier: Apache-2.0
"""Scripts: what they must hold, what is too long, and what the database refuses."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from amends.apps.knowledge.actions.sayings.deciding import retire
from amends.apps.knowledge.actions.sayings.refusals import (
    ArticlesMissing,
    PartsMissing,
    ReferenceUnknown,
    SubjectMissing,
)
from amends.apps.knowledge.actions.sayings.reviewing import ExampleThere, add_example
from amends.apps.knowledge.actions.sayings.writing import too_much
from amends.apps.knowledge.models import Article, Script, Term, Wording
from amends.apps.knowledge.queries.articles import uses_of
from amends.apps.knowledge.queries.scripts import examples_of, limits, scripts_in_force
from amends.apps.knowledge.rules.script_words import ScriptKind
from amends.apps.knowledge.rules.scripts import TooMuch
from tests.apps.knowledge.sayings.conftest import PARTS, TALK, Editors
from tests.apps.knowledge.written import approved, drafted
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
Make = Callable[..., Script]


def _without(*names: str) -> dict[str, str]:
    return {name: text for name, text in PARTS.items() if name not in names}


@pytest.mark.requirement("S3-072")
@pytest.mark.parametrize("kind", [*ScriptKind])
def test_script_without_need_check_is_refused(script_of: Make, kind: ScriptKind) -> None:
    with pytest.raises(PartsMissing):
        script_of(kind=kind, parts=_without("need_check"))
    with pytest.raises(PartsMissing):
        script_of(kind=kind, parts={**PARTS, "need_check": "  "})


@pytest.mark.requirement("S3-072")
@pytest.mark.parametrize("part", ["suitability", "consent"])
def test_selling_script_says_whom_it_suits_and_asks_for_consent(script_of: Make, part: str) -> None:
    with pytest.raises(PartsMissing):
        script_of(parts=_without(part))
    assert script_of(kind=ScriptKind.SERVICE, parts=_without(part)).state == "approved"
    with pytest.raises(SubjectMissing):
        script_of(subject=" ")


def test_reference_to_a_wording_that_the_channel_has_not_is_refused(script_of: Make) -> None:
    with pytest.raises(ReferenceUnknown):
        script_of(parts={**PARTS, "close": "[[WD-NOTHING]]"})
    with pytest.raises(ReferenceUnknown):
        script_of(channel="sms")


@pytest.mark.requirement("S1-017")
def test_script_over_the_length_of_its_channel_warns_the_editor(
    people: People, editors: Editors, client: Client
) -> None:
    assert too_much(TALK, people.province) == ()
    most = limits()["hotline"]
    long = replace(
        TALK,
        parts={**PARTS, "suggestion": "好" * (most.whole + 1)},
        key_messages=[f"第 {n} 条" for n in range(9)],
    )
    found = too_much(long, people.province)
    assert {each.what for each in found} == {TooMuch.PART, TooMuch.WHOLE, TooMuch.KEY_MESSAGES}
    client.force_login(editors.wen)
    typed: dict[str, Any] = {
        **long.parts, "code": "SC-LONG", "name": "太长的", "kind": "selling", "channel": "hotline",
        "subject": "x", "key_messages": "\n".join(long.key_messages), "unit": people.province.pk,
    }  # fmt: skip
    page = client.post("/knowledge/scripts/new/", typed, follow=True).content.decode()
    assert f"超过 {most.part} 字" in page
    assert f"超过 {most.key_messages} 条" in page
    assert Script.objects.unscoped("a test looks").get().code == "SC-LONG"


@pytest.mark.requirement("S1-017")
def test_wording_that_a_part_names_counts_for_its_length(
    people: People, wording_of: Callable[..., Wording]
) -> None:
    wording_of("WD-OPENING", "{company}{staff_number}" + "好" * limits()["hotline"].part)
    (found,) = too_much(TALK, people.province)
    assert (found.what, found.part) == (TooMuch.PART, "opening")


@pytest.mark.requirement("S3-070")
def test_case_base_keeps_examples_of_a_script_without_numbers(
    people: People, editors: Editors, script_of: Make
) -> None:
    row = script_of()
    add_example(
        script=row, title="先问再荐", story="客户 13812345678 说够用，就没有再推荐。", went_well=True,
        by=editors.wen, at=NOON,
    )  # fmt: skip
    (found,) = examples_of("SC-FLOW", people.east_team)
    assert "13812345678" not in found.story
    with pytest.raises(ExampleThere):
        add_example(script=row, title="先问再荐", story="又一个", went_well=True, by=editors.wen, at=NOON)


def test_nearest_script_of_a_code_holds(people: People, script_of: Make) -> None:
    script_of()
    script_of(unit=people.east, name="东市的")
    assert [each.script.name for each in scripts_in_force(people.east_team)] == ["东市的"]
    assert [each.script.name for each in scripts_in_force(people.west_team)] == ["推荐流量档"]


@pytest.fixture
def article(editors: Editors) -> Article:
    return approved(editors.wen, editors.rui)


def _uses(article: Article, people: People) -> list[tuple[str, str]]:
    return sorted((each.kind, each.reference) for each in uses_of(article, people.alice.scope))


def test_article_shows_the_scripts_and_campaigns_that_rely_on_it(
    people: People, editors: Editors, article: Article, script_of: Make
) -> None:
    script_of(articles=(article.code.lower(), article.code, ""), approved=False)
    assert _uses(article, people) == []
    first = script_of(articles=(article.code,))
    assert _uses(article, people) == [("campaign", "old-friends"), ("script", "SC-FLOW")]
    script_of(code="SC-OTHER", subject="", kind=ScriptKind.SERVICE, articles=(article.code,))
    assert ("script", "SC-OTHER") in _uses(article, people)
    script_of()  # the next version relies on it no more; the campaign did
    assert _uses(article, people) == [("campaign", "old-friends"), ("script", "SC-OTHER")]
    assert first.articles == [article.code]


def test_use_by_a_script_ends_when_no_unit_has_it_any_more(
    people: People, editors: Editors, article: Article, script_of: Make
) -> None:
    whole, east = script_of(articles=(article.code,)), script_of(articles=(article.code,), unit=people.east)
    retire(row=whole, reason="换了", by=editors.rui, at=NOON)
    assert ("script", "SC-FLOW") in _uses(article, people)
    retire(row=east, reason="换了", by=editors.rui, at=NOON)
    assert _uses(article, people) == [("campaign", "old-friends")]


def test_script_relies_on_what_its_unit_reads(
    people: People, editors: Editors, script_of: Make, client: Client
) -> None:
    of_city = approved(editors.eve, editors.rui)
    draft = drafted(editors.wen).article
    for code in (of_city.code, draft.code, "K-999999"):
        with pytest.raises(ArticlesMissing):
            script_of(articles=(code,))
    row = script_of(articles=(of_city.code,), unit=people.east)
    client.force_login(people.alice)
    assert (
        f"/knowledge/articles/{of_city.code}/" in client.get(f"/knowledge/scripts/{row.pk}/").content.decode()
    )


def test_page_sent_twice_hands_in_one_version(
    people: People, editors: Editors, script_of: Make, client: Client
) -> None:
    client.force_login(editors.wen)
    typed = {
        **PARTS,
        "code": "SC-A",
        "name": "推荐",
        "kind": "service",
        "channel": "hotline",
        "unit": people.province.pk,
    }
    for changes in ({}, {}, {"name": "改名"}, {"name": "改名"}):
        assert client.post("/knowledge/scripts/new/", typed | changes).status_code == 302
    rows = Script.objects.unscoped("a test").order_by("number")
    assert [(each.number, each.name) for each in rows] == [(1, "推荐"), (2, "改名")]
    client.force_login(editors.rui)
    client.post("/knowledge/scripts/new/", typed | {"name": "改名", "note": "问13812341215"})
    last = rows.last()
    assert last
    assert (last.number, last.made_by, last.note) == (3, editors.rui, "问138****1215")


def test_draft_is_seen_by_who_writes_and_nobody_else(
    people: People, editors: Editors, script_of: Make, client: Client
) -> None:
    row = script_of(approved=False)
    for who, status in ((people.alice, 404), (editors.eve, 404), (editors.rui, 200)):
        client.force_login(who)
        assert client.get(f"/knowledge/scripts/{row.pk}/").status_code == status
    client.force_login(editors.rui)
    client.post(f"/knowledge/versions/script/{row.pk}/approve/")
    client.force_login(people.alice)
    assert "适合谁" in client.get(f"/knowledge/scripts/{row.pk}/").content.decode()


def test_script_of_a_city_is_hidden_from_another(people: People, script_of: Make, client: Client) -> None:
    row = script_of(unit=people.east)
    client.force_login(people.charlie)
    assert client.get(f"/knowledge/scripts/{row.pk}/").status_code == 404
    assert row.name not in client.get("/knowledge/scripts/").content.decode()


@pytest.mark.parametrize(
    "bad",
    [
        {"number": 0},
        {"name": ""},
        {"kind": "other"},
        {"channel": "fax"},
        {"parts": {"opening": "您好"}},
        {"parts": {"need_check": "要什么？"}},
        {"subject": ""},
        {"approved_at": NOON},
        {"approved": "self"},
        {"retired_at": NOON},
        {"number": 1},
    ],
)
def test_database_refuses_bad_versions(editors: Editors, script_of: Make, bad: dict[str, Any]) -> None:
    row = script_of(approved=False)
    values = {
        each.attname: getattr(row, each.attname) for each in Script._meta.concrete_fields if each.name != "id"
    }
    values |= {"number": 2, **bad}
    if values.pop("approved", ""):
        values |= {"approved_at": NOON, "approved_by_id": row.made_by_id}
    with pytest.raises(IntegrityError), transaction.atomic():
        Script.objects.create(**values)


@pytest.mark.parametrize(
    ("model", "bad"),
    [
        (Term, {"term": ""}), (Term, {"plain": ""}), (Wording, {"text": ""}), (Wording, {"channel": "fax"}),
        (Wording, {"language": "fr"}), (Wording, {"group": "other"}),
    ],
)  # fmt: skip
def test_database_refuses_empty_terms_and_unknown_places(
    editors: Editors, term_of: Any, wording_of: Any, model: Any, bad: dict[str, Any]
) -> None:
    row = term_of("OW-01", "夜间流量") if model is Term else wording_of("OW-A", "您好。")
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.unscoped("a test breaks it").filter(pk=row.pk).update(**bad)


def test_reader_sees_their_own_company_department_and_number(
    people: People, script_of: Make, client: Client
) -> None:
    row = script_of()
    client.force_login(people.alice)
    page = client.get(f"/knowledge/scripts/{row.pk}/").content.decode()
    assert "您好，集团东市投诉组，工号alice为您服务" in page
    assert "{" not in page.split("<main")[1].split("</main>")[0]
