# SPDX-License-Identifier: Apache-2.0
"""What the twelve steps record: of which kind each field is, what it may hold, and how typed values become records.

A pinned procedure names fields by code. A code that is not known here is a sentence, so that content can ask for more.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypedDict, cast

from amends.apps.cases.rules.rooting import FAMILIES, GAPS

Record = dict[str, object]
NO_CHOICES: Final[Mapping[str, Collection[str]]] = {}


class FieldKind(StrEnum):
    """How a field is filled in. `SHOWN` fields are not typed: the case knows them."""

    TEXT = "text"
    WORDS = "words"
    CHOICE = "choice"
    MANY = "many"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes_no"
    MEASURES = "measures"
    SHOWN = "shown"


class Fault(StrEnum):
    """Why a value is refused."""

    UNKNOWN_FIELD = "unknown_field"
    NOT_TYPED = "not_typed"
    WRONG_KIND = "wrong_kind"
    NO_CHOICE = "no_choice"
    TOO_LONG = "too_long"
    BELOW_ZERO = "below_zero"
    MEASURE_INCOMPLETE = "measure_incomplete"


class FieldRefused(ValueError):
    """A value that a field cannot hold."""

    def __init__(self, code: str, fault: Fault) -> None:
        super().__init__(f"{code}: {fault}")
        self.code, self.fault = code, fault


class Measure(TypedDict):
    """One thing to do: by whom (key of a user), by when (ISO, with offset), for which aim of the customer."""

    text: str
    owner: int
    due_at: str
    aim: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `choices` empty on a choice means that the case's own content says them."""

    code: str
    kind: FieldKind = FieldKind.TEXT
    choices: tuple[str, ...] = ()
    required: bool = False
    most: int = 200


