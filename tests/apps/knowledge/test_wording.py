# SPDX-License-Identifier: Apache-2.0
"""The wording check in the pages and for programs: below a field, on its own page, over the API."""

import json
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client

from amends.analytics.language.checking import SEVERITIES
from amends.apps.cases.forms.governance import ReplyForm
from amends.apps.core.actions.accounts import issue_token
from amends.apps.core.rules.roles import RIGHTS, Role
from amends.apps.knowledge.forms.wording import WordingForm
from amends.apps.knowledge.queries.wording import checked, marked, rules_for, rules_in_words, wording_findings
from amends.apps.promises.forms.campaigns.plans import ClaimForm
from amends.apps.promises.forms.campaigns.readiness import MaterialForm
from amends.apps.recovery.forms.network import TellForm
from amends.apps.recovery.forms.notices import OutageForm
from amends.apps.surveys.forms.waves import WaveForm
from tests.people import NOON, People

RUDE = "你应该早点来。"


@pytest.fixture
def alice(client: Client, people: People) -> Client:
    client.force_login(people.alice)
    return client


@pytest.mark.requirement("S4-056")
def test_field_shows_what_was_found_and_what_to_say_instead(alice: Client) -> None:
    page = alice.post("/knowledge/wording/check/", {"words": RUDE, "of": "words"}).content.decode()
    assert "你应该早" in page
    assert "谢谢您现在告诉我" in page
    assert "<html" not in page


def test_field_with_good_words_says_so_and_an_empty_one_says_nothing(alice: Client) -> None:
    url = "/knowledge/wording/check/"
    assert "没有发现" in alice.post(url, {"text": "您应该收到短信了。"}).content.decode()
    assert alice.post(url, {"text": " "}).content.decode().strip() == ""


def test_check_asks_for_a_login_and_a_post(client: Client, people: People) -> None:
    assert client.post("/knowledge/wording/check/", {"text": RUDE}).status_code == 302
    client.force_login(people.alice)
    assert client.get("/knowledge/wording/check/").status_code == 405


def test_what_was_written_is_shown_as_text_and_never_as_markup(alice: Client) -> None:
    sent = {"text": "你应该早<script>alert(1)</script>点来", "channel": ""}
    page = alice.post("/knowledge/wording/", sent).content.decode()
    assert "<mark" in page
    assert "<script>alert" not in page


def test_page_works_without_a_script(alice: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        page = alice.post(
            "/knowledge/wording/", {"text": f"您好。\n{RUDE}", "channel": "chat"}
        ).content.decode()
    assert '<mark title="谢谢您现在告诉我' in page


def test_pieces_put_together_are_the_text(people: People) -> None:
    text = f"您好。{RUDE}这不归我管，请用ＧＰＲＳ上网"
    found = wording_findings(text, unit=people.east)
    pieces = marked(text, found)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.found] == [each.finding.text for each in found]


def test_rules_can_be_read_with_their_examples(alice: Client, people: People) -> None:
    page = alice.get("/knowledge/wording/rules/").content.decode()
    for code in ("FP-01", "WR-01", "SB-01", "UW-03"):
        assert code in page
    found = rules_in_words(people.east, "超套")
    assert [each.code for group in found for each in group.rules] == ["UW-03"]
    assert "没有含有这些字的规则" in alice.get("/knowledge/wording/rules/?words=zzz").content.decode()


def test_every_rule_has_a_gravity_with_a_name(people: People) -> None:
    groups = rules_in_words(people.east)
    assert {each.severity for group in groups for each in group.rules} <= set(SEVERITIES)
    assert sum(len(group.rules) for group in groups) > 80


def test_rules_are_compiled_once_as_long_as_the_terms_stay(people: People) -> None:
    assert rules_for(people.east) is rules_for(people.east)
    assert rules_for(None) is rules_for(None)


def test_tag_asks_for_the_field_that_it_stands_below() -> None:
    tags = "{% wording_check form.text channel='sms' %}{% wording_check 'reply_text' name='text' %}"
    shown = Template("{% load amends_ui %}" + tags).render(Context({"form": WordingForm()}))
    assert 'hx-include="#id_text"' in shown
    assert 'hx-include="#reply_text"' in shown
    assert shown.count('"of": "text"') == 2


@pytest.fixture
def token(people: People) -> dict[str, str]:
    issue_token(
        user=people.bob, name="x", rights=RIGHTS[Role(people.bob.role)], secret="secret", by=None, at=NOON
    )
    return {"HTTP_AUTHORIZATION": "Bearer secret"}


def _post(client: Client, body: object, **headers: str) -> Any:
    return client.post("/api/v1/wording/check", json.dumps(body), content_type="application/json", **headers)  # type: ignore[arg-type]


def test_api_tells_findings_with_columns_of_their_line(client: Client, token: dict[str, str]) -> None:
    answer = _post(client, {"text": f"您好。\n先生，{RUDE}"}, **token)
    assert answer.status_code == 200
    (found,) = answer.json()["findings"]
    assert (found["line"], found["start"], found["end"], found["rule"]) == (2, 3, 7, "FP-10")
    assert found["better"]


@pytest.mark.requirement("S0-062")
def test_api_takes_what_was_confirmed(client: Client, token: dict[str, str]) -> None:
    said = "我保证退您五十元。"
    assert _post(client, {"text": said}, **token).json()["findings"]
    assert _post(client, {"text": said, "confirmed": ["50元"]}, **token).json()["findings"] == []


def test_api_asks_who_it_is(client: Client, people: People) -> None:
    assert _post(client, {"text": RUDE}).status_code == 401


def test_terms_of_the_pack_are_checked_with_the_agreed_word(people: People) -> None:
    (found,) = checked("本月有超套", unit=people.east)
    assert (found.rule, found.better, found.severity) == ("UW-03", "超出部分费用", "wording")


def test_field_whose_widget_asks_for_it_gets_the_check_below() -> None:
    class Notice(forms.Form):
        words = forms.CharField(widget=forms.Textarea({"data-wording": "sms"}))
        note = forms.CharField()

    shown = Template("{% load amends_ui %}{% form_fields form %}").render(Context({"form": Notice()}))
    assert shown.count("hx-post") == 1
    assert '"on": "sms"' in shown


@pytest.mark.parametrize(
    "form",
    [ReplyForm, WaveForm, OutageForm, TellForm, MaterialForm, ClaimForm],
    ids=lambda form: form.__name__,
)
def test_forms_of_what_customers_read_have_the_check(form: type[forms.Form]) -> None:
    fields: Any = vars(form)["base_fields"].values()
    assert any("data-wording" in each.widget.attrs for each in fields)


def test_rules_are_read_without_compiling_them(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    names = dict(rules_for(people.east).names)

    def compiled(unit: object) -> None:
        raise AssertionError("to read the rules, no pattern is compiled")

    monkeypatch.setattr("amends.apps.knowledge.queries.wording.rules_for", compiled)
    groups = rules_in_words(people.east)
    assert {each.name for each in groups} <= set(names.values())
    assert len(groups) > 5
