# SPDX-License-Identifier: Apache-2.0
"""Usage: what each customer used in a month, and where they got stuck."""

from amends.pipeline.schema import Column, Feed, Kind

USAGE = Feed(
    name="usage",
    zh="使用量",
    row_means="one customer's usage in one month",
    key=("customer_id", "month"),
    columns=(
        Column(
            "customer_id", Kind.TEXT, "客户编号", "the operator's own number for the customer", required=True
        ),
        Column("month", Kind.MONTH, "账期", "the month of use", required=True),
        Column("data_mb", Kind.NUMBER, "流量(MB)", "data used, MB", minimum=0),
        Column(
            "bonus_mb",
            Kind.INTEGER,
            "赠送流量(MB)",
            "data given for free in the month, MB; empty: not handed over",
            minimum=0,
        ),
        Column("voice_minutes", Kind.NUMBER, "通话分钟", "minutes of voice", minimum=0),
        Column("sms_count", Kind.INTEGER, "短信条数", "messages sent", minimum=0),
        Column(
            "online_failures",
            Kind.INTEGER,
            "线上办理失败次数",
            "self-service steps that failed",
            minimum=0,
            default=0,
        ),
        Column(
            "unused_services",
            Kind.INTEGER,
            "未使用的订购数",
            "services subscribed and not used in the month",
            minimum=0,
            default=0,
        ),
    ),
)
