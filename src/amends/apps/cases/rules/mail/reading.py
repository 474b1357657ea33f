# SPDX-License-Identifier: Apache-2.0
"""One mail as plain values: who wrote, in answer to what, and the words; and the mark that tells it from all others."""

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.utils import getaddresses
from typing import Final

from amends.apps.cases.rules.mail.bodies import Attached, body_of
from amends.apps.cases.rules.mail.decoding import heading
from amends.apps.cases.rules.mail.leaving import Headers, LeftOut, reason_to_leave, wants_no_answer

MOST_BYTES: Final = 30 * 1024 * 1024  # of a mail as it is sent; what follows stays in the mailbox
_MARKED: Final = 10 * 1024 * 1024  # of those, what tells mails apart
MOST_SIGNS: Final = 20_000  # of its words
MOST_NAMES: Final = 20  # of attachments that are named
# What the library raises on mails that break every rule; anything else is a mistake of ours.
PARSER_FAULTS: Final = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
_ID = re.compile(r"<[!-;=?-~]{1,240}>")
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_ID_HEADER = re.compile(rb"^message-id:\s*(<[^>]{1,500}>)", re.IGNORECASE | re.MULTILINE)
_TELLS_APART = re.compile(rb"^(from|date|subject):(.*(?:\r?\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)
_CASE = re.compile(r"(?<![0-9A-Za-z])[Cc]\d{4}-\d{6,12}(?![0-9])")
_ANSWER = re.compile(r"^(?:\s*(?:re|fwd?|aw|回复|答复|转发)\s*(?:\[\d+\])?\s*[:：])+", re.IGNORECASE)
_MOBILE = re.compile(r"(?<![0-9])1[3-9]\d(?:[ -]?\d{4}){2}(?![0-9])")


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A mail. `answers` are the mails that it answers, the nearest first; `left_out` says why no person wrote it."""

    message_id: str
    answers: tuple[str, ...]
    subject: str
    sender: str
    sender_name: str
    reply_to: str
    text: str
    attached: tuple[Attached, ...]
    cut: bool
    left_out: LeftOut | None
    unanswered: bool

    @property
    def case_numbers(self) -> tuple[str, ...]:
        """The case numbers that the subject carries."""
        plain = self.subject.replace("－", "-").replace("—", "-")
        return tuple(dict.fromkeys(each.upper() for each in _CASE.findall(plain)))

    @property
    def topic(self) -> str:
        """The subject without the signs of an answer."""
        return _ANSWER.sub("", self.subject).strip()

    @property
    def own_number(self) -> str:
        """The one mobile number that the mail names, as who writes may be called back by; empty where it is not one."""
        found = {re.sub(r"\D", "", each) for each in _MOBILE.findall(f"{self.subject}\n{self.text}")}
        return found.pop() if len(found) == 1 else ""


def fingerprint(raw: bytes) -> str:
    """What tells a mail from all others, whichever way it came: its Message-ID with the hash of its body; where it has
    none, sender, date and subject take its place. A Message-ID that is used again for other words is another mail."""
    head, body = _split(raw[:_MARKED])
    found = _ID_HEADER.search(head)
    named = (
        found.group(1)
        if found
        else b"\n".join(sorted(b":".join(each) for each in _TELLS_APART.findall(head)))
    )
    said = hashlib.sha256(body.replace(b"\r\n", b"\n").strip()).digest()
    return hashlib.sha256(named + b"\n" + said).hexdigest()


def _split(raw: bytes) -> tuple[bytes, bytes]:
    end = _END_OF_HEADERS.search(raw)
    return (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")


def read_mail(raw: bytes, *, size: int, own: frozenset[str]) -> ReadMail:
    """A mail as plain values. `size` is what the server says that it has in bytes, `own` the addresses that we write
    from ourselves, in lower case. Some servers say more than they send: only a mail as long as was asked for is cut.
    Raises one of `PARSER_FAULTS` where it cannot be read."""
    torn = size > len(raw) >= MOST_BYTES
    message = message_from_bytes(raw)
    body = body_of(message, torn=torn)
    name, sender = _address(message, "From")
    _, reply_to = _address(message, "Reply-To")
    headers = _headers(message)
    return ReadMail(
        message_id=next(iter(_ids(message, "Message-ID")), ""),
        answers=_answers(message),
        subject=heading(message["Subject"])[:400],
        sender=sender,
        sender_name=name[:40],
        reply_to=reply_to or sender,
        text=body.text[:MOST_SIGNS],
        attached=body.attached,
        cut=torn or len(body.text) > MOST_SIGNS,
        left_out=reason_to_leave(headers, sender=sender, own=own),
        unanswered=wants_no_answer(headers, sender=reply_to or sender),
    )


def _headers(message: Message) -> Headers:
    return Headers(
        values={name.lower(): heading(value) for name, value in message.items()},
        kind=message.get_content_type(),
        report=str(message.get_param("report-type") or "").lower(),
    )


def _address(message: Message, header: str) -> tuple[str, str]:
    """The name and the address of a header, in lower case; empty where there is none."""
    value = message[header]
    if value is None:
        return "", ""
    for name, address in getaddresses([heading(value) if "=?" not in str(value) else str(value)]):
        plain = address.strip().lower()
        if "@" in plain and plain.isascii() and " " not in plain and len(plain) <= 254:
            return heading(name), plain
    return heading(value)[:40], ""


def _ids(message: Message, header: str) -> list[str]:
    return [each for value in message.get_all(header, []) for each in _ID.findall(str(value))]


def _answers(message: Message) -> tuple[str, ...]:
    """In-Reply-To, then References from the nearest; of a report also the mail that it reports about."""
    near, far = _ids(message, "In-Reply-To"), _ids(message, "References")
    found = [*near, *reversed(far)]
    if message.get_content_type() == "multipart/report":
        found += [each for part in message.walk() if part is not message for each in _reported(part)]
    return tuple(dict.fromkeys(found))[:50]


def _reported(part: Message) -> list[str]:
    if part.get_content_type() == "text/rfc822-headers":
        said = part.get_payload(decode=True)
        return _ids(message_from_bytes(said), "Message-ID") if isinstance(said, bytes) else []
    return _ids(part, "Message-ID")


def masked_address(address: str) -> str:
    """`zhang.san@example.com` → `z***@example.com`."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else ""
