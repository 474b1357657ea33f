# SPDX-License-Identifier: Apache-2.0
"""What would fool whoever trains: texts and labels are looked at before anything is learnt."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from amends.analytics.language.classifying.spec import ClassifierSpec
from amends.analytics.language.normal import folded

LEAK_INSIDE, LEAK_OUTSIDE = 0.8, 0.2
SHOWN = 10


class CannotClassify(ValueError):
    """Too few texts, one class only, or labels that are no classes."""


class FindingKind(StrEnum):
    """What is odd about the training texts."""

    EMPTY_TEXT = "empty_text"
    UNLABELLED = "unlabelled"
    TINY_CLASS = "tiny_class"
    FEW_ROWS = "few_rows"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    LEAK = "label_in_text"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: what, said in Chinese and English, and the 0-based rows it is about (the first ten)."""

    kind: FindingKind
    said: str
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Guarded:
    """Rows to learn from (int64[n]), their class (int64[n], places in `classes`), and what was found."""

    rows: NDArray[np.int64]
    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    findings: tuple[Finding, ...]


def guard(texts: Sequence[str], labels: Sequence[str], spec: ClassifierSpec) -> Guarded:
    """Leave out what cannot be learnt from, say what is odd. Raises `CannotClassify`, with the numbers."""
    filled = np.array([bool(t.strip()) for t in texts], dtype=np.bool_)
    named = np.array([bool(c.strip()) for c in labels], dtype=np.bool_)
    usable: list[int] = np.flatnonzero(filled & named).tolist()
    sizes = Counter(labels[i] for i in usable)
    _require(sizes, len(usable), spec)
    classes = tuple(sorted(c for c, n in sizes.items() if n >= spec.min_each_class))
    number = {c: k for k, c in enumerate(classes)}
    kept = [i for i in usable if labels[i] in number]
    rows = np.array(kept, dtype=np.int64)
    kept_texts, kept_labels = [folded(texts[i]) for i in kept], [labels[i] for i in kept]
    findings = (
        *_left_out(filled, named),
        *_small(sizes, spec),
        *_duplicates(kept_texts, kept_labels, rows),
        *_leaks(kept_texts, kept_labels, classes),
    )
    return Guarded(rows, np.array([number[c] for c in kept_labels], dtype=np.int64), classes, findings)


def _require(sizes: Counter[str], usable: int, spec: ClassifierSpec) -> None:
    enough = [c for c, n in sizes.items() if n >= spec.min_each_class]
    if usable < spec.min_rows:
        raise CannotClassify(
            f"只有 {usable} 行既有文本又有标签，至少要 {spec.min_rows} 行；请补充已分类的文本 (too few rows)"
        )
    if len(sizes) > usable / 2:
        raise CannotClassify(
            f"{usable} 行里有 {len(sizes)} 种标签，标签列像编号或自由文本而不是类别；请换一列 (labels are no classes)"
        )
    if len(enough) < 2:
        raise CannotClassify(
            f"至少有 {spec.min_each_class} 行的类别只有 {len(enough)} 个，无从区分；"
            f"请核对标签列，或合并小类 (fewer than two classes)"
        )


def _left_out(filled: NDArray[np.bool_], named: NDArray[np.bool_]) -> Iterator[Finding]:
    empty, bare = np.flatnonzero(~filled), np.flatnonzero(filled & ~named)
    if empty.size:
        yield Finding(
            FindingKind.EMPTY_TEXT,
            f"{empty.size} 行没有文本，没有用来学习 (empty texts)",
            _first(empty),
        )
    if bare.size:
        yield Finding(
            FindingKind.UNLABELLED,
            f"{bare.size} 行有文本而没有标签，没有用来学习 (unlabelled texts)",
            _first(bare),
        )


def _small(sizes: Counter[str], spec: ClassifierSpec) -> Iterator[Finding]:
    for name, rows in sorted(sizes.items(), key=lambda each: (each[1], each[0])):
        if rows < spec.min_each_class:
            said = (
                f"类别“{name}”只有 {rows} 行，少于 {spec.min_each_class} 行，没有学，也不会被预测 (left out)"
            )
            yield Finding(FindingKind.TINY_CLASS, said)
        elif rows < spec.few_rows:
            said = f"类别“{name}”只有 {rows} 行，学得不稳，评估也不准；最好补到 {spec.few_rows} 行 (few rows)"
            yield Finding(FindingKind.FEW_ROWS, said)


def _duplicates(texts: Sequence[str], labels: Sequence[str], rows: NDArray[np.int64]) -> Iterator[Finding]:
    groups: dict[str, list[int]] = defaultdict(list)
    for i, text in enumerate(texts):
        groups[text.replace(" ", "")].append(i)
    repeated = [g for g in groups.values() if len(g) > 1]
    if repeated:
        extra = sum(len(g) - 1 for g in repeated)
        said = f"有 {extra} 行与另一行的文本相同，交叉验证时放在同一折，以免自问自答 (duplicates kept in one fold)"
        yield Finding(FindingKind.DUPLICATE, said)
    torn = [g for g in repeated if len({labels[i] for i in g}) > 1]
    if torn:
        said = f"有 {len(torn)} 组文本相同而标签不同，请核对 (same text, different labels)"
        yield Finding(FindingKind.CONFLICT, said, tuple(int(rows[i]) for g in torn for i in g)[:SHOWN])


def _leaks(texts: Sequence[str], labels: Sequence[str], classes: tuple[str, ...]) -> Iterator[Finding]:
    squeezed = [t.replace(" ", "") for t in texts]
    own = np.array(labels, dtype=object)
    for name in classes:
        sought = folded(name).replace(" ", "")
        holds = np.array([sought in t for t in squeezed], dtype=np.bool_)
        inside, outside = holds[own == name].mean(), holds[own != name].mean()
        if inside >= LEAK_INSIDE and outside <= LEAK_OUTSIDE:
            said = (
                f"类别“{name}”的文本有 {inside:.0%} 写着这个类名，其他类只有 {outside:.0%}："
                f"文本里可能混进了标签，得分会虚高；请换文本列或删去 (the label stands in the text)"
            )
            yield Finding(FindingKind.LEAK, said)


def _first(rows: NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(int(i) for i in rows[:SHOWN])
