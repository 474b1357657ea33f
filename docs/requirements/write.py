# SPDX-License-Identifier: Apache-2.0
"""`make requirements`: writes docs/requirements.md from rows.csv and from the marks on the tests.

A row holds when a test says so with `@pytest.mark.requirement("S4-036")`; a failure of another help desk that must not
be ours is named the same way, `@pytest.mark.peer("glpi #15605")`. The marks are read from the source, so that the
page says what `make test` runs, and `--passed` takes the results of one run (JUnit XML) to say what held in it.
"""

import argparse
import ast
import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[2]
ROWS = ROOT / "docs/requirements/rows.csv"
PAGE = ROOT / "docs/requirements.md"
# Groups whose rows must all be shown by a test; a later issue adds its own.
DONE = (
    "CAS", "SLA", "CTC", "GOV", "CUS", "SUR", "GAP", "RCV", "PRM", "NET", "IMP", "KNB", "LNG", "STD", "TRN", "HAL",
)  # fmt: skip
# Rows of these groups that are still open, and what they wait for.
OPEN: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is asked: `hold_as` says how it is held, `check` what a test must show."""

    id: str
    group: str
    group_name: str
    hold_as: str
    meaning: str
    check: str
    contradiction: str


@dataclass(frozen=True, slots=True)
class Test:
    """One marked test function, and what its mark names."""

    path: str
    name: str

    @property
    def link(self) -> str:
        """For a page in docs/."""
        return f"[{self.name}](../{self.path})"


def rows() -> list[Row]:
    """Every row, in the order of the file."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file)]


def marked(mark: str, tests: Path = ROOT / "tests") -> dict[str, list[Test]]:
    """Tests by what their mark of that name says; a mark on a class or in `pytestmark` holds for all within."""
    found: dict[str, list[Test]] = defaultdict(list)
    for path in sorted(tests.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        place = path.relative_to(tests.parent).as_posix()
        for names, test in _tests(tree, place, mark, _of_module(tree, mark)):
            for name in names:
                found[name].append(test)
    return found


def _tests(
    tree: ast.Module | ast.ClassDef, place: str, mark: str, outer: Sequence[str]
) -> Iterator[tuple[list[str], Test]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _tests(node, place, mark, [*outer, *_named(node.decorator_list, mark)])
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            names = [*outer, *_named(node.decorator_list, mark)]
            yield list(dict.fromkeys(names)), Test(place, node.name)


def _of_module(tree: ast.Module, mark: str) -> list[str]:
    values = [
        each.value
        for each in tree.body
        if isinstance(each, ast.Assign)
        and any(isinstance(name, ast.Name) and name.id == "pytestmark" for name in each.targets)
    ]
    listed = [item for value in values for item in (value.elts if isinstance(value, ast.List) else [value])]
    return _named(listed, mark)


def _named(decorators: Sequence[ast.expr], mark: str) -> list[str]:
    return [
        str(argument.value)
        for each in decorators
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == mark
        for argument in each.args
        if isinstance(argument, ast.Constant)
    ]


def results(junit: Path) -> dict[str, bool]:
    """Whether each test function passed in every case of it, by its name."""
    passed: dict[str, bool] = {}
    for case in ElementTree.parse(junit).iter("testcase"):
        name = case.get("name", "").partition("[")[0]
        held = not any(child.tag in {"failure", "error", "skipped"} for child in case)
        passed[name] = passed.get(name, True) and held
    return passed


def page(found: Mapping[str, list[Test]], peers: Mapping[str, list[Test]], passed: Mapping[str, bool]) -> str:
    """The page, by group: the groups that are done first."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows():
        groups[row.group].append(row)
    order = sorted(groups, key=lambda group: (group not in DONE, group))
    shown = sum(bool(found.get(row.id)) for row in rows())
    lines = [
        "# Requirements 要求",
        "",
        "Written by `make requirements` from `docs/requirements/rows.csv` and the marks on the tests.",
        f"{shown} of {len(rows())} rows are shown by a test. «Refused» rows are asked for by a source and not done on",
        "purpose; a test shows the refusal.",
        "",
    ]
    for group in order:
        lines += _section(group, groups[group], found, passed)
    return "\n".join([*lines, *_peers(peers, passed)]) + "\n"


def _section(
    group: str, listed: Sequence[Row], found: Mapping[str, list[Test]], passed: Mapping[str, bool]
) -> list[str]:
    head = ["| row | asks | is checked by | tests | state |", "|---|---|---|---|---|"]
    body = [
        _line(
            row.id, row.meaning, row.check, tests := found.get(row.id, []), _state(row.hold_as, tests, passed)
        )
        for row in listed
    ]
    return [f"## {group}: {listed[0].group_name}", "", *head, *body, ""]


def _peers(peers: Mapping[str, list[Test]], passed: Mapping[str, bool]) -> list[str]:
    body = [
        f"| {name} | {_links(tests)} | {_state('', tests, passed)} |" for name, tests in sorted(peers.items())
    ]
    return [
        "## Failures of other help desks that must not be ours",
        "",
        "| failure | tests | state |",
        "|---|---|---|",
        *body,
    ]


def _state(hold_as: str, tests: Sequence[Test], passed: Mapping[str, bool]) -> str:
    if not tests:
        return "open"
    if any(passed.get(test.name) is False for test in tests):
        return "**fails**"
    return "refused" if hold_as == "exclude" else "holds"


def _line(name: str, asks: str, check: str, tests: Sequence[Test], state: str) -> str:
    cells = [each.replace("|", "\\|") for each in (name, asks, check)]
    return "| " + " | ".join([*cells, _links(tests), state]) + " |"


def _links(tests: Sequence[Test]) -> str:
    return "<br>".join(test.link for test in tests)


def main() -> int:
    """Write the page; with --check only say whether it is out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--passed", type=Path, help="JUnit XML of a run")
    given = parser.parse_args()
    text = page(marked("requirement"), marked("peer"), results(given.passed) if given.passed else {})
    if given.check:
        stale = not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text
        print(
            "docs/requirements.md is out of date: make requirements"
            if stale
            else "requirements are up to date"
        )
        return int(stale)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
