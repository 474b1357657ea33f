# SPDX-License-Identifier: Apache-2.0
"""Terms, wordings and scripts as people type them; what may be is decided by the verbs."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.forms.fields import choice, day, words
from amends.apps.knowledge.actions.sayings.writing import About, Said, Talk, TermWords
from amends.apps.knowledge.models.scripts import CHANNELS, GROUPS, KINDS, LANGUAGES
from amends.apps.knowledge.queries.scripts import PARTS
from amends.apps.knowledge.rules.script_words import ScriptKind


def lines(
    label: Any, *, rows: int = 2, required: bool = False, help_text: Any = "", most: int = 2_000
) -> Any:
    """Several lines."""
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(
        label=label, max_length=most, required=required, widget=widget, help_text=help_text
    )


class VersionForm(forms.Form):
    """What every version says of itself."""

    review_date = day(_("复审日期"), required=False)
    note = words(_("改了什么"), required=False)
    unit = UnitField(label=_("哪个机构的"), queryset=Unit.objects.none())
    heard: tuple[str, ...] = ()  # fields that customers read or hear: checked as one types

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.filter(number__range=(scope.first, scope.last)).order_by("number")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def about(self, owner: Any) -> About:
        """Whose it is, as the verbs take it."""
        data = self.cleaned_data
        return About(data["unit"], owner, data["review_date"], data["note"])


class TermForm(VersionForm):
    """One concept."""

    code = words(_("编码"), most=20, help_text=_("改已有的用语，编码不变；新的用语自己定，例如 OW-01。"))
    term = words(_("统一用语"), most=40)
    variants = lines(_("不再使用的说法"), rows=3, help_text=_("一行一个。"))
    fine = lines(
        _("含有这些字但不算错的说法"),
        help_text=_("一行一个，例如“密码”不用了，但“支付密码”不是这回事。"),
    )
    plain = words(_("通俗解释"), help_text=_("客户没有听过这个词，用一句话说明白。"))
    topic = words(_("对应投诉分类"), most=12, required=False)
    heard = ("plain",)
    field_order = ("code", "term", "plain", "variants", "fine", "topic")

    def said(self) -> TermWords:
        """The cleaned fields as the verb takes them."""
        data = self.cleaned_data
        return TermWords(
            data["code"], data["term"], data["plain"], data["variants"].splitlines(), data["fine"].splitlines(),
            data["topic"],
        )  # fmt: skip


class WordingForm(VersionForm):
    """One wording in one channel."""

    key = words(_("编码"), most=40)
    channel = choice(_("渠道"), CHANNELS)
    language = choice(_("语言"), LANGUAGES)
    group = choice(_("用在哪里"), GROUPS)
    title = words(_("名称"), most=60)
    text = lines(
        _("说法"), rows=6, required=True, most=8_000,
        help_text=_("花括号里的由系统填，例如 {callback}；【】里的由说的人填。"),
    )  # fmt: skip
    is_liability = forms.BooleanField(label=_("承认是我们的责任：只在事实核实以后提供"), required=False)
    heard = ("text",)
    field_order = ("key", "channel", "language", "group", "title", "text", "is_liability")

    def said(self) -> Said:
        """The cleaned fields as the verb takes them."""
        names = ("key", "channel", "text", "group", "title", "language", "is_liability")
        return Said(**{name: self.cleaned_data[name] for name in names})


class ScriptForm(VersionForm):
    """One script, in its parts."""

    code = words(_("编码"), most=40)
    name = words(_("名称"), most=80)
    kind = choice(_("种类"), KINDS)
    channel = choice(_("渠道"), CHANNELS)
    subject = words(
        _("为哪个业务或活动"), most=40, required=False, help_text=_("活动写它的编码；主动推荐的必填。")
    )
    customers = words(_("适合哪些客户"), required=False)
    key_messages = lines(_("要让客户记住的"), rows=3, help_text=_("一行一条，越少记得越牢。"))
    articles = lines(
        _("依据的知识"),
        help_text=_("知识的编号，一行一个，例如 K-000012；知识改了，从那里看得到要改哪些话术。"),
    )
    heard = (*map(str, PARTS), "key_messages")
    field_order = (
        "code",
        "name",
        "kind",
        "channel",
        "subject",
        "customers",
        *PARTS,
        "key_messages",
        "articles",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for part, name in PARTS.items():
            self.fields[str(part)] = lines(name, rows=3)
        self.order_fields(self.field_order)

    def said(self) -> Talk:
        """The cleaned fields as the verb takes them."""
        data = self.cleaned_data
        names = ("code", "name", "channel", "subject", "customers")
        return Talk(
            kind=ScriptKind(data["kind"]),
            parts={str(part): data[str(part)] for part in PARTS},
            key_messages=data["key_messages"].splitlines(),
            articles=data["articles"].splitlines(),
            **{name: data[name] for name in names},
        )


class ReasonForm(forms.Form):
    """Why something is taken out of use."""

    reason = words(_("停用原因"))


class ExampleForm(forms.Form):
    """One conversation that a script is learnt from."""

    title = words(_("标题"), most=80)
    story = lines(
        _("经过"), rows=4, required=True, help_text=_("客户说了什么，怎样回应，结果怎样；不写姓名和号码。")
    )
    went_well = forms.BooleanField(label=_("做得好，值得照着做"), required=False, initial=True)
    case = words(_("案件编号"), most=40, required=False)


class ReviewForm(forms.Form):
    """What came of a review."""

    result = lines(
        _("梳理结果"), rows=3, required=True, most=400,
        help_text=_("改了哪些，哪些不同是有意的，谁去改剩下的。"),
    )  # fmt: skip


def begun(row: Any, names: tuple[str, ...], more: Mapping[str, Any]) -> dict[str, Any]:
    """A version as the form of the next shows it; lists as lines."""
    shown = {name: getattr(row, name) for name in names}
    shown = {
        name: "\n".join(value) if isinstance(value, list | tuple) else value for name, value in shown.items()
    }
    return {**shown, **more}
