# SPDX-License-Identifier: Apache-2.0
"""Subscribers: who has which line, on which plan, and how they may be contacted."""

from amends.pipeline.schema import Column, Feed, Kind

SUBSCRIBERS = Feed(
    name="subscribers",
    zh="客户资料",
    row_means="one customer with one line, as it stands today",
    key=("customer_id",),
    columns=(
        Column(
            "customer_id", Kind.TEXT, "客户编号", "the operator's own number for the customer", required=True
        ),
        Column("name", Kind.TEXT, "姓名", "name of the registered owner", personal=True),
        Column("service_number", Kind.TEXT, "号码", "number of the line", personal=True),
        Column("email", Kind.TEXT, "电子邮箱", "address that the customer reads mail at", personal=True),
        Column(
            "unit_code",
            Kind.TEXT,
            "机构编码",
            "organisation unit that looks after the customer",
            required=True,
        ),
        Column("region", Kind.TEXT, "地区", "city or district the customer lives in"),
        Column(
            "settlement", Kind.TEXT, "城乡", "urban or rural: fault limits differ", choices=("urban", "rural")
        ),
        Column(
            "customer_kind",
            Kind.TEXT,
            "客户类别",
            "personal, household or enterprise",
            choices=("personal", "household", "enterprise"),
            default="personal",
        ),
        Column("plan_code", Kind.TEXT, "套餐编码", "tariff plan in force"),
        Column("plan_name", Kind.TEXT, "套餐名称", "name of the tariff plan"),
        Column("plan_fee", Kind.MONEY, "套餐月费", "monthly fee of the plan", minimum=0),
        Column("plan_data_mb", Kind.NUMBER, "套餐流量(MB)", "data in the bundle, MB a month", minimum=0),
        Column(
            "plan_minutes", Kind.NUMBER, "套餐语音(分钟)", "voice in the bundle, minutes a month", minimum=0
        ),
        Column(
            "value_tier",
            Kind.TEXT,
            "价值等级",
            "value tier the operator assigns",
            choices=("standard", "silver", "gold", "diamond"),
        ),
        Column("joined_date", Kind.DATE, "入网日期", "day the line was opened"),
        Column(
            "line_state",
            Kind.TEXT,
            "号码状态",
            "active, suspended or closed",
            choices=("active", "suspended", "closed"),
            default="active",
        ),
        Column(
            "closed_date",
            Kind.DATE,
            "销户日期",
            "day the line was closed; empty while it is open, or where nobody knows",
        ),
        Column(
            "do_not_contact",
            Kind.FLAG,
            "谢绝联系",
            "the customer refuses contact that is not about their own matter",
            default=False,
        ),
        Column("commercial_consent", Kind.FLAG, "营销同意", "consent to commercial contact", default=False),
        Column("survey_consent", Kind.FLAG, "调查同意", "consent to surveys", default=True),
    ),
)
