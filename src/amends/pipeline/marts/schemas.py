# SPDX-License-Identifier: Apache-2.0
"""The marts: what leaves the pipeline. Their names, columns and order are a contract with the web side."""

from enum import StrEnum

import pyarrow as pa

# Of each customer's page; the feature table has more, and goes no further than the run.
KEY_FEATURES: tuple[str, ...] = (
    "tenure_months",
    "bill_mean_yuan",
    "bill_shock",
    "bill_rise_yuan",
    "out_of_bundle_months",
    "out_of_bundle_yuan",
    "unconfirmed_yuan",
    "arrears_yuan",
    "bundle_use",
    "dropped_rate",
    "poor_session_rate",
    "weak_minutes",
    "poor_days",
    "complaints_90d",
    "repeat_complaints",
    "overdue_complaints",
    "broken_promises",
    "late_promises",
    "commercial_contacts",
    "data_decline",
    "online_failures",
    "service_calls",
)


class Evidence(StrEnum):
    """How we know: the customer said so in a survey, the model sees it, or the playbooks' signals do."""

    STATED = "stated"
    DETECTED = "detected"
    SIGNALS = "signals"


class Blocked(StrEnum):
    """Why somebody who looks dissatisfied is not approached today; the first that applies, in this order."""

    LINE_SUSPENDED = "line_suspended"
    DO_NOT_CONTACT = "do_not_contact"
    OPEN_COMPLAINT = "open_complaint"
    IN_HAND = "in_hand"
    REFUSED = "refused"
    REST_PERIOD = "rest_period"
    ATTEMPTS_EXHAUSTED = "attempts_exhausted"


CUSTOMERS: pa.Schema = pa.schema(
    [
        ("customer_id", pa.string()),
        ("unit_code", pa.string()),
        ("region", pa.string()),
        ("settlement", pa.string()),
        ("customer_kind", pa.string()),
        ("plan_code", pa.string()),
        ("plan_name", pa.string()),
        ("plan_fee", pa.int64()),
        ("value_tier", pa.string()),
        ("joined_date", pa.date32()),
        ("line_state", pa.string()),
        ("do_not_contact", pa.bool_()),
        ("commercial_consent", pa.bool_()),
        ("survey_consent", pa.bool_()),
        ("probability", pa.float64()),
        ("silent", pa.bool_()),  # looks dissatisfied, and has not complained for a year
        (
            "left_silently",
            pa.bool_(),
        ),  # closed of late (or nobody knows when) after a year without a complaint
        ("complaints_365d", pa.float64()),
        ("open_complaints", pa.float64()),
        *((name, pa.float64()) for name in KEY_FEATURES),
    ]
)

RECOVERY_LIST: pa.Schema = pa.schema(
    [
        ("customer_id", pa.string()),
        ("unit_code", pa.string()),
        ("region", pa.string()),
        ("plan_code", pa.string()),
        ("value_tier", pa.string()),
        ("value_yuan", pa.float64()),  # mean monthly bill
        ("probability", pa.float64()),
        ("evidence", pa.string()),  # Evidence
        ("main_cause", pa.string()),  # RecoveryClass
        ("reasons", pa.list_(pa.string())),
        ("silent", pa.bool_()),
        ("eligible", pa.bool_()),
        ("blocked_reason", pa.string()),  # Blocked; null for the eligible
        ("priority", pa.float64()),
        ("rank", pa.int64()),  # from 1, within unit and among the eligible (or the blocked)
        ("list_date", pa.date32()),  # null: waiting, the unit's day is full; or blocked
        ("channel", pa.string()),  # null where list_date is
        ("holdout_bucket", pa.int64()),  # 0 to 9999, of the salted id: fixed for good
    ]
)

# Of each member of each wave: what chance decided, what came of it, what was known before. Null only where said.
WAVE_OUTCOMES: pa.Schema = pa.schema(
    [
        ("wave_id", pa.string()),
        ("customer_id", pa.string()),
        ("account", pa.string()),
        ("arm", pa.string()),  # treated, control
        ("stratum", pa.string()),
        ("recovery_class", pa.string()),
        ("unit_code", pa.string()),
        ("assigned_at", pa.timestamp("us")),
        ("horizon_at", pa.timestamp("us")),
        ("complete", pa.bool_()),  # the horizon has passed
        ("approached", pa.bool_()),
        ("repeat_complaint", pa.float64()),  # 0 or 1, as are appeal, churn and reached
        ("repeat_complaints", pa.float64()),
        ("appeal", pa.float64()),
        ("churn", pa.float64()),
        ("churn_undated", pa.bool_()),  # closed, nobody knows when: after the draw, since it was open then
        ("bill_change_yuan", pa.float64()),  # a month; null where no whole month was delivered, as is usage
        ("usage_change", pa.float64()),  # MB a month
        ("score_after", pa.float64()),  # null: gave none
        ("recovery_contacts", pa.float64()),
        ("reached", pa.float64()),
        ("complaints_180d", pa.float64()),
        ("service_calls_180d", pa.float64()),
        ("tenure_days", pa.float64()),  # null: day of joining unknown
        ("bill_before_yuan", pa.float64()),
        ("usage_before_mb", pa.float64()),
        ("probability", pa.float64()),  # null: not drawn from the list
    ]
)

# Each open line: what `wave_outcomes` would hold from before the draw, were a wave drawn now. Empty before the first.
KNOWN_TODAY: pa.Schema = pa.schema(
    [
        ("customer_id", pa.string()),
        *(
            (name, WAVE_OUTCOMES.field(name).type)
            for name in (
                "complaints_180d", "service_calls_180d", "tenure_days", "bill_before_yuan", "usage_before_mb",
            )
        ),
    ]
)  # fmt: skip

PROMISE_CHECKS: pa.Schema = pa.schema(
    [
        ("promise_id", pa.string()),
        ("customer_id", pa.string()),
        ("check_kind", pa.string()),
        ("expected", pa.int64()),  # fen, MB or calls
        ("found", pa.int64()),  # null where the data that would show it have not come
        ("seen", pa.bool_()),
        ("missing", pa.bool_()),
        ("month", pa.date32()),  # the first that shows it, or the last that does not
        ("found_at", pa.timestamp("us")),  # of a call
    ]
)

MARTS: dict[str, pa.Schema] = {
    "promise_checks": PROMISE_CHECKS,
    "customers": CUSTOMERS,
    "recovery_list": RECOVERY_LIST,
    "wave_outcomes": WAVE_OUTCOMES,
    "known_today": KNOWN_TODAY,
}
