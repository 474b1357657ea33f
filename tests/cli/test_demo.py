# SPDX-License-Identifier: Apache-2.0
"""The demo removes nothing that is not a demo, and knows its own address."""

import argparse
import json
import os
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from amends.cli.demo import MARK, READY, VERSION, NotADemo, _cleared, run
from amends.cli.demo.telephone import ring


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


def test_telephone_shows_a_text_once_with_its_link_and_no_markup_of_its_own() -> None:
    server = ring("127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.server_address[1]}/"
    assert "还没有短信" in _heard(address)
    told = {"id": "amends-1", "to": "13800001215", "text": "<b>请看 https://a.example/s/k1?x=1，谢谢"}
    for _ in range(2):
        _heard(address, told)
    with pytest.raises(HTTPError, match="400"):
        _heard(address, ["no text"])
    page = _heard(address)
    server.shutdown()
    server.server_close()
    assert page.count("<article>") == 1
    assert '<a href="https://a.example/s/k1?x=1">' in page
    assert "&lt;b&gt;" in page


def _heard(address: str, told: object = None) -> str:
    data = json.dumps(told).encode() if told else None
    with urlopen(address, data, timeout=5) as answer:
        return str(answer.read().decode())
