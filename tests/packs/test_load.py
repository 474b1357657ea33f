# SPDX-License-Identifier: Apache-2.0
"""Packs: every file of the pack can be read, and nobody can change what the file says."""

from collections.abc import Mapping
from typing import cast

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
