# SPDX-License-Identifier: Apache-2.0
"""The pages of role-play: everybody plays, a trainer reads and writes, nobody reads what is not theirs."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from amends.apps.cases.models import Case
from amends.apps.core.models import User
from amends.apps.training.models.playing import Play, ScenarioVersion
from amends.apps.training.rules.playing.typed import typed
from tests.apps.cases.conftest import customer, heard
from tests.apps.training.playing.conftest import trainer
from tests.apps.training.playing.contents import contents, scenario
from tests.apps.training.playing.test_actions import WHY, play_through
from tests.people import People

__all__ = ["customer", "heard"]


def _text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_the_library_shows_all_and_is_narrowed(client: Client, people: People) -> None:
    client.force_login(people.alice)
    page = _text(client, "/training/plays/")
    assert all(scenario(code).title in page for code in contents())
    narrowed = _text(client, "/training/plays/?channel=online&skill=closing")
    assert "智能客服绕了十分钟" in narrowed
    assert "账单突然多出三百元" not in narrowed
    assert "没有符合条件的场景" in _text(client, "/training/plays/?channel=online&difficulty=4")


def test_a_play_goes_by_plain_forms_from_the_first_word_to_the_result(client: Client, people: People) -> None:
    client.force_login(people.alice)
    response = client.post("/training/plays/RP-01/begin/")
    url = response.headers["Location"]
    for number, text in enumerate(scenario("RP-01").plays["good"], start=1):
        page = _text(client, url)
        assert f'name="number" value="{number}"' in page
        response = client.post(url, {"text": text, "number": number})
        assert response.status_code == 302
    page = client.get(url, follow=True).content.decode()
    assert "通过了" in page
    assert scenario("RP-01").need.says in page
    assert "评分卡" in page
    assert "练下一个" in page
    assert scenario("RP-01").title in _text(client, "/training/plays/mine/")


def test_an_empty_answer_is_asked_for_again_and_the_hidden_need_is_not_on_the_page(
    client: Client, people: People
) -> None:
    client.force_login(people.alice)
    url = client.post("/training/plays/RP-01/begin/").headers["Location"]
    assert client.post(url, {"text": " ", "number": 1}).status_code == 422
    assert scenario("RP-01").need.says not in _text(client, url)


def test_what_is_typed_is_shown_as_text(client: Client, people: People) -> None:
    client.force_login(people.alice)
    url = client.post("/training/plays/RP-01/begin/").headers["Location"]
    client.post(url, {"text": "<script>1</script>", "number": 1})
    assert "<script>1</script>" not in _text(client, url)


def test_others_do_not_see_a_play(client: Client, people: People, tina: User) -> None:
    play = play_through(people.alice, "RP-01", "good")
    client.force_login(people.bob)
    assert client.get(f"/training/plays/at/{play.pk}/").status_code == 404
    assert client.get("/training/plays/overview/").status_code == 403
    client.force_login(tina)
    assert "艾丽" in _text(client, f"/training/plays/seen/{play.pk}/")
    assert "账" in _text(client, "/training/plays/overview/")
    strange = play_through(people.charlie, "RP-01", "good")
    assert client.get(f"/training/plays/seen/{strange.pk}/").status_code == 404


def test_result_says_that_what_failed_on_the_card_was_not_done(client: Client, people: People) -> None:
    play = play_through(people.alice, "RP-01", "bad")
    client.force_login(people.alice)
    page = _text(client, f"/training/plays/at/{play.pk}/result/")
    assert "没有做到：" in page
    assert "没有看到" not in page  # on a card that is a third mark, neither passed nor failed


def test_what_was_half_said_is_not_told_as_left_out(client: Client, people: People) -> None:
    client.force_login(people.alice)
    url = client.post("/training/plays/RP-01/begin/").headers["Location"]
    client.post(url, {"text": "真对不起，让您着急了。", "number": 1})
    client.post(f"{url}end/")
    page = _text(client, f"{url}result/")
    first, second = (each.point.says for each in scenario("RP-01").criteria[:2])
    assert "说到一部分" in page.split(first)[1].split(second)[0]
    assert "说到一部分" not in page.split(second)[1]


def test_pages_ask_the_database_a_bounded_number_of_times(
    client: Client, people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    play = play_through(people.alice, "RP-01", "bad")
    client.force_login(people.alice)
    for url in ("/training/plays/", "/training/plays/mine/", f"/training/plays/at/{play.pk}/result/"):
        with django_assert_max_num_queries(14):
            client.get(url)


def _told(case: Case, story: str) -> Case:
    Case.objects.unscoped(WHY).filter(pk=case.pk).update(story=story)
    return case


def _fields(people: People, **change: str) -> dict[str, object]:
    return typed(contents()["RP-01"]) | {"code": "OWN-1", "unit": people.east.pk, "note": "", **change}


def test_a_trainer_tries_a_scenario_out_and_hands_it_in_and_another_approves(
    client: Client, people: People, tina: User, tom: User
) -> None:
    client.force_login(tina)
    tried = client.post("/training/scenarios/new/", {**_fields(people), "do": "try"})
    assert "可以练" in tried.content.decode()
    assert not ScenarioVersion.objects.unscoped(WHY).exists()
    assert client.post("/training/scenarios/new/", {**_fields(people), "do": "keep"}).status_code == 302
    row = ScenarioVersion.objects.unscoped(WHY).get()
    page = _text(client, f"/training/scenarios/{row.pk}/")
    assert "自己写的由别人批准" in page
    client.post(f"/training/scenarios/{row.pk}/decide/", {"do": "approve"})
    row.refresh_from_db()
    assert row.approved_at is None
    client.force_login(tom)
    assert row.title in _text(client, "/training/scenarios/")
    client.post(f"/training/scenarios/{row.pk}/decide/", {"do": "approve"})
    client.force_login(people.alice)
    assert client.post("/training/plays/OWN-1/begin/").headers["Location"].startswith("/training/plays/at/")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"criteria": "倾听 | 先听 | 抱歉"}, "技能不对"),
        ({"good": "您好。"}, "试演和预想的不一样"),
        ({"nodes": "open | 你好 | 没进展2→moon"}, "不存在的节点“moon”"),
    ],
)
def test_what_is_wrong_with_a_scenario_is_said(
    client: Client, people: People, tina: User, change: dict[str, str], sentence: str
) -> None:
    client.force_login(tina)
    response = client.post("/training/scenarios/new/", {**_fields(people, **change), "do": "keep"})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not ScenarioVersion.objects.unscoped(WHY).exists()


def test_a_trainee_writes_no_scenarios(client: Client, people: People) -> None:
    client.force_login(people.alice)
    assert client.get("/training/scenarios/new/").status_code == 403
    assert not Play.objects.unscoped(WHY).exists()


def test_a_scenario_is_drawn_from_a_case_without_persons_line_by_line(
    client: Client, people: People, tina: User, heard: Case
) -> None:
    case = _told(heard, "我叫王小明，电话 13800001215，宽带三天没修。师傅没来！")
    client.force_login(tina)
    asked = {"number": case.number}
    page = client.post("/training/scenarios/from-case/", asked).content.decode()
    assert "师傅没来！" in page
    assert "13800001215" not in page
    refused = client.post("/training/scenarios/from-case/", {**asked, "asked": "yes", "line": ["1"]})
    assert "还有没有确认的行" in refused.content.decode()
    lines = [str(number + 1) for number in range(page.count('name="line"'))]
    response = client.post("/training/scenarios/from-case/", {**asked, "asked": "yes", "line": lines})
    assert response.headers["Location"] == "/training/scenarios/new/?draft=1"
    client.post("/training/scenarios/new/?draft=1", {**_fields(people), "do": "keep"})
    row = ScenarioVersion.objects.unscoped(WHY).get()
    assert len(row.case_hash) == 64
    assert case.number not in str(row.content)


def test_a_case_of_others_is_not_drawn_from(client: Client, people: People, heard: Case) -> None:
    case = _told(heard, "宽带三天没修。")
    client.force_login(trainer("wendy", people.west))
    assert client.post("/training/scenarios/from-case/", {"number": case.number}).status_code == 422
