# SPDX-License-Identifier: Apache-2.0
"""Multiple-choice questions laid out as columns: −1 for «not chosen», the number of the option for «chosen»."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from amends.analytics.detection import SuspectColumn, SuspectKind
from amends.cli.detecting.asked import Named
from amends.cli.detecting.cells import CellKind, Reading, number, text

LEAST_OPTIONS = 3
GAP = 2
ZH = "取值是 −1 或选项编号（{codes}），像调查问卷里的一道题：没受访的客户不会有这个答案"
EN = "holds −1 or the number of an option ({codes}), as one question of a survey does: the silent have no answer"
ROUTING_ZH = "紧挨在问卷多选题之前、只有 1 和 2 两个值，像引出该题的提问"
ROUTING_EN = "just before a multiple-choice question and 1 or 2 throughout: the question that leads to it"


def survey_questions(
    columns: Sequence[Named], readings: Mapping[str, Reading], insist: frozenset[str]
) -> tuple[SuspectColumn, ...]:
    """Columns that are options of a multiple-choice question, and the question that leads to it."""
    options = [(c, code) for c in columns if (code := _option(c, readings[c.name]))]
    found: list[SuspectColumn] = []
    for run in _runs(options):
        if len(run) < LEAST_OPTIONS or not _counts_up([code for _, code in run]):
            continue
        codes = "、".join(str(code) for _, code in run[:3]) + "…"
        found += [_suspect(c, ZH.format(codes=codes), EN.format(codes=codes), insist) for c, _ in run]
        lead = _leading(run[0][0], columns)
        found += [_suspect(lead, ROUTING_ZH, ROUTING_EN, insist)] if lead else []
    return tuple(sorted(found, key=lambda s: s.position))


def _option(column: Named, reading: Reading) -> int | None:
    if reading.kind is not CellKind.MINUS_ONE:
        return None
    return next(int(number(t)) for c in column.cells if (t := text(c)) is not None and number(t) != -1)


def _runs(options: list[tuple[Named, int]]) -> list[list[tuple[Named, int]]]:
    runs: list[list[tuple[Named, int]]] = []
    for column, code in options:
        last = runs[-1][-1] if runs else None
        if last and column.position - last[0].position <= GAP and code > last[1]:
            runs[-1].append((column, code))
        else:
            runs.append([(column, code)])
    return runs


def _counts_up(codes: list[int]) -> bool:
    steps = [b - a for a, b in pairwise(codes)]
    return codes[0] == 1 and sum(s == 1 for s in steps) >= len(steps) - 2


def _leading(first: Named, columns: Sequence[Named]) -> Named | None:
    before = [c for c in columns if c.position == first.position - 1]
    if not before or {text(c) for c in before[0].cells} - {None} != {"1", "2"}:
        return None
    return before[0]


def _suspect(column: Named, zh: str, en: str, insist: frozenset[str]) -> SuspectColumn:
    kept = column.name in insist
    return SuspectColumn(column.name, column.position, SuspectKind.ANSWER, zh, en, not kept)
