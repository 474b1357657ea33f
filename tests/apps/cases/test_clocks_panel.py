# SPDX-License-Identifier: Apache-2.0
"""The panel of the clocks: what was typed and refused stands there again, with the reason."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from amends.apps.cases.models import Case
from amends.apps.core.models import User
from tests.apps.cases.conftest import as_user, stored
from tests.apps.cases.course import AT
from tests.people import People

FAR = "2027-11-20T12:00"


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with patch("django.utils.timezone.now", return_value=AT + timedelta(minutes=1)):
        yield


def _post(who: User, case: Case, verb: str, **data: Any) -> Any:
    return as_user(who).post(f"/cases/{case.number}/{verb}/", {"version": stored(case).version} | data)


@pytest.mark.parametrize(
    ("verb", "data", "why"),
    [
        (
            "pause",
            {"reason": "customer_material", "until": FAR, "note": "等客户找发票"},
            "这个原因最多暂停 120 小时",
        ),
        ("pause", {"reason": "", "until": FAR, "note": "等客户找发票"}, "errors"),
        ("priority", {"priority": "p4", "reason": "客户说不急"}, "降低优先级要由有分派权限的人来做"),
        ("urge", {"reason": "催" * 121}, "errors"),
        ("supervise", {"reason": ""}, "errors"),
    ],
)
def test_refused_form_stands_there_again_with_the_reason(
    heard: Case, people: People, verb: str, data: dict[str, str], why: str
) -> None:
    answer = _post(people.bob if verb == "supervise" else people.alice, heard, verb, **data)
    page = answer.content.decode()
    inside = page.split(f'action="/cases/{heard.number}/{verb}/"')[1].split("</form>")[0]
    assert answer.status_code == 422
    assert why in page
    assert all(
        words in inside for words in (data.get("note", ""), data.get("reason", ""), data.get("until", ""))
    )


def test_stale_form_is_a_conflict_that_keeps_its_words(heard: Case, people: People) -> None:
    answer = _post(people.alice, heard, "priority", version=7, priority="p1", reason="老人独居")
    assert answer.status_code == 409
    assert "刚刚被别人改过" in answer.content.decode()
    assert "老人独居" in answer.content.decode()


def test_each_reason_says_how_long_it_may_last(heard: Case, people: People) -> None:
    panel = as_user(people.alice).get(f"/cases/{heard.number}/clocks/").content.decode()
    assert "等待客户补充材料（最多 120 小时）" in panel


def test_pause_and_going_on_again_by_buttons(heard: Case, people: People) -> None:
    said = {"reason": "customer_material", "until": "2026-11-03T12:00", "note": "等客户找发票"}
    assert _post(people.alice, heard, "pause", **said).status_code == 302
    panel = as_user(people.alice).get(f"/cases/{heard.number}/clocks/").content.decode()
    assert "内部时限暂停中" in panel
    assert "暂停内部时限" not in panel
    assert _post(people.alice, heard, "resume_clock").status_code == 302


def test_only_who_assigns_cases_supervises(heard: Case, people: People) -> None:
    assert _post(people.alice, heard, "supervise", reason="盯着办").status_code == 403
    assert _post(people.bob, heard, "supervise", reason="盯着办").status_code == 302
