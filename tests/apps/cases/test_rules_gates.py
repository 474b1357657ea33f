# SPDX-License-Identifier: Apache-2.0
"""The gate of each of the twelve steps: what must hold, what a reason opens, what nothing opens."""

from datetime import timedelta
from typing import Any, cast

import pytest

from amends.apps.cases.models.desk_words import EMOTIONS as EMOTION_WORDS
from amends.apps.cases.models.step_words import FIELD_CHOICES, FIELD_LABELS, REFUSALS
from amends.apps.cases.rules.fields import EMOTIONS, FIELDS, fields_of
from amends.apps.cases.rules.gates import HIGH, RefusalCode, Standing, gate, skip_refusal
from amends.packs import load
from tests.people import NOON

R = RefusalCode
HOUR = timedelta(hours=1)
ALL = frozenset(str(step["code"]) for step in cast(Any, load("handling_steps"))["steps"])
SLOTS = {"what": "退款未到", "when": "十月", "who": "本人", "where": "线上"}
CALM = {"emotion_before": "angry", "emotion_after": "calm"}
DUE = (NOON + HOUR).isoformat()
MEASURE = {"text": "补退", "owner": 1, "due_at": DUE, "aim": ""}


def _refused(step: str, facts: dict[str, Any], **standing: Any) -> RefusalCode | None:
    usual: dict[str, Any] = {"settled": ALL - {step}, "told": True}
    found = gate(step, facts, Standing(at=NOON, **(usual | standing)))
    return found.code if found else None


@pytest.mark.requirement("S4-036")
@pytest.mark.parametrize(
    ("story", "code"),
    [("", R.STORY_SHORT), ("   九个字的话不算", R.STORY_SHORT), ("一二三四五六七八九十", None)],
)
def test_listening_needs_what_was_said(story: str, code: RefusalCode | None) -> None:
    assert _refused("listen", {"story_zh": story}) is code


@pytest.mark.requirement("S4-037", "S2-041")
@pytest.mark.parametrize("missing", ["what", "when", "where"])
def test_asking_needs_four_of_seven_with_what_and_when(missing: str) -> None:
    facts = {name: words for name, words in SLOTS.items() if name != missing}
    assert _refused("ask", facts) is R.SLOTS_MISSING
    more = facts | {"why": "没人管", "how_much": "237 元"}
    assert _refused("ask", more) is (R.SLOTS_MISSING if missing != "where" else None)


@pytest.mark.requirement("S4-038", "S0-078")
@pytest.mark.parametrize("missing", ["emotion_before", "emotion_after"])
def test_soothing_needs_both_emotions(missing: str) -> None:
    assert _refused("soothe", CALM) is None
    assert _refused("soothe", {**CALM, missing: ""}) is R.EMOTIONS_MISSING


def test_soothing_asks_for_a_leader_when_the_customer_stays_angry() -> None:
    angry = {**CALM, "emotion_after": "angry"}
    assert _refused("soothe", angry) is R.LEADER_NOT_ASKED
    assert _refused("soothe", {**angry, "leader_asked": True}) is None


@pytest.mark.requirement("S2-009", "S4-039")
def test_confirming_needs_words_and_the_customers_yes_or_a_reason() -> None:
    assert _refused("confirm", {"restatement_zh": "  ", "customer_confirmed": True}) is R.RESTATEMENT_MISSING
    said = {"restatement_zh": "您说退款没到"}
    assert _refused("confirm", said) is R.NOT_CONFIRMED
    assert _refused("confirm", said | {"customer_confirmed": True}) is None
    assert _refused("confirm", said | {"not_confirmed_reason": "客户要开会"}) is None


def test_a_special_need_is_noted_only_with_the_customers_consent() -> None:
    facts = {"handling_type": "vulnerable", "special_need": "听力不好"}
    assert _refused("judge", {}) is R.TYPE_MISSING
    assert _refused("judge", facts) is R.NEED_NOT_AGREED
    assert _refused("judge", facts | {"need_agreed": True}) is None


@pytest.mark.requirement("S4-003")
@pytest.mark.parametrize("missing", ["soothe", "confirm"])
def test_nothing_is_explained_before_calm_and_confirmation(missing: str) -> None:
    facts = {**CALM, "explanation_zh": "退款已经退出"}
    found = gate("explain", facts, Standing(at=NOON, settled=ALL - {missing}))
    assert found is not None
    assert (found.code, found.can_override, found.values) == (R.STEPS_BEFORE, True, {"steps": (missing,)})
    assert gate("explain", facts, Standing(at=NOON, settled=ALL)) is None


@pytest.mark.requirement("S4-053", "S0-023")
@pytest.mark.parametrize("step", ["explain", "act"])
@pytest.mark.parametrize("emotion", ["upset", "angry"])
def test_mood_comes_before_the_matter(step: str, emotion: str) -> None:
    facts = {
        "emotion_after": emotion,
        "explanation_zh": "在查",
        "finding": "单子卡住",
        "desired_outcome_zh": "退钱",
        "action_items": [MEASURE],
    }
    found = gate(step, facts, Standing(at=NOON, settled=ALL))
    assert found is not None
    assert (found.code, found.can_override) == (R.TOO_EMOTIONAL, True)


@pytest.mark.requirement("S4-042")
def test_jargon_closes_the_explanation_whatever_the_reason() -> None:
    found = gate(
        "explain", {**CALM, "explanation_zh": "割接"}, Standing(at=NOON, settled=ALL, jargon=("割接",))
    )
    assert found is not None
    assert (found.code, found.can_override) == (R.JARGON, False)


