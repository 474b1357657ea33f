# SPDX-License-Identifier: Apache-2.0
"""The history of a case tells what was written without the numbers of people."""

from django.template import Context, Template
from django.test import Client

from amends.apps.cases.actions.contacting import ContactMade, record_contact
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.cases.views.history import passed
from tests.apps.cases.conftest import TWO, Brought
from tests.people import People


def test_history_hides_the_numbers_of_people() -> None:
    told = passed("refused", "客户说不要再打 13800001215")
    assert "不要再打" in told
    assert "13800001215" not in told


def test_page_of_a_case_hides_the_numbers_of_people(brought: Brought, people: People, client: Client) -> None:
    case = brought("planned")
    made = ContactMade(ResultCode.NO_ANSWER, note="改打 13800001215")
    record_contact(case=case, version=case.version, made=made, by=people.alice, at=TWO)
    client.force_login(people.alice)
    page = client.get(f"/cases/{case.number}/").text
    assert "改打" in page
    assert "13800001215" not in page


def test_hidden_words_are_escaped_and_nothing_stays_nothing() -> None:
    shown = Template("{% load cases_hiding %}{{ words|hidden }}{{ nothing|hidden }}")
    assert shown.render(Context({"words": "<b>13800001215", "nothing": None})) == "&lt;b&gt;138****1215"
