# SPDX-License-Identifier: Apache-2.0
"""The database refuses rows of surveys that do not make sense, whoever writes them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from amends.apps.core.models import ScopeMissing
from amends.apps.surveys.models import (
    Answer,
    Invitation,
    Item,
    OpenLink,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    Stratum,
    SurveyWave,
)
from tests.apps.cases.conftest import make_customer
from tests.people import NOON, People

DAY = timedelta(days=1)
Rows = dict[str, models.Model]


@pytest.fixture
def rows(people: People) -> Rows:
    """One good row of each table, by its name."""
    asked = Questionnaire.objects.create(
        code="SV-X", name="短问卷", purpose="试一试", unit=people.group, made_at=NOON
    )
    version = QuestionnaireVersion.objects.create(
        questionnaire=asked,
        number=1,
        state="published",
        content={},
        digest="d",
        made_at=NOON,
        published_at=NOON,
    )
    item = Item.objects.create(
        version=version, order=1, code="Q1", kind="rating", title="几分", minimum=1, maximum=10
    )
    wave = SurveyWave.objects.create(
        name="十一月", version=version, unit=people.east, trigger="sample", way="sms", state="open",
        starts_at=NOON, ends_at=NOON + DAY, made_at=NOON, drawn_at=NOON,
    )  # fmt: skip
    stratum = Stratum.objects.create(wave=wave, label="东市", population=10, allocated=2, drawn=4)
    customer = make_customer(people)
    invitation = Invitation.objects.create(
        wave=wave, customer=customer, unit=people.east_team, stratum=stratum, salt="s", token_hash="h",
        state="sent", expires_at=NOON + DAY,
    )  # fmt: skip
    link = OpenLink.objects.create(wave=wave, unit=people.east, code="q1", place="一号营业厅")
    response = Response.objects.create(
        wave=wave, invitation=invitation, customer=customer, unit=people.east_team, way="sms",
        started_at=NOON, saved_at=NOON, submitted_at=NOON, complete=True,
    )  # fmt: skip
    answer = Answer.objects.create(response=response, item=item, number=3)
    made = (asked, version, item, wave, stratum, invitation, link, response, answer)
    return {type(each).__name__: each for each in made}


def _refused(row: models.Model, constraint: str, **values: Any) -> None:
    found = type(row)._default_manager.unscoped("a test writes a bad row").filter(pk=row.pk)  # type: ignore[attr-defined]
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        found.update(**values)


@pytest.mark.parametrize(
    ("table", "constraint", "values"),
    [
        ("Questionnaire", "questionnaire_is_named", {"name": ""}),
        ("Questionnaire", "questionnaire_has_purpose", {"purpose": ""}),
        ("QuestionnaireVersion", "version_state_known", {"state": "old"}),
        ("QuestionnaireVersion", "version_published_with_digest", {"digest": ""}),
        ("QuestionnaireVersion", "version_published_with_digest", {"state": "draft"}),
        ("Item", "item_scale_has_room", {"maximum": 1}),
        ("Item", "item_mapping_says_how", {"before": "Q0"}),
        ("SurveyWave", "wave_is_named", {"name": ""}),
        ("SurveyWave", "wave_ends_after_start", {"ends_at": NOON}),
        ("SurveyWave", "wave_state_known", {"state": "lost"}),
        ("SurveyWave", "wave_trigger_known", {"trigger": "mood"}),
        ("SurveyWave", "wave_way_known", {"way": "pigeon"}),
        ("SurveyWave", "wave_sample_is_drawn", {"drawn_at": None}),
        ("Stratum", "stratum_drawn_within", {"drawn": 11}),
        ("Invitation", "invitation_state_known", {"state": "lost"}),
        ("Invitation", "invitation_weight_positive", {"weight": 0}),
        ("Invitation", "invitation_end_has_time", {"state": "refused"}),
        ("Invitation", "invitation_end_has_time", {"ended_at": NOON}),
        ("OpenLink", "open_link_has_place", {"place": ""}),
        ("Response", "response_came_one_way", {"invitation": None}),
        ("Response", "response_invited_has_customer", {"customer": None}),
        ("Response", "response_way_known", {"way": "pigeon"}),
        ("Response", "response_complete_submitted", {"submitted_at": None}),
        ("Response", "response_low_submitted", {"submitted_at": None, "complete": False, "is_low": True}),
        ("Response", "response_weight_positive", {"weight": 0}),
        ("Answer", "answer_not_applicable_is_empty", {"not_applicable": True}),
    ],
)
def test_database_refuses_a_bad_row(rows: Rows, table: str, constraint: str, values: dict[str, Any]) -> None:
    _refused(rows[table], constraint, **values)


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        ("QuestionnaireVersion", {}),
        ("Item", {}),
        ("Stratum", {}),
        ("Invitation", {"token_hash": "other"}),
        ("Answer", {}),
    ],
)
def test_database_refuses_a_second_row_of_the_same(rows: Rows, table: str, changed: dict[str, str]) -> None:
    row = rows[table]
    row.pk = None
    for name, value in changed.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        row.save(force_insert=True)


def test_database_refuses_a_second_draft(rows: Rows) -> None:
    asked = rows["Questionnaire"]
    draft = {"questionnaire": asked, "state": "draft", "content": {}, "made_at": NOON}
    QuestionnaireVersion.objects.create(number=2, **draft)
    with pytest.raises(IntegrityError, match=r"(?i)unique|version_one_draft"), transaction.atomic():
        QuestionnaireVersion.objects.create(number=3, **draft)


@pytest.mark.parametrize("table", [Questionnaire, QuestionnaireVersion, Item, SurveyWave, Stratum, Invitation,
                                   OpenLink, Response, Answer])  # fmt: skip
def test_rows_are_scoped(rows: Rows, people: People, table: type[models.Model]) -> None:
    manager = table._default_manager
    with pytest.raises(ScopeMissing):
        manager.count()
    seen = manager.within(people.charlie.scope)  # type: ignore[attr-defined]
    assert not seen.exists(), "the west sees nothing of the east"
