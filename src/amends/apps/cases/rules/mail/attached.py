# SPDX-License-Identifier: Apache-2.0
"""What came with a mail: which files are kept, under which name, and why the others are not."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from amends.apps.cases.rules.mail.bodies import Attached
from amends.apps.cases.rules.mail.kinds import FileKind, ending_of, kind_of

LONGEST_NAME: Final = 80
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\s]+')


class Refused(StrEnum):
    """Why a file is not kept."""

    KIND = "kind"
    EMPTY = "empty"
    TORN = "torn"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is kept: files of one mail, bytes of one file, bytes of all files of one case."""

    most: int
    each: int
    together: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A file that came, by its place among those of its mail: kept (`kind`, `digest`) or not (`refused`)."""

    number: int
    name: str
    content: bytes
    kind: FileKind | None
    refused: Refused | None

    @property
    def digest(self) -> str:
        """SHA-256 of what is kept; empty where nothing is."""
        return "" if self.refused else hashlib.sha256(self.content).hexdigest()


def judged(files: Sequence[Attached], bounds: Bounds, *, held: int) -> tuple[Judged, ...]:
    """Of the files of a mail each with whether it is kept; `held` are the bytes that the case has already."""
    return tuple(_judged(files, bounds, held))


def _judged(files: Sequence[Attached], bounds: Bounds, held: int) -> Iterator[Judged]:
    count = 0
    for number, each in enumerate(files, start=1):
        kind = kind_of(each.content, each.name) if each.content else None
        why = _why_not(each, kind, bounds, count=count, held=held)
        if why is None:
            count, held = count + 1, held + len(each.content)
        yield Judged(
            number, file_name(each.name, kind if why is None else None, number), each.content, kind, why
        )


def _why_not(
    each: Attached, kind: FileKind | None, bounds: Bounds, *, count: int, held: int
) -> Refused | None:
    size = len(each.content)
    if each.torn:
        return Refused.TORN
    if not size and not each.is_mail:
        return Refused.EMPTY
    if kind is None:
        return Refused.KIND
    if size > bounds.each:
        return Refused.TOO_LARGE
    if count >= bounds.most:
        return Refused.TOO_MANY
    return Refused.NO_ROOM if held + size > bounds.together else None


def file_name(name: str, kind: FileKind | None, number: int) -> str:
    """A name that is one on every system and leads nowhere: no folders, no signs that turn the line around, nothing
    hidden; it ends as what the file is."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign)[0] != "C"
    )
    plain = _FORBIDDEN.sub("_", plain).strip("._ ")
    plain = f"_{plain}" if _RESERVED.match(plain) else plain
    if kind is None:
        return plain[:LONGEST_NAME] or str(number)
    if ending_of(plain) not in kind.endings:
        plain = f"{plain or number}.{kind.endings[0]}"
    stem, _, ending = plain.rpartition(".")
    return f"{(stem or str(number))[: LONGEST_NAME - len(ending) - 1]}.{ending}"
