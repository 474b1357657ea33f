# SPDX-License-Identifier: Apache-2.0
"""Questions to a history: its rounds, what was in force when, when something was done, when it was paused."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from amends.apps.cases.rules.clocks.course import Span, union
from amends.apps.cases.rules.clocks.facts import Fact, FactKind
from amends.apps.cases.rules.clocks.policy import Policy

K = FactKind
_FOREVER: Final = datetime.max.replace(tzinfo=UTC)
_TAKEN_BACK: Final = frozenset({K.REPLIED, K.RESOLVED})
_PAUSE_ENDS: Final = frozenset({K.RESUMED, K.RESOLVED, K.REOPENED})


@dataclass(frozen=True, slots=True)
class Round:
    """One stretch in which a case was open: from the receipt, or a re-opening, until it ended; `facts` are of it."""

    number: int
    start: datetime
    end: datetime | None
    facts: tuple[Fact, ...]

    def first(self, kinds: Collection[FactKind]) -> datetime | None:
        """When one of these happened first."""
        return next((each.at for each in self.facts if each.kind in kinds), None)


def rounds(story: Sequence[Fact]) -> tuple[Round, ...]:
    """The rounds of a history in order: what happens while a case is closed belongs to none."""
    found: list[Round] = []
    held: list[Fact] | None = []
    for each in story:
        if held is not None:
            held.append(each)
            if each.kind is K.RESOLVED:
                found.append(_round(len(found) + 1, held, each.at))
                held = None
        elif each.kind is K.REOPENED:
            held = [each]
    if held:
        found.append(_round(len(found) + 1, held, None))
    return tuple(found)


def _round(number: int, facts: list[Fact], end: datetime | None) -> Round:
    return Round(number, facts[0].at, end, tuple(facts))


def in_force(
    story: Sequence[Fact], kind: FactKind, name: str, by: datetime | None
) -> tuple[str, datetime | None]:
    """The value last set by a moment (at all, where `None`), and since when it held; empty where none was."""
    value, since = "", None
    for each in story:
        if each.kind is kind and (by is None or each.at <= by) and each.text(name) != value:
            value, since = each.text(name), each.at
    return value, since


def met(
    story: Sequence[Fact], kinds: Collection[FactKind], start: datetime, due: datetime
) -> datetime | None:
    """When what was due was done. A re-opening before the due time takes an answer back; one after it cannot."""
    done: Fact | None = None
    for each in story:
        if each.at < start or (done and each.at >= due):
            continue
        if each.kind in kinds and done is None:
            done = each
        elif each.kind is K.REOPENED and done and done.kind in _TAKEN_BACK:
            done = None
    return done.at if done else None


def following(story: Sequence[Fact], begun: Fact, kind: FactKind, name: str) -> datetime | None:
    """When the next fact of a kind came that carries the same value of that name."""
    after = story[story.index(begun) + 1 :]
    same = (each.at for each in after if each.kind is kind and each.text(name) == begun.text(name))
    return next(same, None)


def pauses(found: Round, policy: Policy) -> tuple[Span, ...]:
    """The stretches of a round that were paused for a reason that is allowed, each within its limits."""
    return union(_pauses(found.facts, policy))


def _pauses(facts: Sequence[Fact], policy: Policy) -> Iterator[Span]:
    for at, each in enumerate(facts):
        reason = policy.pauses.reasons.get(each.text("reason")) if each.kind is K.PAUSED else None
        if reason is None:
            continue
        ends = _PAUSE_ENDS | ({K.CUSTOMER_ANSWERED} if reason.ends_on_answer else set())
        ended = next((later.at for later in facts[at + 1 :] if later.kind in ends), _FOREVER)
        own = each.moment("until") or _FOREVER
        yield Span(each.at, min(ended, own, each.at + reason.at_most))
