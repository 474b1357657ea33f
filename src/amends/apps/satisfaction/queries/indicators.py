# SPDX-License-Identifier: Apache-2.0
"""The technical indicators of the pack, by topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from amends.apps.satisfaction.rules.kpi_rows import Kpi
from amends.apps.satisfaction.rules.origins import Better
from amends.packs import Document, load


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter of quality: the element whose score stands beside its indicators."""

    code: str
    name: str
    element: str
    kpis: tuple[Kpi, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """The topics of the pack in their order."""
    return tuple(_topic(each) for each in cast(Sequence[Document], load("technical_kpis")["topics"]))


@cache
def kpis() -> Mapping[str, Kpi]:
    """All indicators by code."""
    return {kpi.code: kpi for topic in topics() for kpi in topic.kpis}


def perceived_line() -> float:
    """The score (0–100) that divides customers who are content from those who are not."""
    return float(cast(float, load("technical_kpis")["perceived_line"]))


def _topic(said: Document) -> Topic:
    code, rows = str(said["code"]), cast(Sequence[Document], said["kpis"])
    return Topic(code, str(said["name_zh"]), str(said["element"]), tuple(_kpi(code, each) for each in rows))


def _kpi(topic: str, said: Document) -> Kpi:
    return Kpi(
        str(said["code"]),
        topic,
        str(said["name_zh"]),
        str(said["unit"]),
        Better(str(said["direction"])),
        float(cast(float, said["threshold"])),
    )
