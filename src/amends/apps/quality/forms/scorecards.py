# SPDX-License-Identifier: Apache-2.0
"""A scorecard as people type it: its sections with their shares, and for each item where it stands and how it is
found."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from amends.apps.quality.queries.scorecards import finders, skills
from amends.apps.quality.rules.card_drafts import phrases_of

Content = Mapping[str, Any]
NEW_SECTIONS, NEW_ITEMS = 2, 3
NOWHERE = ("", _("（不在卡上）"))


class ScorecardForm(forms.Form):
    """The whole card on one page; what is incomplete is kept as well, a draft may be."""

    edits = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("名称"), max_length=40)
    pass_mark = forms.FloatField(label=_("合格分"), min_value=1, max_value=100)

    def __init__(self, data: Any = None, *, content: Content, edits: int) -> None:
        first = {"name": content["name_zh"], "pass_mark": content["pass_mark"], "edits": edits}
        super().__init__(data, initial=first)
        self.content = content
        self.section_codes = _with_new([each["code"] for each in content["sections"]], "part", NEW_SECTIONS)
        self.item_codes = _with_new(list(content["items"]), "OWN", NEW_ITEMS)
        known = {each["code"]: each for each in content["sections"]}
        names = {code: known[code]["name_zh"] if code in known else "" for code in self.section_codes}
        for code in self.section_codes:
            self._section(code, known.get(code, {}))
        chosen = [NOWHERE, *((code, name or _("新的部分 %s") % code) for code, name in names.items())]
        placed = {
            item: (each["code"], points)
            for each in content["sections"]
            for item, points in each["items"].items()
        }
        for code in self.item_codes:
            self._item(code, content["items"].get(code, {}), placed.get(code, ("", None)), chosen)

    def _section(self, code: str, row: Content) -> None:
        self.fields[f"part_name_{code}"] = forms.CharField(
            label=_("部分"), required=False, max_length=40, initial=row.get("name_zh", "")
        )
        self.fields[f"share_{code}"] = forms.FloatField(
            label=_("占多少分"), required=False, min_value=0, max_value=100, initial=row.get("share")
        )

    def _item(self, code: str, row: Content, place: tuple[str, Any], chosen: Any) -> None:
        own = {
            "name": forms.CharField(label=_("看什么"), required=False, max_length=60, initial=row.get("name_zh", "")),
            "place": forms.ChoiceField(label=_("在哪一部分"), required=False, choices=chosen, initial=place[0]),
            "points": forms.FloatField(
                label=_("分值"), required=False, min_value=0, max_value=100, initial=place[1]
            ),
            "fatal": forms.BooleanField(label=_("致命项"), required=False, initial=row.get("fatal") is True),
            "finder": forms.ChoiceField(
                label=_("系统怎么找证据"), required=False, choices=finders().items(), initial=row.get("observed", "")
            ),
            "phrases": forms.CharField(
                label=_("词句（用顿号或逗号分开）"), required=False, max_length=600,
                initial=", ".join(row.get("phrases", ())),
            ),
            "look": forms.CharField(
                label=_("怎么看"), required=False, max_length=200, initial=row.get("look_zh", "")
            ),
            "skill": forms.ChoiceField(
                label=_("不通过时练什么"), required=False, choices=[("", "–"), *skills().items()],
                initial=row.get("skill", ""),
            ),
        }  # fmt: skip
        for name, each in own.items():
            self.fields[f"{name}_{code}"] = each

    def sections(self) -> list[dict[str, BoundField]]:
        """The fields of each section."""
        return [
            {"name": self[f"part_name_{code}"], "share": self[f"share_{code}"]} for code in self.section_codes
        ]

    def items(self) -> list[dict[str, Any]]:
        """The fields of each item, those on the card in the order of the card, then the rest, then new ones."""
        parts = ("name", "place", "points", "fatal", "finder", "phrases", "look", "skill")
        placed = [item for each in self.content["sections"] for item in each["items"]]
        order = dict.fromkeys([*placed, *self.item_codes])
        return [{part: self[f"{part}_{code}"] for part in parts} for code in order]

    def changed(self) -> dict[str, Any]:
        """The card as it was typed."""
        data = self.cleaned_data
        items = {code: self._row(code) for code in self.item_codes}
        items = {code: row for code, row in items.items() if row["name_zh"] or code in self.content["items"]}
        sections = [
            {
                "code": code,
                "name_zh": data[f"part_name_{code}"].strip(),
                "share": data[f"share_{code}"] or 0,
                "items": {e: data[f"points_{e}"] or 0 for e in items if data[f"place_{e}"] == code},
            }
            for code in self.section_codes
        ]
        kept = [each for each in sections if each["name_zh"] or each["items"]]
        return {
            **self.content, "name_zh": data["name"].strip(), "pass_mark": data["pass_mark"], "sections": kept,
            "items": items,
        }  # fmt: skip

    def _row(self, code: str) -> dict[str, Any]:
        data = self.cleaned_data
        said = {
            "name_zh": data[f"name_{code}"].strip(), "look_zh": data[f"look_{code}"].strip(),
            "skill": data[f"skill_{code}"], "observed": data[f"finder_{code}"],
            "phrases": phrases_of(data[f"phrases_{code}"]), "fatal": data[f"fatal_{code}"],
        }  # fmt: skip
        return {key: value for key, value in said.items() if value or key == "name_zh"}


def _with_new(codes: list[str], stem: str, count: int) -> list[str]:
    """The codes with new ones after them that none of them has."""
    free = (f"{stem}{number}" for number in range(1, 1000))
    fresh = [each for each, _place in zip((f for f in free if f not in codes), range(count), strict=False)]
    return [*codes, *fresh]


class PublishForm(forms.Form):
    """Why the card changes, and a mark of what was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(label=_("为什么改"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
