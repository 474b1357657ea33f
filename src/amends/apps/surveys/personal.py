# SPDX-License-Identifier: Apache-2.0
"""What the area holds of a person."""

from amends.apps.core.personal import Entry, Held
from amends.apps.surveys.models.responses import Answer, Response
from amends.apps.surveys.models.waves import Invitation

PERSONAL: tuple[Entry, ...] = (
    Held(Answer, ("response__customer",), codes=frozenset({"chosen"})),
    Held(
        Response,
        ("customer",),
        codes=frozenset({"language", "device", "flags", "low", "session"}),
        hidden=frozenset({"session", "network", "flags"}),
    ),
    Held(
        Invitation,
        ("customer",),
        codes=frozenset({"salt", "token_hash"}),
        hidden=frozenset({"salt", "token_hash"}),
    ),
)
