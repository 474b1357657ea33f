# SPDX-License-Identifier: Apache-2.0
"""Files that came with mails: written whole under the service's own folder, handed out one by one, each on record.

A file is named by its mail's fingerprint and its place in it, so that a mail that is read again writes the same file.
It is there before its row is: where a run is killed between the two, the file is a stray, and goes after some days.
What takes time, the look into it and the disk, comes before the transaction; in it the file only gets its name.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.mail.fetching import InboxFault
from amends.apps.cases.actions.mail.scanning import looked_into, scan_held
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Attachment, Case, Mail
from amends.apps.cases.queries.attachments import bounds, held_bytes, kept_places
from amends.apps.cases.rules.mail.attached import Judged, judged, within_room
from amends.apps.cases.rules.mail.reading import ReadMail
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User

STRAY_AFTER = timedelta(days=7)
_NAME = re.compile(r"([0-9a-f]{64})-(\d{1,5})")
_LOOKED_AT = 100  # files of one mail; more are only counted
_AT_ONCE = 500


class FileLost(CaseRefused):
    """The file is not there, or not what was kept."""

    sentence = _("这个附件在服务器上找不到了，或者已经损坏：请到邮箱里查看原件，并告诉管理员")


class FileHeld(CaseRefused):
    """No scanner looked into the file yet."""

    sentence = _("这个附件还没有查毒，暂时不能下载：查毒程序恢复以后会自动补查")


@dataclass(frozen=True, slots=True)
class Brought:
    """The files of a mail, judged but for the room of their case, and where by their numbers those wait that may be
    kept."""

    files: tuple[Judged, ...]
    parts: Mapping[int, Path]

    def within(self, case: Case | None) -> tuple[Judged, ...]:
        """Those for which a case has room, and why not the others; a new case (`None`) has all. One query at most."""
        if not self.parts:
            return self.files
        return within_room(self.files, bounds(), held=held_bytes(case) if case else 0)


@contextmanager
def brought(mail: ReadMail, mark: str) -> Iterator[Brought]:
    """The files of a mail, personal data in their names hidden, on the disk already under names that nobody asks for;
    what `keep_files` gave no name by the end goes. To be opened before the transaction.

    Raises `InboxFault` where there is no room on the disk: the mail waits for the next time.
    """
    named = [replace(each, name=kept(each.name)) for each in mail.attached[:_LOOKED_AT]]
    files, parts = tuple(looked_into(judged(named, bounds()))), dict[int, Path]()
    try:
        with _disk_faults():
            for each in files:
                if each.refused is None:
                    parts[each.number] = _new_part(_place(mark, each.number).parent)
                    _write(parts[each.number], each.content)
        yield Brought(files, parts)
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)


def keep_files(
    mail: Mail, case: Case, files: Sequence[Judged], parts: Mapping[int, Path], *, at: datetime
) -> None:
    """Give the files that are kept their names, and write a row for each that came; inside the transaction that writes
    the mail's row. Raises `InboxFault` where the disk does not let us."""
    rows = [
        Attachment(
            case=case,
            mail=mail,
            number=each.number,
            name=each.name,
            kind=each.kind.code if each.kind else "",
            size=len(each.content),
            digest=each.digest,
            refused=str(each.refused or ""),
            at=at,
            scanned_at=at if each.scanned and not each.refused else None,
        )
        for each in files
    ]
    with _disk_faults():
        for row in rows:
            if row.is_kept:
                os.replace(parts[row.number], place_of(row))
    Attachment.objects.bulk_create(rows)


def folder() -> Path:
    """Where all of them lie."""
    return Path(settings.MEDIA_ROOT) / "attachments"


def place_of(row: Attachment) -> Path:
    """Where the file of a row lies."""
    return _place(row.mail.fingerprint, row.number)


def _place(mark: str, number: int) -> Path:
    return folder() / mark[:2] / f"{mark}-{number}"


def _new_part(parent: Path) -> Path:
    """An empty file that only the service may read."""
    _make(parent)
    handle, part = tempfile.mkstemp(dir=parent, prefix=".part-")
    os.close(handle)
    return Path(part)


def _make(place: Path) -> None:
    """A folder that only the service may look into, on each level that was not there."""
    if not place.is_dir():
        _make(place.parent)
        place.mkdir(mode=0o700, exist_ok=True)


def _write(part: Path, content: bytes) -> None:
    """Whole on the disk before it gets its name."""
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _disk_faults() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InboxFault(gettext("附件存不下：%(why)s") % {"why": error.strerror}) from error


def file_content(row: Attachment) -> bytes:
    """The bytes of a file that was kept. Raises `FileLost`, `FileHeld`."""
    if row.is_held:
        raise FileHeld
    return _content(row)


def _content(row: Attachment) -> bytes:
    try:
        content = place_of(row).read_bytes()
    except OSError as error:
        raise FileLost from error
    if hashlib.sha256(content).hexdigest() != row.digest:
        raise FileLost
    return content


def hand_out(*, row: Attachment, by: User, at: datetime) -> bytes:
    """The bytes of a file for somebody who may see its case; that they took it is on record. Raises `FileLost`,
    `FileHeld`."""
    content, case = file_content(row), row.case
    with writing(by=by, at=at) as log:
        log(
            EventKind.CASE_FILE_TAKEN,
            case,
            about=case.customer.code,
            unit=case.unit,
            number=case.number,
            attachment=row.pk,
            digest=row.digest,
        )
    return content


def scan_held_files(*, at: Callable[[], datetime]) -> dict[str, int]:
    """Look for viruses in the files that are held; those with one go."""
    return scan_held(read=_content, remove=lambda row: place_of(row).unlink(missing_ok=True), at=at)


def remove_stray_files(*, at: datetime) -> int:
    """Remove files that no row tells of and that nobody wrote for seven days; returns how many."""
    before = (at - STRAY_AFTER).timestamp()
    old = [each for each in folder().glob("*/*") if _is_old(each, before)]
    return sum(_removed(old[first : first + _AT_ONCE], before) for first in range(0, len(old), _AT_ONCE))


def _is_old(place: Path, before: float) -> bool:
    """Whether nobody wrote it since a moment; what is no longer there is not."""
    try:
        return place.stat().st_mtime < before
    except FileNotFoundError:
        return False


def _removed(places: Sequence[Path], before: float) -> int:
    marks = {place: found for place in places if (found := _NAME.fullmatch(place.name))}
    known = kept_places({found[1] for found in marks.values()})
    strays = [
        place
        for place in places
        if place not in marks or (marks[place][1], int(marks[place][2])) not in known
    ]
    return sum(_remove(place, marks.get(place), before) for place in strays)


def _remove(place: Path, named: re.Match[str] | None, before: float) -> bool:
    """Remove one that is a stray still: its mail may have been read again meanwhile, which writes it anew."""
    if named and (named[1], int(named[2])) in kept_places({named[1]}):
        return False
    if not _is_old(place, before):
        return False
    place.unlink(missing_ok=True)
    return True
