# SPDX-License-Identifier: Apache-2.0
"""`amends token`: the secret is shown once and opens the API until it is revoked."""

from datetime import timedelta

import pytest
from django.test import Client

from amends.apps.core.models import ApiToken
from amends.cli.main import main
from tests.people import People, make_people

RIGHTS = ("--rights", "see_customers,make_promises", "--name", "夜间导出")


@pytest.fixture
def people(db: None) -> People:
    return make_people()


def _status(client: Client, secret: str) -> int:
    address = "/api/v1/customers/nobody"
    return client.get(address, headers={"Authorization": f"Bearer {secret}"}).status_code


def test_secret_opens_the_api_until_it_is_revoked(
    client: Client, people: People, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["token", "alice", *RIGHTS]) == 0
    secret = capsys.readouterr().out.strip()
    token = ApiToken.objects.get()
    assert (token.user, token.rights) == (people.alice, ["make_promises", "see_customers"])
    assert (_status(client, secret), _status(client, secret + "x")) == (404, 401)
    assert main(["token", "alice", "--revoke", str(token.pk)]) == 0
    assert _status(client, secret) == 401


def test_list_tells_numbers_and_never_a_secret(people: People, capsys: pytest.CaptureFixture[str]) -> None:
    main(["token", "alice", *RIGHTS])
    secret = capsys.readouterr().out.strip()
    assert main(["token", "alice"]) == 0
    told = capsys.readouterr().out
    assert "夜间导出" in told
    assert told.split()[0] == str(ApiToken.objects.get().pk)  # a digit alone would also be found in a date
    assert secret not in told


def test_token_ends_after_the_days_given(
    client: Client, people: People, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["token", "alice", *RIGHTS, "--days", "90"]) == 0
    secret, token = capsys.readouterr().out.strip(), ApiToken.objects.get()
    assert token.expires_at == token.issued_at + timedelta(days=90)
    assert _status(client, secret) == 404
    main(["token", "alice"])
    told = capsys.readouterr().out
    assert f"有效至 {token.expires_at:%Y-%m-%d}" in told
    assert "最近使用 从未" not in told


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["alice", "--rights", "manage_users", "--name", "x"], 1),
        (["alice", "--rights", "fly", "--name", "x"], 2),
        (["alice", "--rights", "see_customers"], 2),
        (["alice", "--name", "x"], 2),
        (["alice", *RIGHTS, "--days", "0"], 2),
        (["alice", "--days", "9"], 2),
        (["nobody", *RIGHTS], 1),
        (["alice", "--revoke", "999999"], 1),
    ],
)
def test_nothing_is_issued_when_refused(people: People, words: list[str], code: int) -> None:
    assert main(["token", *words]) == code
    assert not ApiToken.objects.exists()


def test_token_of_another_person_is_not_revoked(people: People) -> None:
    main(["token", "alice", *RIGHTS])
    assert main(["token", "bob", "--revoke", str(ApiToken.objects.get().pk)]) == 1
    assert ApiToken.objects.get().revoked_at is None
