# SPDX-License-Identifier: Apache-2.0
"""A small demo operator, from nothing, and every page of it as each of its people sees it."""

from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("every_page")  # made once


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
