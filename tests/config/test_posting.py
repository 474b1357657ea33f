# SPDX-License-Identifier: Apache-2.0
"""Whose session ended while they typed, or who changes the language after a refusal, comes back to a page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amends.config.posting import page_above
from tests.people import PASSWORD, People

PAGE = {"Accept": "text/html,application/xhtml+xml"}


@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("/cases/C1/facts/", "/cases/C1/"),
        ("/cases/C1/steps/listen/skip/", "/cases/C1/steps/listen/"),
        ("/cases/C1/steps/listen/", "/cases/C1/"),
        ("/cases/C1/tasks/7/finish/", "/cases/C1/tasks/"),
        ("/cases/bulk/", "/cases/"),
        ("/nowhere/at/all/", "/"),
    ],
)
def test_address_of_a_form_belongs_to_the_page_above(path: str, above: str) -> None:
    assert page_above(path) == above


def test_address_of_a_form_opened_as_a_page_leads_there(client: Client, db: None) -> None:
    answer = client.get("/cases/C1/facts/", headers=PAGE)
    assert (answer.status_code, answer["Location"]) == (302, "/cases/C1/")
    for headers in ({}, {"HX-Request": "true", **PAGE}):
        assert client.get("/cases/C1/facts/", headers=headers).status_code == 405


def test_page_that_is_there_is_left_alone(client: Client, db: None) -> None:
    assert client.get(reverse("account_login"), headers=PAGE).status_code == 200


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/cases/new/?customer=C-1", "/cases/new/?customer=C-1"),
        ("https://elsewhere.example/cases/", "/cases/C1/facts/"),
        ("", "/cases/C1/facts/"),
    ],
)
def test_login_leads_back_to_the_page_of_the_form(client: Client, db: None, referer: str, back: str) -> None:
    answer = client.post("/cases/C1/facts/", {"findings": "x"}, headers={"Referer": referer})
    login = client.get(answer["Location"])
    assert login.wsgi_request.GET["next"] == back


def test_page_that_was_asked_for_is_opened_after_the_login(client: Client, people: People) -> None:
    answer = client.get("/cases/?tab=unit")
    login: Any = {"login": "alice", "password": PASSWORD, "next": "/cases/?tab=unit"}
    assert "next=/cases/%3Ftab%3Dunit" in answer["Location"]
    assert client.post(answer["Location"], login)["Location"] == "/cases/?tab=unit"
