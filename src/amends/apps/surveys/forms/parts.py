# SPDX-License-Identifier: Apache-2.0
"""The builder's forms: a question, a page or panel, or the questionnaire as a whole. They speak the language of the
Excel sheets, so that both ways of making a questionnaire read and keep the same things."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from amends.apps.surveys.rules.editing import Content, retyped
from amends.apps.surveys.rules.extras import GROUP, extras_of, joined, split
from amends.apps.surveys.rules.lines import LineWrong, entries_of, lines_of
from amends.apps.surveys.rules.schema import MEASURES
from amends.apps.surveys.rules.sheets.cells import Row
from amends.apps.surveys.rules.sheets.columns import COLUMNS, YES
from amends.apps.surveys.rules.sheets.reader import Reader, SheetFault
from amends.apps.surveys.rules.sheets.reading import read_group, read_question
from amends.apps.surveys.rules.sheets.sentences import bare_sentence
from amends.apps.surveys.rules.sheets.writing import group_row, question_row

TYPES = {
    "rating": _("评分"),
    "radiogroup": _("单选"),
    "checkbox": _("多选"),
    "comment": _("长文本"),
    "text": _("填空"),
    "number": _("数字"),
    "date": _("日期"),
    "boolean": _("是否"),
    "dropdown": _("下拉"),
    "tagbox": _("下拉多选"),
    "ranking": _("排序"),
    "matrix": _("矩阵"),
    "multipletext": _("多项填空"),
    "expression": _("计算"),
}
MEASURE_WORDS = {
    "satisfaction": _("满意度"),
    "expectation": _("期望"),
    "perception": _("实际感受"),
    "importance": _("重要性"),
    "csat": _("事后满意度（CSAT）"),
    "ces": _("费力度（CES）"),
    "nps": _("推荐意愿（NPS）"),
    "solved": _("是否解决"),
    "felt_speed": _("感觉上的快慢"),
    "interaction": _("一次服务的评价"),
    "comparison": _("与期望相比"),
    "brand": _("品牌"),
    "loyalty": _("忠诚"),
    "open": _("开放意见"),
    "filter": _("甄别"),
    "kano_with": _("有它怎么样（Kano）"),
    "kano_without": _("没有它怎么样（Kano）"),
}
LINES = _("一行一个：代码 | 中文 | 英文。例如 yes | 解决了 | Solved。")
CONDITION = _(
    "满足条件才显示。例如 {C2} <= 6，或 {C1} = 'no' or {C1} = 'unclear'；多选用 {FU} contains 'home'。"
)
LISTS = {"choices": "choices", "points": "rateValues", "rows": "rows", "columns": "columns", "items": "items"}
ALWAYS = ("type", "name", "label", "label_en", "hint", "hint_en", "required", "relevant")
MARKED = ("measure", "dimension", "element", "construct", "touchpoint", "more")
OWN: dict[str, tuple[str, ...]] = {
    "rating": ("low", "high", "low_words", "low_words_en", "high_words", "high_words_en", "na", "points"),
    "radiogroup": ("choices",),
    "checkbox": ("choices",),
    "dropdown": ("choices",),
    "tagbox": ("choices",),
    "ranking": ("choices",),
    "comment": ("length",),
    "text": ("length",),
    "number": ("low", "high"),
    "matrix": ("rows", "columns"),
    "multipletext": ("items",),
}


def _short(
    label: Any, *, most: int = 200, help_text: Any = "", required: bool = False, offers: str = ""
) -> forms.CharField:
    """`offers` names the list of the page that the browser proposes values from."""
    widget = forms.TextInput(attrs={"list": offers} if offers else {})
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=help_text, widget=widget
    )


def _long(label: Any, *, rows: int = 2, most: int = 1000, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=most, help_text=help_text, widget=widget)


def _lines(label: Any, *, rows: int = 5, help_text: Any = LINES) -> forms.CharField:
    return _long(label, rows=rows, most=20_000, help_text=help_text)


def fields_by_column(fault: SheetFault) -> str:
    """The form's field for the column that a fault names."""
    return next((each.key for each in COLUMNS[fault.sheet] if each.heading == fault.column), "more")


