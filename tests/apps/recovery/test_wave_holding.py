# SPDX-License-Identifier: Apache-2.0
"""Who is held out is left alone by the list, as long as it is needed to compare, and keeps what law gives."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from amends.apps.cases.actions import open_case
from amends.apps.cases.models import Case
from amends.apps.cases.rules.states import Origin
from amends.apps.customers.models import Customer
from amends.apps.recovery.actions.approach import NotToBeApproached, approach
from amends.apps.recovery.actions.publish import publish_run
from amends.apps.recovery.models import Target
from amends.apps.recovery.queries.targets import Filters, target_page
from amends.apps.recovery.queries.waves.holding import held_out_among, is_held_out
from amends.apps.recovery.rules.waves.drawing import is_universal
from amends.apps.recovery.rules.waves.words import WaveState
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.recovery.conftest import AS_OF, SUMMARY, Listed, found
from tests.apps.recovery.waves import frozen_wave, member, wave
from tests.people import NOON


def _held(listed: Listed, **fields: object) -> Customer:
    who = listed.targets["C1"].customer
    frozen_wave(listed.people.province, listed.people.dora, control=[who], **fields)  # type: ignore[arg-type]
    return who


@pytest.mark.parametrize(
    ("state", "held"),
    [
        (WaveState.FROZEN, True),
        (WaveState.RUNNING, True),
        (WaveState.STOPPED, True),
        (WaveState.FINISHED, True),
        (WaveState.CANCELLED, False),
    ],
)
def test_control_is_held_out_until_the_observation_ends(listed: Listed, state: WaveState, held: bool) -> None:
    who = _held(listed, state=state)
    assert is_held_out(who, NOON + timedelta(days=59)) is held
    assert not is_held_out(who, NOON + timedelta(days=60))


def test_who_is_treated_is_not_held_out(listed: Listed) -> None:
    who = listed.targets["C1"].customer
    frozen_wave(listed.people.province, listed.people.dora, treated=[who], state=WaveState.RUNNING)
    assert not is_held_out(who, NOON)


def test_list_refuses_a_control_with_words_and_shows_it_among_the_blocked(listed: Listed) -> None:
    _held(listed)
    with pytest.raises(NotToBeApproached) as refusal:
        approach(target=listed.targets["C1"], by=listed.people.alice, at=NOON)
    assert str(refusal.value.words) == "对照客户：观察期内不主动联系，投诉和承诺照常办理"
    assert not Case.objects.unscoped("test").exists()
    pages = {
        standing: target_page(listed.run, listed.people.dora.scope, Filters(standing=standing), at=NOON)
        for standing in ("open", "blocked")
    }
    codes = {name: [each.customer.code for each in page.targets] for name, page in pages.items()}
    assert codes == {"open": ["C3"], "blocked": ["C1", "C2"]}


def test_control_that_complains_gets_a_case_as_anybody(listed: Listed) -> None:
    who = _held(listed)
    for origin in (Origin.COMPLAINT, Origin.APPEAL, Origin.SURVEY, Origin.PROMISE):
        case = open_case(
            customer=who,
            origin=origin,
            recovery_class=RecoveryClass.COMPLAINT,
            owner=listed.people.alice,
            by=None,
            at=NOON,
            key=f"test:{origin}",
        )
        assert case.is_open


def test_universal_holdout_is_left_alone_by_list_and_question_alike(
    listed: Listed, settings: Settings
) -> None:
    settings.AMENDS_UNIVERSAL_HOLDOUT, settings.AMENDS_HOLDOUT_KEY = 50, "test"
    people = [target.customer for target in listed.targets.values()]
    held = {each.code for each in people if each.pk in held_out_among(people, NOON)}
    assert 0 < len(held) < len(people), "the key of the test draws some and not all"
    rows = [found(each.code, each.unit.code) for each in people]
    run = publish_run(run_id="u" * 40, as_of=AS_OF, found=rows, summary=SUMMARY, by=None, at=NOON)
    blocked = Target.objects.unscoped("test").filter(run=run, blocked_reason="held_out", list_date=None)
    assert {each.customer.code for each in blocked.select_related("customer")} == held


def test_universal_holdout_goes_by_code_and_by_every_account(listed: Listed, settings: Settings) -> None:
    """Nobody moves a customer out by writing another account beside their code."""
    settings.AMENDS_UNIVERSAL_HOLDOUT, settings.AMENDS_HOLDOUT_KEY = 50, "test"
    people = [target.customer for target in listed.targets.values()]
    of = wave(listed.people.province, listed.people.dora)
    before = held_out_among(people, NOON)
    chosen, other = (
        next(f"house {n}" for n in range(99) if is_universal(f"house {n}", key="test", share=0.5) is wanted)
        for wanted in (True, False)
    )
    for each in people:
        member(of, each, arm="", blocked_reason="in_hand", account=other)
    assert held_out_among(people, NOON) == before
    later = wave(listed.people.province, listed.people.dora)
    for each in people:
        member(later, each, arm="", blocked_reason="in_hand", account=chosen)
    assert held_out_among(people, NOON) == {each.pk for each in people}
