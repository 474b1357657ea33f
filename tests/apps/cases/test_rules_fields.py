# SPDX-License-Identifier: Apache-2.0
"""What a step records: each value as its field holds it, and nothing else."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.apps.cases.rules.fields import FIELDS, Fault, FieldRefused, field_of, fields_of, read_record

AT = datetime(2026, 11, 3, 6, 0, tzinfo=UTC)


def _read(code: str, value: object) -> object:
    return read_record([field_of(code)], {code: value}).get(code)


def _fault(code: str, value: object) -> Fault:
    with pytest.raises(FieldRefused) as refused:
        _read(code, value)
    assert refused.value.code == code
    return refused.value.fault


def test_values_are_read_as_their_fields_hold_them() -> None:
    assert _read("story_zh", "  退款没到 \n") == "退款没到"
    assert _read("severity", "high") == "high"
    assert _read("aims", ["know", "heard", "know"]) == ["know", "heard"]
    assert _read("customer_confirmed", False) is False
    assert _read("impact_money", 12.5) == 12.5
    assert _read("event_date", date(2026, 10, 20)) == _read("event_date", "2026-10-20") == "2026-10-20"
    assert _read("promised_at", AT) == _read("promised_at", AT.isoformat()) == AT.isoformat()


@pytest.mark.parametrize("blank", [None, "", "  ", []])
def test_blanks_are_left_out(blank: object) -> None:
    assert read_record([field_of("who")], {"who": blank}) == {} or blank == "  "
    assert _read("who", "  ") is None


@pytest.mark.parametrize(
    ("code", "value", "fault"),
    [
        ("priority", "p1", Fault.NOT_TYPED),
        ("received_at", "2026-10-20", Fault.NOT_TYPED),
        ("who", 7, Fault.WRONG_KIND),
        ("who", "长" * 201, Fault.TOO_LONG),
        ("severity", "awful", Fault.NO_CHOICE),
        ("aims", ["know", "money"], Fault.NO_CHOICE),
        ("customer_confirmed", "yes", Fault.WRONG_KIND),
        ("impact_money", True, Fault.WRONG_KIND),
        ("impact_money", float("nan"), Fault.WRONG_KIND),
        ("impact_money", -1, Fault.BELOW_ZERO),
        ("event_date", "20.10.2026", Fault.WRONG_KIND),
        ("promised_at", "2026-11-03T14:00", Fault.WRONG_KIND),
        ("action_items", "补退", Fault.WRONG_KIND),
        ("action_items", [{"text": "补退", "owner": 1}], Fault.MEASURE_INCOMPLETE),
        ("action_items", [{"text": " ", "owner": 1, "due_at": AT}], Fault.MEASURE_INCOMPLETE),
        ("action_items", [{"text": "补退", "owner": "1", "due_at": AT}], Fault.MEASURE_INCOMPLETE),
        ("action_items", [{"text": "补退", "owner": 1, "due_at": AT, "aim": "x"}], Fault.NO_CHOICE),
    ],
)
def test_what_a_field_cannot_hold_is_refused(code: str, value: object, fault: Fault) -> None:
    assert _fault(code, value) is fault


def test_a_field_of_another_step_is_refused() -> None:
    with pytest.raises(FieldRefused) as refused:
        read_record(fields_of("listen", ("story_zh",)), {"finding": "查清了"})
    assert refused.value.fault is Fault.UNKNOWN_FIELD


def test_content_may_ask_for_a_sentence_that_the_software_does_not_know() -> None:
    field = fields_of("listen", ("weather",))[0]
    assert read_record([field], {"weather": "下雨"}) == {"weather": "下雨"}


@given(
    st.sampled_from(sorted(FIELDS)),
    st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists),
)
def test_any_value_is_read_or_refused(code: str, value: object) -> None:
    with suppress(FieldRefused):
        assert set(read_record([FIELDS[code]], {code: value})) <= {code}
