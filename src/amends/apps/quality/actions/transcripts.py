# SPDX-License-Identifier: Apache-2.0
"""Take a conversation in: read, masked, looked at once; and forget its words when they were kept long enough."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from amends.apps.cases.models import Case, Contact, Reply
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.queries.wording import checked
from amends.apps.quality.actions.refusals import NotYours, QualityRefused
from amends.apps.quality.models import Inspection, Transcript
from amends.apps.quality.queries.scorecards import card_content, keep_days
from amends.apps.quality.rules.observing import Figures, Observed, figures, observed
from amends.apps.quality.rules.reading import Reading
from amends.apps.quality.rules.scorecards import Mark, read_card
from amends.apps.quality.rules.transcripts import AGENT, CUSTOMER, Conversation

_LINKED = "the conversation is linked to the case"
_DAY = timedelta(days=1)
MOST_FORGOTTEN = 500


class NothingRead(QualityRefused):
    """A file without one turn of ours and one of the customer."""

    def __init__(self) -> None:
        super().__init__(
            _("没有读到对话：至少要有客服和客户各一句，例如“客服：您好 客户：我想问一下”。"), field="content"
        )


@dataclass(frozen=True, slots=True)
class Held:
    """Of which conversation the words are. `key` names the file or the recording: taken twice, it is there once."""

    key: str
    unit: Unit
    channel: str
    agent: User
    held_at: datetime
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What the software sees of a conversation: its figures, and a proposal for each item that it can look at."""

    figures: Figures
    proposed: dict[str, Observed]
    grave: int


def take_transcript(*, held: Held, kind: str, reading: Reading, by: User, at: datetime) -> Transcript:
    """Keep a conversation. Raises `NotYours`, `NothingRead`."""
    if not by.may(Right.INSPECT) or not _covers(by, held):
        raise NotYours
    if not {AGENT, CUSTOMER} <= {each.speaker for each in reading.turns}:
        raise NothingRead
    known = Transcript.objects.unscoped("its key says that it is the same").filter(key=held.key).first()
    if known is not None:
        if not by.scope.covers(known.unit.number):
            raise NotYours
        return known
    with writing(by=by, at=at) as log:
        row = _made(held, kind, reading, by, at)
        log(
            EventKind.TRANSCRIPT_TAKEN, row, unit=row.unit, turns=len(reading.turns),
            unread=len(reading.problems), channel=row.channel, of=held.agent.pk,
        )  # fmt: skip
    return row


def _covers(by: User, held: Held) -> bool:
    agent, case = held.agent.unit, held.case
    inside = agent is not None and held.unit.number <= agent.number <= held.unit.last
    return (
        by.scope.covers(held.unit.number) and inside and (case is None or by.scope.covers(case.unit.number))
    )


def _made(held: Held, kind: str, reading: Reading, by: User, at: datetime) -> Transcript:
    row = Transcript(
        key=held.key, unit=held.unit, channel=held.channel, kind=kind, agent=held.agent, case=held.case,
        contact=_contact(held), held_at=held.held_at, turns=[asdict(each) for each in reading.turns],
        unread=[asdict(each) for each in reading.problems], taken_by=by, taken_at=at,
        keep_until=localdate(held.held_at) + timedelta(days=keep_days()),
    )  # fmt: skip
    found = look_at(row)
    row.figures = {**asdict(found.figures), "grave": found.grave, "fatal": _fatal(row, found)}
    row.save()
    return row


def _fatal(row: Transcript, found: Looked) -> list[str]:
    items = read_card(card_content(row.channel, row.unit)).items
    seen = found.proposed
    return [e.code for e in items if e.fatal and e.code in seen and seen[e.code].mark is Mark.FAIL]


def _contact(held: Held) -> Contact | None:
    """The contact that the agent noted on the case that day, the nearest."""
    if held.case is None:
        return None
    rows = Contact.objects.unscoped(_LINKED).filter(case=held.case, by=held.agent)
    near = rows.filter(at__range=(held.held_at - _DAY, held.held_at + _DAY))
    return min(near, key=lambda each: abs(each.at - held.held_at), default=None)


def look_at(row: Transcript, *, card: dict[str, Any] | None = None) -> Looked:
    """What the software sees of a conversation by a card, that in force where none is given."""
    content = card or card_content(row.channel, row.unit)
    read, talk = read_card(content), row.talk
    before = _said_before(row)
    findings = checked(talk.our_text, unit=row.unit, channel=row.channel)
    return Looked(
        figures(talk, read, said_before=before),
        observed(talk, findings, read, facts=_facts(row), said_before=before),
        sum(each.severity == "high" for each in findings),
    )


def _facts(row: Transcript) -> dict[str, bool]:
    if row.case is None:
        return {}
    opened = row.case.first_receiver_id == row.agent_id and abs(row.case.opened_at - row.held_at) < _DAY
    facts = {"record_made": row.contact is not None or opened}
    if row.contact is not None and row.contact.hung_up_first is not None:
        facts["hung_up_first"] = row.contact.hung_up_first
    return facts


def _said_before(row: Transcript) -> Sequence[str]:
    if row.case is None:
        return ()
    earlier = Transcript.objects.unscoped(_LINKED).filter(case=row.case, held_at__lt=row.held_at)
    replies = Reply.objects.unscoped(_LINKED).filter(case=row.case, at__lt=row.held_at)
    spoken = [_ours(each.talk) for each in earlier.exclude(pk=row.pk)]
    return [*spoken, *replies.values_list("text", flat=True)]


def _ours(talk: Conversation) -> str:
    return talk.our_text


def forget_transcripts(*, by: User | None, at: datetime) -> int:
    """Empty the words of conversations that were kept long enough, with the words quoted from them; how many."""
    rows = Transcript.objects.unscoped("what is due is due everywhere").filter(forgotten_at__isnull=True)
    due = list(rows.filter(keep_until__lt=localdate(at)).order_by("pk")[:MOST_FORGOTTEN])
    if not due:
        return 0
    with writing(by=by, at=at) as log:
        keys = [each.pk for each in due]
        held = Transcript.objects.unscoped("of the rows just found").filter(pk__in=keys)
        for each in due:
            each.turns, each.unread, each.forgotten_at = [], [], at
            each.figures = {**each.figures, "repeated": []}  # sentences that were said
        held.bulk_update(due, ["turns", "unread", "forgotten_at", "figures"])
        found = Inspection.objects.unscoped("of the rows just found").filter(drawn__transcript__in=keys)
        found.update(proposed={})
        log(EventKind.TRANSCRIPTS_FORGOTTEN, due[0], count=len(due))
    return len(due)
