# SPDX-License-Identifier: Apache-2.0
"""What programs send about cases."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

from ninja import Field, Schema
from pydantic import AfterValidator, AwareDatetime, WithJsonSchema

from amends.apps.cases.actions.contacting import ContactMade
from amends.apps.cases.actions.intake_texts import Spoken, Word
from amends.apps.cases.actions.milestones import Milestone
from amends.apps.cases.actions.remedies import Offer
from amends.apps.cases.models.desk_words import (
    Area,
    ClaimType,
    Emotion,
    Priority,
    RemedyKind,
    RequestType,
    Special,
)
from amends.apps.cases.rules.contact import Allowance, Channel, ResultCode
from amends.apps.cases.rules.remedies import Interest
from amends.apps.cases.rules.states import CaseState
from amends.apps.core.api.bodies import Body
from amends.apps.core.rules.roles import Role
from amends.apps.promises.rules.terms import Channel as ToldBy

_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _in_our_time(moment: datetime) -> datetime:
    """Calendars know these two centuries."""
    if not _FIRST <= moment <= _LAST:
        raise ValueError("the moment must be within the years 2000 to 2199")
    return moment


def _day_of_our_time(day: date) -> date:
    if not _FIRST.date() <= day < _LAST.date():
        raise ValueError("the day must be within the years 2000 to 2199")
    return day


Text = Annotated[str, Field(max_length=4_000, pattern=r"^[^\x00]*$")]
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Code = Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")]
Yes = Annotated[bool, Field(strict=True)]
Whole = Annotated[int, Field(strict=True, ge=0, le=10_000)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
Day = Annotated[date, AfterValidator(_day_of_our_time)]
# Two kinds of channel have one name: the document would tell of one only.
ContactBy = Annotated[Channel, WithJsonSchema({"type": "string", "enum": [str(each) for each in Channel]})]
RemedyToldBy = Annotated[ToldBy, WithJsonSchema({"type": "string", "enum": [str(each) for each in ToldBy]})]
Value = Code | Annotated[int, Field(strict=True, ge=-(10**9), le=10**9)] | Yes | None


class FactsIn(Body):
    """5W2H: who, when, where, what, why, how, how much."""

    who: Text = ""
    when: Text = ""
    where: Text = ""
    what: Text = ""
    why: Text = ""
    how: Text = ""
    how_much: Text = ""


class ToldIn(Body):
    """What the customer tells beside the story; all of it may be corrected later."""

    facts: FactsIn | None = None
    taxonomy: Code | None = None
    claim_type: ClaimType | None = None
    aims: Annotated[list[Code], Field(max_length=20)] | None = None
    desired_outcome: Text | None = None
    event_date: Day | None = None
    outlet: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] | None = None
    jurisdiction: Annotated[str, Field(pattern=r"^CN(-[A-Z]{2})?$")] | None = None
    area: Area | None = None

    def columns(self) -> dict[str, object]:
        """What was sent of the columns of an intake, by their names."""
        names = ("claim_type", "aims", "desired_outcome", "event_date", "outlet", "jurisdiction", "area")
        given = {name: getattr(self, name) for name in names}
        return {
            name: str(value) if isinstance(value, StrEnum) else value
            for name, value in given.items()
            if value is not None
        }

    def slots(self) -> dict[str, object]:
        """The slots of 5W2H that hold something."""
        return {code: value for code, value in dict(self.facts or ()).items() if str(value).strip()}


class CaseIn(ToldIn):
    """A customer's word. `customer` is their code, `channel` a code of the registry, `taxonomy` a leaf; `reference`
    the number of whoever sent it on: one case for each and channel; `regulator_due_at` by when a regulator who sent an
    appeal on wants to hear. `owner` is a staff number, by default one's own."""

    customer: Code
    channel: Code
    story: Annotated[str, Field(min_length=1, max_length=20_000, pattern=r"^[^\x00]*$")]
    request_type: RequestType = RequestType.COMPLAINT
    title: Line = ""
    emotion: Emotion | None = None
    reference: Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")] = ""
    special: Special | None = None
    special_reason: Line = ""
    overruled: Text = ""
    summary: Text = ""
    confirmed: Yes | None = None
    received_at: Moment | None = None
    regulator_due_at: Moment | None = None
    owner: Code | None = None

    def word(self) -> Word:
        """As the intake takes it."""
        more = {"emotion": self.emotion and str(self.emotion), "reference": self.reference.strip()}
        spoken = Spoken(
            overruled=self.overruled,
            summary=self.summary,
            confirmed=self.confirmed,
            special_reason=self.special_reason,
        )
        return Word(
            channel=self.channel,
            story=self.story,
            request_type=str(self.request_type),
            taxonomy=self.taxonomy or "",
            title=self.title,
            special=str(self.special or ""),
            facts=self.slots(),
            columns=self.columns() | {name: value for name, value in more.items() if value},
            received_at=self.received_at,
            regulator_due_at=self.regulator_due_at,
            spoken=spoken,
        )


class NextActionIn(Body):
    """What is to be done next, by whom (a staff number), by when."""

    text: Line
    owner: Code
    due_at: Moment


