# SPDX-License-Identifier: Apache-2.0
"""The intake: one form for everything that is asked when a customer's word comes in."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.forms.fields import any_of
from amends.apps.cases.models import Case
from amends.apps.cases.models.desk_words import AREAS, CLAIM_TYPES, EMOTIONS, REQUEST_TYPES, SPECIALS
from amends.apps.cases.queries.intake import health_words, intake_words, provinces, taxonomy
from amends.apps.cases.queries.registry import registry
from amends.apps.cases.rules.intake.completeness import Completeness, completeness
from amends.apps.cases.rules.intake.meaning import title_of
from amends.apps.cases.rules.sensitive import HealthConsent
from amends.apps.cases.rules.taxonomy import Leaf
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Role

HIDE = "hide"
YES, NO = "yes", "no"
_OF_ROLE = {Role.HALL_CLERK: "CH-HALL"}


def leaf_name(leaf: Leaf) -> str:
    """What a leaf is called in the language of the page."""
    return leaf.name_en if (get_language() or "").startswith("en") else leaf.name


def leaf_path(leaf: Leaf) -> str:
    """What a leaf belongs to."""
    if (get_language() or "").startswith("en"):
        return f"{leaf.level1_en} › {leaf.level2_en}"
    return f"{leaf.level1} › {leaf.level2}"


def channels() -> list[tuple[str, str]]:
    """The channels by which customers come to us."""
    return [(each.code, gettext(each.name)) for each in registry().by_hand()]


def _aims() -> list[tuple[str, str]]:
    return [(code, gettext(name)) for code, name in intake_words().aims.items()]


def _places() -> list[tuple[str, Any]]:
    return [("", _("按客户所在地")), *((code, gettext(name)) for name, code in provinces()[0].items())]


def _healthy() -> list[tuple[str, Any]]:
    return [
        (HIDE, _("隐去，不保存")),
        *((code, gettext(name)) for code, name in health_words().purposes.items()),
    ]


def _line(label: Any, *, most: int = 200, hint: str = "") -> forms.CharField:
    widget = forms.TextInput({"placeholder": hint, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget)


def _pick(label: Any, words: Mapping[Any, Any], blank: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=any_of(words, blank), required=False)


class IntakeForm(forms.Form):
    """Everything that the intake asks. Only the customer, the channel and the story must be there; of the seven slots
    as many as the content says, unless the customer cannot say more now."""

    customer = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    walk_name = _line(_("姓名"), most=40)
    walk_number = _line(_("联系号码"), most=32)
    channel = forms.ChoiceField(label=_("受理渠道"), choices=channels)
    request_type = forms.ChoiceField(label=_("诉求类型"), choices=any_of(REQUEST_TYPES))
    emotion = _pick(_("客户情绪"), EMOTIONS, _("未判断"))
    event_date = forms.DateField(
        label=_("事情发生日期"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    story = forms.CharField(
        label=_("客户怎么说"),
        max_length=8000,
        widget=forms.Textarea({"rows": 3, "data-jump": "2"}),
        error_messages={"required": _("请写下客户说了什么")},
    )
    taxonomy = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    topic = _line(_("投诉分类"), most=40)
    aims = forms.MultipleChoiceField(
        label=_("客户想要"), choices=_aims, required=False, widget=forms.CheckboxSelectMultiple
    )
    desired_outcome = _line(_("期望结果"), most=400)
    claim_type = _pick(_("诉求性质"), CLAIM_TYPES, _("按上面的选择"))
    jurisdiction = forms.ChoiceField(label=_("管辖地"), choices=_places, required=False)
    area = _pick(_("城乡"), AREAS, _("未说明"))
    outlet = _line(_("涉及网点或工号"), most=40)
    reference = _line(_("来件编号"), most=64)
    received_at = forms.DateTimeField(
        label=_("收到时间"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    regulator_due_at = forms.DateTimeField(
        label=_("监管要求的期限"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    special = _pick(_("特殊人物"), SPECIALS, _("不是"))
    special_reason = _line(_("凭什么判断"), most=200)
    thin = forms.BooleanField(label=_("客户暂时说不清，先受理"), required=False)
    overruled = _line(_("不按投诉受理的理由"), most=200)
    health = forms.ChoiceField(
        label=_("健康信息"), choices=_healthy, required=False, widget=forms.RadioSelect
    )
    health_agreed = forms.BooleanField(label=_("客户单独同意为此用途记录"), required=False)
    related = forms.CharField(max_length=48, required=False)
    summary = forms.CharField(
        label=_("向客户复述的小结"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2, "data-jump": "5"}),
    )
    confirmed = forms.ChoiceField(
        label=_("客户说"),
        choices=[(YES, _("对")), (NO, _("不对或未确认"))],
        required=False,
        widget=forms.RadioSelect,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    page = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)
    registered: Case | None = None  # the case that the typed number is already

    def __init__(self, data: Any = None, *, who: User, initial: Mapping[str, Any] | None = None) -> None:
        first = {
            "channel": _OF_ROLE.get(Role(who.role), "CH-HOTLINE"),
            "request_type": "complaint",
            "key": uuid.uuid4().hex,
            "page": uuid.uuid4().hex,
        }
        super().__init__(data, initial={**first, **(initial or {})}, auto_id="intake_%s")
        for slot in intake_words().slots:
            field = _line(gettext(slot.name), most=400, hint=gettext(slot.ask))
            self.fields[slot.code] = field
        jump = {"data-jump": "3", "data-says": gettext("七项")}
        self.fields[intake_words().slots[0].code].widget.attrs |= jump

    def clean(self) -> dict[str, Any]:
        """What depends on more than one field."""
        data: dict[str, Any] = self.cleaned_data
        self._ask_for_more(data)
        self._ask_about_health(data)
        if data.get("taxonomy") and data["taxonomy"] not in taxonomy().leaves:
            self.add_error("topic", _("没有这个分类，请从列表里选"))
        if data.get("special") and not data.get("special_reason"):
            self.add_error("special_reason", _("请写明凭什么判断"))
        if data.get("summary") and not data.get("confirmed"):
            self.add_error("confirmed", _("请选客户听完小结以后怎么说"))
        return data

    def _ask_for_more(self, data: Mapping[str, Any]) -> None:
        known = self.completeness(data)
        if data.get("thin") or known.is_enough or not data.get("story"):
            return
        ask = gettext("、").join(gettext(slot.name) for slot in known.missing)
        words = _("七项里才有 %(filled)s 项，至少要 %(least)s 项；还可以问：%(ask)s")
        self.add_error("thin", words % {"filled": known.filled, "least": known.at_least, "ask": ask})

    def _ask_about_health(self, data: Mapping[str, Any]) -> None:
        found = self.health_found(data)
        if not found:
            return
        if not data.get("health"):
            words = _("写到了健康信息（%(words)s）：请选择隐去，或选用途并取得客户的单独同意")
            self.add_error("health", words % {"words": gettext("、").join(found)})
        elif data["health"] != HIDE and not data.get("health_agreed"):
            self.add_error("health_agreed", _("没有客户的单独同意，健康信息只能隐去"))

    @staticmethod
    def completeness(data: Mapping[str, Any]) -> Completeness:
        """How much of the seven is known."""
        return completeness(slots_of(data), intake_words())

    @staticmethod
    def health_found(data: Mapping[str, Any]) -> tuple[str, ...]:
        """The words on health that what was typed holds."""
        told = ("story", "summary", "desired_outcome", *(slot.code for slot in intake_words().slots))
        return health_words().found(*(str(data.get(name) or "") for name in told))

    def consent(self) -> HealthConsent | None:
        """What the customer agreed to, where that was asked."""
        purpose = self.cleaned_data.get("health") or HIDE
        return None if purpose == HIDE else HealthConsent(purpose, bool(self.cleaned_data["health_agreed"]))

    def take_new_key(self) -> None:
        """Let the same page open another case when it is sent again."""
        data: Any = self.data
        data = data.copy()
        data["key"] = uuid.uuid4().hex
        self.data = data

    def columns(self) -> dict[str, Any]:
        """The columns of the intake."""
        names = (
            "aims",
            "desired_outcome",
            "claim_type",
            "emotion",
            "event_date",
            "jurisdiction",
            "area",
            "outlet",
        )
        return {name: self.cleaned_data[name] for name in (*names, "reference")}


def slots_of(data: Mapping[str, Any]) -> dict[str, str]:
    """The seven slots: what the story begins with says what happened, the day of the event says when."""
    said = {slot.code: str(data.get(slot.code) or "").strip() for slot in intake_words().slots}
    said["what"] = said["what"] or title_of(str(data.get("story") or ""))
    day = data.get("event_date")
    said["when"] = said["when"] or (day.isoformat() if isinstance(day, date) else str(day or ""))
    return said


def typed(data: Mapping[str, Any]) -> dict[str, str | Sequence[str]]:
    """What was typed, for a draft: all fields but tokens, keys and buttons. A key opens one case: it never comes back
    with a draft."""
    leave = {"csrfmiddlewaretoken", "do", "find", "key", "page"}
    lists = data.lists() if hasattr(data, "lists") else ((name, [value]) for name, value in data.items())
    return {
        name: values if name == "aims" else values[-1]
        for name, values in lists
        if name not in leave and values
    }


def as_moment(value: object) -> datetime | None:
    """A moment of a cleaned form."""
    return value if isinstance(value, datetime) else None
