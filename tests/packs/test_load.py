# SPDX-License-Identifier: Apache-2.0
"""Packs: every file of the pack can be read, and nobody can change what the file says."""

from collections.abc import Mapping
from typing import Any, cast

import pytest

from amends.packs import Document, PackFileMissing, load, load_rows, thawed


def _files() -> tuple[str, ...]:
    listed = cast(tuple[Document, ...], load("manifest")["files"])
    return tuple(str(each["name"]) for each in listed)


@pytest.mark.parametrize("file_name", _files())
def test_every_file_of_the_manifest_is_there_and_readable(file_name: str) -> None:
    name, ending = file_name.rsplit(".", 1)
    assert load_rows(name) if ending == "csv" else load(name)


def test_load_gives_read_only_values_when_the_file_nests() -> None:
    playbook = cast(tuple[Document, ...], load("recovery_playbooks")["playbooks"])[0]
    assert isinstance(playbook, Mapping)
    with pytest.raises(TypeError):
        playbook["code"] = "x"  # type: ignore[index]


def test_load_reads_a_file_once() -> None:
    assert load("contact_policy") is load("contact_policy")


def test_load_names_what_there_is_when_the_file_is_missing() -> None:
    with pytest.raises(PackFileMissing, match=r"contact_policy\.yaml"):
        load("no_such_file")


def test_load_refuses_a_pack_that_does_not_exist() -> None:
    with pytest.raises(PackFileMissing, match="nothing"):
        load("manifest", "no_such_pack")


def test_thawed_gives_json_values_back() -> None:
    rules = thawed(load("recovery_playbooks")["contact_rules"])
    assert rules == {
        "max_attempts": 3,
        "attempts_on_different_days": True,
        "min_gap_hours": 4,
        "after_refusal": "stop",
        "fallback_channel": "sms_service_notice",
    }


def test_rows_carry_the_columns_of_the_head() -> None:
    first = load_rows("complaint_taxonomy")[0]
    assert (first["code"], first["recovery_class"]) == ("TF-01-01", "tariff")


@pytest.mark.requirement("S0-002", "S4-015")
def test_glossary_keeps_customer_user_and_number_apart_and_says_what_a_complaint_is() -> None:
    words = {row["identifier"]: row["definition_en"] for row in load_rows("glossary")}
    assert len({words["customer"], words["user"], words["service_number"]}) == 3
    assert "response is expected" in words["complaint"]


@pytest.mark.requirement("S2-072", "S2-073")
def test_six_basic_steps_map_to_the_twelve_and_no_car_is_delivered() -> None:
    pack = load("handling_steps")
    codes = {str(step["code"]) for step in _rows(pack["steps"])}
    six = next(each for each in _rows(pack["mappings"]) if each["name_zh"] == "处理投诉六个基本步骤")
    items = _rows(six["items"])
    assert len(items) == 6
    assert all(set(map(str, _rows(each["steps"]))) <= codes for each in items)
    assert not any("交车" in str(step[part]) for step in _rows(pack["steps"]) for part in ("do_zh", "say_zh"))


def _rows(value: object) -> Any:
    return value
