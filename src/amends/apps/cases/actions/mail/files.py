# SPDX-License-Identifier: Apache-2.0
"""Files that came with mails: written whole under the service's own folder, handed out one by one, each on record.

A file is named by its mail's fingerprint and its place in it, so that a mail that is read again writes the same file.
It is there before its row is: where a run is killed between the two, the file is a stray, and goes after some days.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.mail.fetching import InboxFault
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Attachment, Case, Mail
from amends.apps.cases.queries.attachments import bounds, held_bytes, kept_places
from amends.apps.cases.rules.mail.attached import Judged, judged
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


def judge(mail: ReadMail, case: Case | None) -> tuple[Judged, ...]:
    """Of the files of a mail each with whether it is kept, personal data in their names hidden. One query where the
    mail joins a case."""
    if not mail.attached:
        return ()
    named = [replace(each, name=kept(each.name)) for each in mail.attached[:_LOOKED_AT]]
    return judged(named, bounds(), held=held_bytes(case) if case else 0)


def keep_files(mail: Mail, case: Case, files: Sequence[Judged], *, at: datetime) -> None:
    """Write the files that are kept, and a row for each that came; inside the transaction that writes the mail's row.

    Raises `InboxFault` where there is no room on the disk: the mail waits for the next time.
    """
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
        )
        for each in files
    ]
    for row, each in zip(rows, files, strict=True):
        if row.is_kept:
            _write(place_of(row), each.content)
    Attachment.objects.bulk_create(rows)


def folder() -> Path:
    """Where all of them lie."""
    return Path(settings.MEDIA_ROOT) / "attachments"


def place_of(row: Attachment) -> Path:
    """Where the file of a row lies."""
    mark = row.mail.fingerprint
    return folder() / mark[:2] / f"{mark}-{row.number}"


def _write(place: Path, content: bytes) -> None:
    """Under its name it is whole, whatever happens in between; only the service may read it."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, part = tempfile.mkstemp(dir=place.parent, prefix=".part-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, place)
    except OSError as error:
        raise InboxFault(gettext("附件存不下：%(why)s") % {"why": error.strerror}) from error


def file_content(row: Attachment) -> bytes:
    """The bytes of a file that was kept. Raises `FileLost`."""
    try:
        content = place_of(row).read_bytes()
    except OSError as error:
        raise FileLost from error
    if hashlib.sha256(content).hexdigest() != row.digest:
        raise FileLost
    return content


def hand_out(*, row: Attachment, by: User, at: datetime) -> bytes:
    """The bytes of a file for somebody who may see its case; that they took it is on record. Raises `FileLost`."""
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


def remove_stray_files(*, at: datetime) -> int:
    """Remove files that no row tells of and that nobody wrote for seven days; returns how many."""
    before = (at - STRAY_AFTER).timestamp()
    old = [each for each in folder().glob("*/*") if each.stat().st_mtime < before]
    return sum(_removed(old[first : first + _AT_ONCE]) for first in range(0, len(old), _AT_ONCE))


def _removed(places: Sequence[Path]) -> int:
    marks = {place: found for place in places if (found := _NAME.fullmatch(place.name))}
    known = kept_places({found[1] for found in marks.values()})
    strays = [
        place
        for place in places
        if place not in marks or (marks[place][1], int(marks[place][2])) not in known
    ]
    for place in strays:
        place.unlink(missing_ok=True)
    return len(strays)
