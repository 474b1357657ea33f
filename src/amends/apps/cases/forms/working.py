# SPDX-License-Identifier: Apache-2.0
"""What is typed while a case is worked on. Every form is made for one case and takes its people from it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.contacting import ContactMade
from amends.apps.cases.forms.fields import PersonField, any_of, due_field, risk_field, words
from amends.apps.cases.forms.lean import LeanRadios
from amends.apps.cases.models import Case
from amends.apps.cases.models.words import ALLOWANCES, CHANNELS, RESULTS
from amends.apps.cases.queries.asking import asking_of
from amends.apps.cases.queries.one import people_for
from amends.apps.cases.queries.workload import Candidate, candidates
from amends.apps.cases.rules.contact import Allowance, Channel, ResultCode
from amends.apps.cases.rules.procedure import Question
from amends.apps.cases.rules.success import Value
from amends.apps.core.rules.roles import Right


class CaseForm(forms.Form):
    """A form about one case. What is typed into one with a `draft_name` is kept as a draft while it is typed."""

    draft_name = ""
    drafted_at: datetime | None = None

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        self.case = case
        self.drafted: Mapping[str, str | Sequence[str]] = {}
        super().__init__(*args, **options)

    def restore(self, values: Mapping[str, str | Sequence[str]], at: datetime) -> None:
        """Show what was typed at `at`: a field that the draft does not hold was empty."""
        self.drafted, self.drafted_at = values, at
        self.initial = {name: values.get(name, "") for name in self.fields}


class EmptyForm(CaseForm):
    """A button."""


class FactsForm(CaseForm):
    """What was found."""

    findings = words(_("核查结论"), help_text=_("查到了什么、依据是什么；查不清的也写明。"))


class PlanForm(CaseForm):
    """What will be done."""

    plan = words(_("修复安排"), help_text=_("为这位客户做什么、先后怎样。返还和补偿不以撤诉或打分为条件。"))


class StepForm(CaseForm):
    """One step of the procedure; the button pressed says the result."""

    order = forms.IntegerField(widget=forms.HiddenInput)
    result = forms.ChoiceField(choices=[("done", ""), ("not_needed", "")], widget=forms.HiddenInput)
    note = forms.CharField(label=_("说明"), required=False)


class ContactForm(CaseForm):
    """One contact; the button pressed says the result."""

    channel = forms.ChoiceField(label=_("渠道"), choices=any_of(CHANNELS))
    inbound = forms.BooleanField(label=_("是客户联系我们"), required=False)
    told_result = forms.BooleanField(label=_("已把处理结果告诉客户"), required=False)
    allowance = forms.ChoiceField(
        label=_("不在规定时段的理由"), choices=any_of(ALLOWANCES, _("没有例外")), required=False
    )
    note = words(
        _("说明"),
        required=False,
        rows=2,
        help_text=_("非本人接听时不说明事项；约定时间写明谁约的、约在何时、用什么方式。"),
    )
    result = forms.ChoiceField(choices=any_of(RESULTS), widget=forms.HiddenInput)

    def made(self) -> ContactMade:
        """The contact as the verb takes it."""
        data = self.cleaned_data
        return ContactMade(
            result=ResultCode(data["result"]),
            channel=Channel(data["channel"]),
            inbound=data["inbound"],
            note=data["note"],
            allowance=Allowance(data["allowance"]) if data["allowance"] else None,
            told_result=data["told_result"],
        )


class VerifyForm(CaseForm):
    """The callback questions of the pinned procedure, with the contact in which they were asked."""

    told_result = forms.BooleanField(label=_("已先把处理结果完整告诉客户"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        questions = asking_of(self.case).questions
        self.codes = [each.code for each in questions]
        self.fields |= {each.code: question_field(each) for each in questions}
        self.fields["channel"] = forms.ChoiceField(label=_("这次回访的渠道"), choices=any_of(CHANNELS))
        self.fields["inbound"] = forms.BooleanField(label=_("是客户联系我们"), required=False)
        self.fields["allowance"] = forms.ChoiceField(
            label=_("不在规定时段的理由"), choices=any_of(ALLOWANCES, _("没有例外")), required=False
        )
        self.fields["note"] = words(_("客户的原话"), required=False, rows=2)

    def answers(self) -> dict[str, Value | None]:
        """The answers by question code."""
        return {code: self.cleaned_data[code] for code in self.codes}

    def made(self) -> ContactMade:
        """The contact in which the customer answered."""
        data = self.cleaned_data
        return ContactMade(
            result=ResultCode.REACHED,
            channel=Channel(data["channel"]),
            inbound=data["inbound"],
            note=data["note"],
            allowance=Allowance(data["allowance"]) if data["allowance"] else None,
            told_result=True,
        )


def question_field(question: Question) -> forms.Field:
    """The field for a question: radio buttons for words and numbers alike, so that nothing is preselected."""
    if question.is_text:
        return words(question.text, required=False, rows=2)
    if question.is_number:
        numbers = [(n, str(n)) for n in range(question.lowest, question.highest + 1)]
        return forms.TypedChoiceField(label=question.text, choices=numbers, coerce=int, widget=LeanRadios)
    named = [(each, each) for each in question.choices]
    return forms.ChoiceField(label=question.text, choices=named, widget=LeanRadios)


class ReasonForm(CaseForm):
    """A reason."""

    reason = words(_("原因"), rows=2)


class NoteForm(CaseForm):
    """A remark that may stay empty."""

    note = words(_("说明"), required=False, rows=2)


class ResumeForm(CaseForm):
    """What is done now, and by when."""

    what = forms.CharField(label=_("现在再做什么"), max_length=200)
    due_at = due_field()


class _WithPeople(CaseForm):
    right = Right.WORK_CASES
    person_field = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self.fields[self.person_field]
        if isinstance(chosen, PersonField):
            chosen.queryset = people_for(self.case, right=self.right)


class HandOverForm(_WithPeople):
    """To whom, and why; the most suitable are offered first, and nobody who has the case already."""

    to = PersonField(label=_("移交给"), queryset=None, help_text=_("在岗、专长合适、手里案件少的排在前面。"))
    reason = words(_("移交原因"), rows=2)
    risk = risk_field()
    person_field = "to"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self.fields["to"]
        if isinstance(chosen, PersonField):
            chosen.offer(self._others)

    def _others(self) -> list[Candidate]:
        has_it = {self.case.owner_id, self.case.pending_owner_id}
        return candidates(self.case, [each for each in people_for(self.case) if each.pk not in has_it])


class NextActionForm(_WithPeople):
    """What, by whom, by when."""

    text = forms.CharField(label=_("下一步做什么"), max_length=200)
    owner = PersonField(label=_("由谁来做"), queryset=None)
    due_at = due_field()
    person_field = "owner"


class SignOffForm(_WithPeople):
    """Why it ends without the customer's consent, and who is to agree."""

    reason = words(_("未能修复的原因和已给客户的答复"))
    outer_channel_told = forms.BooleanField(label=_("已告诉客户还可以向哪里反映"), required=False)
    signer = PersonField(label=_("请谁复核"), queryset=None)
    person_field = "signer"
    right = Right.ASSIGN_CASES
