# SPDX-License-Identifier: Apache-2.0
"""The success rule of a playbook, such as `clear in (清楚了, 基本清楚) and score >= 7`: read, checked, evaluated.

A small language with its own reader, so that content can never run code: comparisons joined by `and` and `or`
(`and` binds tighter), values as words or whole numbers.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Value = str | int
Answers = Mapping[str, Value | None]

_TOKEN = re.compile(r"\s*(==|!=|>=|<=|>|<|\(|\)|,|[^\s()=!<>,]+)")
_ORDERINGS: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


class RuleUnreadable(ValueError):
    """A success rule is not written in the small language."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"cannot read the rule {text!r}: {why}")
        self.text, self.why = text, why


@dataclass(frozen=True, slots=True)
class Comparison:
    """`name operator values`; `in` has one value or more, the others exactly one."""

    name: str
    operator: str
    values: tuple[Value, ...]

    def holds(self, answers: Answers) -> bool:
        """Whether it holds; without an answer nothing holds, not even `!=`."""
        answer = answers.get(self.name)
        if answer is None:
            return False
        if self.operator in _ORDERINGS:
            wanted = self.values[0]
            both = isinstance(answer, int) and isinstance(wanted, int)
            return both and _ORDERINGS[self.operator](int(answer), int(wanted))
        return (answer in self.values) == (self.operator != "!=")


@dataclass(frozen=True, slots=True)
class SuccessRule:
    """Any of these groups must hold as a whole."""

    groups: tuple[tuple[Comparison, ...], ...]

    def holds(self, answers: Answers) -> bool:
        """Whether the customer's answers, by name, mean that it worked."""
        return any(all(each.holds(answers) for each in group) for group in self.groups)

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Every comparison of the rule, in the order of its text."""
        return tuple(each for group in self.groups for each in group)


def read_rule(text: str) -> SuccessRule:
    """The rule that a text says. Raises `RuleUnreadable` on anything outside the small language."""
    reader = _Reader(text)
    groups = [_group(reader)]
    while reader.accept("or"):
        groups.append(_group(reader))
    if reader.peek():
        raise RuleUnreadable(text, f"unexpected {reader.peek()!r}")
    return SuccessRule(tuple(groups))


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _TOKEN.findall(text)
        if "".join(self.tokens) != "".join(text.split()):
            raise RuleUnreadable(text, "a character that the language does not know")
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def accept(self, *wanted: str) -> bool:
        if self.peek() in wanted and self.peek():
            self.place += 1
            return True
        return False

    def word(self) -> str:
        word = self.peek()
        if not word or not re.match(r"[^\W]", word) or word in {"and", "or", "in"}:
            raise RuleUnreadable(self.text, f"a word is missing before {word!r}")
        self.place += 1
        return word


def _group(reader: _Reader) -> tuple[Comparison, ...]:
    found = [_comparison(reader)]
    while reader.accept("and"):
        found.append(_comparison(reader))
    return tuple(found)


def _comparison(reader: _Reader) -> Comparison:
    name, sign = reader.word(), reader.peek()
    if not reader.accept("==", "!=", "in", *_ORDERINGS):
        raise RuleUnreadable(reader.text, f"an operator is missing after {name!r}")
    values = _listed(reader) if sign == "in" else (_value(reader.word()),)
    if sign in _ORDERINGS and not isinstance(values[0], int):
        raise RuleUnreadable(reader.text, f"{sign} needs a whole number")
    return Comparison(name, sign, values)


def _listed(reader: _Reader) -> tuple[Value, ...]:
    if not reader.accept("("):
        raise RuleUnreadable(reader.text, "`in` needs a list in parentheses")
    values = [_value(reader.word())]
    while reader.accept(","):
        values.append(_value(reader.word()))
    if not reader.accept(")"):
        raise RuleUnreadable(reader.text, "the list does not end")
    return tuple(values)


def _value(word: str) -> Value:
    return int(word) if word.isascii() and word.isdigit() else word
