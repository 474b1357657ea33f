# SPDX-License-Identifier: Apache-2.0
"""Decisions on campaigns, over plain values."""

from datetime import date, timedelta

import pytest

from amends.apps.promises.queries.campaigns.content import checklist, mismatch_rule
from amends.apps.promises.rules.campaigns.briefing import Quizzed, too_few
from amends.apps.promises.rules.campaigns.channels import Group, accepts, reach
from amends.apps.promises.rules.campaigns.checklist import GateUnknown
from amends.apps.promises.rules.campaigns.claims import ClaimFault, ClaimTerms, claim_fault
from amends.apps.promises.rules.campaigns.materials import VersionFacts, in_use, kind_of_file
from amends.apps.promises.rules.campaigns.mismatches import MismatchRule, RuleUnreadable, read_rule, stops
from amends.apps.promises.rules.campaigns.words import Briefed, CampaignState, Moments, state_of
from tests.people import NOON

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 11, 2), date(2026, 12, 31)
GOOD = ("送 5GB", "在网满一年", FIRST, LAST)


@pytest.mark.parametrize(
    ("moments", "state"),
    [
        (Moments(), CampaignState.DRAFT),
        (Moments(NOON), CampaignState.RUNNING),
        (Moments(NOON, NOON), CampaignState.SUSPENDED),
        (Moments(NOON, NOON, NOON), CampaignState.CLOSED),
    ],
)
def test_state_follows_from_moments(moments: Moments, state: CampaignState) -> None:
    assert state_of(moments) is state


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        (ClaimTerms(*GOOD), None),
        (ClaimTerms(" ", *GOOD[1:]), ClaimFault.WORDS_MISSING),
        (ClaimTerms("送", " ", FIRST, LAST), ClaimFault.CONDITION_MISSING),
        (ClaimTerms("送", "无条件", None, LAST), ClaimFault.START_MISSING),
        (ClaimTerms("送", "无条件", FIRST, None), ClaimFault.END_MISSING),
        (ClaimTerms("送", "无条件", LAST, FIRST), ClaimFault.END_BEFORE_START),
        (ClaimTerms("送", "无条件", FIRST - DAY, LAST), ClaimFault.OUTSIDE_CAMPAIGN),
        (ClaimTerms(*GOOD, amount=0), ClaimFault.AMOUNT_NOT_POSITIVE),
        (ClaimTerms(*GOOD, capacity=0), ClaimFault.CAPACITY_NOT_POSITIVE),
    ],
)
def test_claim_is_refused_when(terms: ClaimTerms, fault: ClaimFault | None) -> None:
    assert claim_fault(terms, first=FIRST) is fault


@pytest.mark.parametrize(
    ("passed", "briefed", "enough"), [(9, 10, True), (89, 100, False), (18, 20, True), (17, 19, False)]
)
def test_nine_in_ten_must_pass(passed: int, briefed: int, enough: bool) -> None:
    record = Quizzed("东市", Briefed.FRONT_LINE, briefed, passed)
    assert (too_few([record]) == ()) is enough


def test_good_unit_does_not_make_up_for_another() -> None:
    good = Quizzed("东市", Briefed.FRONT_LINE, 100, 100)
    poor = Quizzed("西市", Briefed.FRONT_LINE, 10, 5)
    assert too_few([good, poor]) == (poor,)


def test_newest_approved_version_is_in_use_and_no_older_one_after_it_is_withdrawn() -> None:
    first, second = VersionFacts(1, NOON, None), VersionFacts(2, NOON, None)
    assert in_use([second, first]) == 2
    assert in_use([first, VersionFacts(2, None, None)]) == 1
    assert in_use([first, VersionFacts(2, NOON, NOON)]) is None
    assert in_use([]) is None


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"\x89PNG\r\n\x1a\nrest", "image/png"), (b"%PDF-1.7", "application/pdf"), (b"<html>", None)],
)
def test_file_is_told_by_its_bytes(content: bytes, kind: str | None) -> None:
    assert kind_of_file(content) == kind


@pytest.mark.requirement("S3-055")
def test_channel_needs_consent_and_the_customers_wish() -> None:
    nothing = frozenset[str]()
    assert not accepts("sms", consents=False, preferred="sms", needs=nothing)
    assert accepts("sms", consents=True, preferred="", needs=nothing)
    assert not accepts("sms", consents=True, preferred="phone", needs=nothing)
    assert not accepts("phone", consents=True, preferred="", needs=frozenset({"text_instead_of_voice"}))
    assert accepts("hall", consents=False, preferred="phone", needs=nothing)


@pytest.mark.requirement("S3-055")
def test_channel_that_nobody_agreed_to_is_not_selectable() -> None:
    silent = Group("gold", consents=False, preferred="", needs=frozenset(), customers=7)
    found = reach("sms", [silent])
    assert (found.is_selectable, found.no_consent) == (False, 7)
    agreed = Group("gold", consents=True, preferred="sms", needs=frozenset(), customers=2)
    found = reach("sms", [silent, agreed])
    assert (found.is_selectable, found.by_tier, found.preferring) == (True, {"gold": 2}, 2)


def test_rule_of_the_pack_stops_at_three_in_seven_days() -> None:
    assert mismatch_rule() == MismatchRule(3, timedelta(days=7))
    with pytest.raises(RuleUnreadable):
        read_rule("many in a week")


@pytest.mark.parametrize(
    ("days", "since", "stopped"),
    [((0, 1, 2), None, True), ((0, 1, 8), None, False), ((0, 1, 2), 1, False), ((0, 1), None, False)],
)
def test_reports_stop_when(days: tuple[int, ...], since: int | None, stopped: bool) -> None:
    moments = [NOON - each * DAY for each in days]
    went_on = None if since is None else NOON - since * DAY
    assert stops(mismatch_rule(), moments, at=NOON, since=went_on) is stopped


def test_report_of_exactly_seven_days_ago_counts_no_more() -> None:
    moments = [NOON, NOON, NOON - 7 * DAY]
    assert not stops(mismatch_rule(), moments, at=NOON)


def test_gates_of_the_pack_need_their_stages() -> None:
    found = checklist()
    assert {item.code for item in found.needed("next_wave")} == {f"CK-{n}" for n in range(20, 27)}
    assert len(found.unanswered("launch", {"CK-01"})) == 18
    with pytest.raises(GateUnknown):
        found.needed("party")
