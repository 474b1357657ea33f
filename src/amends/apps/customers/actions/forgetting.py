# SPDX-License-Identifier: Apache-2.0
"""Forgetting a customer: first that no import brings them back, then what lies in files, then the rows with the log,
in one transaction. Killed anywhere it is gone on with, and ends the same: what holds the code goes last."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Q

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.redacting import empty_events
from amends.apps.core.models import Event, EventKind, User
from amends.apps.core.personal import Held, held, loose
from amends.apps.customers.actions.identity import binding
from amends.apps.customers.actions.suppressing import code_indexes
from amends.apps.customers.actions.vault import opened_with_any
from amends.apps.customers.models import Customer, Forgotten, Identity, RightsRequest

WHY = "the customer is forgotten everywhere; whoever decided it had them in scope"
_PIECE = 4 << 20


def begin_forgetting(
    *, customer: Customer, request: RightsRequest | None, by: User | None, at: datetime
) -> Forgotten:
    """Note that a customer is to be forgotten; from here on no import brings them back. Done twice it is once."""
    index = code_indexes(customer.code)[0]
    if found := Forgotten.objects.filter(code_index=index).first():
        return found
    with writing(by=by, at=at) as log:
        row = Forgotten.objects.create(
            customer=customer,
            code_index=index,
            pseudonym=f"forgotten-{token_hex(8)}",
            request=request,
            begun_at=at,
        )
        log(EventKind.FORGETTING_BEGUN, customer, about=customer.code, unit=customer.unit)
    return row


def needles_of(customer: Customer) -> list[str]:
    """What a text that names the customer holds: their code, number, name and address, the longest first."""
    identity = Identity.objects.unscoped(WHY).filter(customer=customer).first()
    found = {customer.code}
    for field in ("name", "number", "mail") if identity else ():
        if blob := bytes(getattr(identity, f"{field}_sealed")):
            found.add(opened_with_any(blob, bound_to=binding(customer.code, field)))
    return sorted((each for each in found if len(each) > 1), key=len, reverse=True)


def forget_files(*, customer: Customer, row: Forgotten, at: datetime) -> int:
    """Remove what lies on the disk outside of Parquet: attachments, uploads and waiting files that name the customer,
    lists that were taken out, what is kept to save time. Returns how many files went."""
    needles, removed = needles_of(customer), 0
    for entry in held():
        if entry.files:
            removed += sum(_unlinked(each) for each in entry.files(entry.rows(customer.pk)))
    uploads = Path(settings.MEDIA_ROOT)
    removed += sum(_unlinked(each) for each in _plain_files(uploads / "exports"))
    naming = [each for each in _plain_files(uploads) if _names(each, needles)]
    removed += sum(_unlinked(each) for each in naming)
    removed += sum(_without_lines(each, needles) for each in _plain_files(settings.AMENDS_DATA / "private"))
    cache.clear()
    Forgotten.objects.filter(pk=row.pk).update(files_at=at)
    return removed


def forget_rows(*, customer: Customer, row: Forgotten, by: User | None, at: datetime) -> int:
    """Overwrite the words of every registered table, take the customer out of the log, and give them their pseudonym;
    one transaction. Returns how many rows of the log were emptied."""
    needles = needles_of(customer)
    with writing(by=by, at=at) as log:
        entries = held()
        subjects = [key for entry in entries for key in _subjects(entry, customer.pk)]
        rows = Event.objects.unscoped(WHY).filter(Q(about=customer.code) | Q(subject__in=subjects))
        emptied = empty_events(
            rows, code=customer.code, pseudonym=row.pseudonym, about=row, unit=customer.unit, log=log
        )
        _forget_loose([*needles, *_numbers(entries, customer.pk)])
        for entry in entries:
            _forget_entry(entry, customer.pk, row.pseudonym)
        for entry in entries:
            if entry.after:
                entry.after(entry.rows(customer.pk))
        Forgotten.objects.filter(pk=row.pk).update(rows_at=at)
        log(EventKind.CUSTOMER_FORGOTTEN, row, about=row.pseudonym, unit=customer.unit, emptied=emptied)
    return emptied


def compact(*, at: datetime) -> int:
    """Write the database's file anew, so that nothing stays in its gaps; for all that were forgotten since. Returns how
    many. PostgreSQL is left to its own VACUUM, of which the operator's guide speaks."""
    waiting = list(
        Forgotten.objects.filter(rows_at__isnull=False, compacted_at=None).values_list("pk", flat=True)
    )
    if waiting and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    Forgotten.objects.filter(pk__in=waiting).update(compacted_at=at)
    return len(waiting)


def _subjects(entry: Held, customer: int) -> list[str]:
    rows = entry.rows(customer).values_list("pk", flat=True)
    return [f"{entry.model._meta.label_lower}:{key}" for key in rows]


def _numbers(entries: Sequence[Held], customer: int) -> list[str]:
    """Numbers of their cases: what colleagues were told about them names these."""
    return [
        number
        for entry in entries
        if entry.model._meta.label_lower == "cases.case"
        for number in entry.rows(customer).values_list("number", flat=True)
    ]


def _forget_loose(needles: Sequence[str]) -> None:
    for entry in loose():
        keys = list(entry.rows(needles).values_list("pk", flat=True))
        rows = entry.model._base_manager.filter(pk__in=keys)
        if entry.rewritten:
            for row in rows:
                entry.model._base_manager.filter(pk=row.pk).update(**entry.rewritten(row))
        elif entry.stays:
            rows.update(**entry.blanked())
        else:
            rows.delete()


def _forget_entry(entry: Held, customer: int, pseudonym: str) -> None:
    rows = entry.rows(customer)
    if entry.removed:
        entry.model._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()
    elif blanked := entry.blanked(pseudonym):
        entry.model._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).update(**blanked)


def _plain_files(folder: Path) -> Iterator[Path]:
    """The files right in a folder."""
    return (each for each in sorted(folder.glob("*")) if each.is_file()) if folder.is_dir() else iter(())


def _written(needles: Sequence[str]) -> re.Pattern[bytes]:
    """The needles in the ways that files of operators are written."""
    forms = {
        each.encode(coding, "ignore") for each in needles for coding in ("utf-8", "gb18030", "utf-16-le")
    }
    return re.compile(b"|".join(re.escape(each) for each in sorted(forms, key=len, reverse=True)))


def _names(file: Path, needles: Sequence[str]) -> bool:
    """Whether a file holds a needle; a workbook is packed and cannot be looked into, and counts as one that does."""
    if file.suffix in {".xlsx", ".xls", ".zip", ".gz", ".parquet"} or _packed(file):
        return True
    pattern, tail = _written(needles), b""
    with file.open("rb") as source:
        while piece := source.read(_PIECE):
            if pattern.search(tail + piece):
                return True
            tail = piece[-400:]
    return False


def _packed(file: Path) -> bool:
    """Whether a file begins as packed ones do."""
    with file.open("rb") as source:
        return source.read(4) in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"}


def _without_lines(file: Path, needles: Sequence[str]) -> int:
    """Leave out the lines of a waiting file that name the customer; returns how many files were changed."""
    pattern = _written(needles)
    lines = file.read_bytes().splitlines(keepends=True)
    kept = [each for each in lines if not pattern.search(each)]
    if len(kept) == len(lines):
        return 0
    fresh = file.with_name(f".{file.name}.part")
    fresh.touch(mode=0o600)
    fresh.write_bytes(b"".join(kept))
    fresh.replace(file)
    return 1


def _unlinked(file: Path) -> int:
    there = file.is_file()
    file.unlink(missing_ok=True)
    return int(there)
