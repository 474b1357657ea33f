# SPDX-License-Identifier: Apache-2.0
"""Mailboxes from the environment: TLS unless said otherwise, a password that is never shown, one or several."""

from pathlib import Path

import pytest

from amends.apps.cases.rules.mail.mailbox import Security
from amends.config.environment import WrongSetting, web_address
from amends.config.mailboxes import mailboxes

ONE = {
    "AMENDS_IMAP_HOST": "imap.example",
    "AMENDS_IMAP_USER": "tousu@telecom.example",
    "AMENDS_IMAP_PASSWORD": "geheim",
}


def _set(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_none_is_read_where_none_is_set() -> None:
    assert mailboxes() == ()


def test_one_mailbox_is_read_over_tls_and_hides_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, ONE)
    (box,) = mailboxes()
    assert (box.port, box.security, box.folder, box.address) == (
        993,
        Security.TLS,
        "INBOX",
        "tousu@telecom.example",
    )
    assert box.password == "geheim"
    assert "geheim" not in repr(box)


def test_several_mailboxes_are_told_by_their_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("from a file\n")
    values = {"AMENDS_IMAP_BOXES": "east,west"}
    for name in ("EAST", "WEST"):
        values |= {f"AMENDS_IMAP_{name}_HOST": "imap.example", f"AMENDS_IMAP_{name}_USER": name.lower()}
        values |= {f"AMENDS_IMAP_{name}_PASSWORD_FILE": str(secret), f"AMENDS_IMAP_{name}_UNIT": f"G-{name}"}
    _set(monkeypatch, values | {"AMENDS_IMAP_WEST_SECURITY": "starttls"})
    assert [(box.name, box.unit, box.port, box.password) for box in mailboxes()] == [
        ("east", "G-EAST", 993, "from a file"),
        ("west", "G-WEST", 143, "from a file"),
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"AMENDS_IMAP_SECURITY": "ssl3"}, "choose one of"),
        ({"AMENDS_IMAP_SECURITY": "none"}, "in the clear"),
        ({"AMENDS_IMAP_FOLDER": "投诉"}, "modified UTF-7"),
        ({"AMENDS_IMAP_PORT": "0"}, "whole number"),
        ({"AMENDS_IMAP_CA": "/nowhere.pem"}, "is no file"),
        ({"AMENDS_IMAP_BOXES": "a,a"}, "each once"),
        ({"AMENDS_IMAP_BOXES": "a-b"}, "letters and digits"),
    ],
)
def test_setting_that_is_not_understood_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], words: str
) -> None:
    _set(monkeypatch, ONE | values)
    with pytest.raises(WrongSetting, match=words):
        mailboxes()


def test_mailbox_without_a_password_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, {name: value for name, value in ONE.items() if "PASSWORD" not in name})
    with pytest.raises(WrongSetting, match="AMENDS_IMAP_PASSWORD"):
        mailboxes()


def test_web_address_is_one_or_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert web_address("AMENDS_URL") == ""
    monkeypatch.setenv("AMENDS_URL", "https://kefu.example/")
    assert web_address("AMENDS_URL") == "https://kefu.example"
    for wrong in ("kefu.example", "ftp://kefu.example", "https://kefu.example/?a=b"):
        monkeypatch.setenv("AMENDS_URL", wrong)
        with pytest.raises(WrongSetting):
            web_address("AMENDS_URL")
