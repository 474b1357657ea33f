# SPDX-License-Identifier: Apache-2.0
"""Numbers for a monitor, in the text format of Prometheus (version 0.0.4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Gauge:
    """One number that a monitor may watch. No label names a person, a customer or a unit."""

    name: str
    help: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


def exposition(gauges: Iterable[Gauge]) -> str:
    """The text of all gauges, those of one name together."""
    lines: list[str] = []
    for name, group in groupby(sorted(gauges, key=lambda each: each.name), key=lambda each: each.name):
        same = list(group)
        lines += [f"# HELP {name} {same[0].help}", f"# TYPE {name} gauge"]
        lines += [f"{name}{_labels(each.labels)} {each.value:g}" for each in same]
    return "\n".join(lines) + "\n"


def _labels(labels: Mapping[str, str]) -> str:
    inside = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{inside}}}" if inside else ""


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
