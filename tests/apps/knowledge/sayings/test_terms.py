# SPDX-License-Identifier: Apache-2.0
"""Unified terms: which hold where, who approves them, and where their variants still stand."""

from collections.abc import Callable

import pytest
from django.test import Client

from amends.apps.core.models import Event, EventKind
from amends.apps.knowledge.actions.refusals import NotYourUnit, RightMissing
from amends.apps.knowledge.actions.sayings.deciding import approve, propose, retire
from amends.apps.knowledge.actions.sayings.refusals import (
    Decided,
    KeyWrong,
    OwnWork,
    TermAvoided,
    VariantTaken,
)
from amends.apps.knowledge.actions.sayings.writing import About, TermWords, write_term
from amends.apps.knowledge.models import Script, Term, Wording
from amends.apps.knowledge.queries.standing import mixed, standing
from amends.apps.knowledge.queries.terms import TermInForce, pack_terms, term_names, terms_in_force
from tests.apps.knowledge.sayings.conftest import PARTS, Editors
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
Make = Callable[..., Term]
PASSWORD_TERM = "UW-01"


def _in(unit: object) -> dict[str, TermInForce]:
    return {each.code: each for each in terms_in_force(unit)}  # type: ignore[arg-type]


def test_terms_of_the_pack_hold_where_nobody_wrote_any(people: People) -> None:
    assert _in(people.east) == dict(pack_terms())
    assert "密码" in _in(people.east)[PASSWORD_TERM].variants


def test_term_of_a_city_holds_there_and_in_no_other(people: People, term_of: Make) -> None:
    term_of("UW-04", "上网流量", ("流量包",), unit=people.east)
    assert _in(people.east_team)["UW-04"].term == "上网流量"
    assert _in(people.west_team)["UW-04"].term == _in(people.province)["UW-04"].term == "流量"


def test_term_holds_once_somebody_else_approved_it(people: People, editors: Editors, term_of: Make) -> None:
    row = term_of("OW-01", "夜间流量", approved=False)
    assert "OW-01" not in term_names(people.east)
    with pytest.raises(OwnWork):
        approve(row=row, by=editors.wen, at=NOON)
    approve(row=row, by=editors.rui, at=NOON)
    assert term_names(people.east)["OW-01"] == "夜间流量"
    with pytest.raises(Decided):
        approve(row=row, by=editors.rui, at=NOON)
    assert Event.objects.unscoped("a test looks").filter(kind=EventKind.SAYING_APPROVED).count() == 1


def test_newest_approved_version_holds_until_all_are_retired(
    people: People, editors: Editors, term_of: Make
) -> None:
    term_of("UW-04", "上网流量")
    second = term_of("UW-04", "手机流量")
    assert _in(people.east)["UW-04"].term == "手机流量"
    retire(row=second, reason="用回原来的", by=editors.rui, at=NOON)
    assert _in(people.east)["UW-04"].term == "流量"


def test_editor_of_a_city_writes_for_no_other_unit(people: People, editors: Editors) -> None:
    words = TermWords("OW-01", "夜间流量", "晚上用的")
    for unit in (people.province, people.west):
        with pytest.raises(NotYourUnit):
            write_term(words=words, about=About(unit, editors.eve), by=editors.eve, at=NOON)
    with pytest.raises(RightMissing):
        write_term(words=words, about=About(people.east, people.alice), by=people.alice, at=NOON)
    bad = TermWords("夜 间", "夜间流量", "晚上用的")
    with pytest.raises(KeyWrong):
        write_term(words=bad, about=About(people.east, editors.eve), by=editors.eve, at=NOON)


def test_word_of_another_term_is_no_variant(people: People, term_of: Make) -> None:
    with pytest.raises(VariantTaken):
        term_of("OW-01", "夜间流量", ("套餐",))


def test_word_that_another_term_is_not_called_by_any_more_names_nothing_else(
    people: People, term_of: Make
) -> None:
    term_of("OW-01", "夜间流量", ("闲时流量",))
    with pytest.raises(TermAvoided):
        term_of("OW-02", "闲时流量")
    assert term_of("OW-01", "闲时流量").number == 2  # the same concept may be called so again


def test_terms_at_odds_are_refused_when_the_second_is_approved(
    people: People, editors: Editors, term_of: Make
) -> None:
    second = term_of("OW-02", "流量包", ("夜间流量",), approved=False)
    term_of("OW-01", "夜间流量")
    with pytest.raises(VariantTaken):
        approve(row=second, by=editors.rui, at=NOON)


@pytest.mark.requirement("S3-062")
def test_variant_in_a_script_suggests_the_unified_term(
    people: People, editors: Editors, script_of: Callable[..., Script], client: Client
) -> None:
    parts = {**PARTS, "close": "办好了，密码请您保管好。"}
    row = script_of(parts=parts)
    term = pack_terms()[PASSWORD_TERM]
    (found,) = [each for each in standing(term, people.province, NOON) if each.shown.kind == "script"]
    assert found.variants == ("密码",)
    client.force_login(editors.wen)
    assert "“密码”请统一写作“服务密码”" in client.get(f"/knowledge/scripts/{row.pk}/").content.decode()
    page = client.get(f"/knowledge/terms/{PASSWORD_TERM}/").content.decode()
    assert row.name in page
    client.post(f"/knowledge/terms/{PASSWORD_TERM}/propose/", {"kind": "script", "key": found.shown.key})
    draft = Script.objects.unscoped("a test looks").get(number=2)
    assert (draft.parts["close"], draft.state) == ("办好了，服务密码请您保管好。", "draft")


@pytest.mark.requirement("S3-062")
def test_unified_term_itself_and_words_that_are_fine_are_no_variant(
    people: People, term_of: Make, wording_of: Callable[..., Wording]
) -> None:
    term_of(PASSWORD_TERM, "服务密码", ("密码",), fine=("支付密码",))
    wording_of("OW-A", "服务密码和支付密码不是一回事。")
    wording_of("OW-B", "密码忘了可以重置。")
    shown = [each.shown.key for each in standing(_in(people.east)[PASSWORD_TERM], people.east, NOON)]
    assert shown == ["OW-B|hotline|zh"]


def test_replacement_in_a_wording_of_the_pack_is_drafted_in_ones_own_unit(
    people: People, editors: Editors, wording_of: Callable[..., Wording]
) -> None:
    wording_of("OW-B", "密码忘了可以重置。")
    term = _in(people.province)[PASSWORD_TERM]
    propose(kind="wording", key="OW-B|hotline|zh", term=term, unit=people.province, by=editors.wen, at=NOON)
    draft = Wording.objects.unscoped("a test looks").get(number=2)
    assert draft.text == "服务密码忘了可以重置。"


@pytest.mark.requirement("S3-060")
def test_concept_that_channels_say_by_two_words_is_listed(
    people: People, wording_of: Callable[..., Wording], client: Client
) -> None:
    wording_of("OW-A", "请带上服务密码。", "hall")
    before = [each.term.code for each in mixed(people.province, NOON)]
    wording_of("OW-B", "请输入密码。", "app")
    (found,) = [each for each in mixed(people.province, NOON) if each.term.code == PASSWORD_TERM]
    assert PASSWORD_TERM not in before
    assert dict(found.words) == {"app": ["密码"], "hall": ["服务密码"]}
    client.force_login(people.dora)
    assert "同一件事，几种说法" in client.get("/knowledge/calendar/").content.decode()
