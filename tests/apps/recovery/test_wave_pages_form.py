# SPDX-License-Identifier: Apache-2.0
"""The form of a wave: per cents become shares, a plan comes back as it was written, a list loses no good row."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from amends.apps.recovery.forms.waves import WaveForm, as_planned, usual
from amends.apps.recovery.rules.waves.design import (
    Design,
    Filters,
    Metric,
    Outcome,
    StopRule,
    Stratifier,
    Uploaded,
)
from amends.apps.recovery.rules.waves.words import Purpose, Source
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.recovery.conftest import Listed
from tests.apps.recovery.waves import wave
from tests.people import People

DESIGN = Design(
    filters=Filters(
        classes=(RecoveryClass.TARIFF,),
        regions=("东市",),
        tiers=("gold",),
        silent_only=True,
        min_probability=0.35,
    ),
    default_class="usage",
    most=500,
    holdout=0.125,
    stratify_by=(Stratifier.UNIT,),
    per_unit_per_day=7,
    per_unit={"G-P-E-T": 3},
    starts_date=date(2026, 12, 1),
    interval_days=2,
    rest_days=45,
    horizon_days=90,
    stop=StopRule(Metric.REFUSALS, 0.2, 40),
    outcomes=(Outcome.CHURN,),
    target=0.021,
)


def typed(shown: dict[str, Any], **changes: Any) -> QueryDict:
    """What a browser sends back of a form as it is shown."""
    sent = QueryDict(mutable=True)
    for name, value in {**shown, "name": "十一月资费修复", **changes}.items():
        if isinstance(value, list | tuple):
            sent.setlist(name, [str(each) for each in value])
        elif value is not None and value is not False:
            sent[name] = "on" if value is True else str(getattr(value, "pk", value))
    return sent


def form_of(people: People, sent: QueryDict, **options: Any) -> WaveForm:
    """The form as Dora sends it."""
    return WaveForm(sent, scope=people.dora.scope, regions=["东市", "西市"], **options)


def test_usual_plan_holds_out_one_of_ten_and_says_why(people: People) -> None:
    form = form_of(people, typed(usual(people.province)))
    assert form.is_valid(), form.errors
    plan = form.plan()
    assert plan["design"] == Design()
    assert plan["design"].holdout == 0.1
    assert (plan["purpose"], plan["source"], plan["unit"]) == (
        Purpose.RECOVERY,
        Source.DETECTED,
        people.province,
    )
    assert "十个里留一个不联系，才能知道修复到底有没有用" in str(form.fields["holdout"].help_text)


def test_plan_comes_back_as_it_was_written(people: People) -> None:
    made = wave(people.province, people.dora, design=DESIGN)
    sent = typed(as_planned(made), **{"capacity:G-P-E-T": "3"})
    form = form_of(people, sent)
    assert form.is_valid(), form.errors
    assert form.plan()["design"] == DESIGN


@pytest.mark.parametrize(
    ("field", "value"),
    [("holdout", "51"), ("horizon_days", "6"), ("stop_limit", ""), ("days", "0"), ("min_probability", "101")],
)
def test_number_that_cannot_be_is_told_at_its_field(people: People, field: str, value: str) -> None:
    sent = typed(usual(people.province))
    sent[field] = value
    form = form_of(people, sent)
    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_what_a_channel_can_do_comes_back_and_nothing_typed_is_no_limit(people: People) -> None:
    limited = replace(DESIGN, per_channel={"phone": 40, "hall": 0})
    made = wave(people.province, people.dora, design=limited)
    said = {"capacity:G-P-E-T": "3", "channel:phone": "40", "channel:hall": "0", "channel:sms": ""}
    form = form_of(people, typed(as_planned(made), **said))
    assert form.is_valid(), form.errors
    assert form.plan()["design"] == limited


@pytest.mark.parametrize("value", ["-1", "many", "1.5", "100001"])
def test_channel_that_can_do_no_number_is_refused(people: People, value: str) -> None:
    form = form_of(people, typed(usual(people.province), **{"channel:phone": value}))
    assert not form.is_valid()
    assert "per_unit_per_day" in form.errors


@pytest.mark.parametrize("value", ["-1", "many", "1.5", "100001"])
def test_capacity_that_is_no_number_of_people_is_refused(people: People, value: str) -> None:
    form = form_of(people, typed(usual(people.province), **{"capacity:G-P-E-T": value}))
    assert not form.is_valid()
    assert "per_unit_per_day" in form.errors


def test_mismatches_are_counted_and_rates_are_shares(people: People) -> None:
    shown = usual(people.province) | {"stop_metric": "mismatch_reports", "stop_limit": 3, "stop_min": 1}
    form = form_of(people, typed(shown))
    assert form.is_valid(), form.errors
    assert form.plan()["design"].stop == StopRule(Metric.MISMATCHES, 3, 1)


def test_wave_without_stop_rule_has_none(people: People) -> None:
    form = form_of(people, typed(usual(people.province) | {"stop_metric": ""}))
    assert form.is_valid(), form.errors
    assert form.plan()["design"].stop is None


def test_units_of_others_cannot_be_chosen(people: People) -> None:
    form = WaveForm(typed(usual(people.west)), scope=people.bob.scope, regions=[])
    assert "unit" in form.errors


def _with_file(people: People, listed: Listed, content: str, **options: Any) -> WaveForm:
    del listed
    files = {"file": SimpleUploadedFile("wave.csv", content.encode())}
    sent = typed(usual(people.province), source="upload")
    return WaveForm(sent, files, scope=people.dora.scope, regions=[], **options)


def test_bad_rows_of_a_file_are_told_and_its_good_rows_stay_to_be_sent_again(
    people: People, listed: Listed
) -> None:
    form = _with_file(people, listed, "客户编号,类别\nC1,资费类\nC1,\nC77,\nC3,\n")
    assert not form.is_valid()
    assert [(row, str(column), str(words)) for row, column, words in form.row_faults] == [
        (3, "客户编号", "前面已经有这个客户"),
        (4, "客户编号", "您的机构里没有这个客户"),
    ]
    again = form_of(people, typed(usual(people.province), source="upload", listed=form["listed"].value()))
    assert again.is_valid(), again.errors
    assert again.plan()["design"].uploaded == (Uploaded("C1", "", "tariff"), Uploaded("C3"))


def test_simulation_takes_the_good_rows_of_a_file_at_once(people: People, listed: Listed) -> None:
    form = _with_file(people, listed, "客户编号\nC1\nC77\n", trying=True)
    assert form.is_valid(), form.errors
    assert form.plan()["design"].uploaded == (Uploaded("C1"),)
    assert len(form.row_faults) == 1


def test_upload_without_a_list_is_refused(people: People) -> None:
    form = form_of(people, typed(usual(people.province), source="upload"))
    assert "listed" in form.errors
