# SPDX-License-Identifier: Apache-2.0
"""What is typed about articles, notices, briefs and sources, made into what actions take."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models.words import choices
from amends.apps.knowledge.actions.articles.keeping import Keeping
from amends.apps.knowledge.actions.articles.writing import Draft
from amends.apps.knowledge.actions.notices import Telling
from amends.apps.knowledge.actions.voices import Source
from amends.apps.knowledge.models import Article, ArticleVersion
from amends.apps.knowledge.models.articles import COMPLAINTS, SOURCE_CHANNELS, SPOKEN
from amends.apps.knowledge.models.notices import STAFF_CHANNELS, VOICE_KINDS
from amends.apps.knowledge.queries.articles import published_article
from amends.apps.knowledge.queries.topics import topic_choices
from amends.apps.knowledge.queries.voices import FOLLOWED
from amends.apps.knowledge.rules.article_words import Complaint, SourceChannel, Spoken, VoiceKind
from amends.apps.knowledge.rules.articles import MOST_POINTS, Answer, points_of

LONGEST_SHOWN = timedelta(hours=12)
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


class Day(forms.DateField):
    """A day of this century, picked with the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        bounds = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
        super().__init__(widget=widget, validators=bounds, **options)


class Words(forms.CharField):
    """Some sentences."""

    def __init__(
        self, *, rows: int = 3, most: int = 4_000, wording: str | None = None, **options: Any
    ) -> None:
        """With `wording` what is typed is checked as something that customers read or hear through that channel."""
        checked = {} if wording is None else {"data-wording": wording}
        widget = forms.Textarea(attrs={"rows": rows, **checked})
        super().__init__(widget=widget, max_length=most, **options)


class Line(forms.CharField):
    """One line that customers read or hear of: checked as one types."""

    widget = forms.TextInput(attrs={"data-wording": ""})


class StaffNumber(forms.CharField):
    """A colleague by staff number."""

    def __init__(self, **options: Any) -> None:
        attrs = {"list": "colleagues", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=150, **options)

    def clean(self, value: Any) -> User | None:
        """The person; an error where nobody works under that number."""
        number = super().clean(value)
        found = User.objects.select_related("unit").filter(username=number, is_active=True).first()
        if number and found is None:
            raise forms.ValidationError(_("没有这个工号，或账号已停用。"))
        return found


def units_within(scope: Scope) -> Any:
    """The units that somebody looks after."""
    return Unit.objects.within(scope)


