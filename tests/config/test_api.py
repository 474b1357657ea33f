# SPDX-License-Identifier: Apache-2.0
"""What the API says of itself, and to whom."""

from django.test import Client

from tests.people import People


def test_description_is_for_people_who_are_logged_in(client: Client, people: People) -> None:
    address = "/api/v1/openapi.json"
    assert client.get(address).status_code == 302
    client.force_login(people.alice)
    assert "/api/v1/customers/{code}" in " ".join(client.get(address).json()["paths"])


def test_no_page_loads_scripts_from_elsewhere(client: Client, people: People) -> None:
    client.force_login(people.alice)
    assert client.get("/api/v1/docs").status_code == 404
    assert client.get("/api/v1/").status_code == 404
