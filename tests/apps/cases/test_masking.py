# SPDX-License-Identifier: Apache-2.0
"""Texts of cases that were kept before personal data was hidden in them are caught up with, once, and on record."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from amends.apps.cases.actions import masking, sweeping
from amends.apps.cases.actions.masking import mask_case, mask_old_texts
from amends.apps.cases.actions.ownership import hand_over
from amends.apps.cases.actions.reviews import text_digest
from amends.apps.cases.actions.together import add_note
from amends.apps.cases.jobs import hide_old_texts
from amends.apps.cases.models import Case, CaseText, Reply, Sweep, Task
from amends.apps.cases.models.desk_words import TaskKind
from amends.apps.cases.queries.search import search_page
from amends.apps.cases.rules.remedies import but_for_references
from amends.apps.core.models import Event, EventKind
from tests.apps.cases.conftest import Opened, stored
from tests.apps.cases.course import AT, LATER, through
from tests.apps.cases.test_jobs import Clock
from tests.people import People

NUMBER, SHOWN = "13812341215", "138****1215"
OLD = f"请回电{NUMBER}"
WHY = "a test"
# What no person types: codes, digests, names that are masked where they are written.
CODES = {
    "case": "number key origin channel request_type taxonomy priority special recovery_class "
    "reasons state queue next_kind outcome",
    "intake": "claim_type aims emotion_before emotion handling_type severity urgency cause jurisdiction area standard "
    "root_family root_domain root_branch gap_code reference reference_by public_code",
    "step": "result",
    "contact": "channel direction result allowance",
    "transition": "before after",
    "verification": "",
    "remedy": "kind leaf channel state asked",
    "reply": "channel text outer_channel wording digest",  # word by word, by whose digest it is known
    "task": "kind key",
    "note": "kind",
    "transfer": "queue",
    "link": "kind",
    "specialflag": "kind",
    "churnreason": "reason",
    "mail": "fingerprint message_id sender sender_shown state reason detail",
    "attachment": "kind digest refused scan",
    "clockevent": "kind values",  # codes, keys and moments
    "timer": "clock level role",
    "breach": "clock kind",
    "improvementcase": "feedback",
    "casetext": "text units",  # masked as they are folded
    "carecall": "",
}


@pytest.fixture(autouse=True)
def every_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is kept up to the last key, one case at a time."""
    monkeypatch.setattr(sweeping, "AGAIN", 0)
    monkeypatch.setattr(masking, "_KEYS", 1)


@pytest.fixture
def old(heard: Case, people: People) -> Case:
    """A complaint with records of most kinds, each as if it were older than the hiding."""
    case = through(heard, people, "act")
    hand_over(case=case, version=case.version, to=people.bob, reason="请", by=people.alice, at=LATER)
    add_note(case=case, text="请", by=people.alice, at=LATER)
    for model, column in _columns():
        rows = model.objects.unscoped(WHY).filter(**{_case_of(model): case.pk})
        is_text = not isinstance(model._meta.get_field(column), models.JSONField)
        rows.update(**{column: OLD if is_text else {"said": [OLD, 3], "when": AT.isoformat()}})
    return stored(case)


def _columns() -> Iterator[tuple[Any, str]]:
    return ((model, column) for model, columns in masking._TEXTS for column in columns)


def _case_of(model: type[models.Model]) -> str:
    return "pk" if model is Case else "case"


def _events() -> list[Event]:
    rows = Event.objects.unscoped(WHY).filter(kind=EventKind.CASE_TEXTS_HIDDEN)
    return list(rows.order_by("sequence"))


def _texts_of(case: Case) -> str:
    """Everything that stands in the rows of a case."""
    found = [
        list(model.objects.unscoped(WHY).filter(**{_case_of(model): case.pk}).values())
        for model, _column in _columns()
    ]
    return json.dumps(found, default=str, ensure_ascii=False)


def _unseen(done: int, total: int) -> None:
    """Nobody watches."""


