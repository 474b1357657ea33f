# SPDX-License-Identifier: Apache-2.0
"""What the import contracts cannot say: keys point down, methods import without Django, layers inside an area."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

SOURCE = Path(__file__).parents[2] / "src" / "amends"
ORDER = ["reports", "training", "halls", "quality", "recovery", "satisfaction", "cases", "surveys", "promises",
         "signals", "knowledge", "customers", "core"]  # fmt: skip
BLOCKER = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] in {forbidden}:
            raise ImportError('blocked: ' + name)
sys.meta_path.insert(0, Blocked())
import importlib, pkgutil
package = importlib.import_module('{package}')
for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):
    importlib.import_module(module.name)
"""
BASE_ONLY = {"django", "pandas", "pyarrow", "ibis", "duckdb", "pyspark", "polars"}


def _modules() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return found


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("amends.kernel", BASE_ONLY | {"numpy", "scipy", "sklearn"}),
        ("amends.analytics", BASE_ONLY),
        ("amends.pipeline", {"django"}),
    ],
)
def test_package_imports_when_heavier_rings_are_blocked(package: str, forbidden: set[str]) -> None:
    script = BLOCKER.format(package=package, forbidden=sorted(forbidden))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_foreign_keys_point_down_or_stay() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("amends.apps")]
    assert len(ours) > 10
    for model in ours:
        for field in model._meta.get_fields():
            target = field.related_model if field.many_to_one or field.one_to_one else None
            if target is None or field.auto_created or isinstance(target, str):
                continue
            if target.__module__.startswith("amends.apps"):
                own, other = ORDER.index(model._meta.app_label), ORDER.index(target._meta.app_label)
                assert own <= other, f"{model.__name__}.{field.name} points up to {target.__name__}"


def test_rules_know_neither_django_nor_the_clock() -> None:
    for path in SOURCE.glob("apps/*/rules*"):
        for file in [path] if path.is_file() else path.rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            assert not any(name.split(".")[0] == "django" for name in _imports(file)), file
            assert ".now(" not in text, f"{file} reads the clock"
            assert "date.today(" not in text, f"{file} reads the clock"


def test_clock_is_read_only_by_views_jobs_and_commands() -> None:
    allowed = {"views", "jobs", "api", "cli", "config"}
    for path in _modules():
        parts = set(path.with_suffix("").relative_to(SOURCE).parts)
        if parts & allowed:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
        clocks = [n for n in calls if n.func.attr in {"now", "today", "utcnow"}]  # type: ignore[attr-defined]
        assert not clocks, f"{path}:{clocks[0].lineno} reads the clock; take `at=` instead"


def test_actions_and_queries_do_not_know_http() -> None:
    for path in _modules():
        inside = path.relative_to(SOURCE).parts
        if inside[0] == "apps" and any(
            part.startswith(("actions", "queries", "models", "rules")) for part in inside
        ):
            assert not {name for name in _imports(path) if name.startswith("django.http")}, path


def test_models_override_no_save_and_send_no_signals() -> None:
    for path in SOURCE.glob("apps/**/*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                assert "save" not in {n.name for n in node.body if isinstance(n, ast.FunctionDef)}, (
                    f"{path} {node.name}"
                )
        assert not {name for name in _imports(path) if "signals" in name and "amends" not in name}, path
