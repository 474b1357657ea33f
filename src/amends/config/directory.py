# SPDX-License-Identifier: Apache-2.0
"""The operator's directory (LDAP, Active Directory) proves who somebody is; who may come in is still ours to say: the
account with the same staff number must exist and be active, and no account is made from outside."""

import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from ldap3 import Connection, Server, Tls
from ldap3.core.exceptions import LDAPException

from amends.apps.core.models import User

logger = logging.getLogger(__name__)
SECONDS = 5  # until a directory that does not answer is given up: a password of our own may still do
_NUMBER = re.compile(r"[\w.-]{1,64}", re.ASCII)  # nothing that means something in a name or a filter


class DirectoryBackend(ModelBackend):
    """Lets people in whose staff number and password the directory takes."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """The account, or nobody; an empty password is refused here, because directories take it for a guest's."""
        if not username or not password or not _NUMBER.fullmatch(username):
            return None
        known = User.objects.filter(username=username).first()
        if known is None or not self.user_can_authenticate(known) or not proven(username, password):
            return None
        return known


def proven(number: str, password: str) -> bool:
    """Whether the directory takes the password; also no where it does not answer, which is logged."""
    try:
        name = _name(number)
        if name is None:
            return False
        with _bound(name, password) as line:
            return line is not None
    except LDAPException as why:
        logger.warning("the directory does not answer: %s", type(why).__name__)
        return False


def _name(number: str) -> str | None:
    """Under which name somebody binds: by the template, or as the reader finds it below the base; nobody, or more than
    one, is nobody."""
    if settings.AMENDS_LDAP_NAME:
        return str(settings.AMENDS_LDAP_NAME).replace("{}", number)
    with _bound(settings.AMENDS_LDAP_READER, settings.AMENDS_LDAP_READER_PASSWORD) as reader:
        if reader is None:
            logger.warning("the directory does not take the password of its reader")
            return None
        wanted = f"({settings.AMENDS_LDAP_ATTRIBUTE}={number})"
        reader.search(settings.AMENDS_LDAP_BASE, wanted, size_limit=2)
        found = [each["dn"] for each in reader.response if each["type"] == "searchResEntry"]
    return str(found[0]) if len(found) == 1 else None


@contextmanager
def _bound(name: str, password: str) -> Iterator[Connection | None]:
    """A connection as somebody, or nothing where the password is not taken; encrypted from the first byte (ldaps://)
    or before the password is sent (ldap://). Raises `LDAPException` where nobody answers, or nobody vouches for who
    does."""
    url = str(settings.AMENDS_LDAP_URL)
    checked = Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=settings.AMENDS_LDAP_CA or None)
    server = Server(url, tls=checked, connect_timeout=SECONDS)
    line = Connection(server, user=name, password=password, receive_timeout=SECONDS, auto_referrals=False)
    try:
        line.open()
        if not url.startswith("ldaps:") and settings.AMENDS_LDAP_TLS:
            line.start_tls()
        yield line if line.bind() else None
    finally:
        line.unbind()
