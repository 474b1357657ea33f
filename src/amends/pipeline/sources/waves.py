# SPDX-License-Identifier: Apache-2.0
"""Waves: who was drawn into a recovery wave, and into which arm. The desk writes this feed each night."""

from amends.pipeline.schema import Column, Feed, Kind

WAVES = Feed(
    name="waves",
    zh="修复波次",
    row_means="one customer of one wave whom chance put into the arm to be approached or into the one held out",
    key=("wave_id", "customer_id"),
    columns=(
        Column("wave_id", Kind.TEXT, "波次编号", "number of the wave", required=True),
        Column(
            "customer_id", Kind.TEXT, "客户编号", "the operator's own number for the customer", required=True
        ),
        Column("account", Kind.TEXT, "账户", "what was drawn together: account or household", required=True),
        Column(
            "arm",
            Kind.TEXT,
            "分组",
            "treated: to be approached; control: held out",
            required=True,
            choices=("treated", "control"),
        ),
        Column("stratum", Kind.TEXT, "层", "within which chance drew"),
        Column(
            "recovery_class",
            Kind.TEXT,
            "修复类别",
            "main cause when the list was frozen",
            choices=("complaint", "tariff", "network", "publicity", "usage"),
        ),
        Column("unit_code", Kind.TEXT, "机构编码", "unit that was to approach the customer", required=True),
        Column("probability", Kind.NUMBER, "不满意概率", "when the list was frozen", minimum=0, maximum=1),
        Column(
            "assigned_at",
            Kind.MOMENT,
            "名单确定时间",
            "from when outcomes count, in both arms",
            required=True,
        ),
        Column(
            "horizon_at", Kind.MOMENT, "观察截止", "until when outcomes count, in both arms", required=True
        ),
        Column("approached_at", Kind.MOMENT, "交办时间", "when the customer's case was opened; empty: never"),
    ),
)