class KeepingForm(forms.Form):
    """Whose an article is, what it is about, when it is looked at again."""

    topic = forms.ChoiceField(label=_("投诉分类"), required=False)
    owner = StaffNumber(label=_("负责人（工号）"))
    source_channel = forms.ChoiceField(label=_("资料来源"), choices=choices(SOURCE_CHANNELS))
    review_date = Day(label=_("下一次复审"), help_text=_("过了这一天还没有复审，会标出来，不再排在前面。"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["topic"].choices = [("", _("不分类")), *topic_choices()]  # type: ignore[attr-defined]

    def keeping(self) -> Keeping:
        """The cleaned fields."""
        data = self.cleaned_data
        return Keeping(
            data["owner"], data["topic"], SourceChannel(data["source_channel"]), data["review_date"]
        )


class DraftForm(KeepingForm):
    """Technical material that begins an article."""

    title = forms.CharField(label=_("标题"), max_length=120, help_text=_("客户会怎么问，就怎么写。"))
    unit = UnitField(label=_("在哪个机构用"), queryset=Unit.objects.none())
    material = Words(
        label=_("原始资料"), rows=10, most=20_000,
        help_text=_("把后台的资料原样贴进来；一线看不到它，改写成口语并批准以后才看得到。"),
    )  # fmt: skip
    field_order = ("title", "unit", "material", "topic", "source_channel", "owner", "review_date")

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units_within(scope)  # type: ignore[attr-defined]

    def draft(self) -> Draft:
        """The cleaned fields."""
        data = self.cleaned_data
        names = ("unit", "title", "material", "owner", "review_date", "topic")
        return Draft(
            **{name: data[name] for name in names}, source_channel=SourceChannel(data["source_channel"])
        )


class VersionForm(forms.Form):
    """Material that begins a new version."""

    material = Words(label=_("新的原始资料"), rows=8, most=20_000)
    note = forms.CharField(label=_("改了什么"), max_length=200)


class AnswerForm(forms.Form):
    """An article in plain words: one sentence, the points, the whole, and how each channel says it."""

    title = Line(label=_("标题"), max_length=120)
    short = Words(
        label=_("一句话答案"), rows=2, most=200, wording="", help_text=_("客户听了这一句就知道结果。")
    )
    points = Words(
        label=_("要点"), rows=4, most=800, required=False, wording="", help_text=_("一行一条，最多八条。")
    )
    body = Words(label=_("详细说明"), rows=8, most=10_000, wording="")
    hotline = Words(label=SPOKEN[Spoken.HOTLINE], wording="hotline", rows=2, most=600, required=False)
    hall = Words(label=SPOKEN[Spoken.HALL], wording="hall", rows=2, most=600, required=False)
    sms = Words(label=SPOKEN[Spoken.SMS], wording="sms", rows=2, most=300, required=False)
    app = Words(
        label=SPOKEN[Spoken.APP], wording="app", rows=2, most=300, required=False,
        help_text=_("空着的渠道用一句话答案。"),
    )  # fmt: skip
    starts_date = Day(label=_("生效日期"))
    last_date = Day(label=_("失效日期"), required=False, help_text=_("当天仍有效；长期有效的不填。"))
    note = forms.CharField(label=_("改了什么"), max_length=200, required=False)

    def clean_points(self) -> tuple[str, ...]:
        """One a line."""
        found = points_of(self.cleaned_data["points"])
        if len(found) > MOST_POINTS:
            raise forms.ValidationError(_("最多八条。"))
        return found

    def answer(self) -> Answer:
        """The cleaned fields."""
        data = self.cleaned_data
        return Answer(
            title=data["title"], short=data["short"], body=data["body"], starts=data["starts_date"],
            last=data["last_date"], points=data["points"], says={each.value: data[each.value] for each in SPOKEN},
            note=data["note"],
        )  # fmt: skip


def answer_initial(version: ArticleVersion, today: date) -> dict[str, Any]:
    """A version as its form shows it."""
    names = ("title", "short", "body", "last_date", "note")
    starts = version.starts_date or today
    return {
        **{name: getattr(version, name) for name in names}, **version.says,
        "points": "\n".join(version.points), "starts_date": starts,
    }  # fmt: skip


def keeping_initial(article: Article) -> dict[str, Any]:
    """Whose an article is, as its form shows it."""
    names = ("topic", "source_channel", "review_date")
    return {**{name: getattr(article, name) for name in names}, "owner": article.owner.username}


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class ReviewForm(forms.Form):
    """When an article is looked at again."""

    review_date = Day(label=_("下一次复审"))


class FeedbackForm(forms.Form):
    """What the front line says of an article."""

    kind = forms.ChoiceField(choices=choices(COMPLAINTS))
    words = forms.CharField(max_length=200, required=False)

    @property
    def complaint(self) -> Complaint:
        """What was pressed."""
        return Complaint(self.cleaned_data["kind"])


class NoticeForm(forms.Form):
    """What some channels are told before customers are."""

    title = Line(label=_("标题"), max_length=120)
    text = Words(
        label=_("内容"), rows=6, wording="", help_text=_("对谁、从哪天起、有什么变化、客户问起来怎么答。")
    )
    subject = forms.SlugField(
        label=_("活动或业务编码"), max_length=40, required=False,
        help_text=_("填了活动编码，活动上线前会看到各渠道读了多少。"),
    )  # fmt: skip
    article = forms.CharField(label=_("知识编号"), max_length=12, required=False)
    unit = UnitField(label=_("由哪个机构发"), queryset=Unit.objects.none())
    places = forms.ModelMultipleChoiceField(
        label=_("发到哪些机构"), queryset=Unit.objects.none(), required=False,
        help_text=_("不选就发到整个机构。按住 Ctrl 可以选几个。"),
    )  # fmt: skip
    channels = forms.MultipleChoiceField(
        label=_("通知哪些岗位"), choices=choices(STAFF_CHANNELS), widget=forms.CheckboxSelectMultiple
    )
    due_date = Day(label=_("最晚何时读完"))
    effective_date = Day(label=_("何时起对客户生效"))
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["key"].initial = uuid.uuid4().hex
        for name in ("unit", "places"):
            self.fields[name].queryset = units_within(scope)  # type: ignore[attr-defined]
        self.scope = scope

    def clean_article(self) -> Article | None:
        """The article of that code."""
        code = self.cleaned_data["article"].strip()
        found = published_article(code, self.scope) if code else None
        if code and found is None:
            raise forms.ValidationError(_("没有这个编号的知识。"))
        return found

    def telling(self) -> Telling:
        """The cleaned fields."""
        data = self.cleaned_data
        names = ("unit", "title", "text", "channels", "subject", "article", "key")
        return Telling(
            **{name: data[name] for name in names}, effective=data["effective_date"], due=data["due_date"],
            places=list(data["places"]),
        )  # fmt: skip


class BriefForm(forms.Form):
    """Who was at the morning brief."""

    attended = forms.ModelMultipleChoiceField(
        label=_("谁参加了"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    words = Words(label=_("会上记下的"), rows=2, most=400, required=False)
    shown_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scope: Scope, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["shown_at"].initial = now
        team = people_within(scope).filter(is_active=True)
        self.fields["attended"].queryset = team  # type: ignore[attr-defined]
        self.now = now

    def clean_shown_at(self) -> datetime:
        """When the page was made; that of a page from another day is not believed, nor one from the future."""
        shown: datetime = self.cleaned_data["shown_at"] or self.now
        if not self.now - LONGEST_SHOWN <= shown <= self.now:
            raise forms.ValidationError(_("这一页打开太久了，请刷新以后再登记。"))
        return shown


class SourceForm(forms.Form):
    """Where customers are heard."""

    name = forms.CharField(label=_("来源"), max_length=80)
    kind = forms.ChoiceField(label=_("种类"), choices=choices(VOICE_KINDS))
    unit = UnitField(label=_("机构"), queryset=Unit.objects.none())
    owner = StaffNumber(label=_("负责人（工号）"))
    cadence_days = forms.IntegerField(label=_("多少天更新一次"), min_value=1, max_value=800)
    follows = forms.ChoiceField(
        label=_("随什么自动更新"), required=False, help_text=_("选了，系统里每发生一次就算更新一次。")
    )

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units_within(scope)  # type: ignore[attr-defined]
        followed = [(each.value, EventKind(each).label) for each in FOLLOWED]
        self.fields["follows"].choices = [("", _("由负责人登记")), *followed]  # type: ignore[attr-defined]

    def source(self) -> Source:
        """The cleaned fields."""
        data = self.cleaned_data
        names = ("unit", "name", "owner", "cadence_days", "follows")
        return Source(**{name: data[name] for name in names}, kind=VoiceKind(data["kind"]))


class NoteForm(forms.Form):
    """What came in."""

    note = forms.CharField(label=_("这次是什么"), max_length=200)
