# SPDX-License-Identifier: Apache-2.0
"""What clamd is sent and what it answers, as bytes: `INSTREAM` of its protocol."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_COMMAND: Final = b"zINSTREAM\0"
_CHUNK: Final = 64 * 1024
LONGEST_ANSWER: Final = 1_024
_FOUND = re.compile(r"stream: (?P<name>.{1,200}) FOUND")


class NotScanned(Exception):
    """The scanner said neither that a file is clean nor what is in it."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scanner says of a file: the name of what it found, empty where it found nothing."""

    found: str = ""


def asked(content: bytes) -> Iterator[bytes]:
    """A file as it is sent: the command, pieces each behind its length, and an empty one that ends it."""
    yield _COMMAND
    for start in range(0, len(content), _CHUNK):
        piece = content[start : start + _CHUNK]
        yield len(piece).to_bytes(4, "big") + piece
    yield bytes(4)


def answered(answer: bytes) -> Scanned:
    """What an answer says. Raises `NotScanned`: also where the file is larger than the scanner takes."""
    said = answer.partition(b"\0")[0].decode("utf-8", "replace").strip()
    if said == "stream: OK":
        return Scanned()
    if found := _FOUND.fullmatch(said):
        return Scanned(found["name"])
    raise NotScanned(said[:200])
