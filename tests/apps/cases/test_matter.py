# SPDX-License-Identifier: Apache-2.0
"""What a case is about, in lists: also one that nobody told us and that we found ourselves."""

import re

import pytest
from django.test import Client

from amends.apps.cases.rules.matter import matter
from tests.apps.cases.conftest import Opened
from tests.people import People


def test_matter_is_the_title_else_the_cause_with_the_first_reason() -> None:
    assert matter("退款没到", cause="资费类", reasons=["话费突增"]) == "退款没到"
    assert matter("", cause="资费类", reasons=["", "话费突增", "多次查账单"]) == "资费类 · 话费突增"
    assert matter("", cause="资费类") == "资费类"


@pytest.mark.parametrize(
    ("reasons", "shown"),
    [(["近两月话费涨了一倍", "三次查账单"], "资费类 · 近两月话费涨了一倍"), ([], "资费类")],
)
def test_list_says_why_a_case_was_opened_that_nobody_told_us(
    opened: Opened, people: People, reasons: list[str], shown: str
) -> None:
    opened(reasons=reasons)
    client = Client()
    client.force_login(people.alice)
    page = client.get("/cases/").content.decode()
    cell = re.search(r'<td[^>]*data-label="事由"[^>]*>(.*?)</td>', page, re.DOTALL)
    assert cell
    assert re.sub(r"<[^>]+>", "", cell[1]).strip() == shown
