# SPDX-License-Identifier: Apache-2.0
"""Pages of questionnaires: from the empty list to a published version, for those who may, without JavaScript."""

import copy
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from amends.apps.surveys.actions.publishing import QuestionnaireFaulty, publish
from amends.apps.surveys.actions.questionnaires import draft_from, make_questionnaire, save_draft
from amends.apps.surveys.models import QuestionnaireVersion
from amends.apps.surveys.queries.questionnaires import draft_of, items_of, questionnaire_by_code
from amends.apps.surveys.queries.sheets import read_workbook
from amends.apps.surveys.rules.profile import faults
from amends.apps.surveys.rules.sheets.workbook import workbook
from amends.apps.surveys.rules.sheets.writing import sheets_of
from amends.apps.surveys.rules.starters import STARTERS
from tests.apps.surveys.conftest import SHORT, analyst, as_user
from tests.people import NOON, People

AT = "pages/0/elements/0"


@pytest.fixture
def anna(people: People) -> Client:
    """An analyst of the province, in a browser."""
    return as_user(analyst(people))


@pytest.fixture
def draft(people: People) -> QuestionnaireVersion:
    """The draft of a questionnaire of the province."""
    made = make_questionnaire(
        code="SV-A",
        name="短问卷",
        purpose="试一试",
        unit=people.province,
        content=SHORT,
        by=people.dora,
        at=NOON,
    )
    found = draft_of(made)
    assert found
    return found


def _edit(version: QuestionnaireVersion) -> str:
    return reverse("surveys:edit", args=[version.questionnaire.code])


def _question(draft: QuestionnaireVersion, **changes: str) -> dict[str, str]:
    usual = {
        "at": AT, "edits": str(draft.edits), "do": "save", "name": "Q1", "type": "rating", "label": "满意吗？",
        "label_en": "Satisfied?", "low": "1", "high": "10", "required": "on", "measure": "csat",
    }  # fmt: skip
    return usual | changes


def _content(draft: QuestionnaireVersion) -> Any:
    draft.refresh_from_db()
    return draft.content


def test_empty_list_offers_the_starters_and_makes_them(anna: Client) -> None:
    assert "从样例开始" in anna.get(reverse("surveys:list")).content.decode()
    made = anna.post(reverse("surveys:starters"), follow=True).content.decode()
    assert "SV-TCSI" in made
    assert made.count("第 1 版草稿") == len(STARTERS)


def test_list_needs_few_queries_however_many_there_are(
    anna: Client, django_assert_max_num_queries: Any
) -> None:
    anna.post(reverse("surveys:starters"))
    with django_assert_max_num_queries(8):
        anna.get(reverse("surveys:list"))


def test_who_does_not_design_is_refused(people: People, draft: QuestionnaireVersion) -> None:
    alice = as_user(people.alice)
    for address in (reverse("surveys:list"), reverse("surveys:new"), _edit(draft)):
        assert alice.get(address).status_code == 403


def test_questionnaires_of_units_beside_are_not_there(people: People, draft: QuestionnaireVersion) -> None:
    other = make_questionnaire(
        code="SV-W", name="西市问卷", purpose="试", unit=people.west, content=SHORT, by=people.dora, at=NOON
    )
    east = as_user(analyst(people, people.east, "eve"))
    assert east.get(reverse("surveys:questionnaire", args=[other.code])).status_code == 404
    assert east.get(reverse("surveys:questionnaire", args=["SV-A"])).status_code == 200
    assert east.post(_edit(draft), _question(draft), follow=True).redirect_chain
    assert _content(draft) == SHORT


def test_new_questionnaire_begins_blank_or_from_a_starter(anna: Client, people: People) -> None:
    data = {
        "start": "survey_nps",
        "code": "SV-N",
        "name": "推荐",
        "purpose": "试",
        "unit": people.province.pk,
    }
    answer = anna.post(reverse("surveys:new"), data)
    assert answer["Location"] == reverse("surveys:edit", args=["SV-N"])
    again = anna.post(reverse("surveys:new"), data)
    assert again.status_code == 422
    assert "已被另一份问卷使用" in again.content.decode()
    assert anna.post(reverse("surveys:new"), data | {"start": "blank", "code": "SV-B"}).status_code == 302