@pytest.mark.requirement("S4-043")
def test_classifying_needs_a_topic_and_a_promise_within_the_law() -> None:
    facts = {"taxonomy_code": "TF-01-01", "promised_at": DUE}
    assert _refused("classify", facts) is None
    assert _refused("classify", {**facts, "taxonomy_code": ""}) is R.TOPIC_MISSING
    assert _refused("classify", {**facts, "promised_at": ""}) is R.PROMISE_MISSING
    assert _refused("classify", {**facts, "promised_at": NOON.isoformat()}) is R.PROMISE_PAST
    assert _refused("classify", facts, statutory_due=NOON + HOUR) is None
    assert _refused("classify", facts, statutory_due=NOON + HOUR / 2) is R.PROMISE_TOO_LATE


@pytest.mark.requirement("S4-004", "S4-044", "S1-013")
def test_resolving_needs_a_finding_and_a_measure_with_owner_and_due() -> None:
    facts = {**CALM, "finding": "单子卡住", "desired_outcome_zh": "退钱", "action_items": [MEASURE]}
    assert _refused("act", facts) is None
    assert _refused("act", {**facts, "finding": ""}) is R.FINDING_MISSING
    assert _refused("act", {**facts, "action_items": []}) is R.MEASURE_MISSING
    assert _refused("act", {**facts, "action_items": []}, measures=1) is None
    assert (
        _refused("act", {**facts, "action_items": [MEASURE | {"due_at": NOON.isoformat()}]}) is R.MEASURE_PAST
    )
    assert _refused("act", facts, approvals=1) is R.APPROVAL_WAITS


@pytest.mark.requirement("S1-016")
@pytest.mark.parametrize("wish", ["", "  "])
def test_nothing_is_resolved_before_the_customers_own_wish_is_written_down(wish: str) -> None:
    facts = {**CALM, "finding": "单子卡住", "desired_outcome_zh": wish, "action_items": [MEASURE]}
    found = gate("act", facts, Standing(at=NOON, settled=ALL))
    assert found is not None
    assert (found.code, found.can_override) == (R.WISH_MISSING, False)


@pytest.mark.requirement("S0-060")
def test_nothing_is_weighed_before_the_customer_confirmed_the_request() -> None:
    found = gate(
        "analyse", {"severity": "high", "urgency": "high"}, Standing(at=NOON, settled=("listen", "ask"))
    )
    assert found is not None
    assert (found.code, found.values) == (R.STEPS_BEFORE, {"steps": ("confirm",)})


@pytest.mark.requirement("S4-004", "S1-013")
def test_a_missing_finding_is_said_before_anything_that_a_reason_opens() -> None:
    found = gate("act", {"emotion_after": "angry"}, Standing(at=NOON))
    assert found is not None
    assert (found.code, found.can_override) == (R.FINDING_MISSING, False)


def test_progress_needs_a_word_and_a_contact_in_time() -> None:
    facts = {"progress_note_zh": "在等测试"}
    assert _refused("progress", {}) is R.NOTE_MISSING
    assert _refused("progress", facts, progress_due=NOON) is None
    assert _refused("progress", facts, progress_due=NOON - HOUR) is R.PROGRESS_NOT_TOLD


@pytest.mark.requirement("S4-046")
def test_informing_needs_the_customers_word_or_recorded_failures() -> None:
    assert _refused("inform", {}, told=False) is R.RESULT_NOT_TOLD
    assert _refused("inform", {}, told=False, failed=True) is None
    assert _refused("inform", {}) is None


@pytest.mark.requirement("S4-047")
@pytest.mark.parametrize("grave", ["major", "repeat"])
def test_a_grave_case_is_not_summed_up_without_lesson_and_improvement(grave: str) -> None:
    facts = {"root_cause": "复核岗无人"}
    assert _refused("review", facts) is None
    assert _refused("review", facts, **{grave: True}) is R.LESSON_MISSING
    learned = facts | {"lesson_zh": "排班", "improvement_item": "双人复核"}
    assert _refused("review", learned, **{grave: True}) is None
    assert _refused("review", learned, told=False) is R.RESULT_NOT_TOLD


def test_what_is_never_set_aside() -> None:
    plain = Standing(at=NOON)
    assert {code for code in ALL if skip_refusal(code, plain)} == {"act", "inform"}
    assert skip_refusal("inform", Standing(at=NOON, failed=True)) is None
    assert skip_refusal("review", Standing(at=NOON, major=True)) is not None
    assert skip_refusal("review", Standing(at=NOON, repeat=True)) is not None


def test_every_step_of_the_pack_has_its_fields_gate_and_words() -> None:
    steps: Any = load("handling_steps")["steps"]
    for step in steps:
        codes = {field.code for field in fields_of(step["code"], step["record"])}
        assert codes <= FIELDS.keys() & FIELD_LABELS.keys()
        assert _refused(step["code"], {}, told=False) is not None
    assert set(REFUSALS) == set(RefusalCode)


def test_choices_of_rules_and_words_are_the_same() -> None:
    assert set(EMOTIONS) == set(map(str, EMOTION_WORDS))
    assert set(EMOTIONS) >= HIGH
    for code, named in FIELD_CHOICES.items():
        assert set(FIELDS[code].choices) == set(map(str, named)), code
