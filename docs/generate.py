# SPDX-License-Identifier: Apache-2.0
"""Writes what is generated from the code and its content: GLOSSARY.md and docs/features.md."""

import csv
import sys
from pathlib import Path

from amends.kernel.recovery_class import NAMES_ZH
from amends.pipeline.features import FEATURES

ROOT = Path(__file__).parents[1]
GLOSSARY = ROOT / "src/amends/packs/telecom/glossary.csv"


def glossary() -> str:
    """Every word, in the order of the file."""
    lines = [
        "# Glossary 词汇表",
        "",
        "One word a concept, in code, pages and documents. Written by `make docs` from `packs/telecom/glossary.csv`.",
        "",
        "| 中文 | English | in code | meaning | also said | not said |",
        "|---|---|---|---|---|---|",
    ]
    with GLOSSARY.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            cells = [row["term_zh"], row["term_en"], f"`{row['identifier']}`", row["definition_en"]]
            cells += [row["aliases_zh"] or "", row["avoid"] or ""]
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def features() -> str:
    """Every feature of the nightly run, by class."""
    lines = [
        "# Features of the nightly run 夜间运行的指标",
        "",
        "Written by `make docs` from `pipeline/features`. Periods end before the as-of day.",
        "",
        "| class | name | 口径 | definition | unit |",
        "|---|---|---|---|---|",
    ]
    for each in FEATURES:
        meaning = each.meaning
        kind = NAMES_ZH[meaning.recovery_class]
        lines.append(f"| {kind} | `{meaning.name}` | {meaning.zh} | {meaning.en} | {each.unit or ''} |")
    return "\n".join(lines) + "\n"


PAGES = {ROOT / "GLOSSARY.md": glossary, ROOT / "docs/features.md": features}


def main() -> int:
    """Write the pages; with --check only say whether one is out of date."""
    stale = [
        path
        for path, page in PAGES.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != page()
    ]
    if "--check" in sys.argv:
        print(
            "\n".join(f"{path.name} is out of date: make docs" for path in stale)
            or "documents are up to date"
        )
        return 1 if stale else 0
    for path, page in PAGES.items():
        path.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
