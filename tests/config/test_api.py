# SPDX-License-Identifier: Apache-2.0
"""What the API says of itself, whom it lets in, and the one shape in which it refuses."""

import json
from typing import Any

import pytest
from django.test import Client

from amends.apps.core.actions.accounts import issue_token
from amends.apps.core.api.guard import LARGEST_JSON
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from tests.people import NOON, People

PROMISES = "/api/v1/promises"


def _program(user: User, *rights: Right) -> Any:
    """Sends as a program does: a token, no cookie, and nobody to wave it past the CSRF check."""
    issue_token(user=user, name="test", rights=rights or [Right.MAKE_PROMISES], secret="s", by=None, at=NOON)

    def send(method: str, path: str = PROMISES, body: object = None, **options: Any) -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        options = {"content_type": "application/json", **options}
        headers = {"Authorization": "Bearer s", **options.pop("headers", {})}
        return Client(enforce_csrf_checks=True).generic(method, path, content, headers=headers, **options)

    return send


def _told(answer: Any) -> tuple[int, str]:
    """The status and the code; every refusal has both a code and a sentence."""
    body = answer.json()
    assert isinstance(body["detail"], str)
    assert body["detail"]
    return answer.status_code, body["code"]


def test_description_is_for_people_who_are_logged_in(client: Client, people: People) -> None:
    address = "/api/v1/openapi.json"
    assert client.get(address).status_code == 302
    client.force_login(people.alice)
    assert "/api/v1/customers/{code}" in " ".join(client.get(address).json()["paths"])


def test_description_opens_for_a_program_with_a_token(people: People) -> None:
    send = _program(people.alice)
    assert "/api/v1/customers/{code}" in " ".join(send("GET", "/api/v1/openapi.json").json()["paths"])
    refused = send("GET", "/api/v1/openapi.json", headers={"Authorization": "Bearer x"})
    assert _told(refused) == (401, "not_authenticated")


def test_no_page_loads_scripts_from_elsewhere(client: Client, people: People) -> None:
    client.force_login(people.alice)
    assert client.get("/api/v1/docs").status_code == 404
    assert client.get("/api/v1/").status_code == 404


def test_description_names_the_refusals(client: Client, people: People) -> None:
    client.force_login(people.alice)
    document = client.get("/api/v1/openapi.json").json()
    assert set(document["paths"][PROMISES]["post"]["responses"]) >= {"201", "401", "403", "409", "413", "422"}
    assert "code" in document["components"]["schemas"]["ProblemOut"]["properties"]


def test_program_with_a_token_needs_no_cookie(people: People) -> None:
    assert _told(_program(people.alice)("POST", body={})) == (422, "invalid")


def test_session_is_guarded_by_the_csrf_token(people: People) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.alice)
    assert client.get(PROMISES).status_code == 200
    assert _told(client.post(PROMISES, {}, content_type="application/json")) == (403, "not_allowed")


def test_token_that_is_unknown_is_not_saved_by_the_session(client: Client, people: People) -> None:
    client.force_login(people.alice)
    assert client.get(PROMISES, headers={"Authorization": "Bearer x"}).status_code == 401


def test_nobody_is_401_and_told_how_to_come_in(db: None) -> None:
    for answer in (Client().get(PROMISES), Client(enforce_csrf_checks=True).post(PROMISES)):
        assert _told(answer) == (401, "not_authenticated")
        assert answer["WWW-Authenticate"] == "Bearer"


def test_lacking_right_is_403(people: People) -> None:
    assert _told(_program(people.alice, Right.WORK_CASES)("GET")) == (403, "not_allowed")


@pytest.mark.parametrize("path", ["/promises/none", "/customers/none", "/none", "/promises/a/b/c"])
def test_nothing_there_is_404(people: People, path: str) -> None:
    assert _told(_program(people.alice, Right.SEE_CUSTOMERS)("GET", f"/api/v1{path}")) == (404, "not_found")


def test_other_method_is_405_with_those_allowed(people: People) -> None:
    answer = _program(people.alice)("DELETE")
    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"a": "\0"}', b"[" * 100_000, b'{"words": "\\ud800}'])
def test_malformed_json_is_400(people: People, body: bytes) -> None:
    assert _told(_program(people.alice)("POST", body=body)) == (400, "malformed")


@pytest.mark.parametrize(
    "words", [b'"a\\u0000b"', b'"\\\\\\u0000"', b'"\\ud800"', b'"\\udc00\\ud800"'], ids=repr
)
def test_text_that_no_database_keeps_is_422(people: People, words: bytes) -> None:
    assert _told(_program(people.alice)("POST", body=b'{"words": ' + words + b"}")) == (422, "invalid")


def test_backslash_before_u0000_and_pairs_of_surrogates_are_text(people: People) -> None:
    answer = _program(people.alice)("POST", body=b'{"words": "\\\\u0000 \\ud83d\\ude00"}')
    assert "NUL" not in answer.json()["detail"]
    assert "words" not in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/promises/a%00b", "/customers/%00", "/promises?text=%00"])
def test_nul_in_an_address_is_422(people: People, path: str) -> None:
    assert _told(_program(people.alice, Right.SEE_CUSTOMERS)("GET", f"/api/v1{path}")) == (422, "invalid")


def test_long_body_is_413(people: People) -> None:
    body = b'{"words": "' + b"x" * LARGEST_JSON + b'"}'
    assert _told(_program(people.alice)("POST", body=body)) == (413, "too_large")


def test_body_of_another_kind_is_415(people: People) -> None:
    answer = _program(people.alice)("POST", body={"a": 1}, content_type="text/plain")
    assert _told(answer) == (415, "unsupported_media_type")


def test_refused_field_is_named_and_its_value_is_not(people: People) -> None:
    answer = _program(people.alice)("POST", body={"words": ["13800138000"]})
    assert ["body", "body", "words"] in [each["loc"] for each in answer.json()["errors"]]
    assert "13800138000" not in answer.content.decode()
