# SPDX-License-Identifier: Apache-2.0
"""Pages: who may see and press what, few queries, an empty page says what to do; the demo fills them all."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amends.apps.core.models import User
from amends.apps.knowledge.actions.sayings.deciding import approve, retire
from amends.apps.knowledge.actions.sayings.refusals import Overtaken
from amends.apps.knowledge.actions.sayings.writing import About, Said, write_wording
from amends.apps.knowledge.models import Script, Term, Wording, WordingReview
from amends.apps.knowledge.queries.finding import waiting
from amends.apps.knowledge.queries.reviewing import by_month, differing, due_for_review
from amends.cli.demo.scripts import fill_scripts
from tests.apps.knowledge.sayings.conftest import PARTS, Editors
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
PAGES = ("terms/", "terms/UW-01/", "wordings/", "wordings/WD-OPENING/", "scripts/", "calendar/")


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def filled(people: People, editors: Editors) -> None:
    """The demo's terms, wordings and scripts."""
    who = {"writer": editors.wen, "approver": editors.rui}
    fill_scripts(**who, unit=people.province, campaigns=["old-friends"], rng=Random(7), at=NOON)


@pytest.mark.parametrize("path", PAGES)
def test_everybody_reads_with_few_queries_however_much_there_is(
    people: People, filled: None, path: str
) -> None:
    client = _as(people.alice)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/knowledge/{path}").status_code == 200
    assert len(queries) <= 24


def test_wordings_that_admit_a_fault_are_marked_in_the_list(people: People) -> None:
    page = _as(people.alice).get("/knowledge/wordings/?group=liability").content.decode()
    assert "核实以后</span> 核实以后：承认是我们的责任" in page
    assert "WD-CLOSING" not in page


@pytest.mark.parametrize("path", ["terms/new/", "wordings/new/", "scripts/new/"])
def test_only_editors_write(people: People, editors: Editors, path: str) -> None:
    assert _as(people.alice).get(f"/knowledge/{path}").status_code == 403
    assert _as(editors.eve).get(f"/knowledge/{path}").status_code == 200


def test_pages_without_anything_say_what_to_do(people: People, editors: Editors) -> None:
    assert "还没有批准在用的话术" in _as(people.alice).get("/knowledge/scripts/").content.decode()
    assert "先写一个" in _as(editors.eve).get("/knowledge/scripts/").content.decode()
    assert "没有这样的用语" in _as(people.alice).get("/knowledge/terms/?q=zzz").content.decode()
    assert "还没有梳理过" in _as(people.alice).get("/knowledge/calendar/").content.decode()


def test_search_finds_a_term_by_the_word_that_is_not_used(people: People) -> None:
    page = _as(people.alice).get("/knowledge/terms/?q=GPRS").content.decode()
    assert "流量" in page
    assert "光猫" not in page


def test_editor_writes_and_another_approves_on_the_page(people: People, editors: Editors) -> None:
    typed = {
        "code": "ow-9",
        "term": "夜间流量",
        "plain": "晚上用的",
        "variants": "闲时流量\n闲时流量\n",
        "unit": people.east.pk,
    }
    assert _as(editors.eve).post("/knowledge/terms/new/", typed).status_code == 302
    row = Term.objects.unscoped("a test looks").get()
    assert (row.code, row.variants, row.state) == ("OW-9", ["闲时流量"], "draft")
    approve = f"/knowledge/versions/term/{row.pk}/approve/"
    page = _as(editors.eve).post(approve, follow=True).content.decode()
    assert "自己提交的要由别人批准" in page
    assert _as(people.alice).post(approve).status_code == 403
    _as(editors.rui).post(approve)
    assert "夜间流量" in _as(people.alice).get("/knowledge/terms/").content.decode()
    assert "夜间流量" not in _as(people.charlie).get("/knowledge/terms/").content.decode()
    assert _as(people.charlie).get("/knowledge/terms/OW-9/").status_code == 404


def test_editor_of_another_city_decides_nothing_here(
    people: People, editors: Editors, wording_of: Any
) -> None:
    row = wording_of("OW-A", "您好。", unit=people.west, approved=False)
    assert _as(editors.eve).post(f"/knowledge/versions/wording/{row.pk}/approve/").status_code == 404
    assert _as(editors.rui).post(f"/knowledge/versions/other/{row.pk}/approve/").status_code == 404