class PartForm(forms.Form):
    """What pages, panels and questions have in common; `part` is the part as it was, once valid as it was typed."""

    part: Content

    name = _short(_("题号"), most=32, help_text=_("字母开头的短代码，数据里用它。"), required=True)
    label = _long(_("题目"))
    label_en = _long(_("题目（英文）"))
    hint = _long(_("说明"), rows=1)
    hint_en = _long(_("说明（英文）"), rows=1)
    relevant = _short(_("显示条件"), most=1000, help_text=CONDITION)
    shuffled = forms.BooleanField(
        label=_("随机顺序"), required=False, help_text=_("每位客户看到的顺序不同，同一位客户始终一样。")
    )
    more = _long(
        _("其他设置（JSON）"),
        most=20_000,
        help_text=_("本页没有的设置。不清楚就不要改。"),
    )
    kind: str

    def row(self) -> Row:
        """The cleaned values as a row of the sheet of questions."""
        row = {key: value for key, value in self.cleaned_data.items() if value not in ("", None)}
        extras = {key: row.pop(key) for key in extras_of(self.kind) if key in row}
        left = _as_object(row.get("more"))
        if left is not None and (more := joined(extras, left, self.kind)):
            row["more"] = json.dumps(more, ensure_ascii=False)
        return row

    def put_faults(self, faults: Sequence[SheetFault]) -> None:
        """Each fault beside its field."""
        for fault in faults:
            field = fields_by_column(fault)
            words = bare_sentence(fault, get_language() or "")
            self.add_error(field if field in self.fields else None, words)


class GroupForm(PartForm):
    """A page or a panel."""

    field_order = ("label", "label_en", "hint", "hint_en", "relevant", "shuffled", "name", "more")
    kind = GROUP

    def __init__(self, data: Mapping[str, Any] | None, *, content: Content) -> None:
        self.part = content
        super().__init__(data, initial=readable(group_row(content), GROUP))
        self.fields["name"].label = _("编号")
        self.fields["label"].label, self.fields["label_en"].label = _("标题"), _("标题（英文）")

    def clean(self) -> None:
        """Reads the part, so that what is wrong stands at its field."""
        reader = Reader()
        read = read_group(reader, 1, self.row(), str(self.part.get("name", "")))
        if self.part.get("type"):
            read["type"] = self.part["type"]
        self.part = read
        self.put_faults(reader.faults)


