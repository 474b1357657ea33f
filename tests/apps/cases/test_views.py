# SPDX-License-Identifier: Apache-2.0
"""The pages: who may see them, what they show, and that nothing typed is lost. The clock of views is the real one."""

from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amends.apps.cases.models import Case
from tests.apps.cases.conftest import HANDLED, NEXT_DAY, Brought, Opened, as_user, make_customer, stored
from tests.people import NOON, People


@pytest.fixture
def alice(people: People) -> Client:
    """Alice at her desk."""
    return as_user(people.alice)


@pytest.fixture
def at_two() -> Any:
    """The views' clock stands at 14:00 of the second day."""
    with patch("django.utils.timezone.now", return_value=NEXT_DAY):
        yield


def _post(client: Client, case: Case, verb: str, **data: Any) -> Any:
    return client.post(f"/cases/{case.number}/{verb}/", {"version": case.version} | data)


def test_pages_ask_strangers_to_log_in(client: Client, opened: Opened) -> None:
    for path in ("/cases/", f"/cases/{opened().number}/", "/cases/mine/", "/cases/of/C-1/"):
        assert client.get(path).status_code == 302


@pytest.mark.parametrize("path", ["/cases/", "/cases/new/", "/cases/mine/"])
def test_pages_are_refused_without_the_right(people: People, path: str) -> None:
    assert as_user(people.ed).get(path).status_code == 403


def test_charlie_does_not_find_what_alice_owns(opened: Opened, people: People) -> None:
    case, charlie = opened(), as_user(people.charlie)
    assert charlie.get(f"/cases/{case.number}/").status_code == 404
    assert charlie.get("/cases/of/C-1/").status_code == 404
    assert _post(charlie, case, "facts", findings="看看").status_code == 404
    assert case.number not in charlie.get("/cases/?tab=unit").content.decode()


def test_bob_sees_what_alice_owns(opened: Opened, people: People) -> None:
    case = opened()
    assert case.number in as_user(people.bob).get("/cases/?tab=unit").content.decode()
    assert as_user(people.bob).get(f"/cases/{case.number}/").status_code == 200


@pytest.mark.parametrize(
    "query", ["", "?tab=unit", "?tab=due", "?tab=closed", "?tab=x&state=y&owner=z&after=q"]
)
def test_list_opens_with_any_query(alice: Client, opened: Opened, query: str) -> None:
    opened()
    assert alice.get(f"/cases/{query}").status_code == 200


def test_list_shows_number_state_next_action_and_masked_customer(alice: Client, opened: Opened) -> None:
    case = opened()
    page = alice.get("/cases/").content.decode()
    for words in (case.number, "已定位", "核实事实，查清原因", "张*明 138****1215", "艾丽"):
        assert words in page


def _queries(client: Client, path: str) -> list[str]:
    """What a page asks of this area's tables, and of people for its forms; the session's own queries apart."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured if "cases_" in query["sql"] or "core_unit" in query["sql"]]


def test_list_takes_as_few_queries_for_many_as_for_one(alice: Client, opened: Opened, people: People) -> None:
    opened()
    before = len(_queries(alice, "/cases/"))
    for n in range(5):
        opened(customer=make_customer(people, f"C-{n + 20}"))
    assert len(_queries(alice, "/cases/")) == before <= 6


def test_page_takes_few_queries(alice: Client, brought: Brought) -> None:
    assert len(_queries(alice, f"/cases/{brought('verifying').number}/")) <= 10


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("located", "每一笔争议费用能否对上话单和订购凭证"),
        ("verified", "定下安排"),
        ("planned", "登记一次联系"),
        ("fixing", "逐笔核对争议费用并形成核查单"),
        ("verifying", "这笔费用的来由，现在讲清楚了吗？"),
    ],
)
def test_page_shows_what_to_do_in_each_state(alice: Client, brought: Brought, state: str, words: str) -> None:
    assert words in alice.get(f"/cases/{brought(state).number}/").content.decode()


def test_script_begs_for_no_score(alice: Client, brought: Brought) -> None:
    page = alice.get(f"/cases/{brought('verifying').number}/").content.decode()
    assert "照原话问，照原话记，不劝分、不引导" in page
    assert not any(words in page for words in ("满分", "打十分", "给个好评", "打高分"))


def test_case_goes_from_list_to_recovered_by_buttons(
    alice: Client, opened: Opened, at_two: None, people: People
) -> None:
    case = opened(at=HANDLED)
    steps: list[tuple[str, dict[str, Any]]] = [
        ("facts", {"findings": "多收了两笔"}),
        ("plan", {"plan": "退还"}),
        ("contact", {"channel": "phone", "result": "reached"}),
        *(("step", {"order": n, "result": "done"}) for n in (1, 2, 3, 4)),
        ("handled", {}),
        (
            "verify",
            {
                "told_result": "on",
                "Q1": "清楚了",
                "Q2": "收到了",
                "Q3": "8",
                "channel": "phone",
                "note": "谢谢",
            },
        ),
    ]
    for verb, data in steps:
        answer = _post(alice, stored(case), verb, **data)
        assert answer.status_code == 302, (verb, answer.content.decode())
    assert stored(case).outcome == "recovered"


def test_refused_contact_says_why_and_keeps_what_was_typed(alice: Client, brought: Brought) -> None:
    case = brought("planned")
    with patch("django.utils.timezone.now", return_value=NOON):
        answer = _post(alice, case, "contact", channel="phone", result="reached", note="说好下午再打")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "现在不在可以联系客户的时段。最早可以联系的时间：11-02 14:00" in page
    assert "说好下午再打" in page


def test_stale_page_keeps_the_text_and_takes_it_the_second_time(alice: Client, opened: Opened) -> None:
    case = opened()
    answer = _post(alice, case, "next_action", text="等话单")
    assert answer.status_code == 422
    stale = alice.post(f"/cases/{case.number}/facts/", {"version": 7, "findings": "我写了很久"})
    page = stale.content.decode()
    assert "这个案件刚刚被别人改过" in page
    assert "我写了很久" in page
    assert f'name="version" value="{case.version}"' in page


def test_step_set_aside_without_reason_is_refused_at_the_page(alice: Client, brought: Brought) -> None:
    answer = _post(alice, brought("planned"), "step", order=1, result="not_needed", note=" ")
    assert answer.status_code == 422
    assert "请写明原因或内容" in answer.content.decode()


def test_button_of_not_recovered_is_the_leaders(alice: Client, brought: Brought) -> None:
    assert _post(alice, brought("verifying"), "not_recovered").status_code == 403


def test_panels_answer_their_inside_to_htmx_and_a_page_otherwise(alice: Client, opened: Opened) -> None:
    case = opened()
    for path in ("/cases/mine/", "/cases/of/C-1/"):
        inside = alice.get(path, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in inside
        assert case.number in inside
        assert "<html" in alice.get(path).content.decode()


def test_page_carries_no_inline_style_or_script(alice: Client, brought: Brought) -> None:
    page = alice.get(f"/cases/{brought('contacting').number}/").content.decode()
    assert "style=" not in page
    assert "<script>" not in page
