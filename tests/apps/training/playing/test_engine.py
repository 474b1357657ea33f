# SPDX-License-Identifier: Apache-2.0
"""The twenty scenarios are played to pass and to fail; what moves the customer is what was said."""

import json
from dataclasses import replace

import pytest

from amends.apps.training.rules.playing.checking import Fault, faults_of, trial
from amends.apps.training.rules.playing.engine import answer, begin, read_state, wrap_up
from amends.apps.training.rules.playing.judging import NotEnded, result_of
from amends.apps.training.rules.playing.scenario import (
    Ending,
    Scenario,
    ScenarioMalformed,
    groups_of,
    read_scenario,
)
from tests.apps.training.playing.contents import contents, scenario, wording

CODES = tuple(contents())


def test_there_are_twenty_scenarios() -> None:
    assert len(CODES) == 20
    assert {scenario(code).recovery_class for code in CODES} == {
        "tariff",
        "network",
        "publicity",
        "usage",
        "complaint",
    }


@pytest.mark.parametrize("code", CODES)
def test_scenario_can_be_passed_and_failed(code: str) -> None:
    one = scenario(code)
    assert faults_of(one, wording()) == ()
    good, bad = (trial(one, one.plays[name], wording()).result for name in ("good", "bad"))
    assert (good.ending, good.passed, good.points, good.need) == (Ending.RECOVERED, True, 100, True)
    assert bad.ending in {Ending.ESCALATES, Ending.LEAVES}
    assert bad.failed
    assert not bad.passed
    assert bad.points == 0


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_shown_as_better_meets_its_own_criterion_and_no_fail_signal(code: str) -> None:
    one = scenario(code)
    earlier = tuple(each.point.code for each in one.criteria)
    for each in one.criteria:
        before = replace(begin(one), met=tuple(code for code in earlier if code != each.point.code))
        _, _, judged = answer(one, before, each.better, wording=wording())
        assert judged.met == (each.point.code,), each.better
        assert (judged.failed, judged.trapped) == ((), ()), each.better
        assert not [found.text for found in judged.findings if found.severity == "high"], each.better


@pytest.mark.requirement("S1-008")
@pytest.mark.parametrize(
    "words", ["下次到我们营业厅买。", "以后您来营业厅买卡就好了", "这种卡不要在外面买，您别在外面买"]
)
def test_telling_to_buy_at_our_hall_next_time_fails_the_play_of_the_fifty_yuan_card(words: str) -> None:
    one = scenario("RP-01")
    good = one.plays["good"]
    played = trial(one, (*good[:2], words, *good[2:]), wording())
    assert [each.says for each in played.result.failed] == ["劝客户下次到我们营业厅买"]
    assert not played.result.passed
    assert played.result.points == 70


@pytest.mark.requirement("S3-071")
def test_the_library_has_a_customer_who_wants_to_change_the_plan() -> None:
    one = scenario("RP-04")
    assert "套餐" in one.opening
    around = trial(one, ["公司规定就这样，我给您看看别的套餐。"], wording())
    assert around.steps[0][2].failed == ("x1",)
    assert trial(one, one.plays["good"], wording()).result.passed


def test_the_hidden_need_comes_out_only_when_somebody_asks_who_has_listened() -> None:
    one = scenario("RP-08")
    state, reply, judged = answer(one, begin(one), "您最希望我们怎么办？", wording=wording())
    assert (judged.need, judged.too_early) == (False, True)
    assert one.need.line not in reply.line
    state, _, _ = answer(one, state, "我看了四次的记录，每次换了路由器，三天后又坏。", wording=wording())
    state, reply, judged = answer(one, state, "您最希望我们怎么办？", wording=wording())
    assert judged.need
    assert one.need.line in reply.line
    assert one.need.says in reply.allowed


def test_a_play_is_not_passed_where_nobody_asked_what_it_is_really_about() -> None:
    one = scenario("RP-02")
    silent = tuple(each.replace("，您最担心的是什么", "") for each in one.plays["good"])
    result = trial(one, silent, wording()).result
    assert not result.missed
    assert (result.ending, result.need, result.passed) == (Ending.CALMED, False, False)


