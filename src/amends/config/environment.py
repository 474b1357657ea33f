# SPDX-License-Identifier: Apache-2.0
"""Typed readers of the environment: a value that cannot be understood stops the start, with a hint."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


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


def whole(name: str, default: int, *, least: int = 0) -> int:
    """A whole number of at least `least`."""
    value = os.environ.get(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise WrongSetting(
            name, f"{value!r} is not a whole number from {least}", f"write a number such as {default}"
        )
    return int(value)


def names(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [each.strip() for each in os.environ.get(name, default).split(",") if each.strip()]


def folder(name: str, default: str) -> Path:
    """A folder, made absolute; it is created where it is first written to."""
    return Path(os.environ.get(name, default)).expanduser().resolve()


def one_of(name: str, default: str, choices: tuple[str, ...]) -> str:
    """One of the given words."""
    value = os.environ.get(name, default)
    if value not in choices:
        raise WrongSetting(name, f"{value!r} is unknown", f"choose one of {', '.join(choices)}")
    return value


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
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],  # ?host=/folder is a socket's
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: Path) -> dict[str, object]:
    """WAL lets readers go on beside a writer; IMMEDIATE takes the write lock at the start, so that a
    transaction that reads and then writes waits instead of failing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
