# SPDX-License-Identifier: Apache-2.0
"""A browser loads and runs nothing on our pages but our own files."""

import pytest
from django.test import Client

from amends.config.policy import HEADER, POLICY
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/accounts/login/", "/nothing/here/", "/api/v1/cases", "/healthz"])
def test_every_answer_says_the_policy(client: Client, address: str) -> None:
    assert client.get(address).headers[HEADER] == POLICY


def test_policy_lets_nothing_in_from_elsewhere_nor_within_a_page(people: People) -> None:
    directives = dict(each.split(" ", 1) for each in POLICY.split("; "))
    assert directives["default-src"] == directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert all(
        directives[name] == "'self'" for name in ("script-src", "style-src", "connect-src", "form-action")
    )
    assert "unsafe" not in POLICY
    assert "//" not in POLICY
