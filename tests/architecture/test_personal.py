# SPDX-License-Identifier: Apache-2.0
"""What is held of a person stands in a registry: whoever adds a table or a column must say so."""

import re

from django.apps import apps
from django.db.models import Model

from amends.apps.core.personal import Apart, Held, Loose, registry, text_columns
from amends.apps.customers.models import Customer

PERSONAL = re.compile(r"(_sealed|_shown|_index)$|^(address|sender|number_tail)")


def _ours() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("amends.apps")]


def _pointing() -> set[type[Model]]:
    """Every table from which a chain of keys leads to a customer, and every one with a column of personal data."""
    found: set[type[Model]] = {Customer}
    grown = True
    while grown:
        more = {
            model
            for model in _ours()
            if any(each.is_relation and each.related_model in found for each in model._meta.concrete_fields)
        }
        grown, found = not more <= found, found | more
    return found | {
        model for model in _ours() if any(PERSONAL.search(each.name) for each in model._meta.concrete_fields)
    }


def test_every_table_that_leads_to_a_customer_is_registered() -> None:
    known = {each.model for each in registry()}
    assert len(_pointing()) > 60
    assert sorted(model._meta.label for model in _pointing() - known) == []


def test_each_table_is_registered_once_and_says_true_columns() -> None:
    held = [each for each in registry() if isinstance(each, Held)]
    assert len({each.model for each in held}) == len(held)
    for each in held:
        columns = {column.name for column in each.model._meta.concrete_fields}
        assert {*each.codes, *each.instead, *each.hidden} <= columns, each.model


def test_whatever_is_said_in_text_is_overwritten_or_is_a_code() -> None:
    for each in registry():
        if isinstance(each, Held) and not each.removed:
            assert {column.name for column in text_columns(each.model)} <= each.codes | set(each.blanked("x"))


def test_who_stands_apart_says_why() -> None:
    assert all(len(each.why) > 10 for each in registry() if isinstance(each, Apart))
    assert any(isinstance(each, Loose) for each in registry())
