# SPDX-License-Identifier: Apache-2.0
"""A mailbox that complaints are read from, as the operator sets it up."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Security(StrEnum):
    """How the way to the mail server is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where complaints arrive. `unit` is the code of the unit that looks after it (empty: the holding unit); `address`
    is what customers write to; `authority` a file of certificates of the operator's own."""

    name: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    address: str = ""
    folder: str = "INBOX"
    security: Security = Security.TLS
    authority: Path | None = None
    unit: str = ""
