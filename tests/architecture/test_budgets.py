# SPDX-License-Identifier: Apache-2.0
"""Small files and small functions; one licence line a file; nothing that names a machine or a registry."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "amends"
MOST_LINES, MOST_FUNCTION, USUAL_FUNCTION = 500, 60, 40
# Put together from halves, so that this file does not name what it looks for.
FORBIDDEN = ("/wo" r"rk/(?:main|steering|in\b)", "/fa" r"rm/(?:main|steering|in\b)", "/ho" r"me/\w+/", "bash" "_jobs",
             "index" "-url", "python" "hosted", "py" r"pi\.org")  # fmt: skip
NAMES_A_MACHINE = re.compile("|".join(FORBIDDEN))


def _python(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (p for p in (ROOT / folder).rglob("*.py") if "migrations" not in p.parts)


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (
                f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
                (node.end_lineno or 0) - node.lineno + 1,
            )


def test_no_file_is_longer_than_the_house_allows() -> None:
    long = [
        f"{p}: {n}"
        for p in _python("src", "tests", "benchmarks")
        if (n := p.read_text().count("\n")) > MOST_LINES
    ]
    assert not long


def test_no_function_is_longer_than_the_house_allows() -> None:
    lengths = [pair for path in _python("src", "benchmarks") for pair in _functions(path)]
    assert not [pair for pair in lengths if pair[1] > MOST_FUNCTION]
    assert sum(n <= USUAL_FUNCTION for _, n in lengths) >= 0.95 * len(lengths)


def _is_view(path: Path) -> bool:
    return "views" in path.relative_to(SOURCE).with_suffix("").parts


def test_views_are_short() -> None:
    pairs = [pair for path in _python("src/amends/apps") if _is_view(path) for pair in _functions(path)]
    assert pairs
    assert not [pair for pair in pairs if pair[1] > 20]


def test_every_file_names_its_licence_once() -> None:
    for path in _python("src", "tests", "benchmarks"):
        text = path.read_text(encoding="utf-8")
        if text.strip():
            assert text.count("SPDX-License-Identifier: " + "Apache-2.0") == 1, path


def test_every_module_of_the_product_says_what_it_is() -> None:
    bare = [str(p) for p in _python("src") if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert not [p for p in bare if not p.endswith("__init__.py")]


@pytest.mark.parametrize("suffix", ["py", "md", "toml", "txt", "yaml", "html", "css", "js", "sh"])
def test_no_file_names_a_machine_or_a_registry(suffix: str) -> None:
    for folder in ("src", "tests", "benchmarks", "docs", "requirements"):
        for path in (ROOT / folder).rglob(f"*.{suffix}"):
            if path != Path(__file__) and "vendor" not in path.parts:
                assert not NAMES_A_MACHINE.search(path.read_text(encoding="utf-8")), path
