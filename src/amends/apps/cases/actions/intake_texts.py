# SPDX-License-Identifier: Apache-2.0
"""What is kept of a customer's word: checked against the content, with personal data and words on health hidden."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import cast

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.texts import HEALTH
from amends.apps.cases.models import Case
from amends.apps.cases.models.desk_words import AREAS, CLAIM_TYPES, EMOTIONS, REQUEST_TYPES, SPECIALS
from amends.apps.cases.queries.intake import health_words, intake_words, jurisdiction_at, taxonomy
from amends.apps.cases.queries.registry import registry
from amends.apps.cases.rules.clocks import Fact, FactKind, fact
from amends.apps.cases.rules.intake.hiding import hidden
from amends.apps.cases.rules.intake.meaning import (
    COMPLAINT,
    claim_type_meant,
    request_type_meant,
    strictest,
    title_of,
    words_of_dissatisfaction,
)
from amends.apps.cases.rules.registry import PROACTIVE_TYPE, ChannelUnknown, SourceChannel
from amends.apps.cases.rules.sensitive import HealthConsent
from amends.apps.cases.rules.states import Origin
from amends.apps.cases.rules.taxonomy import Leaf, LeafUnknown
from amends.apps.customers.models import Customer
from amends.kernel.recovery_class import RecoveryClass

CHOSEN = {"claim_type": CLAIM_TYPES, "emotion": EMOTIONS, "area": AREAS}
KEPT = frozenset(
    {*CHOSEN, "aims", "desired_outcome", "event_date", "jurisdiction", "outlet", "reference", "public_code"}
)


class NothingSaid(CaseRefused):
    """A case without a story."""

    sentence = _("请写下客户说了什么")


class NotYet(CaseRefused):
    """A word that reached us, or an event that happened, after now."""

    sentence = _("收到时间和事情发生日期不能在以后，请改正")


class NotTaken(CaseRefused):
    """A value that the intake does not know."""

    sentence = _("「%(value)s」不在可选范围内")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the one who listened adds: why an unhappy inquiry is none, whether health words may stay, the summary that
    was read back and whether the customer said that it is right, and an older case that this one belongs to."""

    overruled: str = ""
    health: HealthConsent | None = None
    summary: str = ""
    confirmed: bool | None = None
    related: Case | None = None
    special_reason: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A customer's word as it was told; `regulator_due_at` is by when a regulator who sent it on wants to hear."""

    channel: str
    story: str
    request_type: str = COMPLAINT
    taxonomy: str = ""
    title: str = ""
    special: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    columns: Mapping[str, object] = field(default_factory=dict)
    received_at: datetime | None = None
    regulator_due_at: datetime | None = None
    spoken: Spoken = field(default_factory=Spoken)

    def with_related(self, case: Case | None) -> "Word":
        """The same word, beside an older case."""
        return replace(self, spoken=replace(self.spoken, related=case))


@dataclass(frozen=True, slots=True)
class Kept:
    """A customer's word as it is kept. `unhappy` are the words by which an inquiry became a complaint."""

    source: SourceChannel
    leaf: Leaf | None
    request_type: str
    priority: str
    title: str
    story: str
    summary: str
    overruled: str
    facts: Mapping[str, object]
    columns: Mapping[str, object]
    unhappy: tuple[str, ...]
    received_at: datetime | None = None
    regulator_due_at: datetime | None = None

    @property
    def recovery_class(self) -> RecoveryClass:
        """The class of the topic; of a complaint where the topic is not known yet."""
        return self.leaf.recovery_class if self.leaf else RecoveryClass.COMPLAINT

    @property
    def is_red_line(self) -> bool:
        """Whether the topic is one that nobody may cross."""
        return bool(self.leaf and self.leaf.red_line)

    def clock_facts(self, at: datetime) -> list[Fact]:
        """What the clocks learn beside the receipt: that we spoke with the customer, that a line is down (reported
        when their word reached us), by when a regulator wants to hear."""
        found, received = (
            [fact(FactKind.CONTACTED, at)] if self.source.contact else [],
            self.received_at or at,
        )
        if self.leaf and self.leaf.fault_line:
            area = self.columns.get("area") or None
            found.append(fact(FactKind.FAULT_REPORTED, received, line=self.leaf.fault_line, area=area))
        if self.regulator_due_at and self.source.origin is Origin.APPEAL:
            found.append(fact(FactKind.REGULATOR_DATED, received, due_at=self.regulator_due_at))
        return found