def test_old_texts_are_hidden_once_and_on_record(old: Case, people: People) -> None:
    assert _texts_of(old).count(NUMBER) > 20
    assert hide_old_texts(Clock(LATER)) == {"cases": 1}
    assert NUMBER not in _texts_of(old)
    assert _texts_of(old).count(SHOWN) > 20
    assert AT.isoformat() in _texts_of(old)
    (event,) = _events()
    assert (event.by, event.about, event.unit, event.at) == (None, "C-1", old.unit, LATER)
    assert {"case.story", "intake.facts", "step.record", "note.text", "transfer.reason"} <= set(
        event.payload["texts"]
    )
    assert NUMBER not in json.dumps(event.payload)
    assert hide_old_texts(Clock(LATER)) == {"cases": 0}
    assert len(_events()) == 1


def test_whoever_has_an_old_case_open_is_told_that_it_changed(old: Case) -> None:
    mask_case(old.pk, at=LATER)
    assert stored(old).version == old.version + 1
    assert mask_case(old.pk, at=LATER) is False
    assert stored(old).version == old.version + 1


def test_hidden_texts_are_what_is_searched(old: Case, people: People) -> None:
    CaseText.objects.unscoped(WHY).filter(case=old).update(text="of old")
    mask_old_texts(at=LATER, progress=_unseen)
    assert [hit.case["pk"] for hit in search_page(people.bob, "请回电").hits] == [old.pk]
    assert NUMBER not in CaseText.objects.unscoped(WHY).get(case=old).text


def test_killed_run_goes_on_where_it_was(opened: Opened, people: People) -> None:
    cases = [opened(origin="complaint", story=f"断网{n}") for n in range(4)]
    for each in cases:
        Case.objects.unscoped(WHY).filter(pk=each.pk).update(story=OLD)

    def killed(done: int, total: int) -> None:
        if done == cases[2].pk:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mask_old_texts(at=LATER, progress=killed)
    assert len(_events()) == 3
    assert Sweep.objects.get(what=masking.SWEEP).upto == cases[1].pk
    assert mask_old_texts(at=LATER, progress=_unseen) == 1
    assert [event.subject for event in _events()] == [f"cases.case:{each.pk}" for each in cases]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert mask_old_texts(at=LATER, progress=_unseen) == 0
    assert len(asked) == 2  # how far it is, and that there is no more


def test_every_case_is_looked_at_again_once_another_pattern_is_known(
    old: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    mask_old_texts(at=LATER, progress=_unseen)
    Case.objects.unscoped(WHY).filter(pk=old.pk).update(story="车牌 苏E12345")
    assert mask_old_texts(at=LATER, progress=_unseen) == 0
    monkeypatch.setattr(masking, "hiding_version", lambda: "newer")
    assert mask_old_texts(at=LATER, progress=_unseen) == 1
    assert "苏E12345" not in stored(old).story


def test_what_was_agreed_to_or_sent_stays_word_by_word(old: Case, people: People) -> None:
    digest = text_digest(OLD)
    usual = {"case": old, "owner": people.bob, "due_at": LATER, "made_at": AT, "made_by": people.alice}
    task = Task.objects.create(kind=TaskKind.LEGAL_REVIEW, facts={"draft": OLD, "agreed": digest}, **usual)
    sent = {"digest": digest, "queued": False, "at": AT, "by": people.alice, "is_final": False}
    reply = Reply.objects.create(case=old, channel="letter", text=OLD, **sent)
    mask_old_texts(at=LATER, progress=_unseen)
    assert Task.objects.unscoped(WHY).get(pk=task.pk).facts["draft"] == OLD
    assert text_digest(Reply.objects.unscoped(WHY).get(pk=reply.pk).text) == digest


def test_references_of_a_payment_stay_in_its_proof() -> None:
    said = f"流水号 {NUMBER}，{OLD}"
    assert masking._masked("proof", said) == but_for_references(
        said, lambda text: text.replace(NUMBER, SHOWN)
    )
    assert str(masking._masked("proof", said)).count(NUMBER) == 1


def test_every_text_of_a_case_is_hidden_or_known_to_be_a_code() -> None:
    texts = {model: set(columns) for model, columns in masking._TEXTS}
    for model in apps.get_app_config("cases").get_models():
        names = {field.name for field in model._meta.fields}
        if model is not Case and "case" not in names:
            continue
        kinds = (models.CharField, models.TextField, models.JSONField)
        words = {field.name for field in model._meta.fields if isinstance(field, kinds)}
        codes = set(CODES.get(model.__name__.lower(), "").split())
        assert words - texts.get(model, set()) <= codes, model.__name__
