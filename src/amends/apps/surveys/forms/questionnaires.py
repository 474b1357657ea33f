# SPDX-License-Identifier: Apache-2.0
"""Beginning a questionnaire, bringing one in from Excel, and saying which items continue which."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit, User
from amends.apps.surveys.models import Item
from amends.apps.surveys.models.questionnaires import MAPPINGS
from amends.apps.surveys.queries.sheets import MOST_BYTES
from amends.apps.surveys.queries.starters import starters
from amends.apps.surveys.rules.mapping import Link
from amends.apps.surveys.rules.words import MappingKind

BLANK = "blank"
CODE = re.compile(r"^[A-Z][A-Z0-9-]{1,23}$")


class SheetField(forms.FileField):
    """An Excel file of a size that a questionnaire can have."""

    def __init__(self, **options: Any) -> None:
        widget = forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods"})
        super().__init__(widget=widget, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file; an error where it is far too large for a questionnaire."""
        found = super().clean(data, initial)
        if found and found.size and found.size > MOST_BYTES:
            raise forms.ValidationError(_("文件太大，问卷不会超过 4 MB。"))
        return found


class NewForm(forms.Form):
    """A new questionnaire: what it is called, whose it is, what it begins with."""

    start = forms.ChoiceField(label=_("从哪里开始"), choices=())
    file = SheetField(
        label=_("或者 Excel 文件"), required=False, help_text=_("格式同“导出 Excel”；填了文件就以文件为准。")
    )
    code = forms.RegexField(
        CODE,
        label=_("编号"),
        max_length=24,
        required=False,
        help_text=_(
            "大写字母开头，可有数字和短横，例如 SV-HALL。以后不能改。从样例或文件开始时可以不填，用原来的。"
        ),
    )
    name = forms.CharField(label=_("名称"), max_length=80, required=False)
    purpose = forms.CharField(
        label=_("用途"), max_length=200, required=False, help_text=_("一句话：问谁、为了知道什么。")
    )
    unit = UnitField(Unit.objects.none(), label=_("机构"), help_text=_("这个机构和它下面的机构都可以用。"))

    def __init__(
        self, data: Mapping[str, Any] | None, files: Any = None, *, user: User, **options: Any
    ) -> None:
        super().__init__(data, files, **options)
        of_pack = [
            (each.name, _now("%(title)s（%(items)s）") % {"title": each.title, "items": each.items})
            for each in starters()
        ]
        field = self.fields["start"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(BLANK, _("空白问卷")), (_("样例"), of_pack)]
        units = self.fields["unit"]
        assert isinstance(units, forms.ModelChoiceField)
        units.queryset = Unit.objects.within(user.scope)
        units.initial = user.unit_id

    def named(self, about: Mapping[str, str]) -> dict[str, Any]:
        """What it is called and whose it is; `about` fills in what was left empty, and errors say what is missing."""
        data = {key: self.cleaned_data[key] or about.get(key, "") for key in ("code", "name", "purpose")}
        for key, value in data.items():
            if not value:
                self.add_error(key, _("请填写。"))
            elif key == "code" and not CODE.fullmatch(value):
                self.add_error(key, _("编号要大写字母开头，只有大写字母、数字和短横。"))
        return data | {"unit": self.cleaned_data["unit"]}


class UploadForm(forms.Form):
    """A file that takes the place of a draft's content."""

    file = SheetField(label=_("Excel 文件"))
    edits = forms.IntegerField(widget=forms.HiddenInput)


class LinkForm(forms.Form):
    """Which item of the version before one item continues."""

    before = forms.ChoiceField(label=_("对应上一版的题"), required=False)
    kind = forms.ChoiceField(
        label=_("可比性"), required=False, choices=[(each.value, words) for each, words in MAPPINGS.items()]
    )
    note = forms.CharField(label=_("对应说明"), required=False, max_length=120)

    def __init__(self, *args: Any, item: Any, before: Sequence[Item], **options: Any) -> None:
        super().__init__(*args, **options)
        self.item = item
        field = self.fields["before"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("新题")), *((each.code, f"{each.code} {each.title[:40]}") for each in before)]

    def link(self) -> Link | None:
        """The link as it was set; none for a new item."""
        data = self.cleaned_data
        if not data["before"]:
            return None
        return Link(self.item.code, data["before"], MappingKind(data["kind"] or "changed"), data["note"])


class LinkForms:
    """One form for each item."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        items: Iterable[Any],
        before: Sequence[Item],
        links: Iterable[Link],
    ) -> None:
        known = {each.code: each for each in links}
        self.forms = [
            LinkForm(
                data,
                prefix=f"item-{each.order}",
                item=each,
                before=before,
                initial=_initial(known.get(each.code)),
            )
            for each in items
        ]

    def is_valid(self) -> bool:
        """Whether each says something that can be read."""
        checked = [each.is_valid() for each in self.forms]  # all of them, so that all errors are shown
        return all(checked)

    def links(self) -> tuple[Link, ...]:
        """All links that were set."""
        return tuple(link for each in self.forms if (link := each.link()))


def _initial(link: Link | None) -> dict[str, str]:
    if link is None:
        return {"before": "", "kind": MappingKind.SAME.value}
    return {"before": link.before, "kind": link.kind.value, "note": link.note}