def channel_named(name: str) -> SourceChannel:
    """The channel of a code or a name, by which customers come to us. Raises `NotTaken`."""
    try:
        source = registry().named(name)
    except ChannelUnknown:
        raise NotTaken(value=name) from None
    if source.type == PROACTIVE_TYPE:
        raise NotTaken(value=source.name)
    return source


def kept(word: Word, customer: Customer, *, at: datetime) -> Kept:
    """What is kept of a word. One query at most. Raises `NothingSaid`, `NotTaken`, `NotYet`."""
    _refuse_later(word, at)
    source, leaf, hide = channel_named(word.channel), _leaf(word.taxonomy), hider(word.spoken.health)
    story = hide(word.story)
    if not story:
        raise NothingSaid
    _check(word.request_type, REQUEST_TYPES)
    unhappy = words_of_dissatisfaction(word.story, intake_words())
    return Kept(
        source=source,
        leaf=leaf,
        request_type=request_type_meant(word.request_type, unhappy, word.spoken.overruled),
        priority=strictest(leaf.priority if leaf else "", registry().rule(source).at_least),
        title=title_of(story, hide(word.title)),
        story=story,
        summary=hide(word.spoken.summary),
        overruled=hide(word.spoken.overruled),
        facts=_facts(word, hide),
        columns=_columns(word, customer, source, hide),
        unhappy=unhappy if word.request_type != COMPLAINT else (),
        received_at=word.received_at,
        regulator_due_at=word.regulator_due_at,
    )


def _refuse_later(word: Word, at: datetime) -> None:
    happened = word.columns.get("event_date")
    if word.received_at and word.received_at > at:
        raise NotYet
    if word.regulator_due_at and word.regulator_due_at <= (word.received_at or at):
        raise NotTaken(value=f"{localtime(word.regulator_due_at):%Y-%m-%d %H:%M}")
    if isinstance(happened, date) and happened > localtime(at).date():
        raise NotYet


class Hider:
    """Hides what may not be kept; words on health stay where the customer agreed."""

    def __init__(self, keeps_health: bool) -> None:
        self.keeps_health = keeps_health

    def __call__(self, text: str) -> str:
        return hidden(text if self.keeps_health else health_words().hidden(text))


def hider(consent: HealthConsent | None) -> Hider:
    """What hides the texts of an intake, for what the customer agreed to."""
    return Hider(bool(consent and consent.allows(health_words())))


def _leaf(code: str) -> Leaf | None:
    try:
        return taxonomy().leaf(code) if code else None
    except LeafUnknown:
        raise NotTaken(value=code) from None


def _check(value: object, known: Mapping[str, object]) -> None:
    if str(value) not in {str(each) for each in known}:
        raise NotTaken(value=value)


def _facts(word: Word, hide: Hider) -> dict[str, object]:
    said = {code: hide(str(value)) for code, value in word.facts.items() if str(value or "").strip()}
    if hide.keeps_health and word.spoken.health:
        said[HEALTH] = word.spoken.health.purpose
    return {**said, "story_zh": hide(word.story)}


def _columns(word: Word, customer: Customer, source: SourceChannel, hide: Hider) -> dict[str, object]:
    given = {name: value for name, value in word.columns.items() if value not in (None, "", [], ())}
    if strange := sorted(given.keys() - KEPT):
        raise NotTaken(value=strange[0])
    for name, known in CHOSEN.items():
        if name in given:
            _check(given[name], known)
    if word.special:
        _check(word.special, SPECIALS)
    given |= {name: hide(str(given[name])) for name in ("desired_outcome", "outlet") if name in given}
    aims = [str(each) for each in cast(list[object], given.get("aims", []))]
    for each in aims:
        _check(each, intake_words().aims)
    claim = given.get("claim_type") or claim_type_meant(aims, intake_words())
    place = given.get("jurisdiction") or jurisdiction_at(customer)
    feeling = {"emotion_before": given["emotion"]} if "emotion" in given else {}
    by = {"reference_by": source.code} if "reference" in given else {}
    return {**given, **feeling, **by, "aims": aims, "claim_type": claim, "jurisdiction": place}
