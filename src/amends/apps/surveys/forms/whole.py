# SPDX-License-Identifier: Apache-2.0
"""The questionnaire as a whole: its words around the questions, how it is asked, and what follows an answer."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amends.apps.surveys.forms.parts import CONDITION, fields_by_column
from amends.apps.surveys.rules.editing import Content
from amends.apps.surveys.rules.settings import FULL, KINDS, MODES, PRIORITIES, ROUTES
from amends.apps.surveys.rules.sheets.cells import Row
from amends.apps.surveys.rules.sheets.columns import RULE_WORDS, TEXT_SETTINGS, Sheet, known
from amends.apps.surveys.rules.sheets.reader import Reader
from amends.apps.surveys.rules.sheets.rules_and_settings import read_rules, read_settings
from amends.apps.surveys.rules.sheets.sentences import bare_sentence
from amends.apps.surveys.rules.sheets.writing import sheets_of

TEXTS = {
    "title": (_("标题"), ""),
    "description": (_("副标题"), ""),
    "intro": (_("开头语"), _("谁在问、为什么、要多久。")),
    "privacy": (_("隐私说明"), _("答案怎样用，可以不答，可以随时退出。")),
    "thanks": (_("致谢语"), ""),
    "ended": (_("不合条件时的话"), ""),
}
WAYS = {
    "sms": _("短信"),
    "email": _("邮件"),
    "hotline": _("电话访问"),
    "link": _("链接"),
    "qr": _("二维码"),
    "paper": _("纸质"),
}
RULES = {"route": _("跟进"), "complete": _("提前结束"), "quota": _("配额")}
THEN = {"open_case": _("开立案件"), "review_promise": _("复核承诺"), "no_contact": _("不再联系")}
ABOUT = {
    "from_case": _("与被评价的案件相同"),
    "quality": _("服务质量"),
    "attitude": _("服务态度"),
    "network": _("网络"),
    "billing": _("资费和账单"),
    "publicity": _("宣传与承诺"),
}
FULL_WORDS = {"end": _("不再接受"), "flag": _("接受并标记")}


def _words(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, required=False, max_length=1000, widget=widget, help_text=help_text)


def _choices(words: Mapping[str, Any], values: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [("", "—"), *((each, words.get(each, each)) for each in values)]


class WholeForm(forms.Form):
    """The words around the questions and the ways of asking."""

    mode = forms.MultipleChoiceField(
        label=_("可以怎样调查"),
        required=False,
        choices=[(each, WAYS[each]) for each in MODES],
        widget=forms.CheckboxSelectMultiple,
    )
    more = forms.CharField(
        label=_("计分与其他设置（JSON）"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("计分方法、要素权重等。不清楚就不要改。"),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, content: Content) -> None:
        super().__init__(data, initial=_initial(content))
        for key, (label, help_text) in TEXTS.items():
            self.fields[key] = _words(label, help_text)
            self.fields[f"{key}_en"] = _words(_("%(label)s（英文）") % {"label": label})
        ordered = [key + suffix for key in TEXTS for suffix in ("", "_en")]
        self.order_fields([*ordered, "mode", "more"])

    def rows(self) -> list[tuple[int, Row]]:
        """The cleaned values as rows of the sheet of settings."""
        data = self.cleaned_data
        rows: list[Row] = [{"key": key, "value": data[key], "value_en": data[f"{key}_en"]} for key in TEXTS]
        if data["mode"]:
            rows.append({"key": "mode", "value": ", ".join(data["mode"])})
        if data["more"]:
            rows.append({"key": "more", "value": data["more"]})
        return list(enumerate(rows, start=1))


class RuleForm(forms.Form):
    """One rule that follows an answer; left empty there is none."""

    kind = forms.ChoiceField(label=_("类别"), required=False, choices=_choices(RULES, tuple(RULES)))
    condition = forms.CharField(label=_("条件"), required=False, max_length=1000, help_text=CONDITION)
    then = forms.ChoiceField(label=_("怎样跟进"), required=False, choices=_choices(THEN, ROUTES))
    class_ = forms.ChoiceField(label=_("案件类别"), required=False, choices=_choices(ABOUT, KINDS))
    priority = forms.ChoiceField(label=_("优先级"), required=False, choices=_choices({}, PRIORITIES))
    reason = forms.CharField(label=_("原因"), required=False, max_length=200)
    reason_en = forms.CharField(label=_("原因（英文）"), required=False, max_length=200)
    code = forms.CharField(label=_("配额编号"), required=False, max_length=32)
    limit = forms.IntegerField(label=_("上限"), required=False, min_value=1)
    full = forms.ChoiceField(label=_("满额后"), required=False, choices=_choices(FULL_WORDS, FULL))
    more = forms.CharField(required=False, widget=forms.HiddenInput)

    def row(self) -> Row:
        """The cleaned values as a row of the sheet of rules."""
        data = {key.rstrip("_"): value for key, value in self.cleaned_data.items()}
        return {key: value for key, value in data.items() if value not in ("", None)}


RuleFormSet = forms.formset_factory(RuleForm, extra=2, max_num=100)


class WholeForms:
    """Both at once; `content` is the document with what was typed."""

    def __init__(self, data: Mapping[str, Any] | None, *, content: Content) -> None:
        self.content = content
        self.form = WholeForm(data, content=content)
        self.rules: BaseFormSet[RuleForm] = RuleFormSet(data, initial=_rules(content), prefix="rule")

    def is_valid(self) -> bool:
        """Whether all of it can be read; what cannot stands at its field, and `content` is what could."""
        if not (self.form.is_valid() & self.rules.is_valid()):
            return False
        reader = Reader()
        document: Content = {"pages": self.content.get("pages", [])}
        read_settings(reader, self.form.rows(), document)
        rows = [each.row() if each.has_changed() or each.initial else {} for each in self.rules.forms]
        given = [(number, row) for number, row in enumerate(rows) if row.get("kind") or row.get("condition")]
        read_rules(reader, given, document)
        for fault in reader.faults:
            words, field = bare_sentence(fault, get_language() or ""), fields_by_column(fault)
            form = self.rules.forms[fault.row] if fault.sheet is Sheet.RULES else self.form
            form.add_error(field if field in form.fields else None, words)
        self.content = document
        return not reader.faults


def _initial(content: Content) -> dict[str, Any]:
    bare = copy.deepcopy({key: value for key, value in content.items() if key != "pages"})
    ours = bare.get("amends", {})
    bare.pop("triggers", None)
    initial: dict[str, Any] = {"mode": ours.pop("mode", [])}
    for key in ("routing", "quotas"):
        ours.pop(key, None)
    for row in sheets_of(bare | {"pages": []})[Sheet.SETTINGS]:
        if text := known(TEXT_SETTINGS, row["key"]):
            initial |= {text: row["value"], f"{text}_en": row.get("value_en", "")}
    texts = {key for key in initial if key in TEXT_SETTINGS}
    rest = {key: value for key, value in bare.items() if key not in texts and key != "amends"}
    left = {key: value for key, value in ours.items() if key not in texts}
    return initial | {"more": _json(rest | ({"amends": left} if left else {}))}


def _json(content: Content) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) if content else ""


def _rules(content: Content) -> list[dict[str, Any]]:
    rows = sheets_of({**content, "pages": []})[Sheet.RULES]
    return [
        {"class_" if key == "class" else key: value for key, value in row.items()}
        | {"kind": known(RULE_WORDS, row["kind"])}
        for row in rows
    ]
