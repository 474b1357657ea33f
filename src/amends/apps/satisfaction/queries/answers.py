# SPDX-License-Identifier: Apache-2.0
"""The answers of a wave as columns: what every figure of the area is computed from."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
from django.db.models import Count, F, Max, Sum
from django.utils.timezone import localtime
from numpy.typing import NDArray

from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.queries.keeping import Mark
from amends.apps.surveys.models import Item, Response, SurveyWave

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Words = NDArray[np.object_]

AT_ONCE = 5_000
HELD = 2  # waves: the one that figures are about, and the one before it
SEGMENTS = ("region", "settlement", "customer_kind", "value_tier", "plan_code", "line_state")
COLUMNS = (
    "pk", "answers", "weight", "unit__number", "invitation__stratum__label", "link__touchpoint", "way",
    "customer_id", "submitted_at", "seconds", "flags", "is_low",
    *(f"customer__{each}" for each in SEGMENTS),
)  # fmt: skip


_READ: ContextVar["dict[tuple[str, bool], WaveAnswers] | None"] = ContextVar("read", default=None)


@dataclass(frozen=True, slots=True)
class AskedItem:
    """What is known of one item on a scale: what it measures, and which item of the version before it continues."""

    code: str
    title: str
    minimum: float
    maximum: float
    element: str
    construct: str
    touchpoint: str
    dimension: str
    measure: str
    before: str
    mapping: str


@dataclass(frozen=True)
class WaveAnswers:
    """Complete responses of a wave, n rows in the order of their keys, p items on a scale.

    `numbers` (n, p) are answers on the items' own scales, nan where not given or not applicable. All other columns are
    (n,): survey `weights`, `strata` (label, "" where none), `clusters` (number of the unit), `touchpoints` (of the open
    link, "" where none), `ways`, `customers` (key, 0 where anonymous), `days` (datetime64[D], the operator's),
    `moments` (datetime64[us], UTC), `seconds`, `flagged` (some doubt about how it came: kept, and counted), `low`;
    `segments` maps a column of the customer to its values, "" where unknown.
    """

    wave: int
    items: tuple[AskedItem, ...]
    responses: Whole
    numbers: Numbers
    weights: Numbers
    strata: Words
    clusters: Whole
    touchpoints: Words
    ways: Words
    customers: Whole
    days: NDArray[np.datetime64]
    moments: NDArray[np.datetime64]
    seconds: Whole
    flagged: Flags
    low: Flags
    segments: Mapping[str, Words]

    def __len__(self) -> int:
        return len(self.responses)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The items' codes, in the order of the columns of `numbers`."""
        return tuple(item.code for item in self.items)

    @cached_property
    def points(self) -> Numbers:
        """(n, p) answers on 0–100: (x − minimum) / (maximum − minimum) · 100."""
        low = np.array([item.minimum for item in self.items])
        high = np.array([item.maximum for item in self.items])
        found: Numbers = (self.numbers - low) / (high - low) * 100
        return found

    def at(self, code: str) -> int:
        """In which column an item stands. Raises `KeyError`."""
        if code not in self.codes:
            raise KeyError(code)
        return self.codes.index(code)

    def of_element(self, element: str, measures: Sequence[str] = ()) -> list[int]:
        """The columns of an element's items; only of those `measures` where any are named."""
        return [
            at
            for at, item in enumerate(self.items)
            if item.element == element and (not measures or item.measure in measures)
        ]

    def of_construct(self, construct: str) -> list[int]:
        """The columns of a construct's items, those of its elements among them."""
        return [at for at, item in enumerate(self.items) if item.construct == construct]

    def of_the_whole(self) -> list[int]:
        """The columns of the items that ask how satisfied people are with everything: those of the construct that is
        called so; where no item names it, those that measure satisfaction, and of no single element or touchpoint."""
        plain = ("satisfaction", "", "")
        return self.of_construct("satisfaction") or [
            at for at, item in enumerate(self.items) if (item.measure, item.element, item.touchpoint) == plain
        ]

    def chosen(self, rows: Flags) -> "WaveAnswers":
        """Only those rows (n,)."""
        columns = (
            "responses", "numbers", "weights", "strata", "clusters", "touchpoints", "ways", "customers", "days",
            "moments", "seconds", "flagged", "low",
        )  # fmt: skip
        cut: dict[str, Any] = {name: getattr(self, name)[rows] for name in columns}
        return replace(self, **cut, segments={name: values[rows] for name, values in self.segments.items()})

    def inside(self, scope: Scope) -> Flags:
        """(n,) which responses are of units in a subtree."""
        found: Flags = (self.clusters >= scope.first) & (self.clusters <= scope.last)
        return found

    def within(self, scope: Scope) -> "WaveAnswers":
        """Only the responses of units in a subtree."""
        return self.chosen(self.inside(scope))

    def only(self, codes: Sequence[str]) -> "WaveAnswers":
        """Only those items, in that order; what was not asked is not there."""
        at = [self.codes.index(code) for code in codes if code in self.codes]
        return replace(self, items=tuple(self.items[each] for each in at), numbers=self.numbers[:, at])

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what figures are computed from: items, answers, weights, strata, clusters, responses."""
        found = hashlib.sha256(repr((self.wave, self.codes)).encode())
        for column in (self.responses, self.numbers, self.weights, self.clusters):
            found.update(np.ascontiguousarray(column).tobytes())
        found.update("\x1f".join(map(str, self.strata)).encode())
        return found.hexdigest()


def wave_answers(
    wave: SurveyWave, scope: Scope, *, flagged: bool = True, codes: Sequence[str] | None = None
) -> WaveAnswers:
    """The complete responses of a wave within a scope; two queries, whatever their number.

    `flagged` False leaves out those with doubts; `codes` cuts the items, in that order. 100,000 × 50 in some seconds:
    a page that needs a whole large wave keeps what it made of it under `answers_mark`.
    """
    read = _READ.get()
    if read is None:
        return _read(wave, scope, flagged=flagged, codes=codes)
    key = (
        answers_mark(wave, scope).text,
        flagged,
    )  # which names wave and scope, and changes once an answer comes
    whole = read.pop(key, None) or _read(wave, scope, flagged=flagged)
    read[key] = whole  # the last one asked for stands last
    while len(read) > HELD:
        del read[next(iter(read))]
    return whole if codes is None else whole.only(codes)


@contextmanager
def read_once() -> Iterator[None]:
    """Inside, the answers of a wave are read once, as long as no more than `HELD` waves take turns: for the queue,
    which makes one figure of them after the other."""
    before = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(before)


def _read(
    wave: SurveyWave, scope: Scope, *, flagged: bool, codes: Sequence[str] | None = None
) -> WaveAnswers:
    items = asked_items(wave, codes)
    rows = (
        Response.objects.within(scope).filter(wave=wave, complete=True).order_by("pk").values_list(*COLUMNS)
    )
    if not flagged:
        rows = rows.filter(flags=[])
    return _gathered(wave.pk, items, rows.iterator(chunk_size=AT_ONCE))


def asked_items(wave: SurveyWave, codes: Sequence[str] | None = None) -> tuple[AskedItem, ...]:
    """The items of the wave's version that are answered on a scale, in their order; or those of `codes`. One query."""
    rows = Item.objects.unscoped("the questions of a wave that the caller may see").filter(
        version_id=wave.version_id, minimum__isnull=False
    )
    found = {row.code: _asked(row) for row in rows.order_by("order", "pk")}
    return tuple(found.values()) if codes is None else tuple(found[each] for each in codes if each in found)


def answers_mark(wave: SurveyWave, scope: Scope) -> Mark:
    """What a kept figure is known by: another one once a response is added or saved anew, or the weights have
    another sum or sum of squares. One query."""
    found = (
        Response.objects.within(scope)
        .filter(wave=wave, complete=True)
        .aggregate(
            count=Count("pk"), last=Max("submitted_at"), saved=Max("saved_at"), total=Sum("weight"),
            spread=Sum(F("weight") * F("weight")),
        )
    )  # fmt: skip
    # the order of a parallel sum is not fixed, so its last digits are not either
    found |= {name: f"{found[name] or 0:.9g}" for name in ("total", "spread")}
    said = "/".join(str(each) for each in (wave.pk, scope.first, scope.last, *found.values()))
    text = hashlib.sha256(said.encode()).hexdigest()[:24]
    return Mark(wave.pk, scope, found["count"], text)


def wave_choices(wave: SurveyWave, scope: Scope, code: str) -> tuple[Whole, Words]:
    """What was chosen at one item that is no scale: response keys (n,) in the order of `wave_answers`, values (n,)
    as text, "" where nothing; several choices are joined by a space. One query."""
    rows = Response.objects.within(scope).filter(wave=wave, complete=True).order_by("pk")
    found = [(pk, _flat(said).get(code)) for pk, said in rows.values_list("pk", "answers").iterator()]
    return np.array([pk for pk, _ in found], dtype=np.int64), _words([_said(value) for _, value in found])


def _asked(row: Item) -> AskedItem:
    names = ("element", "construct", "touchpoint", "dimension", "measure", "before", "mapping")
    least, most = row.minimum or 0.0, row.maximum if row.maximum is not None else 1.0
    return AskedItem(
        row.code, row.title, minimum=least, maximum=most, **{name: getattr(row, name) for name in names}
    )


def _gathered(wave: int, items: tuple[AskedItem, ...], rows: Iterator[tuple[Any, ...]]) -> WaveAnswers:
    """The columns, portion by portion, so that the answers never stand in memory as objects all at once."""
    codes = [item.code for item in items]
    blocks, others = [np.empty((0, len(codes)))], []
    while portion := list(islice(rows, AT_ONCE)):
        blocks.append(_block(codes, (row[1] for row in portion)))
        others += [(row[0], *row[2:]) for row in portion]
    columns = dict(zip([COLUMNS[0], *COLUMNS[2:]], zip(*others, strict=True), strict=True)) if others else {}
    return _answers(wave, items, np.concatenate(blocks), columns)


def _answers(
    wave: int, items: tuple[AskedItem, ...], numbers: Numbers, columns: Mapping[str, Sequence[Any]]
) -> WaveAnswers:
    def column(name: str) -> Sequence[Any]:
        return columns.get(name, ())

    return WaveAnswers(
        wave=wave,
        items=items,
        responses=np.array(column("pk"), dtype=np.int64),
        numbers=numbers,
        weights=np.array(column("weight"), dtype=np.float64),
        strata=_words(column("invitation__stratum__label")),
        clusters=np.array(column("unit__number"), dtype=np.int64),
        touchpoints=_words(column("link__touchpoint")),
        ways=_words(column("way")),
        customers=np.array([each or 0 for each in column("customer_id")], dtype=np.int64),
        days=np.array([localtime(each).date() for each in column("submitted_at")], dtype="datetime64[D]"),
        moments=np.array(
            [each.astimezone(UTC).replace(tzinfo=None) for each in column("submitted_at")],
            dtype="datetime64[us]",
        ),
        seconds=np.array(column("seconds"), dtype=np.int64),
        flagged=np.array([bool(each) for each in column("flags")], dtype=np.bool_),
        low=np.array(column("is_low"), dtype=np.bool_),
        segments={name: _words(column(f"customer__{name}")) for name in SEGMENTS},
    )


def _block(codes: Sequence[str], answers: Iterable[Mapping[str, Any]]) -> Numbers:
    nan = float("nan")
    rows = []
    for each in answers:
        flat = _flat(each)
        rows.append([value if type(value := flat.get(code)) in (int, float) else nan for code in codes])
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(codes))


def _flat(answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answers by item: a matrix or several fields are one item a row, `Q7_price`."""
    if not any(type(value) is dict for value in answers.values()):
        return answers
    found: dict[str, Any] = {}
    for key, value in answers.items():
        found |= {f"{key}_{row}": one for row, one in value.items()} if type(value) is dict else {key: value}
    return found


def _said(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def _words(values: Sequence[str | None]) -> Words:
    found = np.empty(len(values), dtype=object)
    found[:] = [each or "" for each in values]
    return found
