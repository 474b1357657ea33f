# SPDX-License-Identifier: Apache-2.0
"""Experts, lawyers and reporters: a trained owner and a review. The clock and the limits are those of everybody."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

Plain = Mapping[str, object]
ANY_REPLY, FINAL_REPLY = "any_reply", "final_reply"


@dataclass(frozen=True, slots=True)
class SpecialRule:
    """What a kind of special person asks for: the skill of the owner, the review and by which role, and which
    replies wait for it."""

    code: str
    skill: str
    review: str
    reviewer: str
    before: str
    do: str

    def holds_back(self, *, is_final: bool) -> bool:
        """Whether a written reply waits for the review."""
        return self.before == ANY_REPLY or is_final


@dataclass(frozen=True, slots=True)
class SpecialRules:
    """All kinds, how long a review may take, and from which level of channel on replies are reviewed too."""

    kinds: Mapping[str, SpecialRule]
    review_within: timedelta
    outer: SpecialRule
    outer_from_level: int

    def review_of(self, special: str, channel_level: int) -> tuple[SpecialRule, ...]:
        """The reviews that written replies of a case wait for."""
        found = [self.kinds[special]] if special in self.kinds else []
        if channel_level >= self.outer_from_level:
            found.append(self.outer)
        return tuple({each.review: each for each in reversed(found)}.values())


def read_special_rules(content: Plain) -> SpecialRules:
    """The rules that plain content says. Raises `KeyError` where something is missing."""
    special, outer = cast(Plain, content["special_persons"]), cast(Plain, content["outer_level_review"])
    rows = [_rule(row) for row in cast(Sequence[Plain], special["kinds"])]
    return SpecialRules(
        kinds={each.code: each for each in rows},
        review_within=timedelta(hours=int(str(special["review_hours"]))),
        outer=SpecialRule(
            "outer", "", str(outer["review"]), str(outer["reviewer"]), ANY_REPLY, str(outer["note_zh"])
        ),
        outer_from_level=int(str(outer["from_level"])),
    )


def _rule(row: Plain) -> SpecialRule:
    names = ("code", "skill", "review", "reviewer", "before", "do_zh")
    return SpecialRule(*(str(row[name]) for name in names))


def review_due(at: datetime, within: timedelta, due_at: datetime | None) -> datetime:
    """When a review is due: within its hours, and never after the case itself; at once where that has passed."""
    wanted = at + within
    return max(min(wanted, due_at), at) if due_at else wanted


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could own the case: what they are trained for, whether they are here, how much they have."""

    key: int
    skills: Collection[str]
    on_duty: bool
    open_cases: int


def trained_owner(candidates: Iterable[Candidate], skill: str) -> int | None:
    """Who takes a special person's case: trained, here rather than not, with the fewest cases; `None`: nobody is."""
    trained = [each for each in candidates if skill in each.skills]
    best = min(trained, key=lambda each: (not each.on_duty, each.open_cases, each.key), default=None)
    return best.key if best else None
