# SPDX-License-Identifier: Apache-2.0
"""Fields that several forms share."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.forms.lean import NarrowedSelect
from amends.apps.cases.queries.workload import Candidate
from amends.apps.core.models import User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

Choices = list[tuple[str, str | Promise]]


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the people who may do it, with what they do and where; many can be narrowed by typing."""

    widget = NarrowedSelect

    def label_from_instance(self, obj: Model) -> str:
        """The name, the role and the unit."""
        return person_words(obj) if isinstance(obj, User) else str(obj)

    def offer(self, found: Callable[[], Iterable[Candidate]]) -> None:
        """Offer these, in their order, each with presence and load; asked for once, when the field is shown."""

        @cache
        def listed() -> Choices:
            return [("", _("请选择")), *((str(each.person.pk), _candidate_words(each)) for each in found())]

        self.choices = listed


def person_words(person: User) -> str:
    """Who somebody is: name, role, unit."""
    return " · ".join(filter(None, (str(person), str(person.get_role_display()), str(person.unit or ""))))


def _candidate_words(found: Candidate) -> str:
    duty = gettext("在岗") if found.on_duty else gettext("离岗")
    load = gettext("在办 %(n)s 件") % {"n": found.open}
    if found.most:
        load = gettext("在办 %(n)s / %(most)s 件") % {"n": found.open, "most": found.most}
    return " · ".join((person_words(found.person), duty, load))


def words(
    label: "str | StrPromise", *, help_text: "str | StrPromise" = "", required: bool = True, rows: int = 3
) -> forms.CharField:
    """A field for sentences."""
    return forms.CharField(
        label=label, help_text=help_text, required=required, widget=forms.Textarea(attrs={"rows": rows})
    )


def due_field() -> forms.DateTimeField:
    """A moment on the person's clock."""
    return forms.DateTimeField(
        label=_("最迟时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )


def risk_field() -> forms.CharField:
    """Why a complaint goes upwards before anybody tried."""
    return forms.CharField(
        label=_("不能等的风险"),
        required=False,
        max_length=200,
        help_text=_("转给上级、而前四步还没有办时写明：人身安全、舆情、法律等。"),
    )


def any_of(named: Mapping[Any, str | Promise], first: str | Promise = "") -> Choices:
    """Choices of a select; `first` says what none means."""
    plain: Choices = [(str(code), shown) for code, shown in named.items()]
    return [("", first), *plain] if first else plain
