# SPDX-License-Identifier: Apache-2.0
"""What is typed at one of the twelve steps: the fields of its card, filled in with what the case knows already."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import zip_longest
from typing import Any, cast

from django import forms
from django.forms.utils import flatatt
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone, is_naive, localtime, make_aware
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.forms.fields import any_of, due_field, words
from amends.apps.cases.forms.lean import LeanChecks, LeanRadios, LeanSelect
from amends.apps.cases.forms.rooting import root_field
from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models import Case
from amends.apps.cases.models.desk_words import REQUEST_TYPES, RequestType
from amends.apps.cases.models.step_words import FIELD_CHOICES, FIELD_LABELS
from amends.apps.cases.queries.intake import causes, taxonomy
from amends.apps.cases.queries.rooting import not_asked
from amends.apps.cases.queries.standing import standards
from amends.apps.cases.rules.fields import Field, FieldKind, fields_of

K = FieldKind
FEW = 7  # up to so many choices are radio buttons: one press
_ROWS = {"story_zh": 4, "explanation_zh": 4, "finding": 3}


class TopicSelect(forms.Select):
    """All topics by group, written once for each language."""

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, Any] | None = None,
        renderer: object = None,  # noqa: ARG002 - Django's
    ) -> SafeString:
        """The select with the chosen topic marked."""
        options, chosen = _topics(get_language() or ""), str(value or "")
        if chosen in taxonomy().leaves:
            options = options.replace(f'value="{chosen}"', f'value="{chosen}" selected', 1)
        told = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, told, SafeString(options))


@lru_cache(maxsize=8)
def _topics(_language: str) -> str:
    groups: dict[str, list[tuple[str, str]]] = {}
    for leaf in taxonomy().leaves.values():
        group = f"{gettext(leaf.level1)} · {gettext(leaf.level2)}"
        groups.setdefault(group, []).append((leaf.code, gettext(leaf.name)))
    parts = [format_html('<option value="">{}</option>', gettext("请选择"))]
    for group, leaves in groups.items():
        options = format_html_join("", '<option value="{}">{}</option>', leaves)
        parts.append(format_html('<optgroup label="{}">{}</optgroup>', group, options))
    return "".join(parts)


class StepCardForm(CaseForm):
    """The card of one step. What a checkbox does not say is a no; a field left empty leaves what is known."""

    def __init__(
        self, *args: Any, code: str, known: Mapping[str, object] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.code, self.record_fields = code, _typed(self.case, code)
        for field in self.record_fields:
            if field.kind is not K.MEASURES:
                self.fields[field.code] = form_field(field, self.case, known or {})
        self.fields["despite"] = words(_("先办这一步的原因"), required=False, rows=2)
        self.initial = {name: _initial(value) for name, value in (known or {}).items() if name in self.fields}

    def record(self) -> dict[str, object]:
        """What was typed, by the fields' codes."""
        data = self.cleaned_data
        record = {field.code: data.get(field.code) for field in self.record_fields if field.code in data}
        if any(field.kind is K.MEASURES for field in self.record_fields):
            record["action_items"] = self.measures()
        return record

    def measures(self) -> list[dict[str, object]]:
        """The measures that were typed; rows without words are none."""
        rows: list[dict[str, object]] = []
        for row in self.measure_rows():
            if row["text"].strip():
                due = _moment(row["due_at"])
                owner = int(row["owner"]) if row["owner"].isdecimal() and len(row["owner"]) < 19 else None
                rows.append({"text": row["text"], "owner": owner, "due_at": due, "aim": row["aim"]})
        return rows

    def measure_rows(self, least: int = 2) -> list[dict[str, str]]:
        """The rows for measures as they stand: what was typed, and empty ones after it."""
        names = ("text", "owner", "due_at", "aim")
        typed = self.data if self.is_bound else self.drafted
        sent = (_sent(typed, f"measure_{name}") for name in names)
        rows = [dict(zip(names, row, strict=True)) for row in zip_longest(*sent, fillvalue="")]
        empty = {"text": "", "owner": str(self.case.owner_id), "due_at": "", "aim": ""}
        return [*rows, *(dict(empty) for _row in range(max(0, least - len(rows))))]