def test_new_questionnaire_from_a_starter_is_named_like_it(anna: Client, people: People) -> None:
    data = {"start": "survey_nps", "unit": people.province.pk}
    assert anna.post(reverse("surveys:new"), data)["Location"] == reverse("surveys:edit", args=["SV-NPS"])
    missing = anna.post(reverse("surveys:new"), data | {"start": "blank"})
    assert missing.context["form"].errors.keys() == {"code", "name", "purpose"}
    named = workbook(sheets_of(SHORT, code="SV-F", name="文件里的名字", purpose="试"))
    file = SimpleUploadedFile("q.xlsx", named)
    assert anna.post(reverse("surveys:new"), data | {"start": "blank", "file": file}).status_code == 302
    made = questionnaire_by_code("SV-F", people.dora)
    assert made
    assert made.name == "文件里的名字"


def test_new_questionnaire_from_excel_names_what_cannot_be_read(anna: Client, people: People) -> None:
    data = {"start": "blank", "code": "SV-X", "name": "表格", "purpose": "试", "unit": people.province.pk}
    good = SimpleUploadedFile("q.xlsx", workbook(sheets_of(SHORT)))
    assert anna.post(reverse("surveys:new"), data | {"file": good}).status_code == 302
    rows: Any = sheets_of(SHORT) | {"survey": [{"type": "打勾", "name": "Q1"}]}
    broken = workbook(rows)
    answer = anna.post(
        reverse("surveys:new"), data | {"code": "SV-Y", "file": SimpleUploadedFile("q.xlsx", broken)}
    )
    assert "survey 表第 2 行“题型”列" in answer.content.decode()


def test_builder_saves_a_question_and_keeps_what_its_form_does_not_show(
    anna: Client, draft: QuestionnaireVersion, people: People
) -> None:
    content: Any = copy.deepcopy(SHORT)
    content["pages"][0]["elements"][0]["requiredErrorText"] = "请打分"
    draft = save_draft(version=draft, content=content, edits=1, by=people.dora, at=NOON)
    page = anna.get(_edit(draft), {"at": AT}).content.decode()
    assert "请打分" in page  # in the field of other settings
    more = '{"requiredErrorText": "请打分"}'
    answer = anna.post(_edit(draft), _question(draft, more=more, low_words="很差", na="on"))
    assert answer.status_code == 302
    question = _content(draft)["pages"][0]["elements"][0]
    assert question["title"] == {"default": "满意吗？", "en": "Satisfied?"}
    assert question["requiredErrorText"] == "请打分"
    assert question["rateValues"][-1]["value"] == "na"
    assert question["minRateDescription"] == "很差"


def test_builder_asks_for_random_order_other_and_a_check_without_json(
    anna: Client, draft: QuestionnaireVersion
) -> None:
    page = {"at": "pages/0", "do": "save", "name": "page1"}
    anna.post(_edit(draft), page | {"edits": draft.edits, "shuffled": "on"})
    assert _content(draft)["pages"][0]["questionOrder"] == "random"
    answer = anna.post(_edit(draft), _question(draft, check="{Q1} > 2", check_words="请再看一看"))
    assert answer.status_code == 302
    check = {"type": "expression", "expression": "{Q1} > 2", "text": "请再看一看"}
    assert _content(draft)["pages"][0]["elements"][0]["validators"] == [check]
    form = anna.get(_edit(draft), {"at": AT}).context["form"]
    assert (form["check"].value(), form["more"].value()) == ("{Q1} > 2", "")
    anna.post(_edit(draft), page | {"edits": draft.edits})
    assert "questionOrder" not in _content(draft)["pages"][0]


