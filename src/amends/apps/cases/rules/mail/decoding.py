# SPDX-License-Identifier: Apache-2.0
"""Bytes of a mail as text: what it says of its own charset is tried first, and seldom believed."""

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header
from typing import Final

# What mailers call GB18030 and its parts: the whole of it reads them all.
_GB: Final = {"gb2312", "gbk", "gb18030", "cp936", "ms936", "x-gbk", "euc-cn", "gb_2312-80"}
_SAYS_NOTHING: Final = {
    "",
    "us-ascii",
    "ascii",
    "iso-8859-1",
    "latin-1",
    "latin1",
    "windows-1252",
    "unknown-8bit",
}
_GUESSES: Final = ("utf-8", "gb18030", "big5")
_NOT_SHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069]")


def text_of(raw: bytes, charset: str | None) -> str:
    """Bytes as text. A charset that is missing, unknown, wrong, or one that mailers write for want of a better, is
    guessed: UTF-8, then GB18030, then Big5; what none of them reads keeps its readable part."""
    named = (charset or "").strip().strip("\"'").lower()
    tries = _GUESSES if named in _SAYS_NOTHING else (_known(named), *_GUESSES)
    for each in tries:
        try:
            return plain(raw.decode(each))
        except (UnicodeDecodeError, LookupError):
            continue
    return plain(raw.decode(tries[0] if _there(tries[0]) else "utf-8", errors="replace"))


def _known(named: str) -> str:
    return "gb18030" if named in _GB else named


def _there(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


def plain(text: str) -> str:
    """A text with line breaks of one kind, and without signs that nobody sees and a database refuses."""
    return _NOT_SHOWN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def heading(value: object) -> str:
    """A header in words, on one line: encoded words, words cut in the middle of a sign, and raw bytes alike."""
    if value is None:
        return ""
    try:
        parts = decode_header(value)  # type: ignore[arg-type]  # a header of raw bytes is no str
    except HeaderParseError:
        parts = [(str(value), None)]
    said = "".join(each if isinstance(each, str) else text_of(each, charset) for each, charset in parts)
    return " ".join(plain(said).split())
