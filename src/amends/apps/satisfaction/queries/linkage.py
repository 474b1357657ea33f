# SPDX-License-Identifier: Apache-2.0
"""Respondents of a wave joined to what is known of them: contacts, complaints, lines, fees. No name leaves here."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from django.db.models import Q

from amends.apps.cases.rules.states import VOICED
from amends.apps.core.models import Event, EventKind
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.satisfaction.queries.answers import Numbers, WaveAnswers, answers_mark, wave_answers
from amends.apps.satisfaction.queries.elements import overall
from amends.apps.satisfaction.queries.keeping import kept
from amends.apps.satisfaction.rules.cells import hidden_cells
from amends.apps.satisfaction.rules.linked import Correlation, Linked, Outcome, bands, correlated, outcomes
from amends.apps.surveys.models import SurveyWave

LAG = 90  # days before and after an answer
BANDS = ("low", "middle", "high")
CONTACT = (EventKind.CONTACT_NOTED.value, EventKind.CASE_CONTACTED.value)
COMPLAINT = EventKind.CASE_OPENED.value  # counts where the customer brought it, not what an answer opened
CLOSED = "closed"
_RESPONDENTS = (
    "events of the respondents whose answers lie within the scope, counted and never shown one by one"
)
PORTION = 500
GROUPED = ("value_tier", "settlement", "customer_kind")


@dataclass(frozen=True)
class Report:
    """Over `n` respondents who are customers (`anonymous` are not): outcome by whether somebody contacted them in the
    90 days before they answered, by band of satisfaction, and correlations with their lag. `until` is the day up to
    which later complaints were counted; those who answered less than 90 days before it are in `young`."""

    n: int
    anonymous: int
    contacts: tuple[Outcome, ...]
    bands: tuple[Outcome, ...]
    correlations: tuple[Correlation, ...]
    until: date
    young: int


@dataclass(frozen=True, slots=True)
class Group:
    """Customers alike in one column of their profile: its name, the value, how many of them answered."""

    name: str
    value: str
    n: int


def linkage(wave: SurveyWave, scope: Scope, day: date, group: Group | None = None) -> Report | None:
    """The respondents of a wave within a scope, or a group of them, joined to the event log and the register as it
    stands on `day`; None where the wave did not ask for overall satisfaction. A few queries, two more for each 500
    respondents, once a day for the same answers."""
    cut = f":{group.name}:{group.value}" if group else ""
    name = f"satisfaction:linkage:{wave.pk}:{day}{cut}"
    return kept(name, [answers_mark(wave, scope)], lambda: _report(wave, scope, day, group))


def linked_groups(wave: SurveyWave, scope: Scope) -> tuple[Group, ...]:
    """The groups whose figures may be shown beside those of everybody: none too small, and none that subtraction gives
    away. Kept with the answers."""
    return kept(
        f"satisfaction:linked-groups:{wave.pk}", [answers_mark(wave, scope)], lambda: _groups(wave, scope)
    )


def _groups(wave: SurveyWave, scope: Scope) -> tuple[Group, ...]:
    answers = wave_answers(wave, scope)
    target = overall(answers)
    if target is None:
        return ()
    keep = (answers.customers > 0) & np.isfinite(target)
    found: list[Group] = []
    for name in GROUPED:
        counts = Counter(answers.segments[name][keep].tolist())
        hidden = hidden_cells(list(counts.values()))
        shown = [each for each, hide in zip(counts, hidden, strict=True) if each and not hide]
        found += [Group(name, value, counts[value]) for value in sorted(shown)]
    return tuple(found)


def _report(wave: SurveyWave, scope: Scope, day: date, group: Group | None) -> Report | None:
    answers = wave_answers(wave, scope)
    if group is not None:
        answers = answers.chosen(answers.segments[group.name] == group.value)
    target = overall(answers)
    if target is None:
        return None
    anonymous = int((answers.customers == 0).sum())
    keep = (answers.customers > 0) & np.isfinite(target)
    linked = _linked(answers.chosen(keep), target[keep])
    touched = ["contacted" if each else "none" for each in linked.contacted.tolist()]
    days = answers.days[keep]
    return Report(
        n=int(keep.sum()),
        anonymous=anonymous,
        contacts=outcomes(linked, touched, ("contacted", "none")),
        bands=outcomes(linked, bands(linked.satisfaction), BANDS),
        correlations=_correlations(linked),
        until=day,
        young=int((days > np.datetime64(day - timedelta(days=LAG))).sum()),
    )


def _linked(answers: WaveAnswers, target: Numbers) -> Linked:
    known = _customers(answers.customers.tolist())
    rows = [known.get(pk, ("", "active", None)) for pk in answers.customers.tolist()]
    moments = [moment.item().replace(tzinfo=UTC) for moment in answers.moments]
    events = _events([code for code, _state, _fee in rows])
    counted = [
        _counted(events.get(code, ()), at) for (code, _state, _fee), at in zip(rows, moments, strict=True)
    ]
    table = np.array(counted, dtype=np.float64).reshape(len(rows), 3)
    return Linked(
        satisfaction=target,
        retained=np.array([state != CLOSED for _code, state, _fee in rows], dtype=np.bool_),
        spend=np.array([np.nan if fee is None else fee / 100 for _code, _state, fee in rows]),
        contacted=table[:, 0] > 0,
        complaints_before=table[:, 1],
        complaints_after=table[:, 2],
    )


def _customers(keys: Sequence[int]) -> Mapping[int, tuple[str, str, int | None]]:
    """Code, line state and fee by key."""
    found: dict[int, tuple[str, str, int | None]] = {}
    for start in range(0, len(keys), PORTION):
        rows = Customer.objects.unscoped(_RESPONDENTS).filter(pk__in=keys[start : start + PORTION])
        found |= {
            pk: (code, state, fee)
            for pk, code, state, fee in rows.values_list("pk", "code", "line_state", "plan_fee")
        }
    return found


def _events(codes: Sequence[str]) -> Mapping[str, Sequence[tuple[str, datetime]]]:
    """Contacts and complaints by customer, with their moment; cases that nobody complained of are none."""
    found: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    wanted = sorted({code for code in codes if code})
    for start in range(0, len(wanted), PORTION):
        rows = Event.objects.unscoped(_RESPONDENTS).filter(
            Q(about__in=wanted[start : start + PORTION]), kind__in=[*CONTACT, COMPLAINT]
        )
        for about, kind, at, said in rows.values_list("about", "kind", "at", "payload"):
            if kind != COMPLAINT or said.get("origin") in VOICED:
                found[about].append((kind, at))
    return found


def _counted(events: Sequence[tuple[str, datetime]], answered: datetime) -> tuple[int, int, int]:
    """Contacts in the 90 days before the answer, complaints in the 90 days before it and after it."""
    since, until = answered - timedelta(days=LAG), answered + timedelta(days=LAG)
    contacts = sum(kind in CONTACT and since <= at < answered for kind, at in events)
    before = sum(kind == COMPLAINT and since <= at < answered for kind, at in events)
    after = sum(kind == COMPLAINT and answered <= at <= until for kind, at in events)
    return contacts, before, after


def _correlations(linked: Linked) -> tuple[Correlation, ...]:
    churned = (~linked.retained).astype(np.float64)
    satisfaction, after = linked.satisfaction, linked.complaints_after
    return (
        correlated("complaints", "satisfaction", "before", (linked.complaints_before, satisfaction)),
        correlated("satisfaction", "complaints", "after", (satisfaction, after)),
        correlated("satisfaction", "churn", "now", (satisfaction, churned)),
        correlated("satisfaction", "revenue", "now", (satisfaction, linked.spend)),
        correlated("complaints", "churn", "now", (after, churned)),
        correlated("churn", "revenue", "now", (churned, linked.spend)),
    )