def test_every_part_of_every_starter_goes_through_its_form_unchanged(anna: Client, people: People) -> None:
    anna.post(reverse("surveys:starters"))
    for code in ("SV-CSAT", "SV-SQ22"):
        questionnaire = questionnaire_by_code(code, people.dora)
        assert questionnaire
        version = draft_of(questionnaire)
        assert version
        before = version.content
        for at in ("", "pages/0", AT, "pages/0/elements/2", f"pages/{len(before['pages']) - 1}/elements/0"):
            posted = _as_shown(anna.get(_edit(version), {"at": at}))
            assert anna.post(_edit(version), posted).status_code == 302
            assert _content(version) == before
        assert version.edits == 1


def _as_shown(page: Any) -> dict[str, Any]:
    """What a browser sends when nothing was changed."""
    context = page.context
    posted: dict[str, Any] = {"at": context["at"], "edits": context["edits"], "do": "save"}
    forms = [context["form"], *(context["rules"].forms if context["rules"] else [])]
    for form in forms:
        for field in form:
            value = field.value()
            if value not in (None, False, ""):
                posted[field.html_name] = "on" if value is True else value
    if context["rules"]:
        posted |= {each.html_name: each.value() for each in context["rules"].management_form}
    return posted


def test_builder_proposes_the_codes_of_elements_and_touchpoints(
    anna: Client, draft: QuestionnaireVersion
) -> None:
    page = anna.get(_edit(draft), {"at": AT}).content.decode()
    for field, code in (("element", "EL-HALL"), ("touchpoint", "TP-HALL")):
        box = page.split(f'name="{field}"')[1].split(">")[0]
        offered = page.split(f'<datalist id="{field}s">')[1].split("</datalist>")[0]
        assert f'list="{field}s"' in box
        assert f'value="{code}"' in offered


def test_builder_says_at_the_field_what_it_cannot_read(anna: Client, draft: QuestionnaireVersion) -> None:
    answer = anna.post(_edit(draft), _question(draft, low="one", more="{"))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"low", "more"}
    assert "满意吗？" in answer.content.decode()  # what was typed stays
    assert _content(draft) == SHORT


def test_builder_adds_moves_copies_and_deletes_and_saves_what_was_typed(
    anna: Client, draft: QuestionnaireVersion
) -> None:
    steps = [("add:radiogroup", "pages/0/elements/1"), ("down:pages/0/elements/1", "pages/0/elements/2"),
             ("copy:pages/0/elements/0", "pages/0/elements/1"), ("delete:pages/0/elements/2", "pages/0/elements/1"),
             ("page", "pages/1"), ("go:", "")]  # fmt: skip
    for do, there in steps:
        answer = anna.post(_edit(draft), _question(draft, do=do))
        assert answer["Location"].endswith(there.replace("/", "%2F")), do
        draft.refresh_from_db()
    names = [each["name"] for each in draft.content["pages"][0]["elements"]]
    assert names == ["Q1", "Q4", "Q3"]
    assert draft.content["pages"][0]["elements"][0]["title"]["default"] == "满意吗？"


def test_builder_does_not_overwrite_another_editor(
    anna: Client, people: People, draft: QuestionnaireVersion
) -> None:
    stale = _question(draft, label="我的问法")
    save_draft(version=draft, content={**SHORT, "title": "改了"}, edits=1, by=people.dora, at=NOON)
    answer = anna.post(_edit(draft), stale)
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "朵拉" in said
    assert "我的问法" in said  # still on the page, to be copied
    assert _content(draft)["title"] == "改了"
    assert anna.post(_edit(draft), stale).status_code == 409  # sending again does not help


def test_builder_leads_back_when_the_place_is_gone(anna: Client, draft: QuestionnaireVersion) -> None:
    for at in ("pages/7", "pages/0/elements/99", "amends", "pages/x"):
        assert anna.get(_edit(draft), {"at": at})["Location"] == _edit(draft)
        assert anna.post(_edit(draft), _question(draft, at=at))["Location"] == _edit(draft)


