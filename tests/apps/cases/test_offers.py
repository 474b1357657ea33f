# SPDX-License-Identifier: Apache-2.0
"""What is owed comes before what is kind; an extra stays within authority and depends on nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from amends.apps.cases.actions.remedies import Offer, propose_remedy
from amends.apps.cases.models import Case, Remedy
from amends.apps.cases.models.desk_words import RemedyKind
from amends.apps.cases.queries.offers import guide_for
from amends.apps.cases.rules.offers import ExtraKind, OfferMalformed, offer_guide
from amends.apps.cases.rules.remedies import tie_in
from amends.apps.promises.rules.authority import Level
from amends.kernel.recovery_class import RECOVERABLE
from tests.people import NOON, People

LEVELS = (Level("agent", "话务员", 5_000, 1_000, 1), Level("officer", "专员", 30_000, 5_000, 2))
LARGE = {"code": "EX-1", "kind": "extra", "name_zh": "话费", "when_zh": "多跑了", "goodwill_yuan": 30}
SMALL = {"code": "EX-2", "kind": "return", "name_zh": "提醒", "when_zh": "总是", "goodwill_yuan": 0}
FREE = {"condition_zh": "不以撤诉或高分为条件"}
BOOK = {"restitution_zh": "如数返还", "extras": [LARGE | FREE, SMALL | FREE]}


def test_what_one_may_give_alone_comes_first_and_the_rest_names_who_may() -> None:
    guide = offer_guide((), BOOK, goodwill=1_000, levels=LEVELS)
    assert [(each.code, each.asks) for each in guide.extras] == [("EX-2", ""), ("EX-1", "专员")]


def test_nothing_is_asked_of_whom_nothing_limits() -> None:
    assert all(each.is_own for each in offer_guide((), BOOK, goodwill=None, levels=LEVELS).extras)


@pytest.mark.parametrize(
    "extras",
    [[LARGE], [LARGE | {"condition_zh": "客户撤诉以后"}], [LARGE | FREE | {"goodwill_yuan": 90}]],
    ids=["says no condition", "depends on a withdrawal", "beyond everybody"],
)
def test_a_guide_that_may_not_be_offered_is_refused(extras: list[dict[str, object]]) -> None:
    with pytest.raises(OfferMalformed):
        offer_guide((), BOOK | {"extras": extras}, goodwill=0, levels=LEVELS)


@pytest.mark.requirement("S0-067", "S2-092")
@pytest.mark.parametrize("recovery_class", RECOVERABLE)
def test_each_playbook_has_restitution_and_an_extra_within_its_own_authority(
    people: People, recovery_class: str
) -> None:
    guide = guide_for(recovery_class, people.alice)  # type: ignore[arg-type]
    assert guide.restitution
    assert [each for each in guide.kindnesses if each.is_own]


@pytest.mark.requirement("S0-088")
@pytest.mark.parametrize("recovery_class", RECOVERABLE)
def test_each_playbook_gives_a_reason_to_come_back_that_is_tied_to_nothing(
    people: People, recovery_class: str
) -> None:
    guide = guide_for(recovery_class, people.alice)  # type: ignore[arg-type]
    assert guide.of(ExtraKind.RETURN)
    for each in guide.extras:
        assert each.condition == "不以撤诉或高分为条件"
        assert tie_in(each.name, each.when, each.condition) is None


@pytest.mark.requirement("S4-031")
def test_the_panel_shows_restitution_before_the_extra(client: Client, people: People, heard: Case) -> None:
    client.force_login(people.alice)
    page = client.get(reverse("cases:remedies_panel", args=[heard.number])).content.decode()
    owed, kind, back = (page.index(each) for each in ("如数返还", "额外心意", "再来的理由"))
    assert owed < kind < back


@pytest.mark.requirement("S0-087")
def test_what_is_owed_and_what_is_kind_are_stored_apart(people: People, heard: Case) -> None:
    due, case = NOON + timedelta(days=2), heard
    for kind, amount in ((RemedyKind.RESTITUTION, 2_000), (RemedyKind.GOODWILL, 500)):
        offer = Offer(kind, "补回多收的", amount, "查实多收", due)
        propose_remedy(case=case, version=case.version, offer=offer, by=people.alice, at=NOON)
        case.refresh_from_db()
    stored = Remedy.objects.unscoped("test").filter(case=case).values_list("kind", "amount")
    assert set(stored) == {("restitution", 2_000), ("goodwill", 500)}
