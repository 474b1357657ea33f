# SPDX-License-Identifier: Apache-2.0
"""What pages make of the answers of a wave, kept until these change; of a large wave the queue makes it, not a page."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache as once
from importlib.resources import files
from pathlib import Path
from typing import TypeVar, cast

from django.core.cache import cache

from amends.apps.core.rules.organisation import Scope

T = TypeVar("T")
AT_ONCE = 500  # complete responses that a page may read while somebody waits: a tenth of a second, a bootstrap another
KEPT = 7 * 24 * 3600  # seconds; the key changes with the answers
FRESH = 15 * 60  # seconds in which a large wave that goes on is shown as it was
_MISSING = object()  # that nothing was kept
_HURRIED: ContextVar[bool] = ContextVar("hurried", default=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """What the answers of a wave within a scope are known by: `n` complete ones, and a short `text` that is another
    once they change."""

    wave: int
    scope: Scope
    n: int
    text: str


class NotYet(Exception):
    """A figure of a large wave is not kept and must not be made while somebody waits; `mark` says of which answers,
    `name` which one."""

    def __init__(self, mark: Mark, name: str) -> None:
        super().__init__(name)
        self.mark, self.name = mark, name


@contextmanager
def hurried() -> Iterator[None]:
    """Somebody waits: inside, `kept` raises `NotYet` rather than read more than `AT_ONCE` responses."""
    before = _HURRIED.set(True)
    try:
        yield
    finally:
        _HURRIED.reset(before)


def kept(name: str, marks: Sequence[Mark], make: Callable[[], T]) -> T:
    """What was made under a name of answers by this very code, or makes it; that there is nothing (None) is kept too.

    `marks` has the answers that it is made of, those that it is about first. Of more than `AT_ONCE` of them, what was
    made in the last quarter of an hour is taken where newer answers have come since. The cache of the settings is
    shared by the processes of a machine and outlives them. Raises `NotYet` inside `hurried`.
    """
    large = sum(each.n for each in marks) > AT_ONCE
    exact = f"{_code()}:{name}:{':'.join(each.text for each in marks)}"
    recent = f"{_code()}:{name}:{marks[0].scope.first}-{marks[0].scope.last}:recent"
    found = cache.get(exact, _MISSING)
    if found is _MISSING and large and _HURRIED.get():
        found = cache.get(recent, _MISSING)
        if found is _MISSING:
            raise NotYet(marks[0], name)
    if found is not _MISSING:
        return cast(T, found)
    made = make()
    cache.set(exact, made, KEPT)
    if large:
        cache.set(recent, made, FRESH)
    return made


@once
def _code() -> int:
    """When the code that runs was written: what other code has pickled may lack what this one reads."""
    return max(path.stat().st_mtime_ns for path in Path(str(files("amends"))).rglob("*.py"))
