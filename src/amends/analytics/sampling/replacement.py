# SPDX-License-Identifier: Apache-2.0
"""Who may be asked in place of whom: never by choice, only the next reserve of the same stratum, only for a reason."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from amends.analytics.sampling.drawing import Draw, Drawn
from amends.analytics.sampling.outcomes import Outcome


class Verdict(StrEnum):
    """Whether a replacement is allowed, or which rule forbids it."""

    ALLOWED = "allowed"
    NOT_ASKED = "the one to be replaced was never to be asked"
    OUTCOME = "this outcome is not replaced"
    ATTEMPTS = "too few attempts"
    DAYS = "attempts on too few days"
    STRATUM = "another stratum"
    NOT_RESERVE = "not a reserve"
    USED = "already used"
    NOT_NEXT = "an earlier reserve is free"
    TOO_MANY = "too many replaced in this stratum"
    NONE_LEFT = "no reserve is left"


@dataclass(frozen=True, slots=True)
class ReplacementRules:
    """For which `outcomes` somebody is replaced: by default who does not belong or could not be reached. A refusal is
    an answer about the survey and stays non-response. Someone not reached must have been tried `attempts` times on
    `days` different days. At most `most_share` of a stratum's plan is replaced."""

    outcomes: frozenset[Outcome] = frozenset({Outcome.INELIGIBLE, Outcome.NOT_REACHED})
    attempts: int = 3
    days: int = 2
    most_share: float = 0.2


@dataclass(frozen=True, slots=True)
class Tried:
    """How the person to be replaced was tried: last outcome, attempts, and the different days they were made on."""

    outcome: Outcome
    attempts: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Replacement:
    """Who comes in, or None and the rule that forbids it."""

    candidate: Drawn | None
    verdict: Verdict


def may_replace(
    missing: Drawn,
    candidate: Drawn,
    tried: Tried,
    *,
    draw: Draw,
    used: Collection[str],
    rules: ReplacementRules,
) -> Verdict:
    """Whether `candidate` may be asked in place of `missing`; the first rule broken, else ALLOWED.

    `used` are the members of reserves that came in before, in the whole draw. A reserve who came in may be replaced
    in turn. Depends on nothing but its arguments: whoever asks, and however often, gets the same word.
    """
    about_missing = _about_missing(missing, tried, used, rules)
    if about_missing is not Verdict.ALLOWED:
        return about_missing
    if candidate.stratum != missing.stratum:
        return Verdict.STRATUM
    if not candidate.reserve:
        return Verdict.NOT_RESERVE
    if candidate.member in used:
        return Verdict.USED
    if _used_up(missing.stratum, draw, used, rules):
        return Verdict.TOO_MANY
    return Verdict.ALLOWED if candidate == _next(missing.stratum, draw, used) else Verdict.NOT_NEXT


def replacement(
    missing: Drawn, tried: Tried, *, draw: Draw, used: Collection[str], rules: ReplacementRules
) -> Replacement:
    """Who comes in for `missing`: the reserve of the same stratum drawn next and not `used`, if `may_replace`."""
    candidate = _next(missing.stratum, draw, used)
    if candidate is None:
        about_missing = _about_missing(missing, tried, used, rules)
        return Replacement(None, Verdict.NONE_LEFT if about_missing is Verdict.ALLOWED else about_missing)
    verdict = may_replace(missing, candidate, tried, draw=draw, used=used, rules=rules)
    return Replacement(candidate if verdict is Verdict.ALLOWED else None, verdict)


def _about_missing(missing: Drawn, tried: Tried, used: Collection[str], rules: ReplacementRules) -> Verdict:
    if missing.reserve and missing.member not in used:
        return Verdict.NOT_ASKED
    if tried.outcome not in rules.outcomes:
        return Verdict.OUTCOME
    if tried.outcome is Outcome.NOT_REACHED and tried.attempts < rules.attempts:
        return Verdict.ATTEMPTS
    if tried.outcome is Outcome.NOT_REACHED and tried.days < rules.days:
        return Verdict.DAYS
    return Verdict.ALLOWED


def _next(stratum: str, draw: Draw, used: Collection[str]) -> Drawn | None:
    free = (each for each in draw.reserves if each.stratum == stratum and each.member not in used)
    return min(free, key=lambda each: each.turn, default=None)


def _used_up(stratum: str, draw: Draw, used: Collection[str], rules: ReplacementRules) -> bool:
    """Whether one more would pass the share; at least one is allowed wherever the share is above 0."""
    planned = sum(each.stratum == stratum for each in draw.asked)
    came_in = sum(each.stratum == stratum and each.member in used for each in draw.reserves)
    return came_in >= (max(1, int(planned * rules.most_share + 1e-9)) if rules.most_share > 0 else 0)
