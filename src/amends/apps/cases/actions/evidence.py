# SPDX-License-Identifier: Apache-2.0
"""The evidence pack of a case: everything on record with its digests, made for an appeal, and on record itself."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop, override

from amends.apps.cases.actions.change import RightMissing
from amends.apps.cases.actions.mail.files import FileHeld, FileLost, file_content
from amends.apps.cases.models import Case
from amends.apps.cases.queries.asking import asking_of
from amends.apps.cases.queries.evidence import may_pack, record_of
from amends.apps.cases.rules.evidence import ATTACHED, RECORD, packed, plain_json
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.customers.actions.identity import NothingSealed, unmask

logger = logging.getLogger(__name__)
Record = dict[str, Any]
REASON, WHY = "other", gettext_noop("申诉举证材料")  # why the customer's name and number were looked at


def evidence_pack(*, case: Case, full: bool = False, by: User, at: datetime) -> bytes:
    """A ZIP of `case.json`, `case.html` (to print), each written reply as text, and `manifest.json`: the same bytes
    for the same record. The log keeps who made it, when, and the hash over all.

    `full` tells the customer's name and number and the replies as they left, for a regulator who needs them, and holds
    the files that the customer sent, in which nothing can be hidden; else they stand there by name and digest. A file
    that is lost or was changed (logged as an error), or in which no scanner looked yet, is marked in the record and
    told as `missing` by the manifest.

    Raises `RightMissing`: only the owner, or who assigns cases of the unit; `full` only who may unmask.
    """
    refuse_pack(case, by, full=full)
    with override("zh-hans"):  # many megabytes may be read here: no transaction waits for that
        record = record_of(case, by.scope, at=at, masked=not full)
        about = {"case": case.number, "version": case.version, "personal_data": "full" if full else "masked"}
        pack, whole = _full(record, case, about, by, at) if full else packed(_files(record, case), about)
    with writing(by=by, at=at) as log:
        log(
            EventKind.CASE_EVIDENCE_PACKED,
            case,
            about=case.customer.code,
            unit=case.unit,
            number=case.number,
            full=full,
            whole=whole,
        )
    return pack


def refuse_pack(case: Case, by: User, *, full: bool) -> None:
    """Raises `RightMissing` where a person may not make the pack of a case."""
    if not may_pack(case, by, full=full):
        raise RightMissing


def _full(record: Record, case: Case, about: Record, by: User, at: datetime) -> tuple[bytes, str]:
    """The pack with names, numbers and files. That those were looked at is on record before they are told."""
    record["customer"] |= _identity(case, by, at)
    sent, missing = _sent(record["attachments"], case, by)
    return packed({**_files(record, case), **sent}, {**about, "missing": missing})


def _identity(case: Case, by: User, at: datetime) -> Record:
    found: Record = {}
    for field in ("name", "number"):
        try:
            found[field] = unmask(
                customer=case.customer, field=field, reason=REASON, text=gettext(WHY), by=by, at=at
            )
        except NothingSealed:
            continue
    return found


def _sent(told: Sequence[Record], case: Case, by: User) -> tuple[dict[str, bytes], list[str]]:
    """The files that the customer sent, each by its place in the record, and the names of those that are lost or held,
    which are marked in it."""
    rows = case.attachments.within(by.scope).filter(refused="").select_related("mail")
    kept = {(row.mail_id, row.number): row for row in rows}
    found: dict[str, bytes] = {}
    missing: list[str] = []
    for place, each in enumerate(told, start=1):
        if row := kept.get((each["mail"], each["number"])):
            name = f"{ATTACHED}{place:03d}-{row.name}"
            try:
                found[name] = file_content(row)
            except FileHeld:
                each["held"] = True
                missing.append(name)
            except FileLost:
                each["lost"] = True
                missing.append(name)
    if lost := sum("lost" in each for each in told):
        logger.error("%s of the files of case %s are lost or were changed", lost, case.number)
    return found, missing


def _files(record: Mapping[str, Any], case: Case) -> dict[str, bytes]:
    replies = {
        f"replies/{place:03d}.txt": str(each["text"]).encode()
        for place, each in enumerate(record["replies"], start=1)
    }
    questions = {each.code: each.text for each in asking_of(case).questions}
    page = render_to_string("cases/evidence.html", {"record": _shown(record), "questions": questions})
    return {RECORD: plain_json(record), "case.html": page.encode(), **replies}


def _shown(record: Mapping[str, Any]) -> Record:
    """The record with the moments of its rows as moments, for the page."""
    return {
        name: [_row(each) for each in rows] if isinstance(rows, list) else _row(rows or {})
        for name, rows in record.items()
    }


def _row(row: Mapping[str, Any]) -> Record:
    return {name: _moment(value) if _is_moment(name) and value else value for name, value in row.items()}


def _is_moment(name: str) -> bool:
    return name in {"at", "start"} or name.endswith("_at")


def _moment(value: Any) -> datetime:
    return datetime.fromisoformat(str(value))
