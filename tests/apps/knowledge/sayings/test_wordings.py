# SPDX-License-Identifier: Apache-2.0
"""Wordings by key and channel: one source, approved by somebody else, its slots kept."""

from collections.abc import Callable
from typing import Any

import pytest

from amends.apps.knowledge.actions.refusals import WordsMissing
from amends.apps.knowledge.actions.sayings.deciding import approve
from amends.apps.knowledge.actions.sayings.refusals import ForbiddenWords, OwnWork, SlotsWrong
from amends.apps.knowledge.models import Script, Wording
from amends.apps.knowledge.queries.scripts import scripts_in_force
from amends.apps.knowledge.queries.wordings import pack_wordings, wording, wordings_in_force
from amends.apps.knowledge.rules.script_words import SNIPPETS, WordingGroup
from amends.packs import load
from tests.apps.knowledge.sayings.conftest import Editors
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
Make = Callable[..., Wording]
OPENING = "您好，{company}，工号{staff_number}，请讲。"


def _group(group: WordingGroup) -> list[Any]:
    return [each for each in pack_wordings().values() if each.group == group]


@pytest.mark.requirement("S2-036")
def test_opening_of_each_channel_has_greeting_company_and_staff_number() -> None:
    there = [each for each in _group(WordingGroup.OPENING) if each.key == "WD-OPENING"]
    assert {each.channel for each in there} >= {"hotline", "hall", "chat", "email", "letter"}
    for each in there:
        assert each.text.startswith("您好")
        assert "{company}" in each.text
        assert "{staff_number}" in each.text


@pytest.mark.requirement("S2-036")
def test_own_opening_without_staff_number_is_refused(wording_of: Make) -> None:
    with pytest.raises(SlotsWrong):
        wording_of("WD-OPENING", "您好，{company}，请讲。")


@pytest.mark.requirement("S2-010")
def test_there_are_three_restating_phrases_to_say_and_to_write() -> None:
    for channel in ("hotline", "hall", "chat", "letter"):
        found = [each for each in _group(WordingGroup.RESTATE) if each.channel == channel]
        assert len({each.text for each in found}) >= 3
    assert any("您的意思是" in each.text for each in _group(WordingGroup.RESTATE))


def test_there_are_words_to_say_while_listening() -> None:
    found = {each.text for each in _group(WordingGroup.LISTEN) if each.channel == "hotline"}
    assert len(found) >= 3


def test_there_is_an_apology_for_waiting_that_says_what_was_done() -> None:
    (found,) = [
        each for each in _group(WordingGroup.WAIT) if (each.key, each.channel) == ("WD-WAIT-SORRY", "hotline")
    ]
    assert "抱歉" in found.text


@pytest.mark.requirement("S0-017")
def test_closing_thanks_and_says_what_was_changed_in_every_channel(wording_of: Make) -> None:
    found = _group(WordingGroup.CLOSING)
    assert len(found) >= 5
    for each in found:
        assert "谢谢" in each.text
        assert "{change}" in each.text
    with pytest.raises(SlotsWrong):
        wording_of("WD-CLOSING", "谢谢您。")


@pytest.mark.requirement("S0-079")
def test_regret_comes_in_every_channel_and_admits_nothing() -> None:
    patterns = load("wordings")["liability_patterns"]
    found = _group(WordingGroup.REGRET)
    assert {each.channel for each in found} >= {"hotline", "hall", "chat", "letter", "email"}
    import re

    for each in found:
        assert "歉" in each.text
        assert not each.is_liability
        assert not any(re.search(str(one), each.text) for one in patterns)  # type: ignore[union-attr]
    assert all(each.is_liability for each in _group(WordingGroup.LIABILITY))


@pytest.mark.requirement("S3-067")
def test_changed_wording_is_in_every_script_that_names_it_at_the_next_load(
    people: People, wording_of: Make, script_of: Callable[..., Script]
) -> None:
    script_of()
    script_of(code="SC-OTHER", name="另一个")
    wording_of("WD-OPENING", OPENING, approved=False)
    assert all(OPENING not in each.text for each in scripts_in_force(people.east))
    wording_of("WD-OPENING", OPENING)
    assert [OPENING in each.text for each in scripts_in_force(people.east_team)] == [True, True]


def test_wording_of_a_city_holds_there_and_in_no_other(people: People, wording_of: Make) -> None:
    wording_of("WD-OPENING", OPENING, unit=people.east)
    east, west = (wording("WD-OPENING", "hotline", each) for each in (people.east_team, people.west_team))
    assert east is not None
    assert east.text == OPENING
    assert west == pack_wordings()["WD-OPENING", "hotline", "zh"]
    assert wordings_in_force(people.east)["WD-OPENING", "hotline", "zh"] == east
    assert wording("WD-NONE", "hotline", people.east) is None


def test_wording_with_a_slot_that_nobody_fills_is_refused(wording_of: Make) -> None:
    with pytest.raises(SlotsWrong):
        wording_of("OW-A", "您好，{weather}")
    with pytest.raises(WordsMissing):
        wording_of("OW-A", "  ")


def test_forbidden_words_are_not_approved_and_nobody_approves_their_own(
    editors: Editors, wording_of: Make
) -> None:
    row = wording_of("OW-A", "这事不归我管。", approved=False)
    with pytest.raises(ForbiddenWords):
        approve(row=row, by=editors.rui, at=NOON)
    with pytest.raises(OwnWork):
        approve(row=row, by=editors.wen, at=NOON)


def test_liability_of_a_wording_of_the_pack_stays_what_the_pack_says(
    people: People, wording_of: Make
) -> None:
    wording_of("WD-LIABILITY", "责任在我们，{change}。", "letter")
    found = wording("WD-LIABILITY", "letter", people.east)
    assert found is not None
    assert (found.is_liability, found.group) == (True, "liability")


def test_snippets_of_the_pack_pass_the_wording_check(people: People) -> None:
    from amends.apps.knowledge.queries.wording import checked

    severe = [
        (each.key, each.channel, one.text)
        for each in pack_wordings().values()
        if each.group in SNIPPETS
        for one in checked(each.text, unit=people.east, channel=each.channel)
        if one.severity == "high"
    ]
    assert severe == []
