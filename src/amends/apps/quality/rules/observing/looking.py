# SPDX-License-Identifier: Apache-2.0
"""One look for each `observed` of a scorecard: what it needs, and what it says where it is not there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from amends.apps.quality.rules.observing.measures import (
    bare,
    cut_ins,
    excused,
    holds,
    said_again,
    silences,
)
from amends.apps.quality.rules.observing.sequence import explained_early
from amends.apps.quality.rules.scorecards import Card, Item, Mark, own_words
from amends.apps.quality.rules.transcripts import SYSTEM, Conversation, Turn, pace


class WordingFinding(Protocol):
    """A finding of the wording check over `Conversation.our_text`: its line is the turn of ours."""

    @property
    def line(self) -> int: ...
    @property
    def category(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def better(self) -> str: ...
    @property
    def fault(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where it is seen: the turn, the words in it, and a note (a fault's code, a number of seconds)."""

    turn: int
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Observed:
    """A mark that is proposed. `sure`: a person will hardly see it otherwise; else they listen themselves."""

    mark: Mark
    evidence: tuple[Evidence, ...] = ()
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    talk: Conversation
    findings: Sequence[WordingFinding]
    card: Card
    facts: Mapping[str, bool] = field(default_factory=dict)
    before: Sequence[str] = ()


_Look = Callable[[_Seen], Observed]
NOT_SEEN: Final = Observed(Mark.NOT_SEEN)
SHIRKING: Final = frozenset({"shirking", "buck_passing"})


def observed(
    talk: Conversation,
    findings: Sequence[WordingFinding],
    card: Card,
    *,
    facts: Mapping[str, bool] | None = None,
    said_before: Sequence[str] = (),
) -> dict[str, Observed]:
    """What the software proposes for each item that it can look at, by item.

    `findings` are those of the wording check over `talk.our_text`; `facts` are known from elsewhere (`record_made`,
    `hung_up_first`), `said_before` our words in the same matter before this conversation.
    """
    seen = _Seen(talk, findings, card, facts or {}, said_before)
    return {each.code: _look(each)(seen) for each in card.items if each.observed}


def _look(item: Item) -> _Look:
    """The look of its name, or for the phrases of the item itself."""
    return _said(item.observed) if item.observed == own_words(item.code) else _LOOKS[item.observed]


def _hits(seen: _Seen, *names: str) -> tuple[Evidence, ...]:
    found = []
    for turn in seen.talk.ours:
        match = next((hit for name in names if (hit := seen.card.words[name].search(turn.text))), None)
        if match:
            found.append(Evidence(turn.number, match[0]))
    return tuple(found)


def _said(name: str, *, least_turns: int = 1, sure: bool = False) -> _Look:
    """Passes where the words stand in any turn of ours; fails where they do not."""

    def look(seen: _Seen) -> Observed:
        if len(seen.talk.ours) < least_turns:
            return NOT_SEEN
        found = _hits(seen, name)[:3]
        return Observed(Mark.PASS, found, sure) if found else Observed(Mark.FAIL)

    return look


def _only_helps(name: str) -> _Look:
    """Passes where the words stand; says nothing where they do not: there may have been no occasion."""

    def look(seen: _Seen) -> Observed:
        found = _hits(seen, name)[:3]
        return Observed(Mark.PASS, found) if found else NOT_SEEN

    return look


def _opening(seen: _Seen) -> Observed:
    if not seen.talk.ours:
        return NOT_SEEN
    first = seen.talk.ours[0]
    match = seen.card.words["opening"].search(first.text)
    if match:
        return Observed(Mark.PASS, (Evidence(first.number, match[0]),), sure=True)
    return Observed(Mark.FAIL, (Evidence(first.number, first.text[:40]),), sure=True)


def _closing(seen: _Seen) -> Observed:
    last = seen.talk.ours[-2:]
    for turn in last:
        if match := seen.card.words["closing"].search(turn.text):
            return Observed(Mark.PASS, (Evidence(turn.number, match[0]),), sure=True)
    return (
        Observed(Mark.FAIL, tuple(Evidence(each.number, each.text[:40]) for each in last[-1:]))
        if last
        else NOT_SEEN
    )


