# SPDX-License-Identifier: Apache-2.0
"""What a file is, told by its content and never by its name alone: kinds that are of use and do not run."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

_MOST_MEMBERS: Final = 5_000  # of an office file; more are no letter
_MEMBER: Final = b"PK\x01\x02"  # stands before each in the list; how many the end tells, nobody holds it to
_MARKUP: Final = ("<", "#!", "%!", "@echo", "{\\rtf")  # text that another program would run or draw
_SOUNDS: Final = frozenset({b"M4A ", b"M4B ", b"mp42", b"mp41", b"isom", b"3gp4", b"3gp5"})
_PLAIN: Final = frozenset({9, 10, 12, 13})  # the control characters that a text may hold


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is taken: what its name ends with, the first for one that ends otherwise."""

    code: str
    endings: tuple[str, ...]


KINDS: Final[Mapping[str, FileKind]] = {
    each.code: each
    for each in (
        FileKind("pdf", ("pdf",)),
        FileKind("png", ("png",)),
        FileKind("jpeg", ("jpg", "jpeg")),
        FileKind("gif", ("gif",)),
        FileKind("webp", ("webp",)),
        FileKind("txt", ("txt",)),
        FileKind("csv", ("csv",)),
        FileKind("docx", ("docx",)),
        FileKind("xlsx", ("xlsx",)),
        FileKind("wav", ("wav",)),
        FileKind("mp3", ("mp3",)),
        FileKind("m4a", ("m4a",)),
        FileKind("amr", ("amr",)),
    )
}


def kind_of(content: bytes, name: str) -> FileKind | None:
    """The kind of a file, or `None` where it is none that is taken. The name only tells a list from another text, and
    text counts as such only where the name says no other kind: a page or a script is a text, too."""
    found = next((code for code, is_it in _SIGNS.items() if is_it(content)), "")
    ending = ending_of(name)
    if not found and ending in {"txt", "csv"} and _is_text(content):
        found = ending
    return KINDS.get(found)


def ending_of(name: str) -> str:
    """What stands behind the last point of a name, in lower case; empty where there is no point."""
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def _is_web(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _is_wave(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WAVE"


def _is_mp3(content: bytes) -> bool:
    """A tag, or two frames of MPEG audio in a row, each as long as it says."""
    if content[:3] == b"ID3":
        return len(content) > 10 and all(byte < 128 for byte in content[6:10])
    first = _frame_length(content, 0)
    return bool(first) and bool(_frame_length(content, first))


_RATES: Final = {  # kbit/s of layer III by its index
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}
_SAMPLES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _frame_length(content: bytes, at: int) -> int:
    """How many bytes the frame of layer III at a place takes; 0 where there is none."""
    head = content[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sample = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or sample == 3 or not _RATES[version == 3][rate]:
        return 0
    per_frame = 144 if version == 3 else 72
    return per_frame * _RATES[version == 3][rate] * 1000 // _SAMPLES[version][sample] + (head[2] >> 1 & 1)


def _is_m4a(content: bytes) -> bool:
    """Sound alone: a film has a video header."""
    return content[4:8] == b"ftyp" and content[8:12] in _SOUNDS and b"vmhd" not in content


def _office(main: str) -> Callable[[bytes], bool]:
    """An office file with that main part, and without macros."""

    def is_it(content: bytes) -> bool:
        if content[:4] != b"PK\x03\x04" or content.count(_MEMBER) > _MOST_MEMBERS:
            return False
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = {each.lower() for each in archive.namelist()}
        except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, OSError):
            return False
        macros = any(each.endswith("vbaproject.bin") for each in names)
        return {"[content_types].xml", main} <= names and not macros

    return is_it


def _is_text(content: bytes) -> bool:
    """Words that a person can read, in a charset that is used here, and no page, drawing or script."""
    for charset in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(charset)
        except UnicodeDecodeError:
            continue
        clean = all(ord(sign) >= 32 or ord(sign) in _PLAIN for sign in text)
        return clean and not text.lstrip().lower().startswith(_MARKUP)
    return False


_SIGNS: Final[Mapping[str, Callable[[bytes], bool]]] = {
    "pdf": lambda content: content.startswith(b"%PDF-"),
    "png": lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"),
    "jpeg": lambda content: content.startswith(b"\xff\xd8\xff"),
    "gif": lambda content: content.startswith((b"GIF87a", b"GIF89a")),
    "webp": _is_web,
    "docx": _office("word/document.xml"),
    "xlsx": _office("xl/workbook.xml"),
    "wav": _is_wave,
    "mp3": _is_mp3,
    "m4a": _is_m4a,
    "amr": lambda content: content.startswith(b"#!AMR"),
}
