# SPDX-License-Identifier: Apache-2.0
"""Why methods and rules refuse: in the reader's language, and for runs also after they were kept."""

import ast
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import gettext, override

from amends.apps.satisfaction.models import IndexRun
from amends.apps.satisfaction.rules.modelling import ModelFaulty, read_model
from amends.apps.satisfaction.rules.trees import Element, tree_faults
from amends.apps.satisfaction.views.refusal_sentences import SENTENCES
from amends.apps.satisfaction.views.refusals import failure_told, told
from amends.apps.surveys.models import SurveyWave
from amends.kernel.refusals import Saying, saying_of
from tests.apps.satisfaction.conftest import answered, as_user
from tests.apps.satisfaction.test_runs import estimated
from tests.people import People

HAN = re.compile("[\u4e00-\u9fff]")
SOURCE = Path(str(files("amends")))
FOLDERS = ("analytics/index", "analytics/drivers", "apps/satisfaction/rules")
MODEL = """latents:
  Image: {items: [B1, B2], mode: A}
  Joy: {items: [A1, A2], mode: A}
paths:
  - Image -> Joy
scale: {min: 1, max: 10}
index: Joy
"""


def _said() -> Iterator[str]:
    """The sentences of refusals: Chinese text that is raised, or given to a `Saying` or to what raises it."""
    rows = [path for folder in FOLDERS for path in (SOURCE / folder).rglob("*.py")]
    for path in [*rows, SOURCE / "analytics/sampling/trend.py"]:
        for node in ast.walk(ast.parse(path.read_text())):
            calls = node.exc if isinstance(node, ast.Raise) else node
            if (
                isinstance(calls, ast.Call)
                and calls.args
                and isinstance(first := calls.args[0], ast.Constant)
            ):
                named = getattr(calls.func, "id", getattr(calls.func, "attr", ""))
                refuses = isinstance(node, ast.Raise) or named in {
                    "Saying",
                    "_once",
                    "__init__",
                    "NotEstimable",
                }
                if refuses and isinstance(first.value, str) and HAN.search(first.value):
                    yield first.value


def test_every_sentence_of_a_refusal_is_in_the_catalogue_in_english() -> None:
    said = set(_said())
    assert len(said) > 90
    assert said <= set(SENTENCES), sorted(said - set(SENTENCES))
    with override("en"):
        assert not [each for each in SENTENCES if HAN.search(gettext(each))]


def test_no_refusal_is_built_of_words_that_cannot_be_translated() -> None:
    for folder in FOLDERS:
        for path in (SOURCE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Raise):
                    strings = [each for each in ast.walk(node) if isinstance(each, ast.JoinedStr)]
                    assert not [each for each in strings if HAN.search(ast.unparse(each))], path


def test_lists_are_joined_as_the_language_does_and_survive_being_kept() -> None:
    why = Saying(
        "没有路径连到潜变量 %(latents)s，权重无从求得；请加路径或去掉它 (no path)", {"latents": ["A", "B"]}
    )
    assert "A、B" in told(why)
    with override("en"):
        assert told(saying_of(why.as_json())).startswith("No path leads to or from A, B")


@pytest.mark.parametrize(
    ("old", "new", "line", "english"),
    [
        ("Image -> Joy", "Image -> Bliss", 5, "“Bliss” in the path Image -> Bliss is no latent"),
        ("scale: {min: 1, max: 10}", "scale: much", 6, "scale: “much” cannot be read"),
        ("mode: A}\n  Joy", "mode: C}\n  Joy", 2, "Mode of the latent “Image”: there is no “C”"),
        ("[A1, A2]", "[A1, A1]", 3, "Items A1 appear more than once"),
        ("index: Joy", "index: Bliss", 7, "index: “Bliss” is no latent"),
    ],
)
def test_a_fault_of_a_model_has_its_line_whatever_the_language(
    old: str, new: str, line: int, english: str
) -> None:
    with override("en"), pytest.raises(ModelFaulty) as caught:
        read_model(MODEL.replace(old, new))
    (fault,) = caught.value.faults
    assert fault.line == line
    with override("en"):
        assert told(fault.why).startswith(english)


def test_faults_of_a_tree_are_said_in_english() -> None:
    faults = tree_faults([Element("E", "", "Network", 0.5, ("TP-X",))], set())
    with override("en"):
        words = [told(each.why) for each in faults]
    assert "The weights on the top level sum to 0.500; they must sum to 1 (give or take 0.001)." in words
    assert not [each for each in words if HAN.search(each)]


def test_a_failed_run_says_why_in_the_language_of_its_reader(people: People, wave: SurveyWave) -> None:
    answered(wave, 12, rows=False)
    run = estimated(wave, people)
    assert run.failure == "只有 12 份完整答卷，少于 30 份，不计算指数"
    with override("en"):
        assert failure_told(run) == "Only 12 complete responses, fewer than 30: no index is computed"
    client = as_user(people.dora)
    client.cookies["django_language"] = "en"
    page = client.get(f"/satisfaction/runs/{run.pk}/").content.decode()
    assert "Only 12 complete responses" in page
    IndexRun.objects.unscoped("a run of before").update(failure_said=[])
    run.refresh_from_db()
    assert failure_told(run) == run.failure


def test_an_editor_of_english_pages_reads_the_faults_of_a_model_in_english(
    people: People, wave: SurveyWave
) -> None:
    answered(wave, 40, rows=False)
    form: dict[str, Any] = {"wave": wave.pk, "unit": people.province.pk, "model": MODEL.replace("-> Joy", "-> Bliss"),
                            "missing": "mean", "resamples": 0, "interval": "bca", "seed": 1, "scheme": ""}  # fmt: skip
    client = as_user(people.dora)
    client.cookies["django_language"] = "en"
    answer = client.post("/satisfaction/runs/new/", form)
    assert answer.status_code == 422
    assert "is no latent; there are Image, Joy" in answer.content.decode()
