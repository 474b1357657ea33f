# SPDX-License-Identifier: Apache-2.0
"""Which mails no customer wrote: they are recorded and left out, and nothing is ever sent back to them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

OURS = re.compile(r"<amends-(\d+)@amends>")  # how the outbox names what it sends
_ROBOTS: Final = {"mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon"}
_NO_ANSWER: Final = re.compile(r"^(?:no-?_?reply|do-?_?not-?_?reply|noreply.*)$")
_AUTO_SUBJECT = re.compile(
    r"^\s*(?:自动回复|自动答复|自動回覆|自动应答|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office)"
    r"\s*(?:[:：(（\[【-]|$)",
    re.IGNORECASE,
)
_AUTO_HEADERS: Final = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply")


class LeftOut(StrEnum):
    """Why a mail opens no case and joins none."""

    OWN = "own"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    BULK = "bulk"
    FLOOD = "flood"


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers of a mail by their names in lower case, its type, and what kind of report it is."""

    values: Mapping[str, str]
    kind: str
    report: str

    def said(self, name: str) -> str:
        """A header in lower case; empty where there is none."""
        return self.values.get(name, "").strip().lower()


def reason_to_leave(headers: Headers, *, sender: str, own: frozenset[str]) -> LeftOut | None:
    """Why no customer wrote this, or `None`. Our own mail that comes back is told by its sender or by its number."""
    if sender in own or OURS.fullmatch(headers.said("message-id")):
        return LeftOut.OWN
    if _is_bounce(headers, sender):
        return LeftOut.BOUNCE
    if _is_automatic(headers):
        return LeftOut.AUTO_REPLY
    lists = headers.said("precedence") in {"bulk", "list", "junk"} or "list-id" in headers.values
    return LeftOut.BULK if lists or "list-unsubscribe" in headers.values else None


def _is_bounce(headers: Headers, sender: str) -> bool:
    if headers.kind == "multipart/report" and headers.report in {"delivery-status", ""}:
        return True
    nobody = "return-path" in headers.values and headers.said("return-path") in {"", "<>"}
    robot = sender.partition("@")[0] in _ROBOTS
    return robot or "x-failed-recipients" in headers.values or (nobody and not _is_automatic(headers))


def _is_automatic(headers: Headers) -> bool:
    submitted = headers.said("auto-submitted")
    if submitted and submitted.split(";")[0].strip() != "no":
        return True
    receipt = headers.kind == "multipart/report" and headers.report == "disposition-notification"
    if receipt or headers.said("precedence") in {"auto_reply", "auto-reply"}:
        return True
    named = any(headers.said(each) not in {"", "no"} for each in _AUTO_HEADERS)
    return named or bool(_AUTO_SUBJECT.match(headers.values.get("subject", "")))


def wants_no_answer(headers: Headers, *, sender: str) -> bool:
    """Whether nothing may be sent back by itself, though a person may have written."""
    held = set(re.findall(r"[a-z]+", headers.said("x-auto-response-suppress")))
    return not sender or bool(held & {"all", "autoreply"}) or bool(_NO_ANSWER.match(sender.partition("@")[0]))
