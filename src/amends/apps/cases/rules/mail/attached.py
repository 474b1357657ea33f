# SPDX-License-Identifier: Apache-2.0
"""What came with a mail: which files are kept, under which name, and why the others are not."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
    INFECTED = "infected"


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
    digest: str  # SHA-256 of what is kept; empty where nothing is
    scanned: bool = False  # a scanner found no virus in it


def judged(files: Sequence[Attached], bounds: Bounds) -> tuple[Judged, ...]:
    """Of the files of a mail each with whether it is kept, whatever room its case has."""
    return tuple(_judged(files, bounds))


def within_room(files: Sequence[Judged], bounds: Bounds, *, held: int) -> tuple[Judged, ...]:
    """The same files, without those for which a case that has `held` bytes already has no room."""
    return tuple(_within_room(files, bounds.together - held))


def _within_room(files: Sequence[Judged], room: int) -> Iterator[Judged]:
    for each in files:
        if each.refused is None and len(each.content) > room:
            yield replace(each, refused=Refused.NO_ROOM, digest="")
            continue
        room -= 0 if each.refused else len(each.content)
        yield each


def _judged(files: Sequence[Attached], bounds: Bounds) -> Iterator[Judged]:
    count = 0
    for number, each in enumerate(files, start=1):
        why = _why_not(each, bounds, count)
        kind = None if why else kind_of(each.content, each.name)
        if not kind:
            yield Judged(
                number, file_name(each.name, None, number), each.content, None, why or Refused.KIND, ""
            )
            continue
        count += 1
        digest = hashlib.sha256(each.content).hexdigest()
        yield Judged(number, file_name(each.name, kind, number), each.content, kind, None, digest)


def _why_not(each: Attached, bounds: Bounds, count: int) -> Refused | None:
    """What is told without a look into the file, which takes time."""
    size = len(each.content)
    if each.torn:
        return Refused.TORN
    if not size:
        return Refused.KIND if each.is_mail else Refused.EMPTY
    if size > bounds.each:
        return Refused.TOO_LARGE
    return Refused.TOO_MANY if count >= bounds.most else None


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
