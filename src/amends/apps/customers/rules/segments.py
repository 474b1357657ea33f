# SPDX-License-Identifier: Apache-2.0
"""Segments: groups of customers by conditions on what is known of them; membership follows, it is never stored.

A definition is a list of conditions that all hold, each `{"attribute", "operator", "values"}`. The same definition
is judged here for one customer, and by `queries.segments` for all of them: a test holds the two together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from amends.kernel.periods import month_number

Value = str | int | None | frozenset[str]
Profile = Mapping[str, Value]


class Dimension(StrEnum):
    """The five dimensions in which customers differ."""

    PRODUCT = "product"
    REGION = "region"
    SCALE = "scale"
    ATTRIBUTE = "attribute"
    NEED = "need"


class Operator(StrEnum):
    """How an attribute is compared."""

    ONE_OF = "one_of"
    AT_LEAST = "at_least"
    BELOW = "below"


class Form(StrEnum):
    """What an attribute is: a word, a whole number, or a set of words."""

    WORD = "word"
    NUMBER = "number"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something known of a customer that a segment may ask for."""

    name: str
    dimension: Dimension
    form: Form


ATTRIBUTES: dict[str, Attribute] = {
    each.name: each
    for each in (
        Attribute("plan_code", Dimension.PRODUCT, Form.WORD),
        Attribute("plan_name", Dimension.PRODUCT, Form.WORD),
        Attribute("region", Dimension.REGION, Form.WORD),
        Attribute("settlement", Dimension.REGION, Form.WORD),
        Attribute("unit", Dimension.REGION, Form.WORD),
        Attribute("value_tier", Dimension.SCALE, Form.WORD),
        Attribute("plan_fee", Dimension.SCALE, Form.NUMBER),
        Attribute("customer_kind", Dimension.ATTRIBUTE, Form.WORD),
        Attribute("line_state", Dimension.ATTRIBUTE, Form.WORD),
        Attribute("tenure_months", Dimension.ATTRIBUTE, Form.NUMBER),
        Attribute("need", Dimension.NEED, Form.WORDS),
    )
}


class ConditionNotUnderstood(ValueError):
    """A condition names an attribute, an operator or a value that there is not."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; `AT_LEAST` and `BELOW` take one whole number."""

    attribute: Attribute
    operator: Operator
    values: tuple[str, ...]

    @property
    def bound(self) -> int:
        """The number that a comparison is made with."""
        return int(self.values[0])


def conditions(definition: Sequence[Mapping[str, object]]) -> tuple[Condition, ...]:
    """The conditions of a stored definition. Raises `ConditionNotUnderstood`; an empty one would mean everybody."""
    if not definition:
        raise ConditionNotUnderstood("a segment needs at least one condition")
    return tuple(_condition(each) for each in definition)


def _condition(given: Mapping[str, object]) -> Condition:
    name, operator, values = given.get("attribute"), given.get("operator"), given.get("values")
    attribute = ATTRIBUTES.get(str(name))
    if attribute is None or operator not in set(Operator) or not isinstance(values, list) or not values:
        raise ConditionNotUnderstood(f"{name} {operator} {values}")
    condition = Condition(attribute, Operator(str(operator)), tuple(str(each) for each in values))
    if (condition.operator is Operator.ONE_OF) == (attribute.form is Form.NUMBER):
        raise ConditionNotUnderstood(f"{name} cannot be compared by {operator}")
    if attribute.form is Form.NUMBER and not (len(values) == 1 and condition.values[0].isdecimal()):
        raise ConditionNotUnderstood(f"{name} needs one whole number")
    return condition


def matches(profile: Profile, wanted: Sequence[Condition]) -> bool:
    """Whether every condition holds; what is not known holds for nothing."""
    return all(_holds(profile.get(each.attribute.name), each) for each in wanted)


def _holds(value: Value, condition: Condition) -> bool:
    if isinstance(value, frozenset):
        return not value.isdisjoint(condition.values)
    if condition.operator is Operator.ONE_OF:
        return value in condition.values
    if not isinstance(value, int):
        return False
    return value >= condition.bound if condition.operator is Operator.AT_LEAST else value < condition.bound


def tenure_months(joined: date | None, on: date) -> int | None:
    """Whole calendar months since the line was opened; `None` when that is not known."""
    return None if joined is None else month_number(on) - month_number(joined)
