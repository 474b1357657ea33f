# SPDX-License-Identifier: Apache-2.0
"""Network: what the network itself noticed of a customer's experience."""

from amends.pipeline.schema import Column, Feed, Kind

NETWORK = Feed(
    name="network",
    zh="网络体验",
    row_means="one customer's network experience over one period: a day, or a month when `days` says so",
    key=("customer_id", "period_date"),
    columns=(
        Column(
            "customer_id", Kind.TEXT, "客户编号", "the operator's own number for the customer", required=True
        ),
        Column("period_date", Kind.DATE, "日期", "first day of the period", required=True),
        Column("days", Kind.INTEGER, "天数", "days that the row covers", minimum=1, default=1),
        Column("calls", Kind.INTEGER, "通话次数", "calls attempted", minimum=0),
        Column("dropped_calls", Kind.INTEGER, "掉话次数", "calls cut off", minimum=0),
        Column(
            "failed_calls", Kind.INTEGER, "未接通次数", "calls that the network failed to set up", minimum=0
        ),
        Column("sessions", Kind.INTEGER, "上网会话数", "data sessions", minimum=0),
        Column(
            "poor_sessions", Kind.INTEGER, "质差会话数", "sessions below the quality threshold", minimum=0
        ),
        Column("weak_minutes", Kind.NUMBER, "弱覆盖分钟", "minutes in weak coverage", minimum=0),
        Column(
            "poor_days",
            Kind.INTEGER,
            "质差天数",
            "days in the period when the home cell was below its limits",
            minimum=0,
            default=0,
        ),
    ),
)
