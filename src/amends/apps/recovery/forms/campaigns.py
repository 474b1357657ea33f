# SPDX-License-Identifier: Apache-2.0
"""The one form in which the front line says that publicity and reality differ, and the quiz of a campaign."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.customers.forms.fields import choice
from amends.apps.promises.actions.campaigns.mismatches import Seen
from amends.apps.promises.models.campaigns import PLACES, Campaign
from amends.apps.recovery.rules.publicity import Asked, Part, Quiz
from amends.apps.surveys.models import Item, SurveyWave

PARTS = {
    Part.REACH: _("看到没有"),
    Part.RECALL: _("记得没有"),
    Part.UNDERSTANDING: _("理解对没有"),
}


def _lines(label: Any, rows: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2_000, widget=forms.Textarea({"rows": rows}), **options)


class MismatchForm(forms.Form):
    """What was said, what is there, where; the customer when one is there."""

    campaign = forms.ChoiceField(label=_("哪个活动"))
    channel = choice(_("在哪个渠道"), PLACES)
    place = forms.CharField(
        label=_("具体在哪里"), max_length=80, help_text=_("哪个厅、哪张海报、哪条短信、哪个工号。")
    )
    said = _lines(_("当时怎么说的"), 2, help_text=_("照原话写。"))
    found = _lines(_("实际怎样"), 2)
    photo_text = _lines(_("照片上的文字"), 2, required=False, help_text=_("拍了照片的，把上面的字写下来。"))
    customer = forms.CharField(
        label=_("客户"), max_length=64, required=False,
        help_text=_("有客户受影响就填客户编号或服务号码，会同时为客户开立宣传类案件。"),
    )  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, *args: Any, campaigns: Iterable[Campaign], may_open: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.campaigns = {each.code: each for each in campaigns}
        named = [(code, each.name) for code, each in self.campaigns.items()]
        self.fields["campaign"].choices = [("", _("请选择")), *named]  # type: ignore[attr-defined]
        if not may_open:
            del self.fields["customer"]

    def chosen(self) -> Campaign:
        """The campaign that was picked."""
        return self.campaigns[self.cleaned_data["campaign"]]

    def seen(self) -> Seen:
        """What was seen, as the verb takes it."""
        names = ("said", "found", "channel", "place", "photo_text")
        return Seen(**{name: self.cleaned_data[name] for name in names})


class QuizWaveForm(forms.Form):
    """Which wave of a survey asks about the campaign."""

    wave = forms.ChoiceField(label=_("哪一期调查"))

    def __init__(self, *args: Any, waves: Iterable[SurveyWave], **options: Any) -> None:
        super().__init__(*args, **options)
        listed = [(str(each.pk), f"{each.name} · {each.version.questionnaire.name}") for each in waves]
        self.fields["wave"].choices = [("", _("请选择")), *listed]  # type: ignore[attr-defined]


class QuizForm(forms.Form):
    """What each question of the wave asks of the campaign, and which answer is right."""

    def __init__(self, *args: Any, items: Sequence[Item], wave: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.items_asked, self.wave = items, wave
        for each in items:
            parts = choice(each.title, PARTS, blank=_("不用这一题"))
            answers = [(str(one["value"]), str(one["text"])) for one in each.choices]
            self.fields[f"part_{each.code}"] = parts
            self.fields[f"right_{each.code}"] = forms.MultipleChoiceField(
                label=_("算对的答案"), choices=answers, required=False, widget=forms.CheckboxSelectMultiple
            )

    def clean(self) -> dict[str, Any]:
        """A question that is used must have a right answer."""
        data = super().clean() or {}
        for each in self.items_asked:
            if data.get(f"part_{each.code}") and not data.get(f"right_{each.code}"):
                self.add_error(f"right_{each.code}", _("用到的题要选出哪些答案算对。"))
        return data

    def quiz(self) -> Quiz:
        """The cleaned fields as a quiz."""
        data = self.cleaned_data
        asked = [
            Asked(each.code, Part(data[f"part_{each.code}"]), tuple(data[f"right_{each.code}"]))
            for each in self.items_asked
            if data[f"part_{each.code}"]
        ]
        return Quiz(self.wave, tuple(asked))
