# SPDX-License-Identifier: Apache-2.0
"""After forgetting nothing holds the number, the name or the words of the person; a kill on the way changes nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from amends.kernel.identifiers import normal_number
from tests.database import put_migrated

ROOT = Path(__file__).parents[3]
NEEDLES = ("C-9955502468", "欧阳晓枫", "13955502468", "ouyang@example.com", "我家的猫叫布丁把网线咬断了")
SCRIPT = (
    "import sys, django; django.setup(); from tests.apps.customers.forgetting import run; run(*sys.argv[1:])"
)
STEPS = ("job.forget_files", "forgetting._forget_loose", "forgetting._forget_entry", "job.end_forgetting",
         "job.compact")  # fmt: skip


def _process(home: Path, *arguments: str, dies: bool = False) -> str:
    environment = {**os.environ, "AMENDS_DATA": str(home), "AMENDS_SECRET_KEY": "x" * 40,
                   "DJANGO_SETTINGS_MODULE": "tests.settings"}  # fmt: skip
    environment.pop("AMENDS_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode == -9) if dies else done.returncode == 0, done.stderr
    return done.stdout


def holding(home: Path) -> Iterator[str]:
    """Which file still holds what, in any way that a file of ours is written; Parquet read as rows."""
    forms = {
        form for each in NEEDLES
        for form in (each.encode(), each.encode("gb18030"), json.dumps(each)[1:-1].encode())
    }  # fmt: skip
    for file in sorted(each for each in home.rglob("*") if each.is_file()):
        content = file.read_bytes()
        if file.suffix == ".parquet":
            content += str(pq.read_table(file).to_pylist()).encode()
        yield from (f"{file.relative_to(home)}: {form!r}" for form in forms if form in content)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation with the customer in every corner."""
    put_migrated(tmp_path)
    _process(tmp_path, "make")
    assert len({each.split(":")[0] for each in holding(tmp_path)}) >= 7
    return tmp_path


def test_nothing_holds_the_person_when_forgotten(home: Path) -> None:
    told = json.loads(_process(home, "forget"))
    assert told["forgotten"] == 1
    assert told["faults"] == []
    assert list(holding(home)) == []
    rows = pq.read_table(home / "runs" / "r1" / "customers.parquet").to_pylist()
    assert rows == [{"customer_id": "C-1111111111", "x": 1}]
    assert (home / "uploads" / "other").exists()
    assert normal_number("C-1111111111") in normal_number((home / "uploads" / "other").read_text())


@pytest.mark.parametrize("step", STEPS)
def test_forgetting_goes_on_where_it_was_killed(home: Path, step: str) -> None:
    _process(home, "forget", step, dies=True)
    told = json.loads(_process(home, "forget"))
    assert told["faults"] == []
    assert list(holding(home)) == []
