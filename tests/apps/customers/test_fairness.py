# SPDX-License-Identifier: Apache-2.0
"""Nothing in the product holds how a person looks, what they are, or where they stand: no field, feed or form."""

import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from django import forms
from django.apps import apps

import amends.apps
from amends.apps.customers.rules.needs import UNWELCOME_EN, UNWELCOME_ZH
from amends.apps.customers.rules.segments import ATTRIBUTES
from amends.pipeline.sources import FEEDS

# Besides what notes may not say: what no field may hold.
WORDS_ZH = UNWELCOME_ZH | {"性别", "年龄", "职业", "学历", "收入", "婚姻", "政治面貌"}
WORDS_EN = UNWELCOME_EN | {
    "gender", "sex", "age", "looks", "dress", "outfit", "complexion", "class", "caste", "tribe", "faith", "marital",
    "income", "occupation", "education", "party",
}  # fmt: skip

OF_A_CAUSE = "recovery_class"  # the five classes of causes are no classes of people

# The weight of an answer or an element, the class of recovery that a rule of a questionnaire asks for, and what an
# average line brings the operator a month.
OF_NO_PERSON = {
    "Invitation.weight", "Response.weight", "ElementForm.weight", "RuleForm.class_", "CalculatorForm.revenue",
    "WaveForm.default_class",
}  # fmt: skip


def _faults(name: str, words: object) -> list[str]:
    parts = set(re.split(r"[_\W]+", name.lower().replace(OF_A_CAUSE, "")))
    return sorted(parts & WORDS_EN) + sorted(each for each in WORDS_ZH if each in str(words))


def _model_fields() -> Iterator[tuple[str, str, object]]:
    for model in apps.get_models():
        if model.__module__.startswith("amends."):
            for field in model._meta.get_fields():
                yield f"{model.__name__}.{field.name}", field.name, getattr(field, "verbose_name", "")


def _feed_columns() -> Iterator[tuple[str, str, object]]:
    for feed in FEEDS.values():
        for column in feed.columns:
            yield f"{feed.name}.{column.name}", column.name, f"{column.zh} {column.en}"


def _form_fields() -> Iterator[tuple[str, str, object]]:
    for module in pkgutil.walk_packages(amends.apps.__path__, "amends.apps."):
        if "forms" not in module.name.split("."):
            continue
        for form in vars(import_module(module.name)).values():
            if inspect.isclass(form) and issubclass(form, forms.BaseForm):
                for name, field in getattr(form, "base_fields", {}).items():
                    yield f"{form.__name__}.{name}", name, field.label or ""


@pytest.mark.requirement("S1-028")
@pytest.mark.parametrize("source", [_model_fields, _feed_columns, _form_fields])
def test_no_field_holds_looks_race_or_class(source: object) -> None:
    found = list(source())  # type: ignore[operator]
    assert len(found) > 20
    told = {place: faults for place, name, words in found if (faults := _faults(name, words))}
    assert {place: faults for place, faults in told.items() if place not in OF_NO_PERSON} == {}


def test_no_segment_can_be_made_of_them() -> None:
    assert {name: told for name in ATTRIBUTES if (told := _faults(name, ""))} == {}


@pytest.mark.parametrize("name", ["skin_colour", "race", "customer_age", "social_class"])
def test_field_that_would_hold_them_is_found(name: str) -> None:
    assert _faults(name, "")
    assert _faults("x", "客户民族")
