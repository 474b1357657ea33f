# SPDX-License-Identifier: Apache-2.0
"""Whether a scenario can be played: every node reached, an end for everybody, a way to pass that was really played."""

from collections.abc import Iterable
from dataclasses import dataclass

from amends.analytics.language.checking import Rules
from amends.apps.training.rules.playing.engine import Judged, Reply, State, answer, begin, wrap_up
from amends.apps.training.rules.playing.judging import Result, result_of
from amends.apps.training.rules.playing.scenario import Ending, Scenario


@dataclass(frozen=True, slots=True)
class Fault:
    """`code` is a word for the page to translate, `where` the place: a node, a play, a criterion."""

    code: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """A scripted play: each answer with what came of it, and the result."""

    steps: tuple[tuple[str, Reply, Judged, State], ...]
    result: Result


def faults_of(scenario: Scenario, wording: Rules) -> tuple[Fault, ...]:
    """What keeps it from being played, in the order to mend it; empty where nothing does."""
    graph = tuple(_graph_faults(scenario))
    return graph or tuple(_play_faults(scenario, wording))


def trial(scenario: Scenario, answers: Iterable[str], wording: Rules) -> Trial:
    """Play these answers; where they end before the conversation does, it is wrapped up."""
    state, steps = begin(scenario), []
    for text in answers:
        state, reply, judged = answer(scenario, state, text, wording=wording)
        steps.append((text, reply, judged, state))
        if reply.ending is not None:
            return Trial(tuple(steps), result_of(scenario, state))
    state, _ = wrap_up(scenario, state)
    return Trial(tuple(steps), result_of(scenario, state))


def _graph_faults(scenario: Scenario) -> Iterable[Fault]:
    nodes = scenario.nodes
    if scenario.start not in nodes:
        yield Fault("start_missing", scenario.start)
        return
    for node in nodes.values():
        yield from (Fault("move_nowhere", each.to) for each in node.moves if each.to not in nodes)
        if node.ending is None and not node.moves:
            yield Fault("dead_end", node.code)
        if not node.line.strip():
            yield Fault("line_missing", node.code)
    reached = _reached(scenario)
    # an end that is only come to by ending the conversation is no fault
    yield from (
        Fault("unreachable", code) for code, each in nodes.items() if code not in reached and not each.ending
    )
    endings = {each.ending for each in nodes.values()}
    if Ending.RECOVERED not in {nodes[code].ending for code in reached if code in nodes}:
        yield Fault("no_way_to_pass")
    if Ending.CALMED not in endings or not endings & {Ending.ESCALATES, Ending.LEAVES}:
        yield Fault("endings_missing")
    if not scenario.criteria:
        yield Fault("criteria_missing")


def _reached(scenario: Scenario) -> set[str]:
    reached, waiting = set[str](), [scenario.start]
    while waiting:
        code = waiting.pop()
        if code in reached or code not in scenario.nodes:
            continue
        reached.add(code)
        waiting += [each.to for each in scenario.nodes[code].moves]
    return reached


def _play_faults(scenario: Scenario, wording: Rules) -> Iterable[Fault]:
    for name, wanted in (("good", True), ("bad", False)):
        answers = scenario.plays.get(name, ())
        if not answers:
            yield Fault("play_missing", name)
        elif trial(scenario, answers, wording).result.passed is not wanted:
            yield Fault("play_differs", name)
