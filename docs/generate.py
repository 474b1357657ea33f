# SPDX-License-Identifier: Apache-2.0
"""Writes what is generated from the code and its content: GLOSSARY.md, docs/features.md and docs/methods.md."""

import ast
import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from amends.kernel.recovery_class import NAMES_ZH
from amends.pipeline.features import FEATURES

ROOT = Path(__file__).parents[1]
GLOSSARY = ROOT / "src/amends/packs/telecom/glossary.csv"
ANALYTICS = ROOT / "src/amends/analytics"
CITES = re.compile(r"\b(?:1[789]|20)\d\d\b")  # a year of the literature


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


def methods() -> str:
    """Every method whose docstring names its source, by package: formula, conventions, literature."""
    lines = [
        "# Methods and their sources 方法与出处",
        "",
        "Written by `make docs` from the docstrings of `src/amends/analytics`: each function and class that names",
        "its source, with its formula and the convention it follows. What it was checked against stands beside its",
        "tests in `tests/analytics`. How to read the results: [satisfaction](user/satisfaction.md),",
        "[comparing](user/comparing.md), [sampling](user/sampling.md), [effects](user/wave_effect.md),",
        "[index](user/index.md), [staffing](user/staffing.md).",
    ]
    for package in sorted(path.parent for path in ANALYTICS.glob("*/__init__.py")):
        about = (ast.get_docstring(_tree(package / "__init__.py")) or "").split("\n")[0]
        lines += ["", f"## {package.name}", "", about, "", *_cited(package)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _cited(package: Path) -> Iterator[str]:
    """What names its source; where nothing in a package does, what its modules say of themselves."""
    said = [
        (module, name, text) for path in sorted(package.rglob("*.py")) for module, name, text in _said(path)
    ]
    cited = [each for each in said if CITES.search(each[2])] or [each for each in said if not each[1]]
    for module, name, text in cited:
        yield f"- `{'.'.join(filter(None, (module, name)))}`: {_plain(text)}"


def _said(path: Path) -> Iterator[tuple[str, str, str]]:
    module, tree = ".".join(path.relative_to(ANALYTICS).with_suffix("").parts), _tree(path)
    if path.name != "__init__.py":
        yield module, "", ast.get_docstring(tree) or ""
    for each in tree.body:
        if isinstance(each, ast.FunctionDef | ast.ClassDef) and not each.name.startswith("_"):
            yield module, each.name, ast.get_docstring(each) or ""


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _plain(said: str) -> str:
    """A docstring as one paragraph of Markdown, its stars and lines below taken as they are."""
    parts = re.split(r"(`[^`]*`)", " ".join(said.split()))
    return "".join(part if part.startswith("`") else re.sub(r"([*_<|\\])", r"\\\1", part) for part in parts)


PAGES = {
    ROOT / "GLOSSARY.md": glossary,
    ROOT / "docs/features.md": features,
    ROOT / "docs/methods.md": methods,
}


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
