# SPDX-License-Identifier: Apache-2.0
"""Who is listed, who waits, who is left alone: an operator of a dozen customers, one unit, two calls a day."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from amends.pipeline.marts.parameters import Parameters
from amends.pipeline.marts.recovery_list import holdout_bucket
from amends.pipeline.run import run_pipeline
from amends.pipeline.store import read_mart
from tests.pipeline.homes import put_feeds
from tests.pipeline.text_tables import write_feeds
from tests.pipeline.worlds import AS_OF

# All but `calm`, `told` and `forgotten` had two months above their bundle: one trigger signal.
SUBSCRIBERS = """
customer_id | unit_code | value_tier | line_state | do_not_contact | closed_date
standard    | U1        | standard   | active     |                |
diamond     | U1        | diamond    | active     | no             |
waiting     | U1        |            |            |                |
elsewhere   | U2        | standard   | active     |                |
refusing    | U1        | standard   | active     |                |
resting     | U1        | standard   | active     |                |
tried_twice | U2        | standard   | active     |                |
tried_out   | U1        | standard   | active     |                |
suspended   | U1        | standard   | suspended  |                |
private     | U1        | standard   | active     | yes            |
complaining | U1        | standard   | active     |                |
answered    | U2        | standard   | active     |                |
gone        | U1        | standard   | closed     |                | 2026-10-01
long_gone   | U1        | standard   | closed     |                | 2026-08-01
undated     | U1        | standard   | closed     |                |
forgotten   | U1        | standard   | closed     |                |
in_hand     | U1        | diamond    | active     |                |
done_with   | U2        | standard   | active     |                |
calm        | U1        | standard   | active     |                |
told        | U2        | standard   | active     |                |
"""
BILLS_HEAD = "customer_id | month | amount | out_of_bundle\n"
CONTACTS = """
contact_id | customer_id | contacted_at     | direction | purpose  | result
c1         | resting     | 2026-10-02T00:00 | outbound  | recovery | reached
c2         | refusing    | 2026-01-02T10:00 | outbound  | recovery | refused
c3         | tried_out   | 2026-10-10T10:00 | outbound  | recovery | no_answer
c4         | tried_out   | 2026-10-11T10:00 | outbound  | recovery | no_answer
c5         | tried_out   | 2026-10-12T10:00 | outbound  | recovery | no_answer
c6         | tried_twice | 2026-10-11T10:00 | outbound  | recovery | no_answer
c7         | tried_twice | 2026-10-12T10:00 | outbound  | recovery | no_answer
c8         | waiting     | 2026-10-01T23:59 | outbound  | recovery | reached
c9         | standard    | 2026-10-20T10:00 | outbound  | survey   | reached
"""
COMPLAINTS = """
complaint_id | customer_id | opened_at        | recovery_class | closed_at
k1           | complaining | 2026-10-20T10:00 | tariff         |
k2           | answered    | 2026-03-20T10:00 | tariff         | 2026-03-21T10:00
k3           | gone        | 2025-03-20T10:00 | tariff         | 2025-03-21T10:00
"""
CASES = """
case_id | customer_id | opened_at        | closed_at
s1      | in_hand     | 2026-10-31T23:59 |
s2      | in_hand     | 2026-05-01T10:00 | 2026-05-09T10:00
s3      | done_with   | 2026-09-01T10:00 | 2026-10-31T23:59
s4      | elsewhere   | 2026-11-01T00:00 |
s5      | complaining | 2026-10-20T10:00 |
"""
SURVEYS = """
answer_id | customer_id | answered_at      | element | score
a1        | told        | 2026-10-20T10:00 | network | 4
a2        | told        | 2026-10-20T10:00 | tariff  | 6
a3        | calm        | 2026-10-20T10:00 | network | 6
a4        | calm        | 2026-05-20T10:00 | overall | 1
"""
USAGE = """
customer_id | month   | data_mb
told        | 2026-08 | 9000
told        | 2026-09 | 9000
told        | 2026-10 | 900
"""
Listed = dict[str, dict[str, Any]]

SETTINGS = Parameters(
    capacity=2,
    margin=4,
    capacities={"U2": 5},
    tier_weights={"standard": 1.0, "silver": 1.1, "gold": 1.25, "diamond": 1.5},
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("home")
    names = [line.split("|")[0].strip() for line in SUBSCRIBERS.strip().splitlines()[1:]]
    bills = [
        f"{n} | {month} | 60 | 20"
        for n in names
        if n not in {"calm", "told", "forgotten"}
        for month in ("2026-09", "2026-10")
    ]
    texts = {
        "subscribers": SUBSCRIBERS,
        "bills": BILLS_HEAD + "\n".join(bills),
        "contacts": CONTACTS,
        "complaints": COMPLAINTS,
        "cases": CASES,
        "surveys": SURVEYS,
        "usage": USAGE,
    }
    put_feeds(place, write_feeds(place, texts))
    run_pipeline(place, as_of=AS_OF, parameters=SETTINGS)
    return place


@pytest.fixture(scope="module")
def listed(home: Path) -> Listed:
    return {row["customer_id"]: row for row in read_mart(home, "recovery_list").to_pylist()}


@pytest.mark.parametrize(
    ("customer", "reason"),
    [
        ("suspended", "line_suspended"),
        ("private", "do_not_contact"),
        ("complaining", "open_complaint"),
        ("in_hand", "in_hand"),
        ("refusing", "refused"),
        ("resting", "rest_period"),
        ("tried_out", "attempts_exhausted"),
    ],
)
def test_customers_who_must_be_left_alone_are_shown_with_the_reason(
    listed: Listed, customer: str, reason: str
) -> None:
    row = listed[customer]
    assert (row["eligible"], row["blocked_reason"]) == (False, reason)
    assert row["list_date"] is None
    assert row["channel"] is None


def test_the_day_goes_by_priority_until_the_unit_is_full(listed: Listed) -> None:
    assert [listed[c]["rank"] for c in ("diamond", "standard", "waiting")] == [1, 2, 3]
    assert listed["diamond"]["list_date"] == listed["standard"]["list_date"] == AS_OF
    assert listed["waiting"]["list_date"] is None
    assert listed["waiting"]["eligible"]  # thirty days are over by a minute


def test_who_is_in_hand_takes_nobodys_place(listed: Listed) -> None:
    assert listed["in_hand"]["priority"] >= listed["diamond"]["priority"] > listed["standard"]["priority"]
    called = [c for c, row in listed.items() if row["unit_code"] == "U1" and row["list_date"]]
    assert sorted(called) == ["diamond", "standard"]


def test_a_case_counts_from_its_opening_to_its_end_as_of_the_day(listed: Listed) -> None:
    assert listed["done_with"]["eligible"]  # closed a minute before
    assert listed["elsewhere"]["eligible"]  # opened on the day itself


def test_all_tiers_are_called_alike_unless_the_operator_says_otherwise() -> None:
    assert set(Parameters().tier_weights.values()) == {1.0}


def test_priority_is_probability_times_the_weight_of_the_tier(listed: Listed) -> None:
    assert listed["standard"]["priority"] == listed["standard"]["probability"] == 0.3
    assert listed["diamond"]["priority"] == 0.45  # 0.3 × 1.5


def test_each_unit_has_its_own_capacity(listed: Listed) -> None:
    in_u2 = [r for r in listed.values() if r["unit_code"] == "U2" and r["list_date"]]
    assert {r["customer_id"] for r in in_u2} == {"elsewhere", "tried_twice", "answered", "told", "done_with"}


def test_nobody_without_a_sign_or_without_a_line_is_listed(listed: Listed) -> None:
    assert not {"calm", "gone", "long_gone", "undated", "forgotten"} & set(listed)


def test_reasons_are_told_in_the_customers_own_numbers(listed: Listed) -> None:
    assert listed["standard"]["main_cause"] == "tariff"
    assert listed["standard"]["reasons"] == ["近三个月两次超出套餐，比平时多付 40 元"]
    assert listed["standard"]["value_yuan"] == 60


def test_silent_are_those_who_have_not_complained_for_a_year(listed: Listed) -> None:
    assert listed["standard"]["silent"]
    assert not listed["answered"]["silent"]
    assert not listed["complaining"]["silent"]


@pytest.mark.requirement("S0-016")
def test_two_low_scores_and_less_use_without_a_complaint_are_heard(listed: Listed) -> None:
    row = listed["told"]
    assert row["silent"]
    assert row["evidence"] == "stated"
    assert row["list_date"] == AS_OF
    assert row["priority"] == Parameters().stated
    assert row["reasons"][0] == "近九十天在调查中打过 2 次低分，最低 4 分"


@pytest.mark.requirement("S4-022")
def test_those_who_left_without_a_word_are_marked(home: Path) -> None:
    customers = {row["customer_id"]: row for row in read_mart(home, "customers").to_pylist()}
    assert not customers["forgotten"]["left_silently"]  # no bill for three months: it left earlier
    assert [c for c, row in customers.items() if row["left_silently"]] == ["gone", "undated"]
    assert customers["waiting"]["line_state"] == "active"
    assert customers["waiting"]["do_not_contact"] is False


def test_holdout_bucket_is_fixed_by_the_salted_id(listed: Listed) -> None:
    digest = hashlib.md5(b"amends-holdout-1|standard", usedforsecurity=False).hexdigest()
    assert listed["standard"]["holdout_bucket"] == int(digest[:7], 16) % 10_000
    assert len({holdout_bucket(f"c{n}", "s") // 1000 for n in range(300)}) == 10


def test_a_capacity_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="capacity"):
        Parameters(capacity=-1)
