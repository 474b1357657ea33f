# SPDX-License-Identifier: Apache-2.0
"""Propose a mapping from the headers of a file: by the feed's own names and by the synonyms that operators use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from amends.kernel.identifiers import normal_text
from amends.pipeline.intake.cells import is_blank
from amends.pipeline.intake.mapping import ColumnMapping, Mapping, Source
from amends.pipeline.intake.table import Cell, cell_text
from amends.pipeline.intake.units import DATA, MONEY, SHARE, TIME, units_of, written_unit
from amends.pipeline.schema import Column, Feed, Kind

CONFIDENT = 0.9
_LEAST = 0.6
_BRACKETS = re.compile(r"[(（\[【](.*?)[)）\]】]|[-_/](元|分|万元|kb|mb|gb|%|秒|分钟)$", re.I)
_UNITS = MONEY | DATA | TIME | SHARE


@dataclass(frozen=True, slots=True)
class Guess:
    """A proposed source for one feed column; `confidence` 0 to 1, 1 for the feed's own name."""

    column: str
    header: str
    position: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed mapping, how sure each part is, and the required columns that nothing was found for."""

    mapping: Mapping
    guesses: tuple[Guess, ...]
    missing: tuple[str, ...]

    @property
    def doubtful(self) -> tuple[Guess, ...]:
        """The guesses that a person should look at."""
        return tuple(guess for guess in self.guesses if guess.confidence < CONFIDENT)

    def sure(self, feed: Feed) -> Mapping | None:
        """The mapping without its doubtful parts; None when a required column is missing or doubtful."""
        doubtful = {guess.column for guess in self.doubtful}
        if self.missing or any(feed.column(name).required for name in doubtful):
            return None
        return replace(self.mapping, columns=tuple(c for c in self.mapping.columns if c[0] not in doubtful))


def suggest_mapping(
    headers: Sequence[str],
    sample: Sequence[Sequence[Cell]],
    feed: Feed,
    *,
    positions: Sequence[int] | None = None,
    sheet: str | None = None,
) -> Suggestion:
    """Propose a mapping. `sample` holds the first cells of each column, in the order of `headers`."""
    places = tuple(positions or range(1, len(headers) + 1))
    chosen = _assigned(headers, feed)
    columns = tuple(
        (column.name, _proposed(column, headers, sample, place, places[place]))
        for column in feed.columns
        if (place := chosen.get(column.name, (None, 0.0))[0]) is not None
    )
    guesses = tuple(
        Guess(name, headers[place], places[place], confidence) for name, (place, confidence) in chosen.items()
    )
    missing = tuple(c.name for c in feed.columns if c.required and c.default is None and c.name not in chosen)
    return Suggestion(Mapping(feed=feed.name, columns=columns, sheet=sheet), guesses, missing)


def _assigned(headers: Sequence[str], feed: Feed) -> dict[str, tuple[int, float]]:
    """Feed column → (index of header, confidence): the best pairs first, each header and column once."""
    pairs = sorted(
        (
            (_confidence(header, column, feed), -i, column.name)
            for i, header in enumerate(headers)
            for column in feed.columns
            if header
        ),
        reverse=True,
    )
    chosen: dict[str, tuple[int, float]] = {}
    used: set[int] = set()
    for confidence, minus_i, name in pairs:
        if confidence >= _LEAST and name not in chosen and -minus_i not in used:
            chosen[name] = (-minus_i, confidence)
            used.add(-minus_i)
    return {c.name: chosen[c.name] for c in feed.columns if c.name in chosen}


def _confidence(header: str, column: Column, feed: Feed) -> float:
    folded, bare = _folded(header), _folded(_without_unit(header))
    own = {_folded(column.name), _folded(column.zh), _folded(_without_unit(column.zh))}
    if folded in own or bare in own:
        return 1.0
    known = {_folded(each) for each in _synonyms(feed.name, column.name)}
    if folded in known or bare in known:
        return 0.95
    near = max((SequenceMatcher(None, bare, each).ratio() for each in own | known), default=0.0)
    return round(min(near, 0.85), 2)


def _without_unit(header: str) -> str:
    """`出账金额(元)` → `出账金额`; brackets that hold no unit say something else and stay."""
    return _BRACKETS.sub(lambda m: "" if written_unit(m[1] or m[2] or "", _UNITS) else m[0], header)


def _folded(text: str) -> str:
    return re.sub(r"[\s_\-—.:：()（）]", "", normal_text(text)).lower()


def _proposed(
    column: Column, headers: Sequence[str], sample: Sequence[Sequence[Cell]], place: int, position: int
) -> ColumnMapping:
    header = headers[place]
    again = [h for h in headers if normal_text(h) == normal_text(header)]
    source: Source = header if len(again) == 1 else position
    cells = [cell for cell in sample[place] if not is_blank(cell)] if place < len(sample) else []
    return ColumnMapping(source=source, unit=_unit(column, header), recode=_recode(column, cells))


def _unit(column: Column, header: str) -> str | None:
    """The unit the header writes; money without one is 元, unless the header is our own name (then 分)."""
    units = units_of(column)
    for found in _BRACKETS.findall(header):
        unit = written_unit("".join(found), units)  # one of the two groups is empty
        if unit is not None:
            return unit.name
    if column.kind is not Kind.MONEY:
        return None
    return "fen" if header == column.name else "yuan"


def _recode(column: Column, cells: Sequence[Cell]) -> tuple[tuple[str, str], ...]:
    """How the codes seen in the sample translate, where the feed allows only some values."""
    if not column.choices:
        return ()
    known = _codes().get(column.name, {})
    seen = dict.fromkeys(normal_text(cell_text(cell)) for cell in cells)
    if not any(text in known for text in seen):
        return ()
    return tuple((written, code) for written, code in known.items())


@cache
def _content() -> dict[str, Any]:
    place = files("amends.packs") / "telecom" / "mappings" / "synonyms.yaml"
    content: dict[str, Any] = yaml.safe_load(place.read_text(encoding="utf-8"))
    return content


def _synonyms(feed: str, column: str) -> tuple[str, ...]:
    names = _content()["names"]
    return (*names.get(column, ()), *names.get(f"{feed}.{column}", ()))


def _codes() -> dict[str, dict[str, str]]:
    codes: dict[str, dict[str, str]] = _content()["codes"]
    return codes