def _sent(data: Any, name: str) -> Sequence[str]:
    if hasattr(data, "getlist"):
        return cast(Sequence[str], data.getlist(name))
    found = data.get(name, ())
    return [found] if isinstance(found, str) else cast(Sequence[str], found)


def _moment(text: str) -> str | None:
    found = parse_datetime(text) if text else None
    if found is None:
        return None
    aware = make_aware(found, get_current_timezone()) if is_naive(found) else found
    return aware.isoformat()


def _typed(case: Case, code: str) -> tuple[Field, ...]:
    step = case.procedure.handling.step(code)
    left_out = not_asked(case)
    fields = fields_of(code, step.record)
    return tuple(each for each in fields if each.kind is not K.SHOWN and each.code not in left_out)


def _initial(value: object) -> object:
    """A fact as a form's field takes it: a moment of the record on the person's clock."""
    if isinstance(value, str) and "T" in value:
        try:
            return localtime(datetime.fromisoformat(value))
        except ValueError:
            return value
    return value


def form_field(field: Field, case: Case, known: Mapping[str, object]) -> forms.Field:
    """The form's field for a field of a step. What a gate asks for is marked, and checked there."""
    label = FIELD_LABELS.get(field.code, field.code)
    match field.kind:
        case K.WORDS:
            made: forms.Field = words(str(label), required=False, rows=_ROWS.get(field.code, 2))
        case K.CHOICE:
            made = root_field(field.code, case, known) or _choice(field, case)
        case K.MANY:
            named = any_of(FIELD_CHOICES[field.code])
            made = forms.MultipleChoiceField(choices=named, widget=LeanChecks)
        case K.YES_NO:
            made = forms.BooleanField()
        case K.NUMBER:
            made = forms.FloatField(min_value=0, widget=forms.NumberInput(attrs={"step": "any"}))
        case K.DATE:
            made = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        case K.MOMENT:
            made = due_field()
        case _:
            made = forms.CharField(max_length=field.most)
    made.label, made.required = str(label), False
    if field.required:
        made.widget.attrs["data-needed"] = "yes"
    return made


def _choice(field: Field, case: Case) -> forms.ChoiceField:
    if field.code == "taxonomy_code":
        leaves = [(code, code) for code in taxonomy().leaves]
        return forms.ChoiceField(choices=leaves, widget=TopicSelect)
    named = _named(field, case)
    if len(named) <= FEW:
        return forms.ChoiceField(choices=named, widget=LeanRadios)
    return forms.ChoiceField(choices=[("", _("请选择")), *named], widget=LeanSelect)


def _named(field: Field, case: Case) -> list[tuple[str, Any]]:
    if field.code == "handling_type":
        return [
            (
                each.code,
                format_html('{} <small class="dim">{}</small>', gettext(each.name), gettext(each.tip)),
            )
            for each in case.procedure.handling.types
        ]
    if field.code == "cause":
        return [(each.code, f"{each.order} {gettext(each.name)}") for each in causes().causes.values()]
    if field.code == "standard":
        return [(code, gettext(text)) for code, text in standards().items()]
    return any_of(FIELD_CHOICES.get(field.code, {}))


class SkipForm(CaseForm):
    """Why a step is set aside."""

    reason = forms.CharField(label=_("跳过的原因"), max_length=400)


class NoComplaintForm(CaseForm):
    """What it is, where it is no complaint, and why."""

    request_type = forms.ChoiceField(
        label=_("其实是"),
        choices=any_of(
            {code: shown for code, shown in REQUEST_TYPES.items() if code != RequestType.COMPLAINT}
        ),
        widget=forms.RadioSelect,
    )
    reason = words(_("原因"), rows=2)


class WithdrawForm(CaseForm):
    """The customer's own word that they take it back."""

    words = words(_("客户的原话"), rows=2)
    freely = forms.BooleanField(label=_("客户自愿撤回，没有以补偿或办理作为条件"), required=False)


class CauseReviewForm(CaseForm):
    """A second person's word on the cause; the button pressed says which."""

    agrees = forms.ChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput)
    words = words(_("复审意见"), rows=2)
