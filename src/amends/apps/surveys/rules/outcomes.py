# SPDX-License-Identifier: Apache-2.0
"""What a submitted answer says: item by item, against what was expected, and whether somebody must act on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from amends.apps.surveys.rules.document import COMMENT, MISSING
from amends.apps.surveys.rules.items import Item
from amends.apps.surveys.rules.pairs import pairs
from amends.apps.surveys.rules.settings import Rule

BELOW, EQUAL, ABOVE = "below", "equal", "above"
STATES = (BELOW, EQUAL, ABOVE)
# The overall judgements: one of these at or below the threshold is acted on whatever the questionnaire's rules say.
OVERALL = frozenset({"satisfaction", "csat"})
TYPED = frozenset({"text", "comment", "multipletext"})
LOW_AT_MOST = 3.0  # on a scale of 1 to 10


@dataclass(frozen=True, slots=True)
class Given:
    """The answer to one item: a number on its scale, or the codes chosen, or words; or that it does not apply."""

    item: Item
    number: float | None = None
    chosen: tuple[str, ...] = ()
    words: str = ""
    not_applicable: bool = False


@dataclass(frozen=True, slots=True)
class Low:
    """Why an answer is low. `act`: somebody must do something; without it the reason is only kept for the figures."""

    reason: str
    act: bool
    item: str = ""
    value: float | str | None = None
    words: str = ""
    kind: str = ""
    priority: str = ""

    def kept(self) -> dict[str, Any]:
        """As a row keeps it: what is empty is left out."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in values.items() if value not in (None, "")}


def given(items: Iterable[Item], answers: Mapping[str, Any]) -> tuple[Given, ...]:
    """The answers by item, in the items' order; what was not answered is left out."""
    return tuple(found for item in items if (found := _given(item, answers)) is not None)


def _given(item: Item, answers: Mapping[str, Any]) -> Given | None:
    value, remark = answers.get(item.question), ""
    if item.row:
        value = value.get(item.row) if isinstance(value, Mapping) else None
    else:
        remark = str(answers.get(item.question + COMMENT, ""))
    if value is None:
        return None
    if value in MISSING:
        return Given(item, not_applicable=True)
    return _of_kind(item, value, remark)


def _of_kind(item: Item, value: Any, remark: str) -> Given:
    if isinstance(value, bool):
        return Given(item, chosen=("yes" if value else "no",), words=remark)
    if isinstance(value, list):
        return Given(item, chosen=tuple(str(each) for each in value), words=remark)
    number = _number(item, value)
    if number is not None:
        return Given(item, number=number, words=remark)
    if item.type in TYPED:
        return Given(item, words=str(value))
    return Given(item, chosen=(str(value),), words=remark)


def _number(item: Item, value: Any) -> float | None:
    """A number, or a choice of a numeric scale; a typed number of digits in a text stays a text."""
    if isinstance(value, int | float):
        return float(value)
    if item.minimum is None or item.type in TYPED:
        return None
    try:
        return float(value)
    except ValueError:
        return None


def points(item: Item, number: float) -> float | None:
    """A number of the item's scale on 0–100; `None` where it has no scale."""
    if item.minimum is None or item.maximum is None:
        return None
    return (number - item.minimum) / (item.maximum - item.minimum) * 100


def state_of(answer: Given) -> str:
    """`below`, `equal` or `above`: how an item that compares with prior expectation was answered; else empty."""
    told = answer.chosen[0] if len(answer.chosen) == 1 else ""
    return told if told in STATES and _compares(answer.item) else ""


def _compares(item: Item) -> bool:
    return {BELOW, ABOVE} <= {str(each.value) for each in item.choices}


def gaps(answers: Sequence[Given]) -> dict[str, float]:
    """Perceived minus expected, by the code of the perception item; only numbers on one scale are compared."""
    numbers = {each.item.code: each for each in answers if each.number is not None}
    found = {}
    for pair in pairs(each.item for each in answers):
        hoped, felt = numbers.get(pair.expected), numbers.get(pair.perceived)
        if hoped and felt and _scale(hoped.item) == _scale(felt.item):
            found[pair.perceived] = (felt.number or 0.0) - (hoped.number or 0.0)
    return found


def _scale(item: Item) -> tuple[float | None, float | None]:
    return item.minimum, item.maximum


def low_reasons(
    answers: Sequence[Given], routed: Sequence[Rule], scoring: Mapping[str, Any]
) -> tuple[Low, ...]:
    """Why somebody must act, the questionnaire's own rules first; then what fell short of expectation.

    `scoring["low_at_most"]` is the threshold of an overall judgement on a scale of 1 to 10 (3 where it says nothing);
    `scoring["gap_acts_at"]` a gap (negative) at which it is acted on; without it gaps are kept for the figures only.
    """
    return (*_routed(routed), *_scores(answers, scoring), *_states(answers), *_short(answers, scoring))


def _told(scoring: Mapping[str, Any], name: str) -> float | None:
    """A number of the scoring; what is none says nothing, and never keeps a customer from submitting."""
    value = scoring.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def declined(routed: Iterable[Rule]) -> bool:
    """Whether the customer said that nobody shall come back to them about this."""
    return any(rule.then == "no_contact" for rule in routed)


def _routed(routed: Iterable[Rule]) -> list[Low]:
    reasons = {"open_case": "routed", "review_promise": "promise"}
    return [
        Low(reasons[rule.then], act=True, words=rule.reason, kind=rule.kind, priority=rule.priority.lower())
        for rule in routed
        if rule.then in reasons
    ]


def _scores(answers: Iterable[Given], scoring: Mapping[str, Any]) -> list[Low]:
    most = ((_told(scoring, "low_at_most") or LOW_AT_MOST) - 1) / 9 * 100
    low = []
    for each in answers:
        on_100 = points(each.item, each.number) if each.number is not None else None
        if each.item.measure in OVERALL and on_100 is not None and on_100 <= most + 1e-9:
            low.append(Low("low_score", act=True, item=each.item.code, value=each.number))
    return low


def _states(answers: Iterable[Given]) -> list[Low]:
    below = [each for each in answers if state_of(each) == BELOW]
    return [Low("below_expectation", act=True, item=each.item.code, value=BELOW) for each in below]


def _short(answers: Sequence[Given], scoring: Mapping[str, Any]) -> list[Low]:
    limit = _told(scoring, "gap_acts_at")
    return [
        Low("below_expectation", act=limit is not None and gap <= limit, item=code, value=gap)
        for code, gap in gaps(answers).items()
        if gap < 0
    ]