def test_drafts_of_the_units_above_are_not_for_who_writes_below(
    people: People, editors: Editors, term_of: Any, wording_of: Any, script_of: Any
) -> None:
    term_of("OW-1", "夜间流量", approved=False)
    wording_of("OW-A", "您好，还没定。", approved=False)
    row = script_of(approved=False)
    paths = ("terms/OW-1/", "wordings/OW-A/", f"scripts/{row.pk}/", f"scripts/new/?of={row.pk}")
    assert [_as(editors.eve).get(f"/knowledge/{path}").status_code for path in paths] == [404] * 4
    assert [_as(editors.rui).get(f"/knowledge/{path}").status_code for path in paths] == [200] * 4
    wording_of("WD-OPENING", "您好，{company}，工号{staff_number}，还没定。", approved=False)
    assert "还没定" not in _as(editors.eve).get("/knowledge/wordings/WD-OPENING/").content.decode()
    assert "还没定" in _as(editors.rui).get("/knowledge/wordings/WD-OPENING/").content.decode()


def test_draft_that_a_newer_version_overtook_is_not_approved(
    people: People, editors: Editors, wording_of: Any
) -> None:
    old = wording_of("OW-A", "您好。", approved=False)
    newer = wording_of("OW-A", "您好，请讲。")
    with pytest.raises(Overtaken):
        approve(row=old, by=editors.rui, at=NOON)
    assert retire(row=newer, reason="不用", by=editors.rui, at=NOON).state == "retired"
    assert approve(row=old, by=editors.rui, at=NOON).state == "approved"


