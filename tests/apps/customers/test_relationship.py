# SPDX-License-Identifier: Apache-2.0
"""Relationship: tiers keep their history, stages move on evidence, guidance passes."""

from datetime import date, timedelta

import pytest

from amends.apps.core.models import Event, EventKind
from amends.apps.customers.actions.contact import NotAgreed, NoteRefused
from amends.apps.customers.actions.relationship import (
    StageRefused,
    WordsMissing,
    advance_stage,
    agree_expectation,
    lapse_stage,
    note_handling,
    plan_care,
    set_tier,
)
from amends.apps.customers.models import Customer, Expectation, StageEntry
from amends.apps.customers.queries.profile import header, relation
from amends.apps.customers.rules.handling import HandlingType
from amends.apps.customers.rules.ladder import Stage, Stance, Tier
from tests.people import NOON, People

TODAY = date(2026, 11, 2)


def _advance(people: People, wang: Customer, to: Stage, evidence: str = "回访时客户说的") -> StageEntry:
    return advance_stage(customer=wang, to=to, evidence=evidence, by=people.alice, at=NOON)


@pytest.mark.requirement("S0-014")
def test_tier_has_day_and_reason_and_keeps_its_history(people: People, wang: Customer) -> None:
    for tier, reason in ((Tier.SATISFIED, "连续三年续约"), (Tier.LOYAL, "推荐了两家")):
        set_tier(customer=wang, tier=tier, since=TODAY, reason=reason, by=people.alice, at=NOON)
    told = [(row.tier, row.reason, row.since_date) for row in relation(wang, people.alice.scope).tiers]
    assert told == [("loyal", "推荐了两家", TODAY), ("satisfied", "连续三年续约", TODAY)]
    top = header(wang, people.alice.scope, TODAY)
    assert top.tier is not None
    assert top.tier.tier == "loyal"


@pytest.mark.parametrize(("reason", "error"), [(" ", WordsMissing), ("穿着体面", NoteRefused)])
def test_tier_needs_a_reason_that_judges_nobody(
    people: People, wang: Customer, reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        set_tier(customer=wang, tier=Tier.LOYAL, since=TODAY, reason=reason, by=people.alice, at=NOON)


@pytest.mark.requirement("S0-013")
def test_stage_moves_one_step_forward_on_evidence(people: People, wang: Customer) -> None:
    _advance(people, wang, Stage.IDENTIFIED)
    with pytest.raises(StageRefused):
        _advance(people, wang, Stage.MET)
    with pytest.raises(StageRefused):
        _advance(people, wang, Stage.IDENTIFIED)
    with pytest.raises(WordsMissing):
        _advance(people, wang, Stage.DETERMINED, " ")
    assert _advance(people, wang, Stage.DETERMINED).previous == Stage.IDENTIFIED


def test_stage_goes_back_only_by_a_lapse_which_is_logged(people: People, wang: Customer) -> None:
    _advance(people, wang, Stage.IDENTIFIED)
    _advance(people, wang, Stage.DETERMINED)
    with pytest.raises(StageRefused):
        lapse_stage(customer=wang, to=Stage.DETERMINED, reason="失约", by=people.alice, at=NOON)
    lapse_stage(customer=wang, to=Stage.IDENTIFIED, reason="失约", by=people.alice, at=NOON)
    event = Event.objects.unscoped("a test").get(kind=EventKind.STAGE_LAPSED)
    assert event.payload == {"stage": 1, "previous": 2}
    assert _advance(people, wang, Stage.DETERMINED).stage == Stage.DETERMINED


def test_lapse_needs_somewhere_to_fall_from(people: People, wang: Customer) -> None:
    with pytest.raises(StageRefused):
        lapse_stage(customer=wang, to=Stage.IDENTIFIED, reason="x", by=people.alice, at=NOON)


def test_adjusted_expectation_needs_the_customers_own_words(people: People, wang: Customer) -> None:
    def agree(words: str) -> Expectation:
        return agree_expectation(
            customer=wang,
            stance=Stance.ADJUST,
            about="当天修好",
            agreed_words=words,
            on=TODAY,
            by=people.alice,
            at=NOON,
        )

    with pytest.raises(WordsMissing):
        agree(" ")
    assert agree("三天内修好也行").agreed_words == "三天内修好也行"


def test_guidance_passes_after_ninety_days(people: People, wang: Customer) -> None:
    note_handling(customer=wang, handling=HandlingType.ANGRY, on=TODAY, by=people.alice, at=NOON)
    scope = people.alice.scope
    assert header(wang, scope, TODAY + timedelta(days=89)).handling is not None
    assert header(wang, scope, TODAY + timedelta(days=90)).handling is None


def test_vulnerable_is_noted_only_when_told_and_agreed(people: People, wang: Customer) -> None:
    with pytest.raises(NotAgreed):
        note_handling(customer=wang, handling=HandlingType.VULNERABLE, on=TODAY, by=people.alice, at=NOON)


def test_next_care_is_planned_and_dropped(people: People, wang: Customer) -> None:
    plan_care(customer=wang, on=TODAY, about="回访", by=people.alice, at=NOON)
    assert wang.next_care_about == "回访"
    with pytest.raises(WordsMissing):
        plan_care(customer=wang, on=TODAY, about="", by=people.alice, at=NOON)
    plan_care(customer=wang, on=None, about="", by=people.alice, at=NOON)
    assert Customer.objects.unscoped("a test").get().next_care_date is None