def test_trying_shows_faults_and_the_document_and_saves_nothing(
    anna: Client, draft: QuestionnaireVersion
) -> None:
    address = reverse("surveys:edit_try", args=["SV-A"])
    shown = anna.post(
        address, _question(draft, relevant="{NOWHERE} = 1", label="</script>?")
    ).content.decode()
    assert "NOWHERE" in shown
    assert "survey-draft" in shown
    assert "&lt;/script&gt;?" in shown
    assert "<script" not in shown  # what htmx brings may hold none
    unread = anna.post(address, _question(draft, low="one")).content.decode()
    assert "survey-draft" not in unread
    assert _content(draft) == SHORT


def test_rules_are_written_in_a_form(anna: Client, draft: QuestionnaireVersion) -> None:
    posted = _as_shown(anna.get(_edit(draft)))
    posted |= {"rule-0-kind": "route", "rule-0-condition": "{Q1} <= 6", "rule-0-then": "open_case",
               "rule-0-priority": "P2", "rule-0-reason": "评分低", "mode": ["sms", "qr"], "intro": "您好"}  # fmt: skip
    assert anna.post(_edit(draft), posted).status_code == 302
    assert _content(draft)["amends"] == {
        "intro": "您好", "mode": ["sms", "qr"],
        "routing": [{"if": "{Q1} <= 6", "then": "open_case", "priority": "P2", "reason": "评分低"}],
    }  # fmt: skip


def test_rule_names_a_case_by_one_of_the_kinds_there_are(anna: Client, draft: QuestionnaireVersion) -> None:
    shown = anna.get(_edit(draft)).content.decode()
    assert '<option value="attitude">服务态度</option>' in shown
    posted = _as_shown(anna.get(_edit(draft)))
    posted |= {"rule-0-kind": "route", "rule-0-condition": "{Q1} <= 6", "rule-0-then": "open_case",
               "rule-0-class_": "attitude"}  # fmt: skip
    assert anna.post(_edit(draft), posted | {"rule-0-class_": "foo"}).status_code == 422
    assert anna.post(_edit(draft), posted).status_code == 302
    content = _content(draft)
    assert content["amends"]["routing"][0]["class"] == "attitude"
    assert not faults(content)
    content["amends"]["routing"][0]["class"] = "foo"
    assert [each.path for each in faults(content)] == ["amends/routing/0/class"]


def test_publishing_lists_what_to_mend_with_links(
    anna: Client, people: People, draft: QuestionnaireVersion
) -> None:
    content: Any = {
        **SHORT,
        "pages": [{"name": "p", "elements": [{"type": "rating", "name": "Q1", "visibleIf": "{X} ="}]}],
    }
    save_draft(version=draft, content=content, edits=1, by=people.dora, at=NOON)
    page = anna.post(reverse("surveys:publish", args=["SV-A", 1])).content.decode()
    assert "?at=pages/0/elements/0" in page
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_publishing_names_codes_that_no_page_will_find(
    anna: Client, people: People, draft: QuestionnaireVersion
) -> None:
    content: Any = copy.deepcopy(SHORT)
    content["pages"][0]["elements"][0]["amends"] = {"element": "EL-DATTA", "touchpoint": "TP-HALL"}
    save_draft(version=draft, content=content, edits=draft.edits, by=people.dora, at=NOON)
    page = anna.get(reverse("surveys:publish", args=["SV-A", 1])).content.decode()
    assert "Q1 EL-DATTA" in page
    assert "TP-HALL" not in page


def test_words_around_the_questions_that_beg_are_not_published(
    anna: Client, people: People, draft: QuestionnaireVersion
) -> None:
    begs = SHORT | {"amends": {"intro": {"default": "请打10分", "en": "Thanks"}}}
    save_draft(version=draft, content=begs, edits=draft.edits, by=people.dora, at=NOON)
    assert "“打10分”是在索要分数" in anna.get(_edit(draft)).content.decode()
    page = anna.post(reverse("surveys:publish", args=["SV-A", 1]))
    assert page.status_code == 422
    assert "“打10分”是在索要分数" in page.content.decode()
    draft.refresh_from_db()
    with pytest.raises(QuestionnaireFaulty):
        publish(version=draft, by=people.dora, at=NOON)


