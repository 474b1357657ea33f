# SPDX-License-Identifier: Apache-2.0
"""The library: every card with its citation, the pledge of a unit, references that nothing reads."""

from pathlib import Path

import pytest

from amends.apps.core.models import User
from amends.apps.training.actions.people import Unknown, mark_read
from amends.apps.training.actions.sharing import set_pledge
from amends.apps.training.queries.library import cards_of, library, pledge_of, read_by
from amends.packs import load
from tests.apps.training.learning.conftest import browser
from tests.people import NOON, People

SOURCE = Path(__file__).parents[4] / "src" / "amends"
CITED = {
    "LIB-EMOTION": ("000", "S0-019"), "LIB-LOYALTY": ("000", "S0-044"), "LIB-VALUE": ("000", "S0-082"),
    "LIB-CHANCE": ("000", "S0-083"), "LIB-JOB": ("000", "S0-095"), "LIB-GOLDEN": ("002", "S2-006"),
    "LIB-INTRODUCE": ("002", "S2-015"), "LIB-NAMECARD": ("002", "S2-017"), "LIB-WAY": ("002", "S2-018"),
    "LIB-DINING": ("002", "S2-019"), "LIB-OFFICE": ("002", "S2-021"), "LIB-PHONE": ("002", "S2-045"),
    "LIB-FAREWELL": ("002", "S2-048"), "LIB-SEATS": ("002", "S2-054"), "LIB-HALF": ("004", "S4-002"),
    "LIB-CARE": ("004", "S4-010"), "LIB-ENDLESS": ("004", "S4-011"),
}  # fmt: skip
MORE = {
    "LIB-LOYALTY": ("信得过", "弥补|补上", "道谢", "主动帮忙", "多给一点"),
    "LIB-VALUE": ("要点一", "要点二", "要点三", "要点四"),
    "LIB-CHANCE": ("要点五", "要点六", "要点七"),
    "LIB-NAMECARD": ("七条",),
    "LIB-CARE": ("成本", "价值"),
    "LIB-SEATS": ("以右为上", "居中为上", "前排为上", "离门远为上", "景观好为上"),
}


@pytest.mark.requirement(
    "S0-019", "S0-044", "S0-082", "S0-083", "S0-095", "S2-006", "S2-015", "S2-017", "S2-018", "S2-019",
    "S2-021", "S2-045", "S2-048", "S2-054", "S4-010", "S4-011",
)  # fmt: skip
@pytest.mark.parametrize("code", CITED)
def test_card_is_shown_with_its_citation(code: str, people: People) -> None:
    client = browser(people.alice)
    card, (seed, row) = library().cards[code], CITED[code]
    assert f"/library/{code}/" in client.get("/training/library/").content.decode()
    page = client.get(f"/training/library/{code}/").content.decode()
    assert card.title in page
    assert all(each.words in page for each in card.points)
    assert f"培训材料 {seed}（{row}）" in page
    for words in MORE.get(code, ()):
        assert any(each in page for each in words.split("|"))


@pytest.mark.requirement("S2-005")
def test_etiquette_has_ten_principles(people: People) -> None:
    found = cards_of(topic="manner")
    titles = [each.title for each in found]
    assert titles == ["遵守", "自律", "敬人", "宽容", "平等", "从俗", "真诚", "适度", "沟通", "互动"]
    page = browser(people.alice).get("/training/library/?topic=manner").content.decode()
    assert page.count('href="/training/library/LIB-M') == 10
    assert "LIB-HANDSHAKE" not in page


@pytest.mark.requirement("S2-016")
def test_handshake_holds_its_numbers_and_fourteen_cautions(people: People) -> None:
    page = browser(people.alice).get("/training/library/LIB-HANDSHAKE/").content.decode()
    assert "15 度" in page
    assert "65 度" in page
    assert "3 至 5 秒" in page
    assert len(library().cards["LIB-HANDSHAKE"].points) == 14


@pytest.mark.requirement("S4-048")
def test_five_steps_are_each_mapped_to_the_twelve(people: People) -> None:
    card = library().cards["LIB-FIVE"]
    twelve = {f"{each['order']} {each['name_zh']}" for each in load("handling_steps")["steps"]}  # type: ignore[union-attr,call-overload,index]
    assert [each.words for each in card.points] == [
        "安抚情绪",
        "分析问题",
        "提供信息",
        "获取信息",
        "总结归纳",
    ]
    assert all(each.steps and set(each.steps) <= twelve for each in card.points)
    page = browser(people.alice).get("/training/library/LIB-FIVE/").content.decode()
    assert all(step in page for each in card.points for step in each.steps)


@pytest.mark.requirement("S4-051")
def test_calming_card_says_the_source_of_each_step(people: People) -> None:
    card = library().cards["LIB-CALM"]
    assert [each.source.is_own if each.source else None for each in card.points] == [False, *[True] * 4]
    page = browser(people.alice).get("/training/library/LIB-CALM/").content.decode()
    assert page.count("出自培训材料") == 1
    assert page.count("自编") == 4


@pytest.mark.requirement("S0-096")
def test_pledge_names_no_firm_and_is_each_units_own(people: People, trainer: User) -> None:
    brands = ("诺基亚", "移动", "联通", "电信", "NOKIA", "摩托", "公司")
    assert not [each for each in brands if each in pledge_of(people.east_team)]
    set_pledge(unit=people.east, words="东市的事，东市办到底。", by=trainer, at=NOON)
    assert pledge_of(people.east_team) == "东市的事，东市办到底。"
    assert pledge_of(people.west_team) == library().pledge
    assert "东市的事" in browser(people.alice).get("/training/library/").content.decode()


@pytest.mark.requirement("S2-003")
def test_hiring_shares_are_listed_as_reference_and_read_by_nothing(people: People) -> None:
    reference = library().references[0]
    assert (reference.source.row, "37.16%" in reference.reading) == ("S2-003", True)
    assert not hasattr(reference, "values")
    assert reference.reading in browser(people.alice).get("/training/library/").content.decode()
    readers = [path for path in SOURCE.rglob("*.py") if 'load("library")' in path.read_text(encoding="utf-8")]
    assert [path.relative_to(SOURCE).as_posix() for path in readers] == ["apps/training/queries/library.py"]
    numbers = ("0.3716", "37.16", "0.2377", "23.77")
    assert not [
        path for path in SOURCE.rglob("*.py") if any(n in path.read_text(encoding="utf-8") for n in numbers)
    ]


def test_search_finds_words_on_a_card(people: People) -> None:
    page = browser(people.alice).get("/training/library/", {"words": "握 3 至 5 秒"}).content.decode()
    assert "LIB-HANDSHAKE" in page
    assert "LIB-DINING" not in page


def test_card_is_marked_once_by_each_person(people: People) -> None:
    for _time in range(2):
        browser(people.alice).post("/training/library/LIB-GOLDEN/read/")
    assert read_by(people.alice) == {"LIB-GOLDEN"}
    assert read_by(people.bob) == set()
    with pytest.raises(Unknown):
        mark_read(card="LIB-NONE", by=people.alice, at=NOON)
