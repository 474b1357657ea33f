# SPDX-License-Identifier: Apache-2.0
"""Cases: whom somebody at the desk is on already, and since when. The desk writes this feed each night."""

from amends.pipeline.schema import Column, Feed, Kind

CASES = Feed(
    name="cases",
    zh="在办案件",
    row_means="one case of one customer, whatever it came from, as it stands today",
    key=("case_id",),
    columns=(
        Column("case_id", Kind.TEXT, "案件编号", "number of the case", required=True),
        Column(
            "customer_id", Kind.TEXT, "客户编号", "the operator's own number for the customer", required=True
        ),
        Column("opened_at", Kind.MOMENT, "开立时间", "when somebody took it up", required=True),
        Column("closed_at", Kind.MOMENT, "结案时间", "when it was closed; empty while it is open"),
    ),
)