@pytest.mark.requirement("S3-027")
def test_publishing_asks_which_items_continue_which(
    anna: Client, people: People, draft: QuestionnaireVersion
) -> None:
    first = publish(version=draft, by=people.dora, at=NOON)
    second = draft_from(version=first, by=people.dora, at=NOON)
    address = reverse("surveys:publish", args=["SV-A", 2])
    shown = {form.item.code: form.initial for form in anna.get(address).context["forms"]}
    assert shown["Q1"] == {"before": "Q1", "kind": "same", "note": ""}
    posted = {"item-1-before": "Q1", "item-1-kind": "reworded", "item-1-note": "核对过", "item-2-before": "Q1",
              "item-2-kind": "changed", "note": "改了措辞"}  # fmt: skip
    refused = anna.post(address, posted)
    assert "一题只能对应一题" in refused.content.decode()
    anna.post(address, posted | {"item-2-before": ""})
    second.refresh_from_db()
    assert (second.state, second.note) == ("published", "改了措辞")
    assert [(each.before, each.mapping) for each in items_of(second)] == [("Q1", "reworded"), ("", "")]
    page = anna.get(reverse("surveys:questionnaire", args=["SV-A"])).content.decode()
    assert "措辞有改，可比" in page
    assert "新题" in page


def test_page_of_one_questionnaire_needs_few_queries(
    anna: Client, people: People, draft: QuestionnaireVersion, django_assert_max_num_queries: Any
) -> None:
    first = publish(version=draft, by=people.dora, at=NOON)
    publish(version=draft_from(version=first, by=people.dora, at=NOON), by=people.dora, at=NOON)
    with django_assert_max_num_queries(13):
        anna.get(reverse("surveys:questionnaire", args=["SV-A"]))


def test_version_can_be_looked_at_plainly_and_taken_as_excel(
    anna: Client, draft: QuestionnaireVersion
) -> None:
    page = anna.get(
        reverse("surveys:version", args=["SV-A", 1]), {"plain": "", "language": "en"}
    ).content.decode()
    assert "Overall, how satisfied are you?" in page
    file = anna.get(reverse("surveys:excel", args=["SV-A", 1]))
    assert "SV-A-v1.xlsx" in file["Content-Disposition"]
    assert read_workbook(file.content).document == SHORT


def test_excel_takes_the_place_of_the_draft(anna: Client, draft: QuestionnaireVersion) -> None:
    content = {**SHORT, "title": "来自文件"}
    address = reverse("surveys:edit_excel", args=["SV-A"])
    file = SimpleUploadedFile("q.xlsx", workbook(sheets_of(content)))
    anna.post(address, {"file": file, "edits": 1})
    assert _content(draft) == content
    bad = anna.post(address, {"file": SimpleUploadedFile("q.xlsx", b"x"), "edits": 2}, follow=True)
    assert "工作簿" in bad.content.decode()


def test_versions_are_drafted_dropped_and_retired_from_the_page(
    anna: Client, people: People, draft: QuestionnaireVersion
) -> None:
    publish(version=draft, by=people.dora, at=NOON)
    anna.post(reverse("surveys:draft", args=["SV-A", 1]))
    second = draft_of(draft.questionnaire)
    assert second
    anna.post(reverse("surveys:drop", args=["SV-A", 2]))
    assert draft_of(draft.questionnaire) is None
    anna.post(reverse("surveys:retire", args=["SV-A", 1]))
    draft.refresh_from_db()
    assert draft.state == "retired"


def test_note_of_a_link_that_nobody_looked_at_is_said_in_the_readers_language(
    anna: Client, people: People, draft: QuestionnaireVersion
) -> None:
    first = publish(version=draft, by=people.dora, at=NOON)
    with override("en"):  # who published it read English
        publish(version=draft_from(version=first, by=people.dora, at=NOON), by=people.dora, at=NOON)
    address = reverse("surveys:questionnaire", args=["SV-A"])
    assert "自动对应，未经核对" in anna.get(address).content.decode()
    anna.cookies["django_language"] = "en"
    assert "Mapped automatically, not checked" in anna.get(address).content.decode()
