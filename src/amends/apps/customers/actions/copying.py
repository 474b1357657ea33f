# SPDX-License-Identifier: Apache-2.0
"""The copy of everything that is held of one customer: JSON for programs, a page for people, in one ZIP."""

import base64
import json
import os
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import Event, EventKind, User
from amends.apps.core.personal import Held, held
from amends.apps.core.queries.log import with_sampled
from amends.apps.customers.actions.identity import binding
from amends.apps.customers.actions.vault import opened_with_any
from amends.apps.customers.models import Customer, Identity, RightsRequest
from amends.apps.customers.queries.rights import terms
from amends.apps.customers.rules.rights import Kind, State

WHY = "the copy holds everything of the customer; whoever granted the request had them in scope"
Row = dict[str, Any]


class NoCopy(LookupError):
    """There is no copy, or not any more, or it is another person's to hand over."""


def copy_place(request: RightsRequest) -> Path:
    """Where the copy of a request lies; readable by the service alone."""
    return Path(settings.AMENDS_DATA) / "copies" / f"{request.pk}.zip"


def write_copy(
    *, request: RightsRequest, by: User | None, at: datetime, facts: Mapping[str, list[Row]] | None = None
) -> int:
    """Write the copy and say until when it can be fetched; returns its size. The file appears when it is whole.

    `facts` are what the feeds hold, by feed. Who asks for an explanation gets the scores and how they came alone.
    """
    content = everything(request.customer) | {f"feeds.{name}": rows for name, rows in (facts or {}).items()}
    if request.kind == Kind.EXPLAIN:
        content = {
            name: rows
            for name, rows in content.items()
            if name in {"account", "explanations", "feeds.scores"}
        }
    place = copy_place(request)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = place.with_suffix(".part")
    part.touch(mode=0o600)
    page = render_to_string("customers/rights/copy.html", {"tables": tables(content), "at": at})
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data.json", json.dumps(content, ensure_ascii=False, indent=1, default=_plain))
        packed.writestr("index.html", page)
    until = at + timedelta(days=terms().download_days)
    with writing(by=by, at=at) as log:
        RightsRequest.objects.unscoped(WHY).filter(pk=request.pk).update(
            copy_until=until, version=F("version") + 1
        )
        about = request.customer.code
        log(EventKind.RIGHTS_COPIED, request, about=about, unit=request.unit, tables=len(content))
        part.replace(place)
    os.chmod(place, 0o600)
    return place.stat().st_size


def fetch_copy(*, request: RightsRequest, by: User, at: datetime) -> Path:
    """The copy, for the owner of the request alone and while it is kept; on record before it is handed over.

    Raises `NoCopy`.
    """
    place = copy_place(request)
    gone = request.copy_until is None or request.copy_until <= at or not place.is_file()
    if gone or request.owner_id != by.pk or request.state == State.REFUSED:
        raise NoCopy(request.pk)
    with writing(by=by, at=at) as log:
        log(EventKind.RIGHTS_FETCHED, request, about=request.customer.code, unit=request.unit)
    return place


def remove_old_copies(*, at: datetime) -> int:
    """Remove copies whose time is over, and such as nobody's request names; returns how many."""
    kept = RightsRequest.objects.unscoped(WHY).filter(copy_until__gt=at).values_list("pk", flat=True)
    stay = {f"{key}.zip" for key in kept}
    folder = Path(settings.AMENDS_DATA) / "copies"
    old = [each for each in sorted(folder.glob("*")) if each.name not in stay] if folder.is_dir() else []
    old = [each for each in old if each.suffix == ".zip" or at.timestamp() - each.stat().st_mtime > 3600]
    for each in old:
        each.unlink(missing_ok=True)
    return len(old)


def everything(customer: Customer) -> dict[str, list[Row]]:
    """Every row of every registered table, by the table's name; then what the log says. Who sees: whoever asked."""
    content = {"account": [_account(customer)]}
    for entry in reversed(held()):
        if entry.told and (rows := [_told(entry, row) for row in entry.rows(customer.pk).order_by("pk")]):
            content[entry.model._meta.label_lower] = rows
    explained = [
        dict(each) for entry in held() if entry.explains for each in entry.explains(entry.rows(customer.pk))
    ]
    return content | {"explanations": explained, "events": _events(customer)}


def tables(content: dict[str, list[Row]]) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """The content for a page: each table's name, and of each row its columns in words."""
    return [
        (_name(label), [[(key, _shown(value)) for key, value in row.items()] for row in rows])
        for label, rows in content.items()
    ]


def _account(customer: Customer) -> Row:
    """The whole name, number and address: the person gets what is theirs."""
    identity = Identity.objects.unscoped(WHY).filter(customer=customer).first()
    opened: Row = {"code": customer.code}
    for field in ("name", "number", "mail") if identity else ():
        blob = bytes(getattr(identity, f"{field}_sealed"))
        opened[field] = opened_with_any(blob, bound_to=binding(customer.code, field)) if blob else ""
    return opened


def _told(entry: Held, row: Any) -> Row:
    """A row by the names of its columns; colleagues stand there by their role alone."""
    told: Row = {}
    for column in entry.model._meta.concrete_fields:
        if column.name in entry.hidden or column.related_model is User:
            continue
        told[str(column.verbose_name)] = column.value_from_object(row)
    return told


def _events(customer: Customer) -> list[Row]:
    rows = with_sampled(Event.objects.unscoped(WHY).filter(about=customer.code)).order_by("sequence")
    return [
        {"at": each.at, "kind": each.get_kind_display(), "content": each.payload}
        for each in rows
        if not getattr(each, "sampled", False)  # whether a survey asks them is told to nobody while it runs
    ]


def _name(label: str) -> str:
    named = {"account": _("身份"), "events": _("操作记录"), "explanations": _("评分是怎么来的")}
    found = next(
        (str(each.model._meta.verbose_name) for each in held() if each.model._meta.label_lower == label),
        label,
    )
    return named.get(label, found)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return str(value) if isinstance(value, Decimal) else repr(value)


def _shown(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return str(_plain(value)) if not isinstance(value, str | int | float) else str(value)
