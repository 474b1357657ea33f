# SPDX-License-Identifier: Apache-2.0
"""The demo removes nothing that is not a demo."""

from pathlib import Path

import pytest

from amends.cli.demo import MARK, NotADemo, _cleared


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