class ChangesIn(ToldIn):
    """What shall be otherwise; a priority comes with its `reason`. Nothing that is left out changes."""

    priority: Priority | None = None
    reason: Text = ""
    next_action: NextActionIn | None = None

    @property
    def told(self) -> bool:
        """Whether what the customer told is corrected."""
        return bool(self.taxonomy is not None or self.columns() or self.slots())


class StepIn(Body):
    """One step, done or (`skip`) set aside. Of the twelve steps by `code`, with the fields that it records and a
    reason (`despite`) where it is done before its time; of a playbook by its `order`. `note` says why it is set
    aside."""

    code: Code = ""
    order: Annotated[int, Field(strict=True, ge=0, le=99)] | None = None
    skip: Yes = False
    note: Text = ""
    despite: Text = ""
    record: dict[str, object] = Field(default_factory=dict)


class ContactIn(Body):
    """One attempt: how it ended, and where it is outside the rules of contact, why it may stand."""

    result: ResultCode
    channel: ContactBy = Channel.PHONE
    inbound: Yes = False
    note: Text = ""
    allowance: Allowance | None = None
    told_result: Yes = False

    def made(self) -> ContactMade:
        """As the action takes it."""
        return ContactMade(**dict(self))


class RemedyIn(Body):
    """What is to be given; `amount` in fen, with the customer by `due_at`."""

    kind: RemedyKind
    words: Line
    amount: Annotated[int, Field(strict=True, ge=1, le=10**9)]
    reason: Annotated[str, Field(max_length=400, pattern=r"^[^\x00]*$")]
    due_at: Moment
    channel: RemedyToldBy = ToldBy.PHONE
    interests: dict[Interest, Line] = Field(default_factory=dict)

    def offer(self) -> Offer:
        """As the action takes it."""
        return Offer(
            **{**dict(self), "interests": {str(each): told for each, told in self.interests.items()}}
        )


class RemedyVerb(StrEnum):
    """What can be done with a remedy that was proposed."""

    APPROVE = "approve"
    REFUSE = "refuse"
    GIVE = "give"
    DROP = "drop"


class RemedyVerbIn(Body):
    """One verb and what it needs: `words` why it is refused, or called off (approve: if there is something to say);
    `proof` that the money arrived, and when (give: by default now)."""

    verb: RemedyVerb
    words: Annotated[str, Field(max_length=400, pattern=r"^[^\x00]*$")] = ""
    proof: Line = ""
    given_at: Moment | None = None


class Verb(StrEnum):
    """What can be done with a case."""

    ACCEPT = "accept"
    DECLINE = "decline"
    TAKE = "take"
    HAND_OVER = "hand_over"
    OFFER = "offer"
    PAUSE = "pause"
    RESUME = "resume"
    URGE = "urge"
    SUPERVISE = "supervise"
    FED_BACK = "fed_back"
    REGULATOR_DATE = "regulator_date"
    MILESTONE = "milestone"
    RECEIVED = "received"
    FACTS = "facts"
    PLAN = "plan"
    HANDLED = "handled"
    GO_ON = "go_on"
    VERIFY = "verify"
    REVIEW_CAUSE = "review_cause"
    ASK_SIGN_OFF = "ask_sign_off"
    CLOSE_UNREACHABLE = "close_unreachable"
    CLOSE_REFUSED = "close_refused"
    CLOSE_INELIGIBLE = "close_ineligible"
    CLOSE_NOT_RECOVERED = "close_not_recovered"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class TransitionIn(Body):
    """One verb and what it needs.

    `reason` is the reason, finding or plan in words; `to` a staff number (hand_over, ask_sign_off), `queue` a role
    (offer), `risk` why a complaint goes to a leader before anybody tried (hand_over, offer); `pause_reason` and `until`
    (pause, go_on, regulator_date: by when); `happened_at` (fed_back, milestone: by default now), `reference` of
    what the regulator was told (fed_back), `milestone` what happened to the line; `answers` of the customer by
    question code, `contact` in which they were given and `told_result` (verify); `freely` (withdraw);
    `outer_channel_told` (ask_sign_off); `agrees` (review_cause); `request_type`: what it is instead
    (close_ineligible).
    """

    verb: Verb
    reason: Text = ""
    risk: Text = ""
    to: Code | None = None
    queue: Role | None = None
    pause_reason: Code = ""
    until: Moment | None = None
    happened_at: Moment | None = None
    reference: Code = ""
    milestone: Milestone | None = None
    answers: dict[Code, Value] = Field(default_factory=dict)
    contact: ContactIn | None = None
    told_result: Yes = False
    freely: Yes = False
    outer_channel_told: Yes = False
    agrees: Yes = False
    request_type: RequestType | None = None


class CasesIn(Schema):
    """Filters of the list. `owner` is a name or staff number, `topic` a leaf or a level above it; `updated_since`
    leaves out what nobody worked on since."""

    after: Annotated[str, Field(pattern=r"^(~[0-9]{1,18})?$")] = ""
    size: int = Field(50, ge=1, le=200)
    closed: bool = False
    state: CaseState | None = None
    priority: Priority | None = None
    request_type: RequestType | None = None
    channel: Annotated[str, Field(max_length=16, pattern=r"^[^\x00]*$")] = ""
    topic: Annotated[str, Field(max_length=16, pattern=r"^[^\x00]*$")] = ""
    owner: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] = ""
    updated_since: Moment | None = None
