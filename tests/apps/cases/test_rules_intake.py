# SPDX-License-Identifier: Apache-2.0
"""The pure rules of the intake over the pack's own content."""

from datetime import UTC, date, datetime, timedelta

import pytest

from amends.apps.cases.queries.intake import causes, health_words, intake_words, provinces, taxonomy
from amends.apps.cases.queries.limits import policy
from amends.apps.cases.queries.registry import registry
from amends.apps.cases.rules.intake.causes import CauseNeeds, CauseUnknown, cause_refusal, same_demand
from amends.apps.cases.rules.intake.completeness import completeness
from amends.apps.cases.rules.intake.meaning import (
    jurisdiction_of,
    request_type_meant,
    strictest,
    title_of,
    words_of_dissatisfaction,
)
from amends.apps.cases.rules.intake.receipt import receipt
from amends.apps.cases.rules.registry import ChannelUnknown, RegistryMalformed, read_registry
from amends.apps.cases.rules.repeats import Earlier, Nearness, first_repeated, likeness, near_ones
from amends.apps.cases.rules.sensitive import HIDDEN, HealthConsent
from amends.apps.cases.rules.states import Origin
from amends.apps.cases.rules.taxonomy import LeafUnknown
from amends.apps.core.rules.roles import Role
from amends.kernel.recovery_class import RecoveryClass
from amends.packs import load, load_rows

AT = datetime(2026, 11, 2, 4, tzinfo=UTC)
DAY = timedelta(days=1)
NINE = (
    *("product", "repair", "network", "staff_error", "outlet_service"),
    *("policy", "beyond_standard", "yardstick", "disposition"),
)


@pytest.mark.requirement("S4-027")
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("CH-12315", "CH-12315"),
        ("省工商局一二三一五", "CH-12315"),
        ("工商 12315", "CH-12315"),
        ("MII", "CH-MIIT"),
        ("信产部", "CH-MIIT"),
    ],
)
def test_old_names_lead_to_the_channel_of_today(said: str, code: str) -> None:
    assert registry().named(said).code == code


@pytest.mark.requirement("S4-027")
def test_channel_is_called_as_on_the_day() -> None:
    channel = registry().channel("CH-12315")
    assert "工商" in channel.name_on(date(2018, 3, 16))
    assert "市场监管" in channel.name_on(date(2018, 3, 17))
    miit = registry().channel("CH-MIIT")
    assert (miit.name_on(date(2008, 3, 14)), miit.name_on(date(2008, 3, 15))) == ("信息产业部", miit.name)


@pytest.mark.requirement("S4-027", "S3-032")
def test_every_channel_has_level_owner_and_origin() -> None:
    known = {str(each["code"]) for each in load("channels_and_roles")["roles"]}  # type: ignore[union-attr, index, call-overload]
    for channel in registry().channels.values():
        assert channel.level in {0, *registry().levels}
        assert channel.owner_role in known
        assert (channel.type == "regulator") == (channel.origin is Origin.APPEAL)
    assert "CH-PROACTIVE" not in {each.code for each in registry().by_hand()}


def test_levels_ask_for_what_the_limits_ask_for_and_tell_roles_that_there_are() -> None:
    for rule in registry().levels.values():
        wanted = strictest(
            *(code for level, code in policy().channel_levels.items() if rule.level >= level), otherwise=""
        )
        assert rule.at_least == wanted
        assert set(rule.tells) <= set(map(str, Role))
    told = registry().told_roles(registry().channel("CH-PLATFORM"))
    assert told == ("city_manager", "compliance_lead", "pr_lead")
    assert registry().told_roles(registry().channel("CH-HALL")) == ()


def test_registry_says_what_is_wrong() -> None:
    with pytest.raises(ChannelUnknown):
        registry().channel("CH-X")
    with pytest.raises(RegistryMalformed):
        read_registry({"channels": [{"code": "CH-X"}], "level_rules": []})


TYPED = [
    ("多扣", "TF-02-02"),
    ("没信号", "NW-01-01"),
    ("bb-03-01", "BB-03-01"),
    ("转来转去", "SV-02-02"),
    ("充值 到账", "TF-04-02"),
    ("dropped", "NW-02-01"),
]


@pytest.mark.parametrize(("typed", "first"), TYPED)
def test_search_of_topics_puts_the_best_first(typed: str, first: str) -> None:
    assert taxonomy().found(typed)[0].code == first


