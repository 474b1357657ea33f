# SPDX-License-Identifier: Apache-2.0
"""Looking for a customer: what was typed is sealed into a token at once; no address, log or history holds it."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.customers.actions.vault import current_keys
from amends.apps.customers.models import Customer
from amends.apps.customers.queries.search import Page, found
from amends.apps.customers.rules.sealing import NONCE_SIZE, SealBroken, opened, sealed
from amends.apps.customers.rules.search import LONGEST, By, probes
from amends.kernel.identifiers import normal_text


@dataclass(frozen=True, slots=True)
class Looked:
    """A first page of customers, and the token that stands for what was typed."""

    page: Page
    token: str


def look_for(*, typed: str, by: User, at: datetime) -> Looked:
    """Find customers in the person's scope. The log keeps in which ways was looked and how many were found."""
    page = found(probes(typed, current_keys()), by.scope)
    with writing(by=by, at=at) as log:
        log(
            EventKind.CUSTOMERS_SEARCHED,
            by,
            unit=by.unit,
            ways=[str(way) for way in page.ways],
            found=len(page.customers),
            more=page.after is not None,
        )
    return Looked(page, token_of(typed, by))


def meant(*, typed: str, by: User) -> Sequence[Customer]:
    """The customers in the person's scope whose number or code was typed, without doubt."""
    sure = [each for each in probes(typed, current_keys()) if each.by in {By.NUMBER, By.CODE}]
    return found(sure, by.scope).customers


def look_again(*, token: str, by: User, after: str = "") -> tuple[str, Page]:
    """What was typed, and a page of what it finds now. Raises `SealBroken` for another person's or a changed token."""
    typed = typed_in(token, by)
    return typed, found(probes(typed, current_keys()), by.scope, after=after)


def typed_in(token: str, by: User) -> str:
    """What a token stands for. Raises `SealBroken` for another person's or a changed token."""
    try:
        blob = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (NotBase64, ValueError) as error:
        raise SealBroken("no token") from error
    if not blob:
        raise SealBroken("no token")
    return opened(blob, keys=current_keys(), bound_to=_binding(by))


def token_of(typed: str, by: User) -> str:
    """A token that stands for what was typed, for that person only: no address says the words themselves."""
    text = normal_text(typed)[:LONGEST]
    blob = sealed(text, keys=current_keys(), bound_to=_binding(by), nonce=os.urandom(NONCE_SIZE))
    return urlsafe_b64encode(blob).decode().rstrip("=")


def _binding(by: User) -> str:
    return f"search:{by.pk}"
