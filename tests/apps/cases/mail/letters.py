# SPDX-License-Identifier: Apache-2.0
"""Mails as customers' programs write them, in bytes."""

from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP

from amends.apps.cases.actions.mail.fetching import Post
from tests.people import NOON

WANG = "王小明 <wang@example.com>"
STORY = "宽带断了三天没人修，打电话也没人管"


def letter(
    text: str = STORY,
    *,
    subject: str = "宽带一直断",
    sender: str = WANG,
    message_id: str = "<1@example.com>",
    headers: Mapping[str, str] | None = None,
    html: str = "",
    attached: Mapping[str, bytes] | None = None,
) -> bytes:
    """A mail as a decent program writes it."""
    message = EmailMessage(policy=SMTP)
    named, _, address = sender.rpartition("<")
    message["From"] = f"{named.strip()} <{address}" if named else sender
    message["To"] = "tousu@telecom.example"
    message["Subject"] = subject
    message["Date"] = "Mon, 02 Nov 2026 11:58:00 +0800"
    if message_id:
        message["Message-ID"] = message_id
    for name, value in (headers or {}).items():
        message[name] = value
    if html and not text:
        message.set_content(html, subtype="html")
    else:
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
    for name, data in (attached or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    if attached:
        message.set_boundary("=_letter")  # the same mail each time
    return message.as_bytes()


def raw_letter(head: str, body: bytes) -> bytes:
    """A mail of bytes that no decent program writes."""
    return head.replace("\n", "\r\n").encode("utf-8") + b"\r\n\r\n" + body


def post(raw: bytes, uid: int = 1, *, size: int = 0) -> Post:
    """A mail as the server has it, arrived at noon."""
    return Post(uid, raw, size or len(raw), NOON)
