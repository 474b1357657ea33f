# SPDX-License-Identifier: Apache-2.0
"""An evidence pack: files with their digests in one ZIP, the same bytes for the same files, and how to check it."""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from amends.apps.core.rules.chain import Entry

MANIFEST, RECORD, ATTACHED = "manifest.json", "case.json", "attachments/"
# More than any case, which the settings see to; a pack that unfolds to more is not read.
LARGEST = 256 * 1024 * 1024
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError,
)  # fmt: skip
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can tell


def packed(files: Mapping[str, bytes], about: Mapping[str, object]) -> tuple[bytes, str]:
    """The ZIP of the files with their manifest, and the one hash over all. `about` goes into the manifest."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    whole = whole_digest(digests)
    manifest = {**about, "files": digests, "whole": whole}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in sorted({**files, MANIFEST: plain_json(manifest)}.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = _packing(name)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content, compresslevel=6)
    return held.getvalue(), whole


def _packing(name: str) -> int:
    """What customers send is dense already, nearly all of it."""
    return zipfile.ZIP_STORED if name.startswith(ATTACHED) else zipfile.ZIP_DEFLATED


def whole_digest(digests: Mapping[str, str]) -> str:
    """SHA-256 over a line for each file, by name: digest, two spaces, name (as `sha256sum` writes them)."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def plain_json(value: object) -> bytes:
    """JSON that people can read and that is always written alike."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def verify_pack(pack: bytes) -> list[str]:
    """What does not hold, in words; nothing where every file is as it was packed and each event has its hash."""
    try:
        with zipfile.ZipFile(io.BytesIO(pack)) as archive:
            if sum(each.file_size for each in archive.infolist()) > LARGEST:
                return ["the pack is larger than any case"]
            names = archive.namelist()
            files = {name: archive.read(name) for name in names}
    except _BROKEN as error:
        return [f"this is no readable pack: {error}"]
    twice = [f"{name} is there twice" for name in files if names.count(name) > 1]
    return [*twice, *_faults(files)]


def _faults(files: dict[str, bytes]) -> Iterator[str]:
    try:
        manifest = json.loads(files.pop(MANIFEST))
        told, whole = dict(manifest["files"]), str(manifest["whole"])
    except (KeyError, TypeError, ValueError):
        yield f"{MANIFEST} is missing or unreadable"
        return
    for name in sorted({*told, *files}):
        if name not in files:
            yield f"{name} is missing"
        elif name not in told:
            yield f"{name} was added"
        elif hashlib.sha256(files[name]).hexdigest() != told[name]:
            yield f"{name} was changed"
    if whole_digest(told) != whole:
        yield f"{MANIFEST} was changed: the hash over all does not match"
    yield from _event_faults(files.get(RECORD, b""))


def _event_faults(record: bytes) -> Iterator[str]:
    """Whoever writes new digests too still cannot give an event another content: the log's own hash tells it."""
    try:
        events: Sequence[Mapping[str, Any]] = json.loads(record)["events"]
        rows = [entry_of(each) for each in events]
    except (KeyError, TypeError, ValueError):
        yield f"the events in {RECORD} are unreadable"
        return
    for row in rows:
        if row.computed_hash() != row.hash:
            yield f"event {row.sequence} was changed: its content does not match its hash"


def entry_of(event: Mapping[str, Any]) -> Entry:
    """An event of a pack as it was hashed in the log."""
    names = ("sequence", "kind", "by", "subject", "about", "unit", "payload", "previous", "hash")
    return Entry(at=datetime.fromisoformat(event["at"]), **{name: event[name] for name in names})
