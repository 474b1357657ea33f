# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL server for one run of the tests: its own folder, a socket and no port. `python -m tests.postgres`
says by its exit code whether there is one to start."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_started: list[Path] = []


def binaries() -> Path | None:
    """Where initdb and postgres are, the newest version first."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    return next(iter(versions), Path(on_path).parent if on_path else None)


def start() -> str:
    """Start a server and return its address; the server refuses root, so root runs it as the user `postgres`."""
    place = binaries()
    if place is None:
        raise SystemExit("PostgreSQL is not installed (Debian: apt install postgresql)")
    home = Path(tempfile.mkdtemp(prefix="amends-pg-", dir="/tmp"))
    owner = pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        owner = "postgres"
        shutil.chown(home, owner)
    _run(
        home,
        str(place / "initdb"),
        "-D",
        str(home / "data"),
        "-U",
        "amends",
        "-E",
        "UTF8",
        "--no-sync",
        "-A",
        "trust",
    )
    settings = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off"
    _started.append(home)
    _run(
        home,
        str(place / "pg_ctl"),
        "-D",
        str(home / "data"),
        "-w",
        "-l",
        str(home / "log"),
        "-o",
        settings,
        "start",
    )
    return f"postgresql://amends@/postgres?host={home}"


def stop() -> None:
    """Stop what was started here, and remove it."""
    place = binaries()
    while _started and place:
        home = _started.pop()
        _run(home, str(place / "pg_ctl"), "-D", str(home / "data"), "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


def _run(home: Path, *words: str) -> None:
    before = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*before, *words], cwd=home, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{words[0]} failed: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(0 if binaries() else 1)
