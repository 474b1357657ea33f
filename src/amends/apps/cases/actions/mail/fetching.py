# SPDX-License-Identifier: Apache-2.0
"""A mailbox over IMAP: which mails there are, one mail after the other, and a mark on what was read."""

import contextlib
import imaplib
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext

from amends.apps.cases.rules.mail.mailbox import Mailbox, Security
from amends.apps.cases.rules.mail.reading import MOST_BYTES

TIMEOUT = 30  # seconds for each answer of the server
SEEN, FLAGGED = r"\Seen", r"\Flagged"
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WHO_WE_ARE = '("name" "amends" "vendor" "amends")'


class InboxFault(RuntimeError):
    """The mailbox cannot be read now; what is in it waits for the next time. Says why, without the password."""


@dataclass(frozen=True, slots=True)
class Post:
    """A mail as the server has it: the first `MOST_BYTES` of its bytes, how many it has, and when it arrived."""

    uid: int
    raw: bytes
    size: int
    received_at: datetime | None


class OpenInbox:
    """A folder that was selected. Nothing that is fetched becomes read by that."""

    def __init__(self, server: imaplib.IMAP4, *, validity: int, next_uid: int) -> None:
        self._server = server
        self.validity = validity
        self.next_uid = next_uid

    def unread(self) -> list[int]:
        """The mails that nobody read, the oldest first."""
        return self._search("UNSEEN")

    def after(self, uid: int) -> list[int]:
        """The mails that came after one, the oldest first."""
        return [each for each in self._search(f"UID {uid + 1}:*") if each > uid]

    def since(self, day: datetime) -> list[int]:
        """The mails that arrived on a day or after it, the oldest first."""
        return self._search(f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}")

    def fetch(self, uid: int) -> Post | None:
        """A mail; `None` where somebody deleted it meanwhile. Raises `InboxFault`."""
        with _faults():
            _state, answer = self._server.uid(
                "FETCH", str(uid), f"(RFC822.SIZE INTERNALDATE BODY.PEEK[]<0.{MOST_BYTES}>)"
            )
        pairs = [each for each in answer if isinstance(each, tuple)]
        if not pairs:
            return None
        told = b" ".join(each if isinstance(each, bytes) else each[0] for each in answer if each)
        raw = bytes(pairs[0][1])
        size = _SIZE.search(told)
        return Post(uid, raw, int(size.group(1)) if size else len(raw), _arrived(told))

    def mark(self, uid: int, flag: str) -> None:
        """Put a flag on a mail, for people who look into the mailbox. Raises `InboxFault`."""
        with _faults():
            self._server.uid("STORE", str(uid), "+FLAGS.SILENT", f"({flag})")

    def _search(self, criterion: str) -> list[int]:
        with _faults():
            state, answer = self._server.uid("SEARCH", *criterion.split())
        if state != "OK":
            raise InboxFault(gettext("邮件服务器不能查找邮件"))
        return sorted(int(each) for line in answer if line for each in line.split())


def _arrived(told: bytes) -> datetime | None:
    local = imaplib.Internaldate2tuple(told)
    return datetime.fromtimestamp(time.mktime(local), UTC) if local else None


@contextmanager
def open_inbox(box: Mailbox) -> Iterator[OpenInbox]:
    """Log in to a mailbox and select its folder; log out at the end. Raises `InboxFault`."""
    trusted = ssl.create_default_context(cafile=str(box.authority) if box.authority else None)
    with _faults():
        server = _connected(box, trusted)
    try:
        with _faults():
            if box.security is Security.STARTTLS:
                server.starttls(trusted)
            _log_in(server, box)
            opened = _selected(server, box.folder)
        yield opened
    finally:
        _leave(server)


def _connected(box: Mailbox, trusted: ssl.SSLContext) -> imaplib.IMAP4:
    if box.security is Security.TLS:
        return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=trusted, timeout=TIMEOUT)
    return imaplib.IMAP4(box.host, box.port, timeout=TIMEOUT)


def _leave(server: imaplib.IMAP4) -> None:
    """Say goodbye, and hang up also where the server does not hear it any more."""
    with contextlib.suppress(OSError, ValueError, imaplib.IMAP4.error):
        server.logout()
    with contextlib.suppress(OSError, ValueError):
        server.shutdown()


def _log_in(server: imaplib.IMAP4, box: Mailbox) -> None:
    """By LOGIN, or where name or password are not ASCII by SASL; then say who we are, which 163.com and others ask for
    before they show a folder."""
    if box.user.isascii() and box.password.isascii():
        server.login(box.user, box.password)
    else:
        server.authenticate("PLAIN", lambda _: f"\0{box.user}\0{box.password}".encode())
    if "ID" in server.capabilities:
        server.xatom("ID", _WHO_WE_ARE)


def _selected(server: imaplib.IMAP4, folder: str) -> OpenInbox:
    quoted = folder.replace("\\", "\\\\").replace('"', '\\"')
    state, answer = server.select(f'"{quoted}"')
    if state != "OK":
        said = (answer[0] or b"").decode("utf-8", "replace")
        raise InboxFault(
            gettext("打不开邮箱文件夹 %(folder)s：%(why)s") % {"folder": folder, "why": said[:100]}
        )
    return OpenInbox(server, validity=_number(server, "UIDVALIDITY"), next_uid=_number(server, "UIDNEXT"))


def _number(server: imaplib.IMAP4, name: str) -> int:
    _name, answer = server.response(name)
    found = answer[0] if answer else None
    if not found:
        raise InboxFault(gettext("邮件服务器没有说明 %(name)s，不能保证不漏信、不重复") % {"name": name})
    return int(found)


@contextmanager
def _faults() -> Iterator[None]:
    """What goes wrong on the way is a fault of the mailbox, in words."""
    try:
        yield
    except imaplib.IMAP4.readonly as error:
        raise InboxFault(gettext("邮箱只读：请给这个账号标记已读的权限")) from error
    except ssl.SSLCertVerificationError as error:
        raise InboxFault(
            gettext("邮件服务器的证书不可信：%(why)s") % {"why": error.verify_message}
        ) from error
    except (imaplib.IMAP4.error, OSError) as error:
        said = " ".join(str(error).removeprefix("b").strip("'\"").split())
        raise InboxFault(gettext("读不了邮箱：%(why)s") % {"why": said[:150]}) from error
