# SPDX-License-Identifier: Apache-2.0
"""Content, not code: `load("recovery_playbooks")` gives a file of a pack as plain, unchangeable values."""

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

import yaml

Content = str | int | float | bool | None | tuple["Content", ...] | Mapping[str, "Content"]
Document = Mapping[str, Content]
Row = Mapping[str, str]

TELECOM = "telecom"


class PackFileMissing(LookupError):
    """A pack was asked for a file that it does not have."""

    def __init__(self, name: str, pack: str, there: tuple[str, ...]) -> None:
        super().__init__(f"pack {pack!r} has no {name!r}; it has {', '.join(there) or 'nothing'}")
        self.name, self.pack = name, pack


class PackFileMalformed(ValueError):
    """A file of a pack is not a mapping of names to content."""


@cache
def load(name: str, pack: str = TELECOM) -> Document:
    """A YAML file of a pack (`name` without its ending): mappings are read-only, lists are tuples.

    Raises `PackFileMissing` where there is none, `PackFileMalformed` where it is no mapping.
    """
    document = frozen(yaml.safe_load(_text(f"{name}.yaml", pack)))
    if not isinstance(document, Mapping):
        raise PackFileMalformed(f"{pack}/{name}.yaml must be a mapping of names to content")
    return document


def read_file(path: Path) -> Document:
    """A YAML file of the operator's own, as `load` gives those of a pack.

    Raises `PackFileMissing` where it is not there, `PackFileMalformed` where it is no mapping or no YAML.
    """
    if not path.is_file():
        raise PackFileMissing(path.name, str(path.parent), ())
    try:
        document = frozen(yaml.safe_load(path.read_text(encoding="utf-8-sig")))
    except yaml.YAMLError as error:
        raise PackFileMalformed(f"{path.name} is no YAML: {error}") from error
    if not isinstance(document, Mapping):
        raise PackFileMalformed(f"{path.name} must be a mapping of names to content")
    return document


@cache
def load_rows(name: str, pack: str = TELECOM) -> tuple[Row, ...]:
    """A CSV file of a pack: one read-only mapping of column to text a row. Raises `PackFileMissing`."""
    rows = csv.DictReader(io.StringIO(_text(f"{name}.csv", pack)))
    return tuple(MappingProxyType(row) for row in rows)


def frozen(value: object) -> Content:
    """Plain values made unchangeable, so that a cached file stays what the file says."""
    if isinstance(value, Mapping):
        return MappingProxyType({str(key): frozen(each) for key, each in value.items()})
    if isinstance(value, list | tuple):
        return tuple(frozen(each) for each in value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)  # dates, as they are written


def thawed(value: Content) -> object:
    """The same values as dicts and lists, for JSON."""
    if isinstance(value, Mapping):
        return {key: thawed(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [thawed(each) for each in value]
    return value


def _text(file_name: str, pack: str) -> str:
    folder = resources.files(__package__) / pack
    file = folder / file_name
    if not file.is_file():
        raise PackFileMissing(file_name, pack, _names(pack))
    return file.read_text(encoding="utf-8-sig")


def _names(pack: str) -> tuple[str, ...]:
    folder = resources.files(__package__) / pack
    if not folder.is_dir():
        return ()
    return tuple(sorted(each.name for each in folder.iterdir() if each.name.endswith((".yaml", ".csv"))))
