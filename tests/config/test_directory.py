# SPDX-License-Identifier: Apache-2.0
"""People come in by the operator's directory: a real OpenLDAP says whose password is right, we say who may."""

import socket
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings as DjangoSettings

from amends.apps.core.actions.accounts import change_user
from amends.apps.core.models import Event
from amends.apps.core.rules.roles import Role
from tests.people import NOON, People
from tests.slapd import BASE, PASSWORD, READER, Directory, Running

pytestmark = [
    pytest.mark.ldap,
    pytest.mark.django_db,
    # ldap3 leaves a socket that nobody vouched for, or nobody answered at, to be collected
    pytest.mark.filterwarnings("ignore:Exception ignored in. <(socket.socket|ssl.SSLSocket)"),
]


@pytest.fixture(scope="module")
def directory() -> Iterator[Directory]:
    """A directory that knows Alice, Bob and somebody whom we do not."""
    running = Running("alice", "bob", "stranger")
    yield running.directory
    running.stop()


@pytest.fixture
def asked(settings: DjangoSettings, directory: Directory, people: People) -> People:
    """People without a password of our own, who are asked for at the directory."""
    for each in (people.alice, people.bob):
        each.set_unusable_password()
        each.save()
    settings.AUTHENTICATION_BACKENDS = [
        "axes.backends.AxesStandaloneBackend",
        "amends.config.directory.DirectoryBackend",
        "django.contrib.auth.backends.ModelBackend",
    ]
    settings.AMENDS_LDAP_URL, settings.AMENDS_LDAP_CA = directory.secure_url, str(directory.certificate)
    settings.AMENDS_LDAP_NAME = f"uid={{}},ou=people,{BASE}"
    return people


def _comes_in(username: str, password: str = PASSWORD) -> bool:
    client = Client()
    client.post("/accounts/login/", {"login": username, "password": password})
    return "_auth_user_id" in client.session


def test_directory_lets_in_whose_account_there_is(asked: People) -> None:
    assert _comes_in("alice")
    assert Event.objects.unscoped("a test").filter(kind="core.logged_in", by=asked.alice).exists()
    assert not _comes_in("alice", "wrong")
    assert not _comes_in("alice", "")
    assert not _comes_in("stranger")  # known there, not here


def test_who_is_switched_off_here_stays_out(asked: People) -> None:
    change_user(
        user=asked.alice,
        role=Role(asked.alice.role),
        unit=asked.alice.unit,
        is_active=False,
        by=asked.ed,
        at=NOON,
    )
    assert not _comes_in("alice")


def test_password_is_never_sent_in_the_clear(
    asked: People, settings: DjangoSettings, directory: Directory
) -> None:
    settings.AMENDS_LDAP_URL = directory.url  # encrypted before the password
    assert _comes_in("alice")
    settings.AMENDS_LDAP_CA = ""  # a certificate that nobody vouches for
    assert not _comes_in("alice")


def test_reader_finds_people_below_the_base(asked: People, settings: DjangoSettings) -> None:
    settings.AMENDS_LDAP_NAME, settings.AMENDS_LDAP_BASE = "", BASE
    settings.AMENDS_LDAP_READER, settings.AMENDS_LDAP_READER_PASSWORD = READER, PASSWORD
    assert _comes_in("bob")
    assert not _comes_in("bob", "wrong")
    assert not _comes_in("*")
    settings.AMENDS_LDAP_READER_PASSWORD = "wrong"
    assert not _comes_in("bob")


def test_directory_that_is_down_keeps_nobody_out_who_has_a_password_of_ours(
    asked: People, settings: DjangoSettings, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings.AMENDS_LDAP_URL = f"ldaps://127.0.0.1:{port}"
    asked.bob.set_password("a-password-of-our-own")
    asked.bob.save()
    assert _comes_in("bob", "a-password-of-our-own")
    assert not _comes_in("alice")
    assert "does not answer" in caplog.text
    assert PASSWORD not in caplog.text
