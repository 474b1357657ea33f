# SPDX-License-Identifier: Apache-2.0
"""Complaints: what customers complained about, and how they were handled."""

from amends.pipeline.schema import Column, Feed, Kind

COMPLAINTS = Feed(
    name="complaints",
    zh="投诉与案件",
    row_means="one complaint or case, as it stands today",
    key=("complaint_id",),
    columns=(
        Column("complaint_id", Kind.TEXT, "投诉编号", "number of the complaint or case", required=True),
        Column(
            "customer_id", Kind.TEXT, "客户编号", "the operator's own number for the customer", required=True
        ),
        Column("opened_at", Kind.MOMENT, "受理时间", "when it was registered", required=True),
        Column(
            "recovery_class",
            Kind.TEXT,
            "修复类别",
            "which of the five classes it concerns",
            choices=("complaint", "tariff", "network", "publicity", "usage"),
        ),
        Column("topic", Kind.TEXT, "投诉类目", "leaf of the complaint taxonomy"),
        Column(
            "appeal",
            Kind.FLAG,
            "监管申诉",
            "it came to us from the regulator, whom the customer had turned to",
            default=False,
        ),
        Column("promised_at", Kind.MOMENT, "承诺时间", "when an answer was promised"),
        Column("replied_at", Kind.MOMENT, "答复时间", "when the answer was given"),
        Column("closed_at", Kind.MOMENT, "结案时间", "when it was closed"),
        Column("reopened", Kind.INTEGER, "重开次数", "times it was opened again", minimum=0, default=0),
        Column("transfers", Kind.INTEGER, "转派次数", "times it was passed on", minimum=0, default=0),
        Column("customer_confirmed", Kind.FLAG, "客户已确认", "the customer said it is solved"),
        Column(
            "callback_score",
            Kind.NUMBER,
            "回访评分",
            "score given at the callback, 1 to 10",
            minimum=1,
            maximum=10,
        ),
    ),
)