def test_search_of_topics_wants_every_word() -> None:
    assert taxonomy().found("多扣 没信号") == ()
    assert taxonomy().found(" ") == ()
    assert len(taxonomy().found("费", most=5)) == 5


def test_topic_is_suggested_from_the_story() -> None:
    assert "SV-02-02" in {leaf.code for leaf in taxonomy().suggested("打热线被转来转去，像踢皮球一样")}
    assert taxonomy().suggested("") == ()
    with pytest.raises(LeafUnknown):
        taxonomy().leaf("XX-01-01")


def test_lines_that_are_down_are_faults_and_slow_ones_are_not() -> None:
    faults = {leaf.code: leaf.fault_line for leaf in taxonomy().leaves.values() if leaf.fault_line}
    assert faults["BB-02-01"] == "fixed"
    assert faults["NW-02-04"] == "mobile"
    assert "NW-03-01" not in faults
    assert set(faults.values()) == {"fixed", "mobile"}


@pytest.mark.requirement("S2-041")
def test_seven_slots_need_four_with_what_and_when() -> None:
    words = intake_words()
    assert [slot.code for slot in words.slots] == ["who", "when", "where", "what", "why", "how", "how_much"]
    enough = {"what": "多扣", "when": "昨天", "who": "本人", "where": "网上"}
    assert completeness(enough, words).is_enough
    assert not completeness(enough | {"when": " - "}, words).is_enough
    assert not completeness({**enough, "where": ""}, words).is_enough
    without = completeness({"who": "a", "where": "b", "why": "c", "how": "d", "how_much": "e"}, words)
    assert (without.filled, without.is_enough, [each.code for each in without.required]) == (
        5,
        False,
        ["when", "what"],
    )


@pytest.mark.requirement("S0-056")
def test_dissatisfaction_is_heard_and_what_is_not_meant_is_not() -> None:
    words = intake_words()
    assert words_of_dissatisfaction("你们太差了，乱扣钱，太差", words) == ("太差", "乱扣")
    assert words_of_dissatisfaction("我不是投诉，问投诉电话", words) == ()
    assert request_type_meant("inquiry", ["太差"]) == "complaint"
    assert request_type_meant("inquiry", ["太差"], "转述") == "inquiry"
    assert request_type_meant("violation_report", ["太差"]) == "violation_report"
    assert request_type_meant("inquiry", []) == "inquiry"


def test_title_is_the_first_sentence_within_eighty() -> None:
    assert title_of("\n 断网三天。没人修") == "断网三天"
    assert title_of("断网", "给定的标题") == "给定的标题"
    long = title_of("断" * 100)
    assert (len(long), long[-1]) == (80, "…")


def test_jurisdiction_is_that_of_the_province() -> None:
    named, nation = provinces()
    assert jurisdiction_of(["河南省郑州市"], named, nation) == "CN-HA"
    assert jurisdiction_of(["东市", "重庆公司"], named, nation) == "CN-CQ"
    assert jurisdiction_of(["东市", ""], named, nation) == "CN"
    assert len(set(named.values())) == 31


@pytest.mark.requirement(
    "S0-047", "S0-048", "S0-049", "S0-050", "S0-051", "S0-052", "S0-053", "S0-054", "S0-055"
)
def test_nine_causes_are_there_in_order_with_a_class_each() -> None:
    assert tuple(causes().causes) == NINE
    assert all(RecoveryClass(each.recovery_class) for each in causes().causes.values())


@pytest.mark.requirement("S0-049")
def test_network_defect_proposes_the_network_playbook() -> None:
    cause = causes().cause("network")
    assert (cause.playbook, cause.recovery_class) == ("network", "network")
    playbooks = load("recovery_playbooks")["playbooks"]
    assert cause.playbook in {str(each["code"]) for each in playbooks}  # type: ignore[union-attr, index, call-overload]


@pytest.mark.parametrize(
    ("code", "column", "ask"),
    [
        pytest.param("staff_error", "standard", "服务标准", marks=pytest.mark.requirement("S0-050")),
        pytest.param("outlet_service", "outlet", "网点", marks=pytest.mark.requirement("S0-051")),
        pytest.param("policy", "policy", "政策", marks=pytest.mark.requirement("S0-052")),
        pytest.param("beyond_standard", "demand", "要求", marks=pytest.mark.requirement("S0-053")),
        pytest.param("yardstick", "yardstick", "原话", marks=pytest.mark.requirement("S0-054")),
    ],
)
def test_cause_waits_for_what_it_asks(code: str, column: str, ask: str) -> None:
    cause = causes().cause(code)
    assert cause_refusal(cause, {column: " "}, reviewed=True) == CauseNeeds(column)
    assert cause_refusal(cause, {column: "说了"}, reviewed=False) is None
    assert ask in causes().asks[column]


