# SPDX-License-Identifier: Apache-2.0
"""What leaves: scores for the pipeline; files with labels, weights and missing codes, without names or formulas."""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyreadstat
import pytest
from python_calamine import CalamineWorkbook

from amends.apps.core.models import Event, EventKind
from amends.apps.surveys.actions.exporting import Form, NothingToExport, ask_answers, export_answers
from amends.apps.surveys.exports import survey_table
from amends.apps.surveys.models import SurveyWave
from amends.pipeline.arrow import arrow_schema
from amends.pipeline.sources.surveys import SURVEYS
from tests.apps.cases.conftest import make_customer
from tests.apps.surveys.answers import HAPPY, LONG, answered, long_version
from tests.apps.surveys.conftest import invited, wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
WITH_MORE: dict[str, Any] = LONG | {
    "pages": [
        *LONG["pages"],
        {
            "name": "p3",
            "elements": [
                {
                    "type": "checkbox",
                    "name": "C9",
                    "title": "哪里不满意？",
                    "choices": [{"value": "slow", "text": "太慢"}, {"value": "rude", "text": "态度"}],
                },
                {
                    "type": "rating",
                    "name": "N1",
                    "title": "网络几分？",
                    "rateValues": [*range(1, 11), {"value": "na", "text": "没用过"}],
                },
            ],
        },
    ]
}


@pytest.fixture
def asked(people: People) -> SurveyWave:
    """A wave of the questionnaire above."""
    return wave(long_version(people.group, WITH_MORE), people.province)


def _answer(asked: SurveyWave, people: People, code: str = "C-1", **more: Any) -> None:
    west = code.startswith("W")
    row = invited(asked, make_customer(people, code, west=west), weight=2.5)
    assert answered(row, HAPPY | more).taken


def _scores() -> dict[str, float]:
    return {row["element"]: row["score"] for row in survey_table().to_pylist()}


def test_feed_has_its_schema_when_nobody_answered(people: People) -> None:
    assert survey_table().schema == arrow_schema(SURVEYS)
    assert survey_table().num_rows == 0


def test_feed_tells_scores_of_what_was_judged(asked: SurveyWave, people: People) -> None:
    _answer(asked, people, E1=9, P1=6, I1=7, O1="很好")
    assert _scores() == {"overall": 9, "EL-VOICE": 6, "tangibles": 7}


@pytest.mark.requirement("S4-013")
@pytest.mark.parametrize(("state", "dissatisfied"), [("below", True), ("equal", False), ("above", False)])
def test_locator_counts_below_expectation_as_dissatisfied(
    asked: SurveyWave, people: People, state: str, dissatisfied: bool
) -> None:
    _answer(asked, people, X1=state)
    overall = [row["score"] for row in survey_table().to_pylist() if row["element"] == "overall"]
    assert (min(overall) <= 6) is dissatisfied


def _sav(asked: SurveyWave, people: People, folder: Path) -> tuple[Any, Any]:
    place = folder / "a.sav"
    export_answers(wave=asked, form=Form.SAV, place=place, by=people.dora, at=NOON)
    return pyreadstat.read_sav(str(place), user_missing=True)


def test_spss_file_has_labels_codes_weights_and_missing_values(
    asked: SurveyWave, people: People, tmp_path: Path
) -> None:
    _answer(asked, people, C9=["slow"], N1="na", O1="很好")
    frame, meta = _sav(asked, people, tmp_path)
    row = frame.iloc[0]
    assert (row["C1"], row["C2"], row["C9_slow"], row["C9_rude"], row["N1"]) == (1, 9, 1, 0, -9)
    assert (row["weight"], row["O1"]) == (2.5, "很好")
    assert meta.column_names_to_labels["C1"] == "问题解决了吗？"
    assert meta.variable_value_labels["C1"][1.0] == "解决了"
    assert meta.missing_ranges["N1"] == [{"lo": -9.0, "hi": -9.0}]


@pytest.mark.parametrize("form", [Form.CSV, Form.XLSX])
def test_what_does_not_apply_is_no_score_in_a_table(
    asked: SurveyWave, people: People, tmp_path: Path, form: Form
) -> None:
    _answer(asked, people, N1="na")
    place = tmp_path / f"a.{form}"
    export_answers(wave=asked, form=form, place=place, by=people.dora, at=NOON)
    if form is Form.CSV:
        with place.open(encoding="utf-8-sig", newline="") as file:
            header, _labels, row = csv.reader(file)
        assert row[header.index("C2")] == "9", "as a whole number"
    else:
        header, _labels, row = CalamineWorkbook.from_path(str(place)).get_sheet_by_index(0).to_python()
    assert row[header.index("N1")] == "NA"


def test_words_never_become_formulas(asked: SurveyWave, people: People, tmp_path: Path) -> None:
    _answer(asked, people, O1='=HYPERLINK("http://x")')
    place = tmp_path / "a.csv"
    export_answers(wave=asked, form=Form.CSV, place=place, by=people.dora, at=NOON)
    with place.open(encoding="utf-8-sig", newline="") as file:
        header, _labels, row = csv.reader(file)
    assert row[header.index("O1")].startswith("'=")
    export_answers(wave=asked, form=Form.XLSX, place=tmp_path / "a.xlsx", by=people.dora, at=NOON)
    sheet = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()
    assert sheet[2][header.index("O1")] == '=HYPERLINK("http://x")'  # as text
    assert b"<f>" not in (tmp_path / "a.xlsx").read_bytes()


def test_file_holds_no_names_and_only_own_units(asked: SurveyWave, people: People, tmp_path: Path) -> None:
    _answer(asked, people, "C-1")
    _answer(asked, people, "W-1")
    place = tmp_path / "a.csv"
    assert export_answers(wave=asked, form=Form.CSV, place=place, by=people.bob, at=NOON) == 1
    assert "张" not in place.read_text(encoding="utf-8-sig")
    told = Event.objects.unscoped("test").get(kind=EventKind.SURVEYS_EXPORTED)
    assert (told.by, told.payload["rows"]) == (people.bob, 1)


def test_empty_wave_is_no_file(asked: SurveyWave, people: People, tmp_path: Path) -> None:
    with pytest.raises(NothingToExport):
        export_answers(wave=asked, form=Form.CSV, place=tmp_path / "a.csv", by=people.dora, at=NOON)


def test_a_file_asked_for_twice_is_written_once(asked: SurveyWave, people: People) -> None:
    _answer(asked, people)
    first, again = (ask_answers(wave=asked, form=Form.CSV, by=people.dora, at=NOON) for _press in range(2))
    assert first == again
    assert ask_answers(wave=asked, form=Form.SAV, by=people.dora, at=NOON) != first
    later = ask_answers(wave=asked, form=Form.CSV, by=people.dora, at=NOON + timedelta(minutes=1))
    assert later.arguments["token"] != first.arguments["token"]
