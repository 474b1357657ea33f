# SPDX-License-Identifier: Apache-2.0
"""Quizzes, questions and answers, as people type them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.forms.fields import choice, words
from amends.apps.training.actions.quizzes.making import Draft, Terms
from amends.apps.training.models.learning import KINDS
from amends.apps.training.rules.learning_words import Kind
from amends.apps.training.rules.questions import Asked, Given

Named = Sequence[tuple[str, str]]  # codes and names
TRUTHS = (("yes", _("对")), ("no", _("不对")))


class QuizForm(forms.Form):
    """A new quiz."""

    title = words(_("名称"), most=80)
    code = forms.SlugField(label=_("编码"), max_length=40, help_text=_("英文字母、数字和短横线"))
    subject = forms.ChoiceField(label=_("关于"), help_text=_("出题时从这里提出题目；通过了也按这里算。"))
    unit = UnitField(label=_("机构"), queryset=Unit.objects.none())
    skill = forms.ChoiceField(label=_("技能"), required=False)
    ask = forms.IntegerField(label=_("每次几题"), min_value=1, max_value=50)
    pass_percent = forms.IntegerField(label=_("通过线（%）"), min_value=1, max_value=100)
    retry_hours = forms.IntegerField(label=_("没通过，几小时后可以重考"), min_value=0, max_value=720)

    def __init__(
        self, *args: Any, scope: Scope, skills: list[tuple[str, str]], subjects: Named, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["subject"].choices = [("", "—"), *subjects]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.within(scope)  # type: ignore[attr-defined]
        self.fields["skill"].choices = [("", _("不对应技能")), *skills]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """The cleaned fields as the verb takes them."""
        data = dict(self.cleaned_data)
        terms = Terms(data.pop("ask"), data.pop("pass_percent") / 100, data.pop("retry_hours"))
        return {**data, "terms": terms}


class QuestionForm(forms.Form):
    """A question; options and key points are written a line each."""

    kind = choice(_("题型"), KINDS)
    words = forms.CharField(label=_("题目"), max_length=400, widget=forms.Textarea({"rows": 2}))
    options = forms.CharField(
        label=_("选项"),
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("单选、多选：一行一个，正确的在行首写 *"),
    )
    truth = forms.ChoiceField(label=_("判断题的答案"), choices=TRUTHS, required=False)
    number = forms.FloatField(label=_("数字题的答案"), required=False)
    tolerance = forms.FloatField(label=_("允许误差"), required=False, min_value=0)
    points = forms.CharField(
        label=_("关键点"),
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_(
            "一行一个，写作“要点：说法/说法 + 说法/说法”；加号两边都要讲到，斜杠是同一个意思的不同说法"
        ),
    )
    why = forms.CharField(label=_("讲解"), max_length=400, required=False)

    def clean(self) -> dict[str, Any]:
        """Turn what was typed into options and an answer; what is unsound is said by the verb."""
        data = super().clean() or {}
        lines = [each.strip() for each in data.get("options", "").splitlines() if each.strip(" *")]
        self.asked = Asked(Kind(data.get("kind", "single")), _options(data, lines), _answer(data, lines))
        return data

    def draft(self, source: str = "") -> Draft:
        """The question."""
        return Draft(self.cleaned_data["words"], self.asked, self.cleaned_data["why"], source)


class AnswerForm(forms.Form):
    """The answer to one question; its field depends on the kind."""

    def __init__(self, *args: Any, kind: Kind, options: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.kind = kind
        self.fields["given"] = _given_field(kind, options)

    def given(self) -> Given:
        """What was answered, as it is judged and stored."""
        value = self.cleaned_data["given"]
        if self.kind is Kind.SINGLE:
            return int(value)
        if self.kind is Kind.MULTIPLE:
            return sorted(int(each) for each in value)
        return value == "yes" if self.kind is Kind.TRUE_FALSE else value  # type: ignore[no-any-return]


def typed(asked: Asked) -> dict[str, Any]:
    """A stored question as it is typed, for the form."""
    begun: dict[str, Any] = {"kind": str(asked.kind)}
    if asked.kind in {Kind.SINGLE, Kind.MULTIPLE}:
        right = [asked.answer] if asked.kind is Kind.SINGLE else asked.answer
        begun["options"] = "\n".join(
            ("*" if at in right else "") + each for at, each in enumerate(asked.options)
        )
    if asked.kind is Kind.TRUE_FALSE:
        begun["truth"] = "yes" if asked.answer else "no"
    if asked.kind is Kind.NUMBER:
        begun |= {"number": asked.answer["value"], "tolerance": asked.answer.get("tolerance", 0)}
    if asked.kind is Kind.TEACH_BACK:
        begun["points"] = "\n".join(
            f"{each['says']}：" + " + ".join("/".join(group) for group in each["groups"])
            for each in asked.answer
        )
    return begun


def _options(data: dict[str, Any], lines: list[str]) -> tuple[str, ...]:
    if data.get("kind") not in {Kind.SINGLE, Kind.MULTIPLE}:
        return ()
    return tuple(each.lstrip("* ") for each in lines)


def _answer(data: dict[str, Any], lines: list[str]) -> Any:
    right = [place for place, each in enumerate(lines) if each.startswith("*")]
    kind = Kind(data.get("kind", "single"))
    if kind is Kind.SINGLE:
        return right[0] if len(right) == 1 else None
    if kind is Kind.MULTIPLE:
        return right
    if kind is Kind.TRUE_FALSE:
        return {"yes": True, "no": False}.get(data.get("truth", ""))
    return _number(data) if kind is Kind.NUMBER else _points(data.get("points", ""))


def _number(data: dict[str, Any]) -> dict[str, float] | None:
    if data.get("number") is None:
        return None
    return {"value": data["number"], "tolerance": data.get("tolerance") or 0}


def _points(text: str) -> list[dict[str, Any]]:
    found = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        says, _sign, rest = line.replace(":", "\N{FULLWIDTH COLON}").partition("\N{FULLWIDTH COLON}")
        groups = [[each.strip() for each in part.split("/") if each.strip()] for part in rest.split("+")]
        found.append(
            {"code": f"P{number}", "says": says.strip(), "groups": [each for each in groups if each]}
        )
    return found


def _given_field(kind: Kind, options: list[str]) -> forms.Field:
    places = [(str(place), each) for place, each in enumerate(options)]
    fields: dict[Kind, Any] = {
        Kind.SINGLE: lambda: forms.ChoiceField(label=_("选一个"), choices=places, widget=forms.RadioSelect),
        Kind.MULTIPLE: lambda: forms.MultipleChoiceField(
            label=_("选出所有对的"), choices=places, widget=forms.CheckboxSelectMultiple
        ),
        Kind.TRUE_FALSE: lambda: forms.ChoiceField(
            label=_("对不对"), choices=TRUTHS, widget=forms.RadioSelect
        ),
        Kind.NUMBER: lambda: forms.FloatField(label=_("填数字")),
        Kind.TEACH_BACK: lambda: forms.CharField(
            label=_("用自己的话讲"), max_length=2_000, widget=forms.Textarea({"rows": 6})
        ),
    }
    return fields[kind]()  # type: ignore[no-any-return]