def _cuts(turns: Sequence[Turn], *, most: float) -> Observed:
    evidence = tuple(Evidence(each.number, each.text[:40], f"{each.start or 0:.1f}s") for each in turns)
    return Observed(Mark.FAIL if len(turns) > most else Mark.PASS, evidence, sure=True)


def _no_interrupting(seen: _Seen) -> Observed:
    if seen.talk.is_timed:
        return _cuts(cut_ins(seen.talk, seen.card), most=seen.card.limits["overlaps"])
    noted = [each for each in seen.talk.turns if each.speaker == SYSTEM]
    found = [each for each in noted if seen.card.words["cut_off"].search(each.text)]
    evidence = tuple(Evidence(each.number, each.text[:40]) for each in found)
    return Observed(Mark.FAIL, evidence) if evidence else NOT_SEEN


def _vent(seen: _Seen) -> Observed:
    if not seen.talk.is_timed:
        return NOT_SEEN
    return _cuts(cut_ins(seen.talk, seen.card, within=seen.card.limits["vent_seconds"]), most=0)


def _apology(seen: _Seen) -> Observed:
    """An apology needs an action in the same turn of ours or in the next."""
    turns, words = seen.talk.ours, seen.card.words
    said = [at for at, turn in enumerate(turns) if words["apology"].search(turn.text)]
    if not said:
        return Observed(Mark.FAIL)
    evidence = tuple(Evidence(turns[at].number, turns[at].text[:40]) for at in said)
    acted = any(words["action"].search(turn.text) for at in said for turn in turns[at : at + 2])
    return Observed(Mark.PASS if acted else Mark.FAIL, evidence)


def _restated(seen: _Seen) -> Observed:
    """A restatement counts where it asks the customer to confirm, or where they spoke next."""
    for at, turn in enumerate(seen.talk.turns):
        if turn.speaker == "agent" and (match := seen.card.words["restated"].search(turn.text)):
            asked = seen.card.words["confirmed"].search(turn.text.rstrip("。？?！! ")) is not None
            answered = any(each.speaker == "customer" for each in seen.talk.turns[at + 1 : at + 2])
            if asked or answered:
                return Observed(Mark.PASS, (Evidence(turn.number, match[0]),), sure=asked and answered)
    return Observed(Mark.FAIL, sure=bool(seen.talk.ours))


def _record(seen: _Seen) -> Observed:
    known = seen.facts.get("record_made")
    if known is not None:
        return Observed(Mark.PASS if known else Mark.FAIL, (), sure=True)
    spoken = (*seen.talk.ours, *(each for each in seen.talk.turns if each.speaker == SYSTEM))
    for turn in spoken:
        if match := seen.card.words["record"].search(turn.text):
            return Observed(Mark.PASS, (Evidence(turn.number, match[0]),))
    return Observed(Mark.FAIL)


def _when(seen: _Seen) -> Observed:
    found = _hits(seen, "time_promised")[:3]
    return Observed(Mark.PASS, found) if found else Observed(Mark.FAIL, _hits(seen, "vague_time")[:3])


def _order(seen: _Seen) -> Observed:
    early = explained_early(seen.talk, seen.card)
    if early is None:
        explained = _hits(seen, "explain")[:1]
        return Observed(Mark.PASS, explained) if explained else NOT_SEEN
    turn, left_out = early
    return Observed(Mark.FAIL, (Evidence(turn.number, turn.text[:40], "+".join(left_out)),))


def _hold(seen: _Seen) -> Observed:
    if not seen.talk.is_timed:
        return NOT_SEEN
    found = holds(seen.talk, seen.card)
    if not found:
        return NOT_SEEN
    bad = [each for each in found if not excused(each, seen.talk, seen.card)]
    evidence = tuple(Evidence(e.turn.number, e.turn.text[:40], f"{e.seconds:.0f}s") for e in bad or found)
    return Observed(Mark.FAIL if bad else Mark.PASS, evidence, sure=True)


def _silence(seen: _Seen) -> Observed:
    if not seen.talk.is_timed:
        return NOT_SEEN
    found = silences(seen.talk, seen.card)
    evidence = tuple(
        Evidence(each.turn.number, each.turn.text[:40], f"{each.seconds:.0f}s") for each in found
    )
    bad = len(found) > seen.card.limits["silences"]
    return Observed(Mark.FAIL if bad else Mark.PASS, evidence, sure=True)


