# SPDX-License-Identifier: Apache-2.0
"""What is typed about special persons, replies, exceptions, decisions, improvements and self-assessments."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.exceptions import Decision, ExceptionAsked
from amends.apps.cases.actions.improvements import Plan
from amends.apps.cases.actions.replies import BY_EMAIL, Draft
from amends.apps.cases.forms.fields import PersonField, any_of
from amends.apps.cases.forms.fields import words as sentences
from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models.desk_words import SPECIALS
from amends.apps.cases.models.governance_words import CHURN_REASONS, GAPS, IMPROVEMENT_STATES
from amends.apps.cases.queries.canned import titles
from amends.apps.cases.queries.governance_content import names, rows
from amends.apps.cases.queries.one import people_for
from amends.apps.cases.queries.rooting import roots
from amends.apps.cases.queries.wordings import CaseWords, words_of
from amends.apps.cases.rules.improvements import HIGHEST, LOWEST
from amends.apps.core.models import User
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import RIGHTS, Right

HANDED_OVER = {
    "letter": _("打印寄送"),
    "handed": _("当面交付"),
    "status_page": _("进度查询页"),
    BY_EMAIL: _("电子邮件"),
}


class ReplyForm(CaseForm):
    """A written reply; the button pressed says whether it is sent or given to review."""

    frame = forms.ChoiceField(label=_("答复框架"), required=False)
    text = sentences(
        _("答复内容"), rows=8, help_text=_("用客户听得懂的话；【】里的都要填完；不写身份证件号。")
    )
    text.widget.attrs["data-wording"] = "email"
    is_final = forms.BooleanField(label=_("这是处理结果的答复"), required=False)
    outer = forms.ChoiceField(label=_("正文写明的外部渠道"), required=False)
    channel = forms.ChoiceField(label=_("怎样交给客户"), choices=any_of(HANDED_OVER))
    address = forms.EmailField(
        label=_("客户留的邮箱"),
        required=False,
        max_length=254,
        help_text=_("客户来过信的可以不填，发到来信的地址。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        words: CaseWords | None = options.pop("words", None)
        super().__init__(*args, **options)
        words = words or words_of(self.case)
        frames = {code: each.name for code, each in words.frames.frames.items()}
        frames |= titles(tuple(words.canned.replies.values()))
        self._choose("frame", any_of(frames, _("自己写")))
        self._choose("outer", any_of(dict(words.frames.outer_channels), _("请选择")))

    def _choose(self, name: str, choices: Sequence[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def draft(self) -> Draft:
        """The reply as the verb takes it."""
        data = self.cleaned_data
        names_of = ("text", "channel", "is_final", "outer", "frame", "address")
        return Draft(**{name: data[name] for name in names_of})


class ReviewForm(CaseForm):
    """What a reviewer says; the button pressed says whether they agree."""

    agreed = forms.ChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput)
    words = sentences(
        _("复核意见"), rows=2, required=False, help_text=_("不同意，或不发书面答复的，写明原因。")
    )


class SpecialForm(CaseForm):
    """That the customer is an expert, a lawyer or a reporter."""

    kind = forms.ChoiceField(label=_("特殊人物"), choices=any_of(SPECIALS), widget=forms.RadioSelect)
    reason = sentences(_("理由"), rows=2, help_text=_("客户自己说过什么、出示过什么；不凭猜测。"))
    confidential = forms.BooleanField(label=_("备注只给责任人、上级和复核人看"), required=False, initial=True)


class WordsForm(CaseForm):
    """Some sentences."""

    words = sentences(_("内容"), rows=2)


class DecisionForm(CaseForm):
    """A decision with its checks."""

    text = sentences(_("决定"), rows=2)
    law = forms.CharField(label=_("法律和公开承诺怎么说"), max_length=400)
    authority = forms.CharField(label=_("谁有权决定"), max_length=200)
    customer_interest = forms.CharField(label=_("对客户意味着什么"), max_length=400)

    def decision(self) -> Decision:
        """The decision as the verbs take it."""
        data = self.cleaned_data
        checks = ("text", "law", "authority", "customer_interest")
        return Decision(**{name: data[name] for name in checks})


class GrantForm(DecisionForm):
    """A decision on an exception; the button pressed says whether it is granted."""

    granted = forms.ChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput)


class ExceptionForm(CaseForm):
    """Which rule should not hold here, and why."""

    rule = forms.CharField(label=_("哪一条规定"), max_length=200)
    reason = sentences(_("为什么这次不该照办"), rows=2)
    options = sentences(_("可以怎样变通"), rows=2)
    approver = PersonField(label=_("请谁决定"), queryset=None)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self.fields["approver"]
        if isinstance(chosen, PersonField):
            chosen.queryset = people_for(self.case, right=Right.ASSIGN_CASES)

    def asked(self) -> ExceptionAsked:
        """The request as the verb takes it."""
        data = self.cleaned_data
        return ExceptionAsked(data["rule"], data["reason"], data["options"])


class ChurnForm(CaseForm):
    """Why the customer leaves."""

    reason = forms.ChoiceField(label=_("离网原因"), choices=any_of(CHURN_REASONS))
    words = forms.CharField(label=_("客户的说法"), required=False, max_length=200)


class LinkForm(CaseForm):
    """Which improvement answers the case."""

    improvement = forms.TypedChoiceField(label=_("改进事项"), coerce=int)

    def __init__(self, *args: Any, open_ones: Sequence[tuple[int, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["improvement"].choices = [*open_ones]  # type: ignore[attr-defined]


class ImprovementForm(forms.Form):
    """What is to change, by whom, by when."""

    title = forms.CharField(label=_("改进事项"), max_length=120)
    gap = forms.TypedChoiceField(
        label=_("属于哪个差距"), required=False, coerce=int, empty_value=None,
        choices=[("", _("不确定")), *GAPS.items()],
    )  # fmt: skip
    domain = forms.ChoiceField(
        label=_("根因所在环节"), required=False, help_text=_("选了环节，负责的部门会自动加上。")
    )
    departments = forms.MultipleChoiceField(
        label=_("共同负责的部门"), required=False, widget=forms.CheckboxSelectMultiple
    )
    owner = PersonField(label=_("负责人"), queryset=None)
    due_date = forms.DateField(
        label=_("完成期限"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    state = forms.ChoiceField(
        label=_("状态"), choices=any_of({code: IMPROVEMENT_STATES[code] for code in ("open", "doing")})
    )
    only_one = forms.BooleanField(label=_("确认只由一个部门负责"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["departments"].choices = [*names("departments").items()]  # type: ignore[attr-defined]
        domains = [(code, gettext(each.name)) for code, each in roots().domains.items()]
        self.fields["domain"].choices = [("", _("不确定")), *domains]  # type: ignore[attr-defined]
        roles = [str(role) for role, rights in RIGHTS.items() if Right.WORK_CASES in rights]
        chosen = self.fields["owner"]
        if isinstance(chosen, PersonField):
            chosen.queryset = people_within(scope).filter(is_active=True, role__in=roles)

    def plan(self) -> Plan:
        """The plan as the verbs take it."""
        data = self.cleaned_data
        owner: User = data["owner"]
        return Plan(
            title=data["title"],
            departments=data["departments"],
            owner=owner,
            due_date=data["due_date"],
            gap=data["gap"],
            warned=data["only_one"],
            domain=data["domain"],
        )


class CloseImprovementForm(forms.Form):
    """What came of an improvement; the button pressed says whether it was done."""

    done = forms.ChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput)
    effect = sentences(_("效果"), rows=2, help_text=_("改了什么，前后数字有什么变化；不再进行的写明原因。"))
    told = forms.CharField(
        label=_("告诉客户的话"), required=False, max_length=200,
        help_text=_("反映过的客户会收到一次：您反映过的事，我们改了……"),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class MarksForm(forms.Form):
    """Marks from 1 to 5 for each row of a list of the pack, with a remark."""

    listed = ""
    question = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        marks = [(n, str(n)) for n in range(LOWEST, HIGHEST + 1)]
        for row in rows(self.listed):
            field = forms.TypedChoiceField(
                label=_(str(row["name_zh"])),
                help_text=_(str(row[self.question])),
                choices=marks,
                coerce=int,
                widget=forms.RadioSelect,
            )
            self.fields[str(row["code"])] = field

    def marks(self) -> dict[str, int]:
        """The marks by code."""
        return {str(row["code"]): self.cleaned_data[str(row["code"])] for row in rows(self.listed)}


class AssessmentForm(MarksForm):
    """The eight elements of the programme."""

    listed, question = "programme_elements", "ask_zh"


class SelfReviewForm(MarksForm):
    """The nine goals of a post."""

    listed, question = "role_goals", "goal_zh"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["next_goal"] = forms.CharField(
            label=_("下一步想做好的一件事"), required=False, max_length=200
        )
