# SPDX-License-Identifier: Apache-2.0
"""Conditions of the starter questionnaires (`C2 <= 6 or C1 in (partly, not_solved)`) in the language of our profile."""

import re

TEST = re.compile(r"(\w+) (==|!=|<=|>=|<|>) (\w+)|(\w+) in \(([^)]*)\)|(\w+) has (\w+)")
WORD = re.compile(r"\s*(and|or)\s*")
EQUALS = {"==": "=", "!=": "<>"}


class ConditionMalformed(ValueError):
    """A condition of a starter questionnaire cannot be read; the rest of it is given."""

    def __init__(self, text: str, rest: str) -> None:
        super().__init__(f"cannot read the condition {text!r} at {rest!r}")
        self.text, self.rest = text, rest


def condition(text: str) -> str:
    """The same condition with questions in braces and words in quotes. Raises `ConditionMalformed`."""
    parts, at = [], 0
    while True:
        test = TEST.match(text, at)
        if not test:
            raise ConditionMalformed(text, text[at:])
        parts.append(_test(test))
        at = test.end()
        if at == len(text):
            return " ".join(parts)
        word = WORD.match(text, at)
        if not word:
            raise ConditionMalformed(text, text[at:])
        parts.append(word[1])
        at = word.end()


def _test(found: re.Match[str]) -> str:
    code, sign, value, among, values, chosen, one = found.groups()
    if code:
        return f"{{{code}}} {EQUALS.get(sign, sign)} {_value(value)}"
    if chosen:
        return f"{{{chosen}}} contains {_value(one)}"
    return "(" + " or ".join(f"{{{among}}} = {_value(each.strip())}" for each in values.split(",")) + ")"


def _value(text: str) -> str:
    return text if text.lstrip("-").isdigit() else f"'{text}'"
