# SPDX-License-Identifier: Apache-2.0
"""Forms on the page of a case as somebody left them: what was typed and not sent stands there again."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.http import QueryDict

from amends.apps.cases.actions.drafts import Kept, case_place, drafts_under
from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models import Case
from amends.apps.core.models import User

F = TypeVar("F", bound=CaseForm)
Drafts = Mapping[str, Kept]
_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "version", "do"})


def drafts_of(case: Case, who: User) -> Drafts:
    """What a person left on the page of a case, by the names of the forms. One query."""
    beginning = case_place(case.number, "")
    return {kept.place.removeprefix(beginning): kept for kept in drafts_under(owner=who, beginning=beginning)}


def restored(form: F, name: str, drafts: Drafts) -> F:
    """The form as it was left, where it was; from now on it is kept while it is typed."""
    form.draft_name = name
    if kept := drafts.get(name):
        form.restore(kept.values, kept.saved_at)
    return form


def typed_in(data: QueryDict) -> dict[str, str | Sequence[str]]:
    """What was typed into a form of a case; a field that was sent more than once is a list."""
    lists = ((name, values) for name, values in data.lists() if name not in _NOT_TYPED)
    return {name: values if len(values) > 1 else values[0] for name, values in lists if values}