def test_facts_come_out_when_asked_once() -> None:
    one = scenario("RP-05")
    state, reply, judged = answer(one, begin(one), "请问您在几层？", wording=wording())
    assert judged.asked == ("f1",)
    assert "二十一层" in reply.line
    _, reply, judged = answer(one, state, "请问您在几层？", wording=wording())
    assert judged.asked == ()
    assert "二十一层" not in reply.line


def test_a_fail_signal_costs_mood_and_trust_and_two_end_it() -> None:
    one = scenario("RP-18")
    state, _, _ = answer(one, begin(one), one.plays["good"][0], wording=wording())
    worse, reply, _ = answer(one, state, "不可能是我们。", wording=wording())
    assert (worse.mood < state.mood, worse.trust < state.trust) == (True, True)
    assert reply.line.startswith("还没查就说不可能")
    _, reply, _ = answer(one, worse, "操作日志是这样写的", wording=wording())
    assert reply.ending is Ending.ESCALATES


def test_a_trap_costs_mood_and_is_no_fail_signal() -> None:
    one = scenario("RP-08")
    state, reply, judged = answer(one, begin(one), "您真有耐心。", wording=wording())
    assert (judged.trapped, judged.failed) == (("t1",), ())
    assert (state.mood, reply.line) == (-1, "耐心我有，我想要的是结果。")


def test_a_grave_phrase_keeps_anybody_from_passing() -> None:
    one = scenario("RP-08")
    good = one.plays["good"]
    played = trial(one, (good[0], good[1] + "这不归我管，你找别人。", good[2]), wording())
    assert played.result.grave
    assert not played.result.passed


def test_going_round_in_circles_loses_the_customer() -> None:
    one = scenario("RP-17")
    result = trial(one, ["嗯嗯。"] * one.most_answers, wording()).result
    assert result.ending is Ending.LEAVES


def test_ending_early_leaves_a_customer_calmed_only_where_most_was_done() -> None:
    one = scenario("RP-07")
    most, _ = wrap_up(one, trial(one, one.plays["good"][:3], wording()).steps[-1][3])
    least, _ = wrap_up(one, begin(one))
    assert (most.node, least.node) == ("calmed", "leaves")


def test_a_play_that_goes_on_is_not_judged() -> None:
    with pytest.raises(NotEnded):
        result_of(scenario("RP-01"), begin(scenario("RP-01")))


def test_state_goes_through_json_and_the_same_answer_does_the_same() -> None:
    one = scenario("RP-01")
    state, _, _ = answer(one, begin(one), one.plays["good"][0], wording=wording())
    again = read_state(json.loads(json.dumps(state.as_plain())))
    assert again == state
    second = one.plays["good"][1]
    assert answer(one, again, second, wording=wording()) == answer(one, state, second, wording=wording())


def _changed(change: str) -> Scenario:
    plain = contents()["RP-01"]
    match change:
        case "unreachable":
            plain["nodes"]["island"] = {"line": "……", "moves": [{"to": "open"}]}
        case "nowhere":
            plain["nodes"]["heard"]["moves"].append({"to": "moon"})
        case "no pass":
            for node in plain["nodes"].values():
                node["moves"] = [each for each in node.get("moves", ()) if each["to"] != "recovered"]
        case "good differs":
            plain["plays"]["good"] = ["您好。"]
        case "no bad":
            plain["plays"].pop("bad")
    return read_scenario(plain)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("unreachable", Fault("unreachable", "island")),
        ("nowhere", Fault("move_nowhere", "moon")),
        ("no pass", Fault("no_way_to_pass")),
        ("good differs", Fault("play_differs", "good")),
        ("no bad", Fault("play_missing", "bad")),
    ],
)
def test_a_scenario_that_cannot_be_played_says_why(change: str, fault: Fault) -> None:
    assert fault in faults_of(_changed(change), wording())


@pytest.mark.parametrize("words", ["", "抱歉/ ", "抱歉 + ", "*"])
def test_words_with_a_gap_are_refused(words: str) -> None:
    with pytest.raises(ScenarioMalformed):
        groups_of(words)
