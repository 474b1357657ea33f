# SPDX-License-Identifier: Apache-2.0
"""The examples in deploy/ say only what there is."""

import argparse
import os
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from amends.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "deploy").glob("*.service"))
SETTING = re.compile(r"AMENDS_[A-Z_]+")


@pytest.mark.parametrize("unit", UNITS, ids=[each.name for each in UNITS])
def test_services_start_commands_that_there_are(unit: Path) -> None:
    lines = unit.read_text(encoding="utf-8").splitlines()
    commands = [line.partition("=")[2] for line in lines if line.startswith("ExecStart")]
    assert commands
    for command in commands:
        program, name, *arguments = shlex.split(command)
        assert program.endswith("/bin/amends")
        parser = argparse.ArgumentParser(exit_on_error=False)
        import_module(f"amends.cli.{COMMANDS[name][0]}").add_arguments(parser)
        parser.parse_args(arguments)


def test_settings_of_the_examples_are_described() -> None:
    described = set(SETTING.findall((ROOT / "docs" / "operate.md").read_text(encoding="utf-8")))
    named = {
        name
        for each in (ROOT / "deploy").iterdir()
        for name in SETTING.findall(each.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= described


def test_production_settings_pass_the_check_of_django(tmp_path: Path) -> None:
    told = {"AMENDS_DATA": str(tmp_path), "AMENDS_HTTPS": "yes", "AMENDS_HOSTS": "amends.example"}
    command = [sys.executable, "-m", "amends", "manage", "check", "--deploy", "--fail-level", "WARNING"]
    environment = {**os.environ, **told, "DJANGO_SETTINGS_MODULE": "amends.config.settings"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_threats_name_tests_that_there_are() -> None:
    named = set(re.findall(r"`(tests/[^`]+)`", (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")))
    assert len(named) > 20
    assert not [each for each in sorted(named) if not (ROOT / each).exists()]
