# SPDX-License-Identifier: Apache-2.0
"""Small files of every kind that is taken, and some that are not."""

import io
import zipfile
from collections.abc import Mapping

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 32
PROGRAM = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0"
PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
DRAWING = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'


def office(*names: str) -> bytes:
    """A ZIP with these members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return held.getvalue()


DOCX = office("[Content_Types].xml", "word/document.xml")
XLSX = office("[Content_Types].xml", "xl/workbook.xml")
MACROS = office("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")
FRAME = b"\xff\xfb\x90\x00" + b"\0" * 413  # 417 bytes: 128 kbit/s at 44,100 Hz
GOOD: Mapping[str, bytes] = {
    "a.pdf": PDF,
    "a.png": PNG,
    "a.jpg": JPEG,
    "a.gif": b"GIF89a\x01\0\x01\0",
    "a.webp": b"RIFF\x10\0\0\0WEBPVP8 ",
    "a.txt": "账单说明\r\n第二行".encode("gb18030"),
    "a.csv": "月份,费用\n六月,59\n".encode(),
    "a.docx": DOCX,
    "a.xlsx": XLSX,
    "a.wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "a.mp3": FRAME + FRAME,
    "a.m4a": b"\0\0\0\x20ftypM4A \0\0\0\0",
    "a.amr": b"#!AMR\n\x3c",
}
BAD: Mapping[str, bytes] = {
    "账单.pdf": PROGRAM,
    "page.txt": PAGE,
    "drawing.csv": DRAWING,
    "drawing.svg": DRAWING,
    "script.txt": b"#!/bin/sh\nrm -rf /\n",
    "words.js": b"alert(1)",
    "macros.xlsx": MACROS,
    "archive.zip": office("a.pdf"),
    "broken.docx": b"PK\x03\x04 nothing else",
    "film.mp4": b"\0\0\0\x20ftypisom\0\0\0\0....vmhd",
    "noise.mp3": b"\xff\xfb\x90\x00" + b"\0" * 10,
    "zeros.txt": b"\0\0\0\0",
    "hidden.pdf": b"GIF " + PDF,
}
