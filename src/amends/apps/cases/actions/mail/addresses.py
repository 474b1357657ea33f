# SPDX-License-Identifier: Apache-2.0
"""The addresses that mails came from: sealed with the operator's secret, opened to answer and for nothing else."""

import os

from django.conf import settings

from amends.apps.cases.models import Case, Mail
from amends.apps.cases.queries.mail import mail_of
from amends.apps.core.rules.sealing import NONCE_SIZE, SealBroken, derived, opened, sealed

_SEAL = b"amends.cases.mail.seal.v1"


def sealed_address(address: str, fingerprint: str) -> bytes:
    """An address as it is kept, bound to its mail."""
    key = derived(settings.SECRET_KEY, _SEAL)
    return sealed(address, key=key, bound_to=fingerprint, nonce=os.urandom(NONCE_SIZE))


def address_of(mail: Mail) -> str:
    """The address that a mail came from; empty where no secret that is still known opens it."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            key = derived(secret, _SEAL)
            return opened(bytes(mail.sender_sealed), key=key, bound_to=mail.fingerprint)
        except SealBroken:
            continue
    return ""


def address_for(case: Case) -> str:
    """The address that the customer of a case wrote from the last time; empty where they wrote no mail. One query."""
    found = mail_of(case)
    return address_of(found) if found else ""
