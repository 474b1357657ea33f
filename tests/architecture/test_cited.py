# SPDX-License-Identifier: Apache-2.0
"""Numbers that training texts quote illustrate; they score nobody and set no limit."""

import ast
from pathlib import Path

import pytest

from amends.apps.reports.queries.figures import register
from amends.apps.reports.rules.parameters import Use

SOURCE = Path(__file__).parents[2] / "src" / "amends"
FILE = "cited_parameters"
# Shows why customers said they leave beside what a text claims; calculates nothing with it.
SHOWN_BESIDE = {"apps/cases/queries/churn.py"}
FIRST_IMPRESSION = "first_impression_shares"


def _modules() -> list[tuple[str, ast.Module]]:
    paths = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]
    return [
        (path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in paths
    ]


def _words(tree: ast.Module) -> set[str]:
    """Every text constant of a module but its docstrings."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in said)
    return {node.value for node in constants if isinstance(node.value, str)}


def _imported(tree: ast.Module) -> set[str]:
    found = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return found | {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }


@pytest.mark.requirement("S0-034", "S1-006", "S2-001", "S2-002")
def test_only_reports_read_the_cited_numbers() -> None:
    readers = {name for name, tree in _modules() if FILE in _words(tree)}
    outside = {name for name in readers if not name.startswith("apps/reports/")}
    assert outside == SHOWN_BESIDE
    assert readers - outside


@pytest.mark.requirement("S2-001", "S2-002")
def test_nothing_outside_reports_imports_what_they_calculate_with() -> None:
    guilty = [
        name
        for name, tree in _modules()
        if not name.startswith(("apps/reports/", "config/"))
        and any(each.startswith("amends.apps.reports") for each in _imported(tree))
    ]
    assert guilty == []


@pytest.mark.requirement("S2-001", "S2-002", "S2-056")
def test_no_code_names_a_number_that_no_formula_may_hold() -> None:
    banned = {each.identifier for each in register().parameters.values() if each.use is Use.BANNED}
    assert FIRST_IMPRESSION in banned
    named = banned - {"acquisition_cost"}  # the operator's own cost has the same name
    assert [name for name, tree in _modules() if named & _words(tree)] == []
    for identifier in banned:
        assert not register().parameters[identifier].calculable


@pytest.mark.requirement("S2-001", "S2-002")
def test_first_impression_has_no_default_to_score_by() -> None:
    held = register().parameters[FIRST_IMPRESSION]
    assert (held.use, held.default, held.conflict) == (Use.BANNED, None, "C09")
    assert [each.row for each in held.cited] == ["S2-001", "S2-002"]
    assert all(each.span is None for each in held.cited)
