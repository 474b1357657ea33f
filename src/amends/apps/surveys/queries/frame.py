# SPDX-License-Identifier: Apache-2.0
"""The frame of a wave: everybody of a unit's subtree, who is left alone and why, and the strata of the others.

Preview and drawing read the same query, so that what was shown is what is drawn. Each customer counts under the first
reason that holds, in the order of `EXCLUSIONS`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, StdDev, Value, When
from django.db.models.aggregates import Avg
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from amends.apps.core.models import Event, EventKind, Unit
from amends.apps.customers.models import Consent, Customer
from amends.apps.customers.models.words import VALUE_TIERS
from amends.apps.customers.rules.consents import Decision, Purpose
from amends.apps.surveys.models import Answer, Invitation, QuestionnaireVersion, SurveyWave
from amends.apps.surveys.rules.design import Column, Design
from amends.apps.surveys.rules.sample_plan import Past
from amends.apps.surveys.rules.strata import Places, Profile, label, tenure_starts, values
from amends.apps.surveys.rules.words import AskedBy

_INSIDE = "inside a query that names the scope"
_ENOUGH = 10  # answers of a stratum before its own spread is believed
EXCLUSIONS = {
    "do_not_contact": _("登记谢绝联系"),
    "refused": _("拒绝或撤回了调查同意"),
    "open_case": _("近期有未结的案件"),
    "surveyed": _("近期已被调查，或在另一期名单中"),
    "not_active": _("号码停机或已销号"),
    "no_channel": _("没有可用的号码或邮箱"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame holds: everybody, those left alone by reason, and the people of each stratum by label."""

    population: int
    excluded: dict[str, int]
    cells: dict[str, int]

    @property
    def eligible(self) -> int:
        """Who may be asked."""
        return sum(self.cells.values())


@dataclass(frozen=True, slots=True)
class FrameQuery:
    """The question: of which unit, by which plan, as of when, reached by which `way`; `wave` is the one that
    asks, if there is one already."""

    unit: Unit
    design: Design
    at: datetime
    wave: int | None = None
    way: str = ""

    def customers(self) -> Any:
        """All customers of the subtree with `reason`: why they are left alone, or nothing."""
        rows = Customer.objects.within(self.unit.scope)
        whens = [When(condition, then=Value(reason)) for reason, condition in self._conditions().items()]
        return rows.annotate(reason=Case(*whens, default=Value(""), output_field=CharField()))

    def _conditions(self) -> dict[str, Q]:
        return {
            "do_not_contact": Q(do_not_contact=True),
            "refused": Q(pk__in=refusals()),
            "open_case": Q(code__in=open_matters(self.at - timedelta(days=self.design.complaint_days))),
            "surveyed": Q(pk__in=asked_since(self._rest(), self.wave, at=self.at)),
            "not_active": ~Q(line_state="active"),
            "no_channel": self._unreachable(),
        }

    def _unreachable(self) -> Q:
        """Whom the way does not reach: by mail who has no address, and no number that has a mailbox of its own."""
        no_number = Q(identity__isnull=True) | Q(identity__number_index="")
        if self.way != AskedBy.EMAIL:
            return no_number
        no_mail = Q(identity__isnull=True) | Q(identity__mail_index="")
        return no_mail & no_number if settings.AMENDS_NUMBER_MAIL else no_mail

    def _rest(self) -> datetime:
        return self.at - timedelta(days=self.design.rest_days)

    def counted(self) -> Frame:
        """How many there are. Two queries over the customers of the unit, and one for the units below it."""
        rows = self.customers().order_by()
        reasons = dict(rows.values_list("reason").annotate(Count("pk")))
        names, places = self._columns(), places_below(self.unit)
        cells: dict[str, int] = {}
        grouped = rows.filter(reason="").annotate(**self._made()).values(*names)
        for row in grouped.annotate(number_of=Count("pk")).values_list(*names, "number_of"):
            name = self._label(names, row[:-1], places)
            cells[name] = cells.get(name, 0) + row[-1]
        excluded = {each: reasons.get(each, 0) for each in EXCLUSIONS}
        return Frame(sum(reasons.values()), excluded, dict(sorted(cells.items())))

    def members(self) -> Iterator[tuple[str, str]]:
        """(code, stratum) of everybody who may be asked, in the order of the codes; read in portions."""
        names, places = self._columns(), places_below(self.unit)
        rows = self.customers().filter(reason="").annotate(**self._made()).order_by("code")
        for row in rows.values_list("code", *names).iterator(chunk_size=5_000):
            yield row[0], self._label(names, row[1:], places)

    def _columns(self) -> tuple[str, ...]:
        """What each row is asked for; something even where nothing cuts the sample."""
        made = {Column.UNIT: "unit_number", Column.TENURE: "tenure"}
        return tuple(made.get(each, str(each)) for each in self.design.columns) or ("reason",)

    def _made(self) -> dict[str, Any]:
        wanted = {"unit_number": F("unit__number"), "tenure": _tenure(self.at)}
        return {name: each for name, each in wanted.items() if name in self._columns()}

    def _label(self, names: tuple[str, ...], row: tuple[Any, ...], places: Places) -> str:
        told = dict(zip(names, row, strict=True))
        profile = Profile(
            unit=told.get("unit_number", 0),
            region=told.get("region", ""),
            value_tier=told.get("value_tier", ""),
            plan_name=told.get("plan_name", ""),
            tenure=told.get("tenure", ""),
        )
        return label(values(profile, self.design.columns, places=places, tiers=_tiers()))


