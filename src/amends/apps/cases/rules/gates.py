# SPDX-License-Identifier: Apache-2.0
"""The gate of each of the twelve steps: what must hold before it counts as done, and what may be set aside.

Some gates ask only for a reason where the person goes on regardless (`can_override`); the others hold always.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

Facts = Mapping[str, object]


class RefusalCode(StrEnum):
    """Why a step is not done yet."""

    STORY_SHORT = "story_short"
    SLOTS_MISSING = "slots_missing"
    EMOTIONS_MISSING = "emotions_missing"
    LEADER_NOT_ASKED = "leader_not_asked"
    RESTATEMENT_MISSING = "restatement_missing"
    NOT_CONFIRMED = "not_confirmed"
    TYPE_MISSING = "type_missing"
    NEED_NOT_AGREED = "need_not_agreed"
    IMPACT_MISSING = "impact_missing"
    STEPS_BEFORE = "steps_before"
    TOO_EMOTIONAL = "too_emotional"
    EXPLANATION_MISSING = "explanation_missing"
    JARGON = "jargon"
    TOPIC_MISSING = "topic_missing"
    PROMISE_MISSING = "promise_missing"
    PROMISE_PAST = "promise_past"
    PROMISE_TOO_LATE = "promise_too_late"
    FINDING_MISSING = "finding_missing"
    WISH_MISSING = "wish_missing"
    MEASURE_MISSING = "measure_missing"
    MEASURE_PAST = "measure_past"
    APPROVAL_WAITS = "approval_waits"
    NOTE_MISSING = "note_missing"
    PROGRESS_NOT_TOLD = "progress_not_told"
    RESULT_NOT_TOLD = "result_not_told"
    ROOT_CAUSE_MISSING = "root_cause_missing"
    LESSON_MISSING = "lesson_missing"
    NEVER_SKIPPED = "never_skipped"


R = RefusalCode


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not yet; `values` fill the sentence. `can_override`: a reason is enough to go on regardless."""

    code: RefusalCode
    can_override: bool = False
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a gate looks at beside the facts. Steps are codes, of this round.

    `jargon` are the words of the explanation that a customer may not know; `measures` counts those noted before,
    `approvals` the remedies that wait for one; `progress_due` is until when the customer must hear from us; `told`
    says that the result was told and the customer asked, `failed` that they were tried in vain as often as must be,
    or refused.
    """

    at: datetime
    settled: Collection[str] = ()
    jargon: Collection[str] = ()
    statutory_due: datetime | None = None
    measures: int = 0
    approvals: int = 0
    progress_due: datetime | None = None
    told: bool = False
    failed: bool = False
    major: bool = False
    repeat: bool = False


FEWEST_LETTERS: Final = 10
SLOTS: Final = ("who", "what", "when", "where", "why", "how", "how_much")
FEWEST_SLOTS: Final = 4
NEEDED_SLOTS: Final = ("what", "when")
HIGH: Final = frozenset({"upset", "angry"})
HIGHEST: Final = "angry"
# What must be settled before: nothing is weighed, explained or offered before the facts are confirmed, nothing
# explained or offered before the customer is calm.
BEFORE: Final[Mapping[str, tuple[str, ...]]] = {
    "confirm": ("listen", "ask"),
    "analyse": ("confirm",),
    "explain": ("soothe", "confirm"),
    "act": ("soothe", "confirm"),
    "inform": ("act",),
}
ALWAYS_BEFORE: Final = frozenset({"inform"})  # no reason opens it early


def gate(step: str, facts: Facts, standing: Standing) -> Refusal | None:
    """Why a step with these facts is not done yet; `None` where it is. A step without a gate of its own is open.

    What never gives way is said first: where the refusal can be overridden, nothing else stands against the step.
    """
    check = _GATES.get(step)
    found = (waits_for(step, standing.settled), check(facts, standing) if check else None)
    refusals = sorted(filter(None, found), key=lambda each: each.can_override)
    return refusals[0] if refusals else None


def waits_for(step: str, settled: Collection[str]) -> Refusal | None:
    """The steps that must be settled before this one."""
    missing = tuple(each for each in BEFORE.get(step, ()) if each not in settled)
    return Refusal(R.STEPS_BEFORE, step not in ALWAYS_BEFORE, {"steps": missing}) if missing else None


def skip_refusal(step: str, standing: Standing) -> Refusal | None:
    """Why a step may not be set aside, even with a reason: what was found, what was told, what a grave case teaches."""
    never = {"act": True, "inform": not standing.failed, "review": standing.major or standing.repeat}
    return Refusal(R.NEVER_SKIPPED) if never.get(step) else None


def slots_filled(facts: Facts) -> int:
    """How many of who, what, when, where, why, how, how much are known."""
    return sum(bool(_words(facts, each)) for each in SLOTS)


def _words(facts: Facts, code: str) -> str:
    return str(facts.get(code) or "").strip()


def _listen(facts: Facts, _standing: Standing) -> Refusal | None:
    short = len(_words(facts, "story_zh")) < FEWEST_LETTERS
    return Refusal(R.STORY_SHORT, values={"wanted": FEWEST_LETTERS}) if short else None


def _ask(facts: Facts, _standing: Standing) -> Refusal | None:
    known = slots_filled(facts)
    if known >= FEWEST_SLOTS and all(_words(facts, each) for each in NEEDED_SLOTS):
        return None
    return Refusal(R.SLOTS_MISSING, values={"known": known, "wanted": FEWEST_SLOTS})


def _soothe(facts: Facts, _standing: Standing) -> Refusal | None:
    if not (_words(facts, "emotion_before") and _words(facts, "emotion_after")):
        return Refusal(R.EMOTIONS_MISSING)
    if facts.get("emotion_after") == HIGHEST and not facts.get("leader_asked"):
        return Refusal(R.LEADER_NOT_ASKED)
    return None


def _confirm(facts: Facts, _standing: Standing) -> Refusal | None:
    if not _words(facts, "restatement_zh"):
        return Refusal(R.RESTATEMENT_MISSING)
    if facts.get("customer_confirmed") or _words(facts, "not_confirmed_reason"):
        return None
    return Refusal(R.NOT_CONFIRMED)


def _judge(facts: Facts, _standing: Standing) -> Refusal | None:
    if not _words(facts, "handling_type"):
        return Refusal(R.TYPE_MISSING)
    if _words(facts, "special_need") and not facts.get("need_agreed"):
        return Refusal(R.NEED_NOT_AGREED)
    return None


def _analyse(facts: Facts, _standing: Standing) -> Refusal | None:
    chosen = _words(facts, "severity") and _words(facts, "urgency")
    return None if chosen else Refusal(R.IMPACT_MISSING)


def _explain(facts: Facts, standing: Standing) -> Refusal | None:
    if not _words(facts, "explanation_zh"):
        return Refusal(R.EXPLANATION_MISSING)
    if standing.jargon:
        return Refusal(R.JARGON, values={"words": tuple(standing.jargon)})
    return _calm(facts)


def _calm(facts: Facts) -> Refusal | None:
    high = facts.get("emotion_after") or facts.get("emotion_before")
    return Refusal(R.TOO_EMOTIONAL, can_override=True) if high in HIGH else None


def _classify(facts: Facts, standing: Standing) -> Refusal | None:
    if not _words(facts, "taxonomy_code"):
        return Refusal(R.TOPIC_MISSING)
    promised = _words(facts, "promised_at")
    if not promised:
        return Refusal(R.PROMISE_MISSING)
    due = datetime.fromisoformat(promised)
    if due <= standing.at:
        return Refusal(R.PROMISE_PAST)
    if standing.statutory_due and due > standing.statutory_due:
        return Refusal(R.PROMISE_TOO_LATE, values={"due": standing.statutory_due})
    return None


def _act(facts: Facts, standing: Standing) -> Refusal | None:
    items = facts.get("action_items")
    added = items if isinstance(items, list) else []
    if not _words(facts, "finding"):
        return Refusal(R.FINDING_MISSING)
    if not _words(facts, "desired_outcome_zh"):
        return Refusal(R.WISH_MISSING)
    if not added and not standing.measures:
        return Refusal(R.MEASURE_MISSING)
    if any(datetime.fromisoformat(each["due_at"]) <= standing.at for each in added):
        return Refusal(R.MEASURE_PAST)
    if standing.approvals:
        return Refusal(R.APPROVAL_WAITS, values={"count": standing.approvals})
    return _calm(facts)


def _progress(facts: Facts, standing: Standing) -> Refusal | None:
    if not _words(facts, "progress_note_zh"):
        return Refusal(R.NOTE_MISSING)
    late = standing.progress_due is not None and standing.at > standing.progress_due
    return Refusal(R.PROGRESS_NOT_TOLD, values={"due": standing.progress_due}) if late else None


def _inform(_facts: Facts, standing: Standing) -> Refusal | None:
    return None if standing.told or standing.failed else Refusal(R.RESULT_NOT_TOLD)


def _review(facts: Facts, standing: Standing) -> Refusal | None:
    if unheard := _inform(facts, standing):
        return unheard
    if not _words(facts, "root_cause"):
        return Refusal(R.ROOT_CAUSE_MISSING)
    grave = standing.major or standing.repeat
    learned = _words(facts, "lesson_zh") and _words(facts, "improvement_item")
    return Refusal(R.LESSON_MISSING) if grave and not learned else None


_GATES: Final[Mapping[str, Callable[[Facts, Standing], Refusal | None]]] = {
    "listen": _listen,
    "ask": _ask,
    "soothe": _soothe,
    "confirm": _confirm,
    "judge": _judge,
    "analyse": _analyse,
    "explain": _explain,
    "classify": _classify,
    "act": _act,
    "progress": _progress,
    "inform": _inform,
    "review": _review,
}