class QuestionForm(PartForm):
    """A question: only the fields that its type has."""

    type = forms.ChoiceField(label=_("题型"), choices=list(TYPES.items()))
    required = forms.BooleanField(label=_("必答"), required=False)
    low = _short(_("最小"), most=20)
    high = _short(_("最大"), most=20)
    low_words = _short(_("最低分含义"))
    low_words_en = _short(_("最低分含义（英文）"))
    high_words = _short(_("最高分含义"))
    high_words_en = _short(_("最高分含义（英文）"))
    na = forms.BooleanField(label=_("可答“不适用”"), required=False)
    points = _lines(_("逐个写出分值（一般不用）"), rows=1)
    length = _short(_("字数上限"), most=4)
    choices = _lines(_("选项"))
    rows = _lines(_("行"))
    columns = _lines(_("列"))
    items = _lines(_("填空项"))
    other = forms.BooleanField(label=_("可选“其他”并填写"), required=False)
    other_words = _short(_("“其他”怎么写"))
    least = forms.IntegerField(label=_("最少选几项"), required=False, min_value=0, max_value=100)
    most = forms.IntegerField(label=_("最多选几项"), required=False, min_value=0, max_value=100)
    all_rows = forms.BooleanField(label=_("每一行都要答"), required=False)
    check = _short(
        _("答案要满足的条件"),
        most=1000,
        help_text=_("不满足就请客户改。例如 {Q2} <= {Q1}；{Q2} 就是这一题。"),
    )
    check_words = _short(_("不满足时怎么说"))
    measure = forms.ChoiceField(
        label=_("测什么"),
        required=False,
        choices=[("", "—"), *((each, MEASURE_WORDS[each]) for each in MEASURES)],
    )
    dimension = _short(_("维度"), most=24, help_text=_("例如 reliability；同一维度的题合起来看。"))
    element = _short(
        _("感知要素"),
        most=24,
        help_text=_("例如 EL-DATA；期望题和感受题写同一个要素就能算差距。"),
        offers="elements",
    )
    construct = _short(
        _("构念"), most=24, help_text=_("例如 satisfaction、loyalty；算指数时，同一构念的题合成一个得分。")
    )
    touchpoint = _short(_("触点"), most=24, offers="touchpoints")

    def __init__(self, data: Mapping[str, Any] | None, *, content: Content) -> None:
        self.part, self.kind = content, kind_of(content)
        super().__init__(data, initial=_initial(content, self.kind))
        wanted = (*ALWAYS, *OWN.get(self.kind, ()), *extras_of(self.kind), *MARKED)
        self.fields = {key: self.fields[key] for key in wanted}

    def clean(self) -> None:
        """Reads the question, so that what is wrong stands at its field."""
        reader = Reader()
        row = self.row()
        lists = {LISTS[key]: self._entries(key) for key in LISTS if row.pop(key, "")}
        if lists := {key: entries for key, entries in lists.items() if entries}:
            reader.lists["list"], row["list"] = lists, "list"
        for key in ("required", "na"):
            row[key] = "yes" if row.pop(key, False) is True else "no"
        read = read_question(reader, 1, row, self.kind)
        self.part = changed_kind(read, self.kind, self.cleaned_data.get("type", self.kind))
        self.put_faults(reader.faults)

    def _entries(self, key: str) -> list[Any]:
        try:
            return entries_of(self.cleaned_data[key], fields=key == "items")
        except LineWrong as error:
            words = _now("第 %(number)s 行看不懂：“%(line)s”。请写成：代码 | 中文 | 英文。")
            self.add_error(key, words % {"number": error.number, "line": error.line})
            return []


def kind_of(question: Content) -> str:
    """The type as people choose it: numbers and dates are types of their own."""
    kind = str(question.get("type", "text"))
    return (
        str(question["inputType"])
        if kind == "text" and question.get("inputType") in {"number", "date"}
        else kind
    )


def changed_kind(question: Content, before: str, after: str) -> Content:
    """The question as one of another type of those that people choose."""
    if before == after:
        return question
    if after not in {"number", "date"}:
        kept = {key: value for key, value in question.items() if key != "inputType"}
        return retyped(kept, after)
    return retyped(question, "text") | {"inputType": after}


def _initial(content: Content, kind: str) -> dict[str, Any]:
    row = readable(question_row(content, []), kind)
    row |= {"type": kind, "required": row.get("required") in YES, "na": row.get("na") in YES}
    kept = {key: content.get(ours) for key, ours in LISTS.items() if not (key == "points" and row["na"])}
    lines = {
        key: lines_of(found, fields=key == "items") for key, found in kept.items() if isinstance(found, list)
    }
    return row | lines


def readable(row: Row, kind: str) -> dict[str, Any]:
    """The row with its other settings in fields of their own, and the rest as JSON that people read."""
    if not row.get("more"):
        return dict(row)
    values, left = split(json.loads(str(row["more"])), kind)
    return dict(row) | values | {"more": json.dumps(left, ensure_ascii=False) if left else ""}


def _as_object(more: object) -> Content | None:
    """What was typed as JSON, nothing where it is none: the reader of the sheets says so."""
    try:
        read = json.loads(str(more or "{}"))
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def part_form(data: Mapping[str, Any] | None, content: Content) -> PartForm:
    """The form of a page, panel or question."""
    if "elements" in content or content.get("type") in {None, "panel"}:
        return GroupForm(data, content=content)
    return QuestionForm(data, content=content)


__all__ = ["MEASURE_WORDS", "TYPES", "GroupForm", "PartForm", "QuestionForm", "part_form"]
