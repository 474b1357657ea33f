# SPDX-License-Identifier: Apache-2.0
"""Enter in a line of text never presses a verdict: «agreed», «done», «reached» are pressed by hand."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.apps import cases

TEMPLATES = Path(cases.__file__).parent / "templates" / "cases"
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
WRITES = re.compile(r"{% field |{% for field in|<input type=.text|<textarea")
BUTTON = re.compile(r"<button\b[^>]*>")
OWN_KEYS = {"new.html"}  # its script gives Enter a meaning, and its first button only looks for the customer


def _forms() -> Iterator[tuple[str, str]]:
    for path in sorted(TEMPLATES.glob("**/*.html")):
        if path.name not in OWN_KEYS:
            yield from ((path.name, found) for found in FORM.findall(path.read_text(encoding="utf-8")))


def _says_which(form: str) -> bool:
    """Whether the button that is pressed says something, and there is something to write."""
    return bool(WRITES.search(form)) and any(" name=" in each for each in BUTTON.findall(form))


VERDICTS = [each for each in _forms() if _says_which(each[1])]


def test_there_are_such_forms() -> None:
    assert {"_care.html", "improvement.html", "_steps.html", "_contact_form.html"} <= {
        name for name, _form in VERDICTS
    }


@pytest.mark.parametrize(("name", "form"), VERDICTS, ids=[name for name, _form in VERDICTS])
def test_enter_presses_a_button_that_does_nothing(name: str, form: str) -> None:
    before_the_first = form[: BUTTON.search(form).start()]  # type: ignore[union-attr]
    assert '{% include "cases/_no_enter.html" %}' in before_the_first, name


def test_that_button_is_switched_off() -> None:
    button = BUTTON.search((TEMPLATES / "_no_enter.html").read_text(encoding="utf-8"))
    assert button
    assert "disabled" in button[0]