K = FieldKind
RATIONAL_AIMS: Final = ("know", "solve", "compensate", "prevent")
EMOTIONAL_AIMS: Final = ("respect", "heard", "pleasant")
EMOTIONS: Final = ("calm", "uneasy", "upset", "angry")
LEVELS: Final = ("critical", "high", "medium", "low")
LONG: Final = 4000
_FIELDS: Final[tuple[Field, ...]] = (
    Field("contact_channel", K.SHOWN),
    Field("received_at", K.SHOWN),
    Field("story_zh", K.WORDS, required=True, most=LONG),
    Field("who"),
    Field("what", required=True),
    Field("when", required=True),
    Field("where"),
    Field("why"),
    Field("how", K.WORDS, most=LONG),
    Field("how_much"),
    Field("event_date", K.DATE),
    Field("emotion_before", K.CHOICE, EMOTIONS, required=True),
    Field("emotion_after", K.CHOICE, EMOTIONS, required=True),
    Field("leader_asked", K.YES_NO),
    Field("restatement_zh", K.WORDS, required=True, most=LONG),
    Field("desired_outcome_zh", K.WORDS, most=LONG),
    Field("customer_confirmed", K.YES_NO),
    Field("not_confirmed_reason"),
    Field("claim_type", K.CHOICE, ("economic", "emotional", "both")),
    Field("aims", K.MANY, (*RATIONAL_AIMS, *EMOTIONAL_AIMS)),
    Field("handling_type", K.CHOICE, required=True),
    Field("preferred_channel", K.CHOICE, ("phone", "hall", "online", "message", "visit", "letter")),
    Field("special_need"),
    Field("need_agreed", K.YES_NO),
    Field("impact_money", K.NUMBER),
    Field("impact_days", K.NUMBER),
    Field("impact_scope", K.CHOICE, ("one", "several", "many")),
    Field("severity", K.CHOICE, LEVELS, required=True),
    Field("urgency", K.CHOICE, LEVELS, required=True),
    Field("explanation_zh", K.WORDS, required=True, most=LONG),
    Field("wording_version", K.SHOWN),
    Field("taxonomy_code", K.CHOICE, required=True),
    Field("priority", K.SHOWN),
    Field("promised_at", K.MOMENT, required=True),
    Field("promised_channel", K.CHOICE, ("phone", "hall", "online", "message", "visit", "letter")),
    Field("finding", K.WORDS, required=True, most=LONG),
    Field("action_items", K.MEASURES),
    Field("offer_restitution", K.SHOWN),
    Field("offer_goodwill", K.SHOWN),
    Field("approval", K.SHOWN),
    Field("progress_contact_at", K.SHOWN),
    Field("progress_note_zh", K.WORDS, required=True, most=LONG),
    Field("result_notice_at", K.SHOWN),
    Field("satisfaction_answer", K.SHOWN),
    Field("dissatisfaction_reason", K.WORDS, most=LONG),
    Field("external_channel_told", K.YES_NO),
    Field("root_cause", K.WORDS, required=True, most=LONG),
    Field("gap_code", K.CHOICE, GAPS),
    Field("lesson_zh", K.WORDS, most=LONG),
    Field("improvement_item", K.WORDS, most=LONG),
    Field("shared", K.YES_NO),
    Field("cause", K.CHOICE),
    Field("outlet", most=40),
    Field("standard", K.CHOICE),
    Field("yardstick", K.WORDS, most=LONG),
    Field("policy", most=80),
    Field("demand", most=120),
    Field("campaign", most=80),
    Field("kpi_ok", K.YES_NO),
    Field("root_family", K.CHOICE, FAMILIES),
    Field("root_domain", K.CHOICE),
    Field("root_branch", K.CHOICE),
)
FIELDS: Final[Mapping[str, Field]] = {each.code: each for each in _FIELDS}
# What the software asks for beside what the content names: it feeds limits, checks and lists.
BESIDE: Final[Mapping[str, tuple[str, ...]]] = {
    "ask": ("event_date",),
    "soothe": ("leader_asked",),
    "confirm": ("not_confirmed_reason", "claim_type", "aims", "yardstick"),
    "judge": ("need_agreed",),
    "act": (
        "desired_outcome_zh",
        "kpi_ok",
        "cause",
        "standard",
        "outlet",
        "policy",
        "campaign",
        "demand",
        "yardstick",
    ),
    "review": (
        *("root_branch", "root_family", "root_domain", "gap_code"),
        *("cause", "standard", "outlet", "policy", "campaign", "demand", "yardstick"),
    ),
}
# Facts that lists, limits and checks look at have a column of their own, and stand only there.
CASE_COLUMNS: Final[Mapping[str, str]] = {
    "story_zh": "story",
    "taxonomy_code": "taxonomy",
    "finding": "findings",
    "contact_channel": "channel",
    "priority": "priority",
}
INTAKE_COLUMNS: Final[Mapping[str, str]] = {
    "desired_outcome_zh": "desired_outcome",
    "emotion_after": "emotion",
    **{
        code: code
        for code in (
            *("emotion_before", "handling_type", "severity", "urgency", "claim_type", "aims", "event_date"),
            *("cause", "outlet", "standard", "yardstick", "policy", "demand", "campaign"),
            *("root_family", "root_domain", "root_branch", "gap_code"),
        )
    },
}
# What holds for one round only: a customer who comes back is heard, confirmed and answered again.
OF_A_ROUND: Final[frozenset[str]] = frozenset(
    {"emotion_before", "emotion_after", "leader_asked", "restatement_zh", "customer_confirmed"}
    | {"not_confirmed_reason", "explanation_zh", "promised_at", "promised_channel", "promise", "finding"}
    | {"progress_note_zh", "dissatisfaction_reason", "external_channel_told", "root_cause", "lesson_zh"}
    | {"improvement_item", "shared", "kpi_ok"}
)


def field_of(code: str) -> Field:
    """The field of that code; a sentence where it is not known."""
    return FIELDS.get(code) or Field(code, K.WORDS, most=LONG)


def fields_of(step: str, record: Sequence[str]) -> tuple[Field, ...]:
    """All fields of a step: what its content names, then what the software asks for beside."""
    return tuple(field_of(code) for code in dict.fromkeys((*record, *BESIDE.get(step, ()))))


