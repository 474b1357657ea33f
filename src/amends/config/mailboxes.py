# SPDX-License-Identifier: Apache-2.0
"""The mailboxes that complaints are read from: one by AMENDS_IMAP_…, several by their names in AMENDS_IMAP_BOXES."""

import os
import re
from pathlib import Path

from amends.apps.cases.rules.mail.mailbox import PORTS, Mailbox, Security
from amends.config import environment
from amends.config.environment import WrongSetting

_NAME = re.compile(r"[A-Za-z0-9]{1,20}")
_FOLDER = re.compile(r"[\x20-\x7e]{1,200}")
_OF_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def mailboxes() -> tuple[Mailbox, ...]:
    """Every mailbox that the environment names; none where it names none."""
    names = environment.names("AMENDS_IMAP_BOXES")
    for name in names:
        if not _NAME.fullmatch(name) or names.count(name) > 1:
            hint = "write names of letters and digits, each once: AMENDS_IMAP_BOXES=east,west"
            raise WrongSetting("AMENDS_IMAP_BOXES", f"{name!r} is no name of a mailbox", hint)
    if names:
        return tuple(_mailbox(name, f"AMENDS_IMAP_{name.upper()}") for name in names)
    return (_mailbox("main", "AMENDS_IMAP"),) if os.environ.get("AMENDS_IMAP_HOST") else ()


def _mailbox(name: str, prefix: str) -> Mailbox:
    host, security = environment.text(f"{prefix}_HOST"), _security(f"{prefix}_SECURITY")
    if security is Security.NONE and host not in _OF_HERE:
        hint = "leave it out for TLS, or write starttls: the password must not travel in the clear"
        raise WrongSetting(f"{prefix}_SECURITY", "none is for a server on this machine only", hint)
    user, folder = environment.text(f"{prefix}_USER"), environment.text(f"{prefix}_FOLDER", "INBOX")
    if not _FOLDER.fullmatch(folder):
        hint = "write the name as the server has it, in modified UTF-7: &X1JO9g- for a Chinese one"
        raise WrongSetting(f"{prefix}_FOLDER", f"{folder!r} is no folder's name on the server", hint)
    return Mailbox(
        name=name,
        host=host,
        port=environment.whole(f"{prefix}_PORT", PORTS[security], least=1),
        user=user,
        password=_password(prefix),
        address=environment.text(f"{prefix}_ADDRESS", user if "@" in user else "").lower(),
        folder=folder,
        security=security,
        authority=environment.file(f"{prefix}_CA"),
        unit=environment.text(f"{prefix}_UNIT", ""),
    )


def _security(name: str) -> Security:
    return Security(environment.one_of(name, "tls", tuple(str(each) for each in Security)))


def _password(prefix: str) -> str:
    """The password itself, or what stands in a file that only the operator's account can read."""
    place = environment.file(f"{prefix}_PASSWORD_FILE")
    if place is None:
        return environment.text(f"{prefix}_PASSWORD")
    found = Path(place).read_text(encoding="utf-8").strip("\r\n")
    if not found:
        raise WrongSetting(f"{prefix}_PASSWORD_FILE", "is empty", "write the password into the file")
    return found
