# SPDX-License-Identifier: Apache-2.0
"""The address in an invitation: derived again each time, since it is stored nowhere."""

import hmac

from django.conf import settings

from amends.apps.surveys.models import Invitation, OpenLink
from amends.apps.surveys.rules.tokens import token_hash, token_of


class LinkLost(LookupError):
    """No secret that this installation still knows makes the link of an invitation."""

    def __init__(self) -> None:
        super().__init__(
            "the link was made with a secret that is not listed: add it to AMENDS_SECRET_KEY_OLD"
        )


def token_in(invitation: Invitation) -> str:
    """The word in the link, made with today's secret or an earlier one. Raises `LinkLost`."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = token_of(secret, invitation.salt)
        if hmac.compare_digest(token_hash(token), invitation.token_hash):
            return token
    raise LinkLost


def link_of(invitation: Invitation) -> str:
    """The whole address of an invitation. Raises `LinkLost`."""
    return f"{settings.AMENDS_URL}/s/{token_in(invitation)}/"


def open_address(link: OpenLink) -> str:
    """The whole address of an open link, as its QR code holds it."""
    return f"{settings.AMENDS_URL}/q/{link.code}/"
