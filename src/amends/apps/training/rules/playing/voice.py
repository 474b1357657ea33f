# SPDX-License-Identifier: Apache-2.0
"""What an assistant that plays the customer is told, and whether its line keeps to it."""

from typing import Final

from amends.apps.training.rules.playing.engine import Reply, State
from amends.apps.training.rules.playing.scenario import Scenario

LONGEST: Final = 120  # characters: a customer does not make speeches
PIECE: Final = 6  # so many characters in a row of what is not told yet are no accident
MOODS: Final = {-2: "非常生气", -1: "不高兴", 0: "平静", 1: "有些满意", 2: "满意"}


def instructions(scenario: Scenario, state: State, reply: Reply) -> str:
    """What the model is told: who it plays, the mood, the facts that may be spoken of, and the line to say in its own
    words. The hidden need and facts nobody asked for are not in it."""
    told = "；".join(reply.allowed) or "还没有"
    return (
        f"你在客服培训中扮演客户：{scenario.persona}。你现在{MOODS[state.mood]}。"
        f"已经说出的事实：{told}。不要说出别的事实，不要代客服人员说话，不要评价客服人员。"
        f"请用一两句口语说出这个意思：“{reply.line}”"
    )


def tells_too_much(line: str, scenario: Scenario, state: State) -> bool:
    """Whether a line is empty, too long, or tells of the hidden need or a fact before it was asked for."""
    hidden = [] if state.need else [scenario.need.says, scenario.need.line]
    hidden += [
        text for each in scenario.facts if each.code not in state.known for text in (each.says, each.line)
    ]
    open_words = scenario.opening + scenario.persona
    return not line or len(line) > LONGEST or any(_shares(line, text, open_words) for text in hidden)


def _shares(line: str, text: str, open_words: str) -> bool:
    pieces = (text[at : at + PIECE] for at in range(len(text) - PIECE + 1))
    return any(piece in line and piece not in open_words for piece in pieces)
