# SPDX-License-Identifier: Apache-2.0
"""One conversation: an answer of the trainee moves the customer, by rules alone; the same answers, the same end."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from amends.analytics.language.checking import Finding, Rules, check
from amends.analytics.language.keypoints import matched, said
from amends.apps.training.rules.playing.scenario import Ending, Fail, Move, Node, Scenario

LOWEST, HIGHEST, MOST_TRUST = -2, 2, 3
TRUST_FOR_NEED: Final = 1  # nobody tells a stranger who has not listened yet what it is really about
GRAVE: Final = "high"


@dataclass(frozen=True, slots=True)
class State:
    """Where a conversation stands. `met`, `failed`, `known` are codes of criteria, fail signals, facts; `need` is
    whether the hidden need came out; `idle` counts answers in a row that moved nothing."""

    node: str
    mood: int
    trust: int = 0
    met: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    trapped: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    need: bool = False
    idle: int = 0
    answers: int = 0
    grave: int = 0

    def as_plain(self) -> dict[str, Any]:
        """For a JSON column; `read_state` reads it back."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the customer answers, and how the conversation ended where it did. `allowed` are the facts that may be
    spoken of in these words, whoever words them."""

    line: str
    ending: Ending | None
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What one answer did: criteria newly met, fail signals and traps it stepped on, facts it brought out, what the
    wording check finds in it, and how mood and trust moved."""

    met: tuple[str, ...]
    failed: tuple[str, ...]
    trapped: tuple[str, ...]
    asked: tuple[str, ...]
    need: bool
    too_early: bool
    findings: tuple[Finding, ...]
    mood: int
    trust: int


def begin(scenario: Scenario) -> State:
    """The state before the first answer: the customer has said the opening."""
    return State(scenario.start, scenario.mood)


def read_state(plain: Mapping[str, Any]) -> State:
    """A state from a JSON column."""
    values: dict[str, Any] = {
        name: tuple(each) if isinstance(each, list) else each for name, each in plain.items()
    }
    return State(**values)


def answer(scenario: Scenario, state: State, text: str, *, wording: Rules) -> tuple[State, Reply, Judged]:
    """One answer of the trainee; pure, the same answer in the same state does the same."""
    judged = _judged(scenario, state, text, wording)
    after = _after(state, judged)
    node = _next(scenario, after)
    after = replace(after, node=node.code)
    if node.ending is None and after.answers >= scenario.most_answers:
        return *wrap_up(scenario, after), judged
    moved = node.code != state.node
    return (
        after,
        Reply(_line(scenario, node, judged, moved=moved), node.ending, _allowed(scenario, after)),
        judged,
    )


def wrap_up(scenario: Scenario, state: State) -> tuple[State, Reply]:
    """The trainee ends the conversation: calmed is the customer for whom most was done; else it goes wrong."""
    share = _share(scenario, state)
    good = share >= 0.6 and state.mood >= 0 and not state.failed
    wanted = {Ending.CALMED} if good else {Ending.ESCALATES, Ending.LEAVES}
    node = next(each for each in scenario.nodes.values() if each.ending in wanted)
    after = replace(state, node=node.code)
    return after, Reply(node.line, node.ending, _allowed(scenario, after))


def _judged(scenario: Scenario, state: State, text: str, wording: Rules) -> Judged:
    found = matched(text, [each.point for each in scenario.criteria])
    met = tuple(code for code, says in found.items() if says and code not in state.met)
    failed = tuple(
        each.code
        for each in scenario.fails
        if each.code not in state.failed and _fails(each, state, met, text)
    )
    trapped = tuple(
        each.code for each in scenario.traps if each.code not in state.trapped and said(text, each.groups)
    )
    asked = tuple(
        each.code for each in scenario.facts if each.code not in state.known and said(text, each.groups)
    )
    findings = check(text, wording, channel=scenario.channel)
    grave = sum(each.severity == GRAVE for each in findings)
    trust = _trust(state, met, asked, failed, grave)
    sought = not state.need and said(text, scenario.need.groups)
    need = sought and trust >= TRUST_FOR_NEED and not failed
    mood = _mood(state, len(met) + need, 2 * len(failed) + len(trapped) + grave)
    if not (met or asked or need) and state.idle:
        mood = max(LOWEST, mood - 1)  # going round in circles tires
    return Judged(met, failed, trapped, asked, need, sought and not need, findings, mood, trust)


def _fails(fail: Fail, state: State, met: tuple[str, ...], text: str) -> bool:
    if not fail.groups or (fail.before and fail.before in (*state.met, *met)):
        return False
    return said(text, fail.groups)


def _trust(
    state: State, met: tuple[str, ...], asked: tuple[str, ...], failed: tuple[str, ...], grave: int
) -> int:
    change = bool(met) + bool(asked) - len(failed) - grave
    return min(MOST_TRUST, max(0, state.trust + change))


def _mood(state: State, better: int, worse: int) -> int:
    return min(HIGHEST, max(LOWEST, state.mood + better - worse))


def _after(state: State, judged: Judged) -> State:
    moved = bool(judged.met or judged.asked or judged.need)
    return replace(
        state,
        mood=judged.mood,
        trust=judged.trust,
        met=state.met + judged.met,
        failed=state.failed + judged.failed,
        trapped=state.trapped + judged.trapped,
        known=state.known + judged.asked,
        need=state.need or judged.need,
        idle=0 if moved else state.idle + 1,
        answers=state.answers + 1,
        grave=state.grave + sum(each.severity == GRAVE for each in judged.findings),
    )


def _share(scenario: Scenario, state: State) -> float:
    return len(state.met) / len(scenario.criteria)


def _next(scenario: Scenario, state: State) -> Node:
    here = scenario.nodes[state.node]
    to = next((each.to for each in here.moves if holds(each, scenario, state)), state.node)
    return scenario.nodes[to]


def holds(move: Move, scenario: Scenario, state: State) -> bool:
    """Whether everything that a move asks is so."""
    return (
        (move.share is None or _share(scenario, state) >= move.share)
        and (not move.need or state.need)
        and (move.mood is None or state.mood >= move.mood)
        and (move.fails is None or len(state.failed) >= move.fails)
        and (move.idle is None or state.idle >= move.idle)
    )


def _line(scenario: Scenario, node: Node, judged: Judged, *, moved: bool) -> str:
    """What was stepped on comes first, then what was asked, then how the conversation goes on."""
    if node.ending is not None:
        return node.line
    hurt = [each.feels for each in scenario.fails if each.code in judged.failed and each.feels]
    hurt += [each.line for each in scenario.traps if each.code in judged.trapped]
    told = [each.line for each in scenario.facts if each.code in judged.asked]
    told += [scenario.need.line] if judged.need else []
    said_so = hurt[:1] or told
    if hurt and not moved:
        return hurt[0]
    parts = [*said_so, *([node.line] if moved and not hurt else [])]
    return "".join(dict.fromkeys(parts)) or scenario.again


def _allowed(scenario: Scenario, state: State) -> tuple[str, ...]:
    told = tuple(each.says for each in scenario.facts if each.code in state.known)
    return (*told, scenario.need.says) if state.need else told
