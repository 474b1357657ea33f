# SPDX-License-Identifier: Apache-2.0
"""Typed readers of the environment: a value that cannot be understood stops the start, with a hint."""

import contextlib
import os
import re
import secrets
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}
HOME = "var/data"


class WrongSetting(SystemExit):
    """A setting is missing or not understood; the message says which, and what to write instead."""

    def __init__(self, name: str, problem: str, hint: str) -> None:
        super().__init__(f"{name}: {problem}\n  What to do: {hint}")


def text(name: str, default: str | None = None) -> str:
    """The value of `name`; without a default it must be set."""
    value = os.environ.get(name, default)
    if value is None:
        raise WrongSetting(
            name, "is not set", f"export {name}=… before starting (docs/operate.md lists all settings)"
        )
    return value


def flag(name: str, *, default: bool) -> bool:
    """A yes or no; anything else stops the start."""
    value = os.environ.get(name, "yes" if default else "no").strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise WrongSetting(name, f"{value!r} is neither yes nor no", "write yes or no")


def whole(name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    """A whole number of at least `least`, and at most `most` where there is one."""
    value = os.environ.get(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise WrongSetting(
            name, f"{value!r} is not a whole number from {least}", f"write a number such as {default}"
        )
    if most is not None and int(value) > most:
        raise WrongSetting(name, f"{value} is more than {most}", f"write a number up to {most}")
    return int(value)


def names(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [each.strip() for each in os.environ.get(name, default).split(",") if each.strip()]


def web_address(name: str) -> str:
    """An address such as https://amends.example, without a slash at its end; empty where it is not set."""
    value = os.environ.get(name, "").strip()
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query):
        raise WrongSetting(name, f"{value!r} is no web address", "write https://amends.example")
    return value.rstrip("/")


def home() -> Path:
    """The folder of feeds, runs and, where nothing else is set, the database: made where it is first written to."""
    return Path(os.environ.get("AMENDS_DATA") or HOME).expanduser().resolve()


def file(name: str) -> Path | None:
    """The path of a file of the operator's own; none where it is not set."""
    value = os.environ.get(name)
    if value and not Path(value).is_file():
        raise WrongSetting(name, f"{value!r} is no file", "write the path of a file, or leave it out")
    return Path(value) if value else None


def one_of(name: str, default: str, choices: tuple[str, ...]) -> str:
    """One of the given words."""
    value = os.environ.get(name, default)
    if value not in choices:
        raise WrongSetting(name, f"{value!r} is unknown", f"choose one of {', '.join(choices)}")
    return value


def engine(name: str) -> str:
    """An engine of the pipeline, as `pipeline.engines.open_engine` understands it."""
    value = os.environ.get(name, "duckdb")
    if not re.fullmatch(
        r"duckdb|spark-local|local(\[(\d+|\*)\])?|local-cluster\[\d+,\d+,\d+\]|spark://\S+", value
    ):
        raise WrongSetting(
            name, f"{value!r} is unknown", "choose duckdb, spark-local, local[4] or spark://host:7077"
        )
    return value


def tables(name: str) -> dict[str, str]:
    """Feeds that are tables of Spark's catalogue: `bills=dw.bills,usage=dw.usage`."""
    found = {}
    for each in names(name):
        feed, _, address = each.partition("=")
        if not re.fullmatch(r"[a-z_]+", feed) or not re.fullmatch(
            r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+){0,2}", address
        ):
            raise WrongSetting(
                name, f"{each!r} names no feed and table", "write bills=dw.bills,usage=dw.usage"
            )
        found[feed] = address
    return found


def memory(name: str) -> str | None:
    """An amount such as 8GB; `None` lets the engine choose."""
    value = os.environ.get(name)
    if value and not re.fullmatch(r"\d+\s?[MG]i?B", value):
        raise WrongSetting(name, f"{value!r} is not an amount of memory", "write 8GB or 512MB")
    return value or None


def time_zone(name: str, default: str) -> str:
    """A time zone eight hours ahead of UTC all year: the pipeline counts days on that clock, and contact windows
    on another one would not be those of the list."""
    value = os.environ.get(name, default)
    try:
        zone = ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongSetting(name, f"{value!r} is not a time zone", f"write {default}") from None
    if {datetime(2026, month, 1, tzinfo=zone).utcoffset() for month in (1, 7)} != {timedelta(hours=8)}:
        hint = f"leave it out or write {default}: the pipeline counts days at UTC+8"
        raise WrongSetting(name, f"{value} is not eight hours ahead of UTC", hint)
    return value


def kept_secret(place: Path) -> str:
    """The secret kept at `place`, readable by its owner only; a random one is made the first time.

    Several processes may start at once: each writes a file of its own, and only the first to link it into
    place wins, so that nobody ever reads half a secret or one that another has replaced.
    """
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, own = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}-")
        with os.fdopen(handle, "w") as file:  # mkstemp makes it 0600
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(own, place)
        os.unlink(own)
    return place.read_text()


def database(name: str, home: Path) -> dict[str, object]:
    """`postgresql://user:word@host:5432/name`, or nothing for SQLite in the data folder."""
    url = os.environ.get(name, "")
    if not url:
        return _sqlite(home / "amends.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(parts.path))
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise WrongSetting(name, "is not understood", "write postgresql://user:password@host:5432/name")
    return {
        "ENGINE": "amends.config.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],  # ?host=/folder is a socket's
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"prepare_threshold": 0},  # for the cursors that plan once; the usual ones never prepare
    }


def _sqlite(path: Path) -> dict[str, object]:
    """WAL lets readers go on beside a writer; IMMEDIATE takes the write lock at the start, so that a
    transaction that reads and then writes waits instead of failing. The usual cache of 2 MB holds less than what a
    page reads of a million cases: 32 MB at most for each thread. Pages that many writes change are carried over to the
    file every 4,000 of the log (16 MB), not every 1,000."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,  # to open it anew for a request costs as much as most requests
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-32768; PRAGMA wal_autocheckpoint=4000;",
        },
    }