@pytest.mark.requirement("S0-055")
def test_cause_of_disposition_waits_for_a_second_pair_of_eyes() -> None:
    cause = causes().cause("disposition")
    assert cause_refusal(cause, {}, reviewed=False) is CauseNeeds.SECOND_REVIEW
    assert cause_refusal(cause, {}, reviewed=True) is None
    assert cause_refusal(causes().cause("product"), {}, reviewed=False) is None
    with pytest.raises(CauseUnknown):
        causes().cause("fate")


def test_demands_are_the_same_however_they_are_written() -> None:
    assert same_demand("退一赔三，") == same_demand("退一 赔三")
    assert same_demand("退一赔三") != same_demand("退一赔二")


def _earlier(
    key: int, days: int, taxonomy: str = "TF-02-02", story: str = "账单多扣了两笔", is_open: bool = True
) -> Earlier:
    return Earlier(key, AT - days * DAY, is_open, taxonomy, story)


@pytest.mark.requirement("S2-091")
def test_first_of_the_same_topic_within_the_window_is_repeated() -> None:
    cases = [_earlier(3, 1), _earlier(2, 30), _earlier(1, 31), _earlier(4, 40, "NW-01-01")]
    found = first_repeated(cases, taxonomy="TF-02-02", at=AT, within=30 * DAY)
    assert found is not None
    assert found.key == 2
    assert first_repeated(cases, taxonomy="", at=AT, within=30 * DAY) is None
    assert first_repeated([_earlier(9, -1)], taxonomy="TF-02-02", at=AT, within=30 * DAY) is None


def test_near_cases_come_nearest_first_and_closed_strangers_not_at_all() -> None:
    cases = [
        _earlier(1, 5, "NW-01-01", "没有信号"),
        _earlier(2, 5, "TF-02-03", "流量跑得快"),
        _earlier(3, 5, "NW-03-01", "账单多扣了两笔钱呀"),
        _earlier(4, 5),
        _earlier(5, 5, "US-01-01", "过户", is_open=False),
    ]
    near = near_ones(cases, taxonomy="TF-02-02", story="账单多扣了两笔钱", similar_from=0.3)
    assert [(each.key, each.nearness) for each in near] == [
        (4, Nearness.SAME_TOPIC),
        (3, Nearness.SIMILAR_WORDS),
        (2, Nearness.NEAR_TOPIC),
        (1, Nearness.OPEN),
    ]
    assert [each.is_repeat for each in near] == [True, True, False, False]


def test_likeness_is_one_for_the_same_and_nothing_for_others() -> None:
    assert likeness("账单多扣", "账单 多扣。") > 0.6
    assert likeness("账单多扣", "账单多扣") == 1
    assert likeness("账单", "信号") == likeness("", "信号") == 0


@pytest.mark.requirement("S1-026")
def test_words_on_health_are_found_hidden_and_kept_with_purpose_and_consent() -> None:
    health = health_words()
    assert health.found("妈妈有糖尿病，在住院", "糖尿病") == ("糖尿病", "住院")
    assert health.hidden("在住院") == f"在{HIDDEN}"
    assert health.found("账单多扣") == ()
    assert not HealthConsent("accessible_service", agreed=False).allows(health)
    assert not HealthConsent("curiosity", agreed=True).allows(health)
    assert HealthConsent("accessible_service", agreed=True).allows(health)


@pytest.mark.requirement("S0-069")
def test_receipt_names_the_staff_number_where_there_is_no_name() -> None:
    given = {"number": "C1", "callback": "10086", "received_at": AT, "due_at": None}
    assert receipt(name=" ", staff_number="A1", **given).owner == "A1"  # type: ignore[arg-type]
    assert receipt(name="艾丽", staff_number="A1", **given).owner == "艾丽"  # type: ignore[arg-type]


def test_every_leaf_of_the_pack_is_read() -> None:
    assert len(taxonomy().leaves) == len(load_rows("complaint_taxonomy")) == 104
    assert sum(leaf.red_line for leaf in taxonomy().leaves.values()) > 20
