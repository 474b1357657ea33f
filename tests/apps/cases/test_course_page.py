# SPDX-License-Identifier: Apache-2.0
"""The page of a case on the twelve steps: what to do now, why a step waits, and that nothing typed is lost."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amends.apps.cases.models import Case, Task
from amends.apps.cases.models.step_words import FIELD_LABELS
from tests.apps.cases.conftest import Opened, as_user, stored
from tests.apps.cases.course import (
    AT,
    HOUR,
    LATER,
    STORY,
    answered,
    handled,
    recorded,
    records,
    step,
    through,
)
from tests.people import People


@pytest.fixture
def case(heard: Case) -> Case:
    """A complaint that Alice heard at 14:00."""
    return heard


@pytest.fixture
def alice(people: People, after_the_call: None) -> Client:
    """Alice at her desk, an hour and a minute after two."""
    return as_user(people.alice)


def _page(client: Client, case: Case, query: str = "") -> str:
    answer = client.get(f"/cases/{case.number}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def _post(client: Client, case: Case, path: str, **data: Any) -> Any:
    return client.post(f"/cases/{case.number}/{path}/", {"version": case.version} | data)


def test_page_shows_the_card_of_the_step_to_do_now(alice: Client, case: Case) -> None:
    page = _page(alice, case)
    for words in ("停下手里的事", "不打断、不抢话", "您请讲，我在记录", "「客户说的」 不少于十个字", STORY):
        assert words in page


@pytest.mark.parametrize("last", ["listen", "classify", "progress"])
def test_page_stays_within_its_queries(alice: Client, case: Case, people: People, last: str) -> None:
    case = through(case, people, last)
    _page(alice, case)
    with CaptureQueriesContext(connection) as captured:
        _page(alice, case)
    assert len(captured) <= 15, [query["sql"][:120] for query in captured]


@pytest.mark.parametrize("code", ["listen", "soothe", "judge", "classify", "act", "review"])
def test_each_card_opens_on_demand(alice: Client, case: Case, code: str) -> None:
    assert f'action="/cases/{case.number}/steps/{code}/"' in _page(alice, case, f"?step={code}")


@pytest.mark.requirement("S4-032", "S4-033", "S4-034", "S4-035")
def test_the_way_shows_phases_and_why_a_step_waits(alice: Client, case: Case) -> None:
    page = _page(alice, case)
    for words in ("接待抱怨", "解释澄清", "解决处理", "跟踪总结", "先办「安抚、确认」"):
        assert words in page


def test_gate_names_fields_as_the_form_does(alice: Client, case: Case, people: People) -> None:
    for code in records(people):
        gate = _page(alice, case, f"?step={code}").split("过关条件：")[1].split("</p>")[0]
        assert not any(known in gate for known in FIELD_LABELS if "_" in known), gate


def test_step_is_done_by_its_button_and_the_next_one_opens(alice: Client, case: Case) -> None:
    answer = _post(alice, case, "steps/listen", story_zh=STORY)
    assert (answer.status_code, answer.url) == (302, f"/cases/{case.number}/")
    assert "按人物、时间、地点" in _page(alice, case)


@pytest.mark.requirement("S4-036", "S4-037")
def test_closed_gate_keeps_what_was_typed(alice: Client, case: Case) -> None:
    answer = _post(alice, case, "steps/ask", what="退款只到了一半", where="线上")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "「何事」和「何时」必填" in page
    assert "退款只到了一半" in page
    assert f'action="/cases/{case.number}/steps/ask/"' in page


def test_stale_step_keeps_the_text_and_shows_the_new_version(alice: Client, case: Case) -> None:
    sent = {"version": 7, "story_zh": "我写了很久很久的话"}
    answer = alice.post(f"/cases/{case.number}/steps/listen/", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "刚刚被别人改过" in page
    assert "我写了很久很久的话" in page
    assert f'name="version" value="{case.version}"' in page


def test_refused_field_says_so_at_the_field(alice: Client, case: Case) -> None:
    page = _post(alice, case, "steps/listen", story_zh="长" * 5000).content.decode()
    assert "「客户说的」太长了" in page


@pytest.mark.requirement("S4-053", "S0-023")
def test_angry_customer_is_warned_of_and_the_reason_opens_the_step(
    alice: Client, case: Case, people: People
) -> None:
    case = through(case, people, "ask")
    case = step(case, people, "soothe", emotion_after="upset")
    answer = _post(alice, case, "steps/explain", explanation_zh="退款在路上")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "客户情绪激动：先处理心情" in page
    assert "<details open><summary" in page
    assert recorded(case).keys() == {1, 2, 3}
    told = {"explanation_zh": "退款在路上", "despite": "客户只问一件事"}
    assert _post(alice, case, "steps/explain", **told).status_code == 302
    assert recorded(case)[7].note == "客户只问一件事"


@pytest.mark.requirement("S4-040", "S0-022")
@pytest.mark.parametrize(
    ("kind", "tip", "seconds"),
    [
        ("mild", "少让对方等待", 60),
        ("angry", "音量比对方低一点", 180),
        ("expert", "直接给事实、依据和版本", 180),
    ],
)
def test_type_changes_the_tips_and_how_long_the_customer_may_wait(
    alice: Client, case: Case, people: People, kind: str, tip: str, seconds: int
) -> None:
    assert tip not in _page(alice, case)
    page = _page(alice, step(case, people, "judge", handling_type=kind))
    assert tip in page
    assert f'data-hold="{seconds}"' in page


@pytest.mark.requirement("S4-029", "S4-030")
def test_solution_shows_which_aims_it_covers(alice: Client, case: Case, people: People) -> None:
    case = through(case, people, "soothe")
    case = step(case, people, "confirm", aims=["solve", "respect"])
    for code in ("judge", "analyse", "explain", "classify"):
        case = step(case, people, code)
    assert '<span class="tag warning">解决问题</span>' in _page(alice, case)
    measure = {"text": "补退", "owner": people.alice.pk, "due_at": AT + HOUR, "aim": "solve"}
    page = _page(alice, step(case, people, "act", action_items=[measure]), "?step=act")
    assert '<span class="tag success">解决问题</span>' in page
    assert '<span class="tag warning">受到尊重</span>' in page


@pytest.mark.requirement("S4-044")
def test_measures_are_typed_as_rows(alice: Client, case: Case, people: People) -> None:
    case = through(case, people, "classify")
    rows = {
        "measure_text": ["补退第二笔", ""],
        "measure_owner": [str(people.bob.pk), str(people.alice.pk)],
        "measure_due_at": ["2026-11-02T18:00", ""],
        "measure_aim": ["solve", ""],
    }
    answer = _post(alice, case, "steps/act", finding="单子卡在复核岗", desired_outcome_zh="退钱", **rows)
    assert answer.status_code == 302, answer.content.decode()
    task = Task.objects.unscoped("a test looks").get(kind="measure")
    assert (task.owner, task.facts) == (people.bob, {"aim": "solve"})
    assert task.due_at == datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


def test_half_a_measure_is_refused_with_its_row(alice: Client, case: Case, people: People) -> None:
    case = through(case, people, "classify")
    rows = {
        "measure_text": ["补退第二笔"],
        "measure_owner": [""],
        "measure_due_at": [""],
        "measure_aim": [""],
    }
    page = _post(alice, case, "steps/act", finding="单子卡住", **rows).content.decode()
    assert "每一项措施都要写明" in page
    assert 'value="补退第二笔"' in page


def test_step_is_skipped_with_a_reason_only(alice: Client, case: Case) -> None:
    refused = _post(alice, case, "steps/soothe/skip", reason=" ")
    told = refused.content.decode().split("跳过这一步")[1].split("</details>")[0]
    assert refused.status_code == 422
    assert "这个字段是必填项" in told
    assert _post(alice, case, "steps/soothe/skip", reason="客户很平静").status_code == 302
    assert recorded(case)[3].note == "客户很平静"


def test_unknown_step_is_not_found(alice: Client, case: Case, opened: Opened) -> None:
    assert _post(alice, case, "steps/smile").status_code == 404
    assert _post(alice, opened(), "steps/listen", story_zh=STORY).status_code == 404


def test_what_the_intake_heard_is_settled_by_one_button(alice: Client, case: Case) -> None:
    assert "受理时已办，直接登记" in _page(alice, case)
    assert _post(alice, case, "received").status_code == 302
    assert recorded(case).keys() == {1}


@pytest.mark.requirement("S4-046")
def test_customer_is_asked_in_the_words_of_the_survey_and_the_review_ends_the_case(
    alice: Client, case: Case, people: People
) -> None:
    case = handled(case, people)
    page = _page(alice, case)
    assert "您反映的问题现在解决了吗？" in page
    assert "照原话问，照原话记，不劝分、不引导" in page
    said = {"told_result": "on", "C1": "解决了", "C2": "9", "channel": "phone"}
    answer = _post(alice, case, "verify", **said)
    assert answer.status_code == 302, answer.content.decode()
    review = {"root_cause": "复核岗无人", "cause": "network"}
    assert _post(alice, stored(case), "steps/review", **review).status_code == 302
    page = _page(alice, stored(case))
    assert "已修复" in page
    assert "重开案件" in page


@pytest.mark.requirement("S0-048", "S0-050", "S0-051")
def test_review_offers_the_nine_causes_and_what_each_asks(alice: Client, case: Case, people: People) -> None:
    page = _page(alice, answered(handled(case, people), people))
    for words in ("1 产品质量", "2 售后维修质量", "3 网络缺陷", "9 因个人性格提出的过高要求", "涉及服务标准"):
        assert words in page


@pytest.mark.requirement("S0-049")
def test_network_cause_proposes_the_network_playbook(alice: Client, case: Case) -> None:
    page = _page(alice, case, "?step=act")
    proposed = page.split('data-cause="network"')[1].split("</div>")[0]
    assert "网络类" in proposed
    assert proposed.count("<li>") >= 3


@pytest.mark.requirement("S0-055")
def test_second_person_reviews_the_cause_and_the_owner_does_not(
    alice: Client, case: Case, people: People
) -> None:
    case = answered(handled(case, people), people)
    case = step(case, people, "review", at=LATER + HOUR, cause="disposition")
    bob = as_user(people.bob)
    assert "同意这一原因" not in _page(alice, case)
    assert "同意这一原因" in _page(bob, case)
    assert _post(alice, case, "review_cause", agrees="yes", words="是").status_code == 403
    assert _post(bob, case, "review_cause", agrees="yes", words="听过录音").status_code == 302
    assert stored(case).outcome == "recovered"


@pytest.mark.parametrize("name", ["contact", "hand_over", "next_action", "ineligible", "withdraw"])
def test_rare_forms_are_fetched_on_demand_and_are_pages_without_javascript(
    alice: Client, case: Case, name: str
) -> None:
    path = f"/cases/{case.number}/forms/{name}/"
    inside = alice.get(path, headers={"HX-Request": "true"}).content.decode()
    assert f'action="/cases/{case.number}/{name}/"' in inside
    assert "<html" not in inside
    assert "<html" in alice.get(path).content.decode()
    assert f'hx-get="{path}"' in _page(alice, case)


def test_unknown_form_is_not_found(alice: Client, case: Case) -> None:
    assert alice.get(f"/cases/{case.number}/forms/delete/").status_code == 404


def test_refused_withdrawal_stays_open_as_it_was_typed(alice: Client, case: Case) -> None:
    page = _post(alice, case, "withdraw", words="给话费就不投诉").content.decode()
    assert "撤诉不能作为补偿" in page
    assert "给话费就不投诉" in page


def test_page_carries_no_inline_style_or_script(alice: Client, case: Case) -> None:
    for code in ("listen", "act", "review"):
        page = _page(alice, case, f"?step={code}")
        assert "style=" not in page
        assert "<script>" not in page


def test_charlie_does_not_find_the_case(case: Case, people: People) -> None:
    charlie = as_user(people.charlie)
    assert charlie.get(f"/cases/{case.number}/").status_code == 404
    assert _post(charlie, case, "steps/listen", story_zh=STORY).status_code == 404
    assert charlie.get(f"/cases/{case.number}/forms/contact/").status_code == 404
