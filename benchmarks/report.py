# SPDX-License-Identifier: Apache-2.0
"""Claims, tables and the machine they were measured on, as Markdown in docs/benchmarks.md."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path

import psutil

from benchmarks.measured import ROOT

DOCS = ROOT / "docs" / "benchmarks.md"
LIBRARIES = ("duckdb", "ibis-framework", "polars", "pandas", "pyspark", "pyarrow", "scikit-learn")


@dataclass(frozen=True, slots=True)
class Claim:
    """Something the docs say: what was measured, and the limit it must keep (below it, unless `at_least`).

    An aim is told like a claim, but missing it breaks nothing.
    """

    text: str
    measured: float
    limit: float
    at_least: bool = False
    aim: bool = False

    @property
    def holds(self) -> bool:
        """Whether it was so."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def line(self) -> str:
        """As a line of a list."""
        sign, word = ("≥" if self.at_least else "≤"), ("aimed at" if self.aim else "claimed")
        missed = "missed" if self.aim else "**does not hold**"
        verdict = "holds" if self.holds else missed
        return f"- {self.text}: {self.measured:.2f} ({word} {sign} {self.limit:g}) — {verdict}"


@dataclass(frozen=True, slots=True)
class Section:
    """One benchmark's part of the page; `name` is that of its markers."""

    name: str
    body: str
    claims: tuple[Claim, ...] = ()

    def text(self) -> str:
        """Its Markdown."""
        return "\n\n".join(part for part in (self.body, "\n".join(c.line() for c in self.claims)) if part)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, all but its first column set to the right."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine(measured_on: date) -> Section:
    """The machine and the versions."""
    versions = ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)
    memory = psutil.virtual_memory().total / 2**30
    return Section(
        "machine",
        f"Measured on {measured_on}: {_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, "
        f"{platform.system()}, Python {platform.python_version()}; {versions}.",
    )


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def write(sections: Sequence[Section], page: Path = DOCS) -> None:
    """Puts each section between its markers; what people wrote around them stays."""
    text = page.read_text(encoding="utf-8")
    for section in sections:
        begin, end = f"<!-- {section.name}:begin -->", f"<!-- {section.name}:end -->"
        before, _, rest = text.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            raise ValueError(f"{page.name} has no place for «{section.name}»: {begin} … {end}")
        text = f"{before}{begin}\n{section.text()}\n{end}{after}"
    page.write_text(text, encoding="utf-8")
