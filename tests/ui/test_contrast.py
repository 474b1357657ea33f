# SPDX-License-Identifier: Apache-2.0
"""Words can be read: WCAG 2.2 AA contrast of each pair of colours that meet, in both themes."""

import re

import pytest

from tests.ui.conftest import UI

CSS = UI / "static" / "amends" / "css"
PAPER = ("bg", "card", "raised", "hover", "accent-bg")
PAIRS = [(ink, paper) for ink in ("ink", "dim", "accent", "red", "amber", "green") for paper in PAPER]
PAIRS += [("red", "red-bg"), ("amber", "amber-bg"), ("green", "green-bg"), ("grey", "grey-bg")]
PAIRS += [("on-fill", "fill"), ("on-fill", "fill-hover"), ("on-fill", "red-fill")]
PAIRS += [("side-ink", paper) for paper in ("side", "side-hover")] + [("side-dim", "side")]
EDGES = [("edge", "card"), ("edge", "bg"), ("accent", "card"), ("accent", "bg")]


def colours(theme: str) -> dict[str, str]:
    """The named colours of a theme; what the dark one does not name, it takes from the light one."""
    files = ["tokens.css"] + (["dark.css"] if theme == "dark" else [])
    found: dict[str, str] = {}
    for file in files:
        found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", (CSS / file).read_text()))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_the_known_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_on_their_paper(theme: str) -> None:
    named = colours(theme)
    poor = {(ink, paper): round(contrast(named[ink], named[paper]), 2) for ink, paper in PAIRS}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_fields_and_focus_can_be_seen(theme: str) -> None:
    named = colours(theme)
    poor = {pair: round(contrast(named[pair[0]], named[pair[1]]), 2) for pair in EDGES}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 3} == {}


def test_only_the_themes_name_colours() -> None:
    others = [path for path in CSS.glob("*.css") if path.name not in ("tokens.css", "dark.css", "print.css")]
    named = {path.name: set(re.findall(r"#[0-9a-f]{3,8}\b", path.read_text())) for path in others}
    assert {name: found - {"#fff"} for name, found in named.items() if found - {"#fff"}} == {}


def test_dark_theme_names_only_colours_that_the_light_one_has() -> None:
    words = [
        set(re.findall(r"--([a-z-]+):", (CSS / name).read_text())) for name in ("dark.css", "tokens.css")
    ]
    assert words[0] - words[1] == set()


def test_style_sheets_stay_small() -> None:
    sizes = {path.name: len(path.read_bytes()) for path in CSS.glob("*.css")}
    assert sum(sizes.values()) < 34_000
    assert max(sizes.values()) < 8_000
