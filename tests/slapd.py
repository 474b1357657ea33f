# SPDX-License-Identifier: Apache-2.0
"""An OpenLDAP server for one run of the tests: its own folder and ports, two people, and a reader who may look."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.dovecot import certify, free_port

BASE, PASSWORD, READER = "dc=example", "a-long-Word-of-the-directory", "cn=reader,dc=example"
_CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile {home}/pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile {home}/cert.pem
TLSCertificateKeyFile {home}/key.pem
database mdb
suffix "{base}"
rootdn "{reader}"
rootpw {password}
directory {home}/data
access to attrs=userPassword by anonymous auth by * none
access to * by * none
"""
_PEOPLE = """
dn: dc=example
objectClass: dcObject
objectClass: organization
dc: example
o: example

dn: ou=people,dc=example
objectClass: organizationalUnit
ou: people
"""
_PERSON = """
dn: uid={name},ou=people,dc=example
objectClass: inetOrgPerson
uid: {name}
cn: {name}
sn: {name}
userPassword: {password}
"""


@dataclass(frozen=True, slots=True)
class Directory:
    """Where it listens, plain and encrypted, and the certificate to trust."""

    url: str
    secure_url: str
    certificate: Path


def binary() -> str | None:
    """The server, if there is one."""
    return shutil.which("slapd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


class Running:
    """A server with these people in it; `stop` ends it and throws its data away."""

    def __init__(self, *people: str) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="amends-ldap-"))
        (self.home / "data").mkdir()
        certify(self.home)
        words = {"home": self.home, "base": BASE, "reader": READER, "password": PASSWORD}
        (self.home / "slapd.conf").write_text(_CONFIG.format(**words))
        entries = [_PEOPLE, *(_PERSON.format(name=each, password=PASSWORD) for each in people)]
        (self.home / "people.ldif").write_text("".join(entries))
        program = binary()
        assert program is not None
        place = ["-f", str(self.home / "slapd.conf")]
        add = [program, "-T", "add", *place, "-l", str(self.home / "people.ldif")]
        subprocess.run(add, check=True, capture_output=True)
        ports = free_port(), free_port()
        self.directory = Directory(
            f"ldap://127.0.0.1:{ports[0]}", f"ldaps://127.0.0.1:{ports[1]}", self.home / "cert.pem"
        )
        listen = f"{self.directory.url} {self.directory.secure_url}"
        self._process = subprocess.Popen(
            [program, *place, "-d", "0", "-h", listen], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _wait(ports[0])

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(10)
        shutil.rmtree(self.home, ignore_errors=True)


def _wait(port: int) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < until, "the directory did not start"
            time.sleep(0.05)