def test_draft_of_a_script_is_approved_where_it_is_read(
    people: People, editors: Editors, script_of: Any
) -> None:
    there, draft = script_of(), script_of(approved=False)
    approve = f"/knowledge/versions/script/{draft.pk}/approve/"
    assert approve not in _as(editors.rui).get(f"/knowledge/scripts/{there.pk}/").content.decode()
    assert approve in _as(editors.rui).get(f"/knowledge/scripts/{draft.pk}/").content.decode()


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201, "a\x00b"])
@pytest.mark.parametrize("approved", [True, False])
def test_version_is_retired_for_a_reason_that_can_be_kept(
    people: People,
    editors: Editors,
    term_of: Any,
    wording_of: Any,
    script_of: Any,
    approved: bool,
    reason: str,
) -> None:
    rows = {
        "term": term_of("OW-1", "夜间流量", approved=approved),
        "wording": wording_of("OW-A", "您好。", approved=approved),
        "script": script_of(approved=approved),
    }
    client = _as(editors.rui)
    for kind, row in rows.items():
        place = f"/knowledge/versions/{kind}/{row.pk}/retire/"
        refused = client.post(place, {"reason": reason}, follow=True)
        assert refused.status_code == 200
        assert [each.level_tag for each in refused.context["messages"]] == ["error"]
        row.refresh_from_db()
        assert row.retired_at is None
        assert client.post(place, {"reason": "13812341215的不用了"}, follow=True).status_code == 200
        row.refresh_from_db()
        assert row.retired_reason == "138****1215的不用了"
        assert client.post(place, {"reason": "再来一次"}, follow=True).status_code == 200
    assert client.post(f"/knowledge/versions/article/{row.pk}/retire/", {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("typed", ["²", "٣", "9" * 40, "-1", "1.5", "", "x"])
def test_key_that_is_no_number_finds_nothing(
    people: People, editors: Editors, script_of: Any, typed: str
) -> None:
    script_of()
    client = _as(editors.wen)
    assert client.get("/knowledge/scripts/new/", {"of": typed}).status_code == 200
    place = "/knowledge/terms/UW-01/propose/"
    answer = client.post(place, {"kind": "script", "key": typed}, follow=True)
    assert "这一处不在这里改" in answer.content.decode()


def test_key_messages_are_checked_as_they_are_typed(people: People, editors: Editors) -> None:
    page = _as(editors.wen).get("/knowledge/scripts/new/").content.decode()
    assert page.count('class="wording-check"') == len(PARTS) + 1


def test_refused_form_says_why_at_its_field(people: People, editors: Editors) -> None:
    typed = {
        **PARTS,
        "need_check": "",
        "code": "SC-A",
        "name": "推荐",
        "kind": "selling",
        "channel": "hotline",
        "unit": people.east.pk,
    }
    answer = _as(editors.eve).post("/knowledge/scripts/new/", typed)
    assert answer.status_code == 422
    assert "了解需求" in answer.content.decode()


@pytest.mark.requirement("S3-060")
def test_due_by_month_and_overdue_first(people: People, editors: Editors, filled: None) -> None:
    today = NOON.date()
    due = due_for_review(people.province.scope, today.replace(year=2027))
    assert due == sorted(due, key=lambda each: each.on)
    assert {each.what for each in due} == {"统一用语", "口径", "话术"}
    months = by_month(due, today)
    assert [month for month, _ in months] == sorted({max(each.on, today).replace(day=1) for each in due})
    name = Script.objects.unscoped("a test looks").filter(kind="explain").get().name
    assert name in _as(editors.wen).get("/knowledge/calendar/").content.decode()
    assert (
        name not in _as(editors.eve).get("/knowledge/calendar/").content.decode()
    )  # the province looks at its own


@pytest.mark.requirement("S3-060")
def test_version_that_was_replaced_is_not_overdue(people: People, editors: Editors) -> None:
    today = NOON.date()
    for key, days in (("OW-A", (-30, 400)), ("OW-B", (-30, None)), ("OW-C", (400, -30))):
        for each in days:
            review = None if each is None else today + timedelta(days=each)
            about = About(people.province, editors.wen, review)
            words = Said(key, "hotline", f"您好 {each}", "opening", key)
            approve(
                row=write_wording(words=words, about=about, by=editors.wen, at=NOON), by=editors.rui, at=NOON
            )
    assert [each.name for each in due_for_review(people.province.scope, today)] == ["OW-C"]


@pytest.mark.requirement("S3-060")
def test_one_wording_that_two_channels_say_differently_is_listed_side_by_side(
    people: People, filled: None
) -> None:
    found = [each for each in differing(people.east) if each.key == "OW-BILL-DAY"]
    assert [(each.left.channel, each.right.channel) for each in found] == [("sms", "hall")]
    (pair,) = found
    assert "".join(each.text for each in pair.difference.left) == pair.left.text
    assert "".join(each.text for each in pair.difference.right) == pair.right.text
    assert any(each.differs for each in pair.difference.left)
    assert 0 < pair.difference.alike < 1
    assert "<mark>" in _as(people.dora).get("/knowledge/calendar/").content.decode()


@pytest.mark.requirement("S3-060")
def test_review_is_recorded_with_who_when_and_what_came_of_it(people: People, editors: Editors) -> None:
    client = _as(editors.wen)
    assert client.post("/knowledge/calendar/review/", {"result": " "}).status_code == 422
    for _time in range(2):  # a page sent twice is one review
        client.post("/knowledge/calendar/review/", {"result": "都看过，改了两处"})
    row = WordingReview.objects.unscoped("a test looks").get()
    assert (row.by, row.unit, row.result, row.month_date.day) == (
        editors.wen,
        people.province,
        "都看过，改了两处",
        1,
    )
    assert row.differing == len(differing(people.province))
    assert "都看过" in _as(people.dora).get("/knowledge/calendar/").content.decode()
    assert "都看过" not in _as(people.charlie).get("/knowledge/calendar/").content.decode()


def test_numbers_of_people_in_a_review_are_hidden(people: People, editors: Editors) -> None:
    _as(editors.wen).post("/knowledge/calendar/review/", {"result": "问过138-1234-1215"})
    assert WordingReview.objects.unscoped("a test looks").get().result == "问过138****1215"


def test_demo_leaves_something_to_approve_and_fills_every_page(
    people: People, editors: Editors, filled: None
) -> None:
    kinds = [kind for kind, _ in waiting(people.province.scope)]
    assert sorted(kinds) == ["script", "term", "wording"]
    assert Script.objects.unscoped("a test looks").filter(kind="selling", subject="old-friends").count() == 1
    page = _as(editors.rui).get("/knowledge/terms/UW-01/").content.decode()
    assert "重置服务密码" in page
    assert Wording.objects.unscoped("a test looks").filter(approved_at__isnull=False).count() == 4


def test_phrases_for_a_call_are_at_hand_on_the_page_of_a_case(people: People) -> None:
    panel = _as(people.alice).get("/knowledge/wordings/panel/C2611-000001/", headers={"HX-Request": "true"})
    said = panel.content.decode()
    for words in ("您的意思是", "嗯，我在听", "很抱歉让您久等了"):
        assert words in said
    assert "<html" not in said
