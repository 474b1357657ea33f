# SPDX-License-Identifier: Apache-2.0
"""The demo removes nothing that is not a demo, and knows its own address."""

import argparse
import os
from pathlib import Path

import pytest

from amends.cli.demo import MARK, READY, VERSION, NotADemo, _cleared, run


def test_folder_with_somebodys_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    with pytest.raises(NotADemo):
        _cleared(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_half_made_demo_is_removed_and_a_new_folder_is_made(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    _cleared(home)
    (home / "left-over").touch()
    _cleared(home)
    assert [each.name for each in home.iterdir()] == [MARK]


def test_links_of_the_demo_lead_to_where_it_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", {})
    (tmp_path / READY).write_text(VERSION)
    run(argparse.Namespace(home=tmp_path, again=False, no_serve=True, host="127.0.0.1", port=8123))
    assert os.environ["AMENDS_URL"] == "http://127.0.0.1:8123"
