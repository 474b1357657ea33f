# SPDX-License-Identifier: Apache-2.0
"""A Dovecot server for one run of the tests: its own folder and ports, any name with one password, an empty mailbox
for each name."""

import datetime as dt
import grp
import ipaddress
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "a-long-Word-for-mail"
_CONFIG = """
base_dir = {home}/run
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{home}/mail/%u
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A running server."""

    process: subprocess.Popen[bytes]
    home: Path
    port: int
    tls_port: int

    @property
    def certificate(self) -> Path:
        """What a client must trust."""
        return self.home / "cert.pem"

    def stop(self) -> None:
        """Stop it, and remove its folder."""
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.home, ignore_errors=True)


def binary() -> str | None:
    """Where Dovecot is: the version whose settings are written above."""
    found = shutil.which("dovecot") or next(iter(map(str, Path("/usr/sbin").glob("dovecot"))), None)
    if found is None:
        return None
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    return found if told.startswith("2.3") else None


def start() -> Dovecot:
    """Start a server; it does not serve mail of root, so root runs it as `nobody`."""
    found = binary()
    if found is None:
        raise SystemExit("Dovecot 2.3 is not installed (Debian 12: apt install dovecot-imapd)")
    home = Path(tempfile.mkdtemp(prefix="amends-imap-", dir="/tmp"))
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    port, tls_port = free_port(), free_port()
    certify(home)
    config = home / "dovecot.conf"
    config.write_text(
        _CONFIG.format(
            home=home,
            user=owner.pw_name,
            group=grp.getgrgid(owner.pw_gid).gr_name,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
            port=port,
            tls_port=tls_port,
            password=PASSWORD,
        )
    )
    for each in (home, *home.iterdir()):
        os.chown(each, owner.pw_uid, owner.pw_gid)
    before = ["runuser", "-u", owner.pw_name, "--"] if os.geteuid() == 0 else []
    process = subprocess.Popen(
        [*before, found, "-F", "-c", str(config)],
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Dovecot(process, home, port, tls_port)
    _wait(server)
    return server


def _wait(server: Dovecot) -> None:
    for _try in range(100):
        try:
            with socket.create_connection(("127.0.0.1", server.tls_port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    said = (server.home / "log").read_text() if (server.home / "log").exists() else ""
    server.stop()
    raise SystemExit(f"Dovecot did not start: {said[-1000:]}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def certify(home: Path) -> None:
    """A certificate of 127.0.0.1 and localhost that nobody signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost")]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (home / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (home / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
