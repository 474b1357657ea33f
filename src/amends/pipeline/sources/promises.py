# SPDX-License-Identifier: Apache-2.0
"""Promises: what was promised to whom, due when, and whether it was kept."""

from amends.pipeline.schema import Column, Feed, Kind

PROMISES = Feed(
    name="promises",
    zh="承诺台账",
    row_means="one promise made to one customer, as it stands today",
    key=("promise_id",),
    columns=(
        Column("promise_id", Kind.TEXT, "承诺编号", "number of the promise", required=True),
        Column(
            "customer_id", Kind.TEXT, "客户编号", "the operator's own number for the customer", required=True
        ),
        Column("made_at", Kind.MOMENT, "承诺时间", "when it was made", required=True),
        Column("due_at", Kind.MOMENT, "到期时间", "when it is due", required=True),
        Column("kept_at", Kind.MOMENT, "兑现时间", "when it was kept; empty when it was not"),
        Column("broken_at", Kind.MOMENT, "违约时间", "when it was recorded as broken"),
        Column("kind", Kind.TEXT, "承诺类别", "what kind of thing was promised"),
        Column("amount", Kind.MONEY, "承诺金额", "amount promised", minimum=0),
        Column(
            "check_kind",
            Kind.TEXT,
            "核对方式",
            "which data show that it was kept; empty: none do",
            choices=("none", "bill_credit", "refund_paid", "usage_bonus", "call_made"),
        ),
        Column(
            "check_amount",
            Kind.INTEGER,
            "应见数额",
            "what they must show at least: minor units of money, or MB",
            minimum=0,
        ),
        Column("withdrawn_at", Kind.MOMENT, "撤销时间", "when the customer released us from it"),
    ),
)