def read_record(
    fields: Sequence[Field],
    values: Mapping[str, object],
    choices: Mapping[str, Collection[str]] = NO_CHOICES,
) -> Record:
    """Typed values (text, or what JSON has) as a record; blanks are left out. Raises `FieldRefused`.

    `choices` are those that the case's own content gives to a field, by its code. What is required, gates say.
    """
    known = {each.code: each for each in fields}
    record: Record = {}
    for code, value in values.items():
        if value in (None, "", []):
            continue
        if code not in known:
            raise FieldRefused(code, Fault.UNKNOWN_FIELD)
        field = known[code]
        read = _read(field, value, choices.get(code, field.choices))
        if read not in ("", []):
            record[code] = read
    return record


def _read(field: Field, value: object, choices: Collection[str]) -> object:
    if field.kind is K.SHOWN:
        raise FieldRefused(field.code, Fault.NOT_TYPED)
    if field.kind is K.CHOICE:
        return _choice(field, value, choices)
    if field.kind is K.MANY:
        listed = list(value) if isinstance(value, list | tuple) else [value]
        return [_choice(field, each, choices) for each in dict.fromkeys(map(str, listed))]
    return _READERS[field.kind](field, value)


def _text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise FieldRefused(field.code, Fault.WRONG_KIND)
    if len(value) > field.most:
        raise FieldRefused(field.code, Fault.TOO_LONG)
    return value.strip()


def _choice(field: Field, value: object, choices: Collection[str]) -> str:
    if not isinstance(value, str) or value not in choices:
        raise FieldRefused(field.code, Fault.NO_CHOICE)
    return value


def _yes_no(field: Field, value: object) -> bool:
    if not isinstance(value, bool):
        raise FieldRefused(field.code, Fault.WRONG_KIND)
    return value


def _number(field: Field, value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        raise FieldRefused(field.code, Fault.WRONG_KIND)
    if value < 0:
        raise FieldRefused(field.code, Fault.BELOW_ZERO)
    return value


def _day(field: Field, value: object) -> str:
    try:
        return value.isoformat() if type(value) is date else date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise FieldRefused(field.code, Fault.WRONG_KIND) from error


def moment_of(code: str, value: object) -> str:
    """A moment as ISO text with its offset. Raises `FieldRefused`, also where it has none."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        raise FieldRefused(code, Fault.WRONG_KIND) from error
    if moment.tzinfo is None:
        raise FieldRefused(code, Fault.WRONG_KIND)
    return moment.isoformat()


def _measures(field: Field, value: object) -> list[Measure]:
    if not isinstance(value, list | tuple):
        raise FieldRefused(field.code, Fault.WRONG_KIND)
    return [_measure(field, each) for each in value]


def _measure(field: Field, value: object) -> Measure:
    row = cast(Mapping[str, object], value if isinstance(value, Mapping) else {})
    text, owner, aim = str(row.get("text") or "").strip(), row.get("owner"), str(row.get("aim") or "")
    if not text or not isinstance(owner, int) or isinstance(owner, bool) or not row.get("due_at"):
        raise FieldRefused(field.code, Fault.MEASURE_INCOMPLETE)
    if aim and aim not in (*RATIONAL_AIMS, *EMOTIONAL_AIMS):
        raise FieldRefused(field.code, Fault.NO_CHOICE)
    if len(text) > 400:
        raise FieldRefused(field.code, Fault.TOO_LONG)
    return Measure(text=text, owner=owner, due_at=moment_of(field.code, row["due_at"]), aim=aim)


_READERS: Final[Mapping[FieldKind, Callable[[Field, object], object]]] = {
    K.TEXT: _text,
    K.WORDS: _text,
    K.YES_NO: _yes_no,
    K.NUMBER: _number,
    K.DATE: _day,
    K.MOMENT: lambda field, value: moment_of(field.code, value),
    K.MEASURES: _measures,
}