def _pace(seen: _Seen) -> Observed:
    found = pace(seen.talk)
    if found is None:
        return NOT_SEEN
    fine = seen.card.limits["pace_least"] <= found <= seen.card.limits["pace_most"]
    evidence = (Evidence(seen.talk.ours[0].number, "", f"{found:.0f}/min"),)
    return Observed(Mark.PASS if fine else Mark.FAIL, evidence, sure=True)


def _brief(seen: _Seen) -> Observed:
    if not seen.talk.ours:
        return NOT_SEEN
    long = [each for each in seen.talk.ours if len(each.text) > seen.card.limits["turn_most"]]
    evidence = tuple(Evidence(each.number, each.text[:40], str(len(each.text))) for each in long)
    return Observed(Mark.FAIL if long else Mark.PASS, evidence, sure=True)


def _without(wanted: Callable[[WordingFinding], bool]) -> _Look:
    """Fails where the wording check found what is wanted not to be; a line carries one fault, the gravest first."""

    def look(seen: _Seen) -> Observed:
        if not seen.talk.ours:
            return NOT_SEEN
        found: dict[int, Evidence] = {}
        for each in sorted(filter(wanted, seen.findings), key=lambda e: _GRAVEST.index(e.severity)):
            turn = seen.talk.ours[each.line - 1]
            found.setdefault(turn.number, Evidence(turn.number, each.text, each.fault or each.category))
        evidence = tuple(found[number] for number in sorted(found))
        grave = any(each.severity == "high" for each in seen.findings if wanted(each))
        return Observed(Mark.FAIL if evidence else Mark.PASS, evidence, sure=grave or not evidence)

    return look


def _no_hang_up(seen: _Seen) -> Observed:
    known = seen.facts.get("hung_up_first")
    if known is not None:
        return Observed(Mark.FAIL if known else Mark.PASS, (), sure=True)
    noted = [each for each in seen.talk.turns if each.speaker == SYSTEM]
    for turn in noted:
        if match := seen.card.words["hung_up"].search(turn.text):
            return Observed(Mark.FAIL, (Evidence(turn.number, match[0]),), sure=True)
    return NOT_SEEN


def _not_robotic(seen: _Seen) -> Observed:
    times = int(seen.card.limits["template_times"])
    again = said_again(seen.talk, seen.before, times=times)
    hits = [turn for turn in seen.talk.ours if any(each in bare(turn.text) for each in again)]
    evidence = tuple(Evidence(each.number, each.text[:40], "mechanical") for each in hits)
    if again:
        return Observed(Mark.FAIL, evidence, sure=True)
    return Observed(Mark.PASS, (), sure=True) if len(seen.talk.ours) + len(seen.before) >= times else NOT_SEEN


_GRAVEST: Final = ("high", "medium", "low", "wording")
_LOOKS: Final[Mapping[str, _Look]] = {
    "opening": _opening,
    "closing": _closing,
    "addressed": _only_helps("addressed"),
    "thanks": _said("thanks"),
    "thanks_for_telling": _only_helps("thanks_for_telling"),
    "no_interrupting": _no_interrupting,
    "vent": _vent,
    "feeling": _said("feeling"),
    "apology": _apology,
    "no_argument": _without(lambda each: each.category == "argument"),
    "record": _record,
    "time_promised": _when,
    "no_shirking": _without(lambda each: each.fault in SHIRKING),
    "action": _said("action"),
    "need_asked": _said("need_asked"),
    "restated": _restated,
    "order": _order,
    "noted": _only_helps("noted"),
    "pace": _pace,
    "plain": _without(lambda each: each.category == "unified_term"),
    "brief": _brief,
    "structure": _only_helps("structure"),
    "no_faults": _without(lambda each: each.fault != ""),
    "hold": _hold,
    "silence": _silence,
    "no_hang_up": _no_hang_up,
    "not_robotic": _not_robotic,
    "next_step": _only_helps("next_step"),
}
LOOKS: Final = frozenset(_LOOKS)
