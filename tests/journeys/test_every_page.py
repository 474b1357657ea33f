# SPDX-License-Identifier: Apache-2.0
"""A small demo operator, from nothing, and every page of it as each of its people sees it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("every_page")  # made once
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a walk through all pages found."""
    home = tmp_path_factory.mktemp("every") / "demo"
    _run("amends", "demo", "--home", str(home), "--customers", "1500", "--no-serve")
    found: dict[str, Any] = json.loads(_run("tests.journeys.every_page", str(home)).splitlines()[-1])
    assert found["pages"] > 2_000
    assert found["patterns"] > 200
    assert found["watched"] > 5_000
    return found


def _run(*command: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AMENDS_")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", *command], env={**environment, "PYTHONPATH": path}, capture_output=True, text=True,
        check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout


def test_every_link_leads_somewhere(faults: dict[str, Any]) -> None:
    assert faults["dead"] == []


def test_no_page_fails(faults: dict[str, Any]) -> None:
    assert faults["broken"] == []


def test_nobody_sees_what_other_units_look_after(faults: dict[str, Any]) -> None:
    assert faults["foreign"] == []


def test_no_page_shows_a_whole_number(faults: dict[str, Any]) -> None:
    assert faults["unmasked"] == []


def test_no_page_is_heavy(faults: dict[str, Any]) -> None:
    assert faults["large"] == []
