# SPDX-License-Identifier: Apache-2.0
"""New links: a salt, and the hash of the word that the operator's secret makes of it."""

import secrets

from django.conf import settings

from amends.apps.surveys.rules.tokens import token_hash, token_of


def new_link() -> dict[str, str]:
    """The fields `salt` and `token_hash` of a new invitation; nobody can foresee them."""
    salt = secrets.token_hex(16)
    return {"salt": salt, "token_hash": token_hash(token_of(settings.SECRET_KEY, salt))}
