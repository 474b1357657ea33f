# SPDX-License-Identifier: Apache-2.0
"""The words of a mail: plain text where there is some, else its HTML as plain text; and what was attached."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from email.message import Message
from html.parser import HTMLParser
from itertools import chain
from typing import Final

from amends.apps.cases.rules.mail.decoding import heading, text_of

DEEPEST: Final = 20  # parts within parts; what lies deeper is not looked at
_LETTERS: Final = frozenset(
    {"text/plain", "text/html"}
)  # as which people write; any other text is a list or the like
_SILENT: Final = frozenset({"script", "style", "title", "template"})
_BREAKS: Final = frozenset(
    {
        "br",
        "p",
        "div",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "blockquote",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    }
)
_EMPTY_LINES = re.compile(r"\n\s*\n(\s*\n)+")
# Where what somebody else wrote begins: the lines that mailers put above what they quote.
_QUOTED = re.compile(
    r"""^(?:
        -{2,}\s*(?:原始邮件|原邮件|转发的?邮件|回复的?(?:原)?邮件|Original\ Message|Forwarded\ message).*
      | -{6,}.*请在(?:这|此)一?行(?:上方|以上)回复.*
      | (?:在|于)?\s*\d{4}\s*[年/-].{4,80}(?:写道|寫道)\s*[::：].*
      | .{0,80}(?:写道|寫道)[:：]\s*$
      | On\ .{6,120}wrote:\s*$
      | _{20,}\s*$
    )""",
    re.VERBOSE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Attached:
    """What came with a mail: `torn` where its end is missing, `is_mail` where it is a mail itself, which nobody opens
    here."""

    name: str
    content: bytes
    torn: bool = False
    is_mail: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """What a mail says, and what came with it."""

    text: str
    attached: tuple[Attached, ...]


_Part = tuple[
    str, Attached | None
]  # a text with a name of its own is both, until it is known what else there is


class _Words(HTMLParser):
    """The words of a page, with a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BREAKS:
            self.said.append("\n")
        elif tag == "td":
            self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(self.silent - 1, 0)
        elif tag in _BREAKS and tag != "br":
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(re.sub(r"\s+", " ", data))


def words_of_html(html: str) -> str:
    """A page as plain text, without its scripts and styles."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return tidy("".join(reader.said))


def tidy(text: str) -> str:
    """A text without space at the ends of its lines, and with one empty line at most."""
    lines = (line.strip(" \t\xa0\u3000") for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def body_of(message: Message, *, torn: bool = False) -> Body:
    """The words of a mail, and what was attached; of a `torn` one, whose end is missing, the last part is not whole."""
    found = list(_parts(message, 0))
    if torn and found and found[-1][1]:
        found[-1] = (found[-1][0], replace(found[-1][1], torn=True))
    if all(file for _, file in found):
        found = _first_as_words(found)
    said = [text for text, file in found if file is None]
    return Body(tidy("\n\n".join(filter(None, said))), tuple(file for _, file in found if file))


def _first_as_words(found: Sequence[_Part]) -> list[_Part]:
    """Where every part has a name, the first that says something is the letter itself."""
    first = next((place for place, (text, _) in enumerate(found) if text), None)
    return [(text, None if place == first else file) for place, (text, file) in enumerate(found)]


def _parts(part: Message, depth: int, *, option: bool = False) -> Iterator[_Part]:
    """Each part as its text, or an attachment; the name of an `option` among ways to say the same means nothing."""
    if depth > DEEPEST:
        return
    inside = part.get_payload()
    kind = part.get_content_type()
    if kind == "message/rfc822":
        yield "", Attached(_name(part), b"", is_mail=True)
    elif isinstance(inside, list):
        options = kind == "multipart/alternative"
        children = [
            list(_parts(each, depth + 1, option=options)) for each in inside if isinstance(each, Message)
        ]
        yield from _best(inside, children) if options else chain(*children)
    elif _is_attached(part):
        yield "", Attached(_name(part), _payload(part))
    else:
        named = not option and bool(part.get_filename())
        words = "" if named and kind not in _LETTERS else _said(part)
        yield words, Attached(_name(part), _payload(part)) if named else None


def _said(part: Message) -> str:
    text = text_of(_payload(part), part.get_content_charset())
    return words_of_html(text) if part.get_content_type() == "text/html" else tidy(text)


def _best(options: Sequence[object], children: Sequence[list[_Part]]) -> Iterator[_Part]:
    """Of ways to say the same the plain one, where it says anything; attachments of all."""
    said = [
        (each, "".join(text for text, file in found if not file))
        for each, found in zip(options, children, strict=False)
    ]
    with_words = [(part, text) for part, text in said if text.strip()]
    is_plain = [
        text
        for part, text in with_words
        if isinstance(part, Message) and part.get_content_type() == "text/plain"
    ]
    yield ((is_plain or [text for _, text in with_words[-1:]] or [""])[0], None)
    yield from ((text, file) for found in children for text, file in found if file)


def _is_attached(part: Message) -> bool:
    told = (part.get_content_disposition() or "") == "attachment"
    return told or part.get_content_maintype() != "text" or part.get_content_type() == "text/calendar"


def _name(part: Message) -> str:
    return heading(part.get_filename())[:80] or part.get_content_type()


def _payload(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def own_words(text: str) -> str:
    """What the writer of an answer added: without the mail that they answer. All of it where nothing else is left."""
    found = _QUOTED.search(text)
    above = text[: found.start()] if found else text
    kept = [line for line in above.split("\n") if not line.lstrip().startswith((">", "＞"))]
    return tidy("\n".join(kept)) or tidy(text)
