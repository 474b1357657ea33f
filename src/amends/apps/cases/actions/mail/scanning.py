# SPDX-License-Identifier: Apache-2.0
"""Looking for viruses in files that customers sent, where the operator names a scanner (clamd): before a file is kept,
and later where the scanner was away. What was not found clean is held: nobody can take it."""

import logging
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.models import Attachment
from amends.apps.cases.queries.attachments import unscanned
from amends.apps.cases.rules.mail.attached import Judged, Refused
from amends.apps.cases.rules.mail.scanning import LONGEST_ANSWER, NotScanned, Scanned, answered, asked
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind
from amends.apps.core.rules.chain import Json

logger = logging.getLogger(__name__)
_WHY = "the worker looks into the files of everybody's cases"
_PATIENCE = 15.0  # seconds for each answer of the scanner
Read = Callable[[Attachment], bytes]
Remove = Callable[[Attachment], None]


class ScannerAway(Exception):
    """Nobody answers at the scanner's place."""


def scanned(content: bytes) -> Scanned:
    """What the scanner says of a file. Raises `NotScanned`, `ScannerAway`."""
    try:
        with _connected(settings.AMENDS_CLAMD) as line:
            for piece in asked(content):
                line.sendall(piece)
            answer = b""
            while (
                b"\0" not in answer and len(answer) < LONGEST_ANSWER and (more := line.recv(LONGEST_ANSWER))
            ):
                answer += more
    except OSError as error:
        raise ScannerAway(type(error).__name__) from error
    return answered(answer)


def _connected(place: str) -> socket.socket:
    """A line to `/run/clamd.ctl` or `host:3310`."""
    if not place.startswith("/"):
        host, _, port = place.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(_PATIENCE)
    try:
        line.connect(place)
    except OSError:
        line.close()
        raise
    return line


def looked_into(files: Sequence[Judged]) -> Iterator[Judged]:
    """The files of a mail, those with a virus refused; where no scanner is named, or none answers, as they are. It is
    asked no more for this mail once it did not answer."""
    away = not settings.AMENDS_CLAMD
    for each in files:
        if away or each.refused:
            yield each
            continue
        try:
            found = scanned(each.content).found
        except (ScannerAway, NotScanned) as why:
            logger.warning("a file of a mail is held: %s", type(why).__name__)
            away = isinstance(why, ScannerAway)
            yield each
            continue
        yield replace(each, refused=Refused.INFECTED, digest="") if found else replace(each, scanned=True)


def scan_held(*, read: Read, remove: Remove, at: Callable[[], datetime]) -> dict[str, int]:
    """Look into every file that is held, the oldest first; what has a virus is removed, and the owner of its case is
    told. Where nobody answers the rest waits for the next time; what cannot be read or looked into, by itself.

    `read` gives the bytes of a file or raises `CaseRefused`, `remove` takes a file off the disk.
    """
    tally = {"clean": 0, "infected": 0, "held": 0}
    for row in unscanned() if settings.AMENDS_CLAMD else ():
        try:
            said = scanned(read(row))
        except ScannerAway:
            tally["held"] += 1
            break
        except (NotScanned, CaseRefused) as why:
            logger.error("attachment %s stays held: %s", row.pk, type(why).__name__)
            tally["held"] += 1
            continue
        tally["infected" if said.found else "clean"] += _settled(row, said, remove, at())
    return tally


def _settled(row: Attachment, said: Scanned, remove: Remove, at: datetime) -> bool:
    """Keep what the scanner said of a file, once."""
    with transaction.atomic():
        rows = Attachment.objects.unscoped(_WHY).filter(pk=row.pk, refused="", scanned_at=None)
        if not rows.select_for_update(no_key=True).exists():
            return False
        with writing(by=None, at=at) as log:
            about, case = row.case.customer.code, row.case
            found = {"refused": Refused.INFECTED, "digest": ""} if said.found else {"scanned_at": at}
            rows.update(**found)
            known: dict[str, Json] = {
                "number": case.number,
                "attachment": row.pk,
                "digest": row.digest,
                "found": said.found,
            }
            log(EventKind.CASE_FILE_SCANNED, case, about=about, unit=case.unit, **known)
            if said.found:
                words = _("案件 %(number)s 的来信附件查出病毒，已经删除，别打开邮箱里的原件：")
                tell(case.owner, words, case, at=at, key=f"virus{row.pk}", more=row.name)
                transaction.on_commit(lambda: remove(row))
    return True
