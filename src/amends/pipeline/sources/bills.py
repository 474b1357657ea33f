# SPDX-License-Identifier: Apache-2.0
"""Bills: what each customer was charged for a month. The feed to copy when adding one."""

from amends.pipeline.schema import Column, Feed, Kind

BILLS = Feed(
    name="bills",
    zh="账单",
    row_means="one customer's bill for one month",
    key=("customer_id", "month"),
    columns=(
        Column(
            "customer_id", Kind.TEXT, "客户编号", "the operator's own number for the customer", required=True
        ),
        Column("month", Kind.MONTH, "账期", "the billed month", required=True),
        Column("amount", Kind.MONEY, "账单金额", "total of the bill", required=True),
        Column("plan_fee", Kind.MONEY, "套餐月费", "fee of the plan within the total", minimum=0),
        Column(
            "out_of_bundle", Kind.MONEY, "套餐外费用", "charges above the allowance", minimum=0, default=0
        ),
        Column(
            "value_added", Kind.MONEY, "增值业务费", "charges for optional services", minimum=0, default=0
        ),
        Column(
            "unconfirmed",
            Kind.MONEY,
            "未二次确认费用",
            "charges for services without a double confirmation on record",
            minimum=0,
            default=0,
        ),
        Column(
            "credits",
            Kind.MONEY,
            "优惠减免",
            "discounts and credits given on the bill; empty: not handed over",
            minimum=0,
        ),
        Column(
            "refunds",
            Kind.MONEY,
            "退费",
            "money given back in the month, in whatever way; empty: not handed over",
            minimum=0,
        ),
        Column("arrears", Kind.MONEY, "欠费", "unpaid balance at the end of the month", minimum=0, default=0),
    ),
)
