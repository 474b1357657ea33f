# SPDX-License-Identifier: Apache-2.0
"""Claim: 5 MB of Chinese text a second are checked on one core, with precision and recall of 0.95 or more."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from amends.analytics.language.checking import Finding, Rule, Rules, check, read_rules, unified_terms
from amends.packs import Row, load, load_rows
from benchmarks.report import Claim, Section, table

SIZE, FLOOR_SIZE = 5_000_000, 250_000  # bytes of UTF-8
GUILTY = 0.02  # of the lines: most of what staff write is fine
ROUNDS = 3  # the quickest of three: noise only ever adds
SEED = 20261122


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one category or of all: labels found, found without a label, labels missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Of what was found, the share that is labelled."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Of what is labelled, the share that was found."""
        return self.right / max(self.right + self.missed, 1)


def wording(_customers: int) -> Section:
    """Reads the rules of the pack, a made-up text of labelled and of customers' sentences, and the labelled set."""
    rules, text = pack_rules(), made_up(SIZE)
    sample = text[: len(text) * FLOOR_SIZE // SIZE]
    speed = _speed(lambda: check(text, rules), text)
    ours = _speed(lambda: check(sample, rules), sample)
    floor = _speed(lambda: naive(sample, rules), sample)
    by_split = {split: counted(rules, split) for split in ("held", "dev", "all")}
    whole = by_split["all"][""]
    body = f"{_speeds(speed, ours, floor, len(check(text, rules)))}\n\n{_table(by_split)}"
    claims = (
        Claim("MB of UTF-8 a second on one core", speed / 1e6, 5, at_least=True),
        Claim("speed over that of trying every pattern on every sentence", ours / floor, 2, at_least=True),
        Claim("precision on the labelled set", whole.precision, 0.95, at_least=True),
        Claim("recall on the labelled set", whole.recall, 0.95, at_least=True),
    )
    return Section("wording", body, claims)


def pack_rules() -> Rules:
    """The rules of the pack, compiled."""
    more = tuple(cast(Any, load(name)) for name in ("wording_rules", "survey_begging"))
    terms = unified_terms(load_rows("unified_wording"))
    return read_rules(phrases=cast(Any, load("forbidden_phrases")), terms=terms, more=more)


def made_up(size: int) -> str:
    """A text of about `size` bytes: innocent sentences of the labelled set and of canned replies, two to four a line,
    two lines in a hundred with one that is not."""
    rows, rng = load_rows("wording_labelled"), np.random.default_rng(SEED)
    canned = [str(each["text_zh"]).replace("\n", "") for each in cast(Any, load("canned_replies")["replies"])]
    fine = [row["text"] for row in rows if not row["labels"]] + canned
    faulty = [row["text"] for row in rows if row["labels"]]
    lines, length = [], 0
    while length < size:
        said = [fine[i] for i in rng.integers(0, len(fine), rng.integers(2, 5))]
        if rng.random() < GUILTY:
            said.append(faulty[rng.integers(0, len(faulty))])
        lines.append("".join(said))
        length += len(lines[-1].encode()) + 1
    return "\n".join(lines)


def naive(text: str, rules: Rules) -> list[tuple[Rule, str]]:
    """The floor: the pattern of every rule and the words of all terms on every sentence, whoever says it."""
    hits = []
    for sentence in text.replace("\n", "。").split("。"):
        for rule in rules.rules:
            hits += [(rule, match[0]) for match in rule.pattern.finditer(sentence)]
        rules.words.pattern.findall(sentence)
    return hits


def counted(rules: Rules, split: str) -> Mapping[str, Counts]:
    """Counts by category over one split or "all"; under the empty name those of all categories."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for row in load_rows("wording_labelled"):
        if split not in ("all", row["split"]):
            continue
        wanted, got = _labels(row), _categories(check(row["text"], rules, channel=row["channel"]))
        right.update(wanted & got)
        wrong.update(got - wanted)
        missed.update(wanted - got)
    each = {name: Counts(right[name], wrong[name], missed[name]) for name in rules.names}
    return {"": Counts(right.total(), wrong.total(), missed.total()), **each}


def _labels(row: Row) -> set[str]:
    return {each for each in row["labels"].split(";") if each}


def _categories(found: Sequence[Finding]) -> set[str]:
    return {each.category for each in found}


def _speed(work: Callable[[], object], text: str) -> float:
    """Bytes of UTF-8 a second of CPU."""
    costs = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        costs.append(time.process_time() - started)
    return len(text.encode()) / min(costs)


def _speeds(speed: float, ours: float, floor: float, found: int) -> str:
    rows = [
        ["**Amends**", f"{SIZE / 1e6:.0f}", f"{speed / 1e6:.1f}"],
        ["**Amends**", f"{FLOOR_SIZE / 1e6:.2f}", f"{ours / 1e6:.1f}"],
        ["every pattern on every sentence", f"{FLOOR_SIZE / 1e6:.2f}", f"{floor / 1e6:.2f}"],
    ]
    return f"{found:,} findings.\n\n" + table(["", "MB", "MB a second, one core"], rows)


def _table(by_split: Mapping[str, Mapping[str, Counts]]) -> str:
    head = ["", "labels", "precision", "recall", "precision, held", "recall, held"]
    rows = []
    for name, whole in by_split["all"].items():
        held = by_split["held"][name]
        figures = (whole.precision, whole.recall, held.precision, held.recall)
        labels = f"{whole.right + whole.missed}"
        rows.append([name or "**all**", labels, *(f"{figure:.3f}" for figure in figures)])
    rows_text = load_rows("wording_labelled")
    innocent = sum(not row["labels"] for row in rows_text)
    return f"{len(rows_text)} sentences, {innocent} of them innocent.\n\n" + table(head, rows)
