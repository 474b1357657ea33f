# SPDX-License-Identifier: Apache-2.0
"""Checklists and visits as people fill them in, on a phone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit, User
from amends.apps.quality.actions.checks import WAITS_AT_MOST, Sent
from amends.apps.quality.actions.visits import Visited
from amends.apps.quality.rules.checks import Answer, AnswerKind, Checklist, VisitItem

YES_NO = [("yes", _("是")), ("no", _("否"))]
IN_ORDER = [("yes", _("合格")), ("no", _("不合格"))]


def _choice(label: str, choices: Sequence[tuple[str, Any]], *, help_text: str = "") -> forms.ChoiceField:
    beside = forms.RadioSelect(
        attrs={"class": "beside"}
    )  # two short words: a phone shows twice as many items
    return forms.ChoiceField(label=label, choices=choices, widget=beside, help_text=help_text)


class CheckForm(forms.Form):
    """One checklist; `key` is drawn by the page and makes it one check however often it is sent. The page adds how many
    seconds it waited for a connection."""

    key = forms.CharField(max_length=64, min_length=16, widget=forms.HiddenInput)
    waited_s = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("说明"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, checklist: Checklist, **options: Any) -> None:
        super().__init__(*args, **options)
        self.checklist = checklist
        for each in checklist.items:
            self.fields[each.code] = _choice(each.name, IN_ORDER, help_text=each.tells)
        self.order_fields(["key", *(each.code for each in checklist.items)])

    def answers(self) -> dict[str, bool]:
        """Whether each item is in order."""
        return {each.code: self.cleaned_data[each.code] == "yes" for each in self.checklist.items}

    def sent(self) -> Sent:
        """How the page sent it."""
        waited = timedelta(seconds=min(self.cleaned_data["waited_s"] or 0, WAITS_AT_MOST.total_seconds()))
        return Sent(self.cleaned_data["key"], waited)


class _Colleague(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A colleague by name and place."""

    def label_from_instance(self, obj: User) -> str:
        """As the list shows them."""
        return f"{obj.name} · {obj.unit}"


class AuditForm(forms.Form):
    """Whom an audit is about, and which list."""

    person = _Colleague(label=_("被检查人"), queryset=User.objects.none())
    checklist = forms.ChoiceField(label=_("检查单"))

    def __init__(
        self, *args: Any, people: Sequence[User], lists: Sequence[Checklist], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        chosen, named = self.fields["person"], self.fields["checklist"]
        assert isinstance(chosen, forms.ModelChoiceField)
        assert isinstance(named, forms.ChoiceField)
        chosen.queryset = User.objects.filter(pk__in=[each.pk for each in people]).select_related("unit")
        named.choices = [(each.code, each.name) for each in lists]


class VisitForm(forms.Form):
    """One mystery visit; `key` is drawn by the page and makes it one visit however often it is sent."""

    key = forms.CharField(max_length=64, min_length=16, widget=forms.HiddenInput)
    unit = UnitField(label=_("营业厅"), queryset=Unit.objects.none())
    visited_at = forms.DateTimeField(
        label=_("走访时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(
        label=_("说明"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不写客户的任何情况，不拍照。"),
    )  # fmt: skip
    pair = forms.CharField(
        label=_("对照组编号"), required=False, max_length=20,
        help_text=_("同一家厅、办同一件事，由两位样子不同的访客先后走访时填写；两人用同一个编号。"),
    )  # fmt: skip
    side = forms.ChoiceField(
        label=_("我是"),
        required=False,
        choices=[("", _("（不是对照走访）")), ("a", _("甲方")), ("b", _("乙方"))],
    )
    presented = forms.CharField(
        label=_("访客的样子"), required=False, max_length=40,
        help_text=_("只写我们自己的访客，例如：工装、便装、带着行李。"),
    )  # fmt: skip

    def __init__(self, *args: Any, halls: Sequence[Unit], items: Sequence[VisitItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = items
        chosen = self.fields["unit"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = Unit.objects.filter(pk__in=[each.pk for each in halls])
        for each in items:
            self.fields[each.code] = _asked(each)
        codes = [each.code for each in items]
        self.order_fields(["key", "unit", "visited_at", *codes, "note", "pair", "side", "presented"])

    def visited(self) -> Visited:
        """As the verb takes it."""
        data = self.cleaned_data
        at: datetime = data["visited_at"]
        return Visited(
            unit=data["unit"], visited_at=at, answers={each.code: self._answer(each) for each in self.items},
            note=data["note"], pair=data["pair"].strip(), side=data["side"], presented=data["presented"],
        )  # fmt: skip

    def _answer(self, item: VisitItem) -> Answer:
        value = self.cleaned_data[item.code]
        return value == "yes" if item.kind is AnswerKind.YES_NO else float(value)


def _asked(item: VisitItem) -> forms.Field:
    if item.kind is AnswerKind.YES_NO:
        return _choice(item.name, YES_NO)
    passes = _("合格：不超过 %(most)s") % {"most": f"{item.most:g}"} if item.most is not None else ""
    return forms.FloatField(
        label=item.name, min_value=0, max_value=9_999, help_text=passes,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