def _tenure(at: datetime) -> Combinable:
    """The band of tenure on a day, as the rules cut it."""
    starts = tenure_starts(timezone.localdate(at))
    whens = [When(joined_date__gt=first, then=Value(words)) for first, words in starts]
    unknown = When(joined_date__isnull=True, then=Value(""))
    return Case(unknown, *whens, default=Value(starts[-1][1]), output_field=CharField())


@cache
def _tiers() -> dict[str, str]:
    with override(settings.LANGUAGE_CODE):
        return {code: str(words) for code, words in VALUE_TIERS.items()}


def places_below(unit: Unit) -> Places:
    """The units right below one, in the order of the tree. One query."""
    rows = list(Unit.objects.filter(parent=unit).order_by("number").values_list("number", "last", "name"))
    firsts, lasts, names = zip(*rows, strict=True) if rows else ((), (), ())
    return Places(unit.name, tuple(firsts), tuple(lasts), tuple(names))


def refusals() -> Any:
    """Keys of customers whose last word on surveys is no."""
    lines = Consent.objects.unscoped(_INSIDE).filter(purpose=Purpose.SURVEY)
    later = lines.filter(customer=OuterRef("customer"), pk__gt=OuterRef("pk"))
    said_no = lines.filter(decision__in=[Decision.REFUSED, Decision.WITHDRAWN])
    return said_no.filter(~Exists(later)).values("customer_id")


def open_matters(since: datetime) -> Any:
    """Codes of customers with a case opened or taken up again since, and not closed or merged after that."""
    events = Event.objects.unscoped(_INSIDE)
    ends = [EventKind.CASE_CLOSED, EventKind.CASE_MERGED]
    ended = events.filter(subject=OuterRef("subject"), kind__in=ends, sequence__gt=OuterRef("sequence"))
    begins = events.filter(kind__in=[EventKind.CASE_OPENED, EventKind.CASE_REOPENED], at__gte=since)
    return begins.filter(~Exists(ended)).exclude(about="").order_by().values("about")


def asked_since(since: datetime, wave: int | None, *, at: datetime) -> Any:
    """Keys of customers whom another wave asked since, or is about to ask: not one whose time is over."""
    rows = (
        Invitation.objects.unscoped(_INSIDE).exclude(wave=wave)
        if wave
        else Invitation.objects.unscoped(_INSIDE)
    )
    about_to = Q(state="waiting", wave__state__in=["drawn", "open", "paused"], wave__ends_at__gt=at)
    return rows.filter(Q(invited_at__gte=since) | about_to).values("customer_id")


def past_spread(version: QuestionnaireVersion, unit: Unit) -> dict[str, Past]:
    """How the first score spread in each stratum of the last closed wave of the same questionnaire and unit, by label;
    empty where there is none. Four queries at most."""
    waves = SurveyWave.objects.within(unit.scope).filter(
        version__questionnaire=version.questionnaire_id, unit=unit, state="closed", trigger="sample"
    )
    last = waves.order_by("-closed_at").first()
    if last is None:
        return {}
    answers = Answer.objects.unscoped("numbers of a whole stratum").filter(
        response__wave=last, response__complete=True, number__isnull=False
    )
    first = answers.order_by("item__order").values_list("item", flat=True).first()
    grouped = answers.filter(item=first).order_by().values("response__invitation__stratum__label")
    told = grouped.annotate(n=Count("pk"), spread=StdDev("number", sample=True), mean=Avg("number"))
    return {
        row["response__invitation__stratum__label"]: Past(row["spread"], row["mean"])
        for row in told
        if row["n"] >= _ENOUGH and row["spread"] and row["response__invitation__stratum__label"]
    }
