# SPDX-License-Identifier: Apache-2.0
"""Contacts: who spoke with whom, for which purpose, with which result."""

from amends.pipeline.schema import Column, Feed, Kind

CONTACTS = Feed(
    name="contacts",
    zh="接触记录",
    row_means="one contact with one customer",
    key=("contact_id",),
    columns=(
        Column("contact_id", Kind.TEXT, "接触编号", "number of the contact", required=True),
        Column(
            "customer_id", Kind.TEXT, "客户编号", "the operator's own number for the customer", required=True
        ),
        Column("contacted_at", Kind.MOMENT, "接触时间", "when it took place", required=True),
        Column(
            "direction",
            Kind.TEXT,
            "方向",
            "inbound: the customer came to us; outbound: we went to them",
            required=True,
            choices=("inbound", "outbound"),
        ),
        Column(
            "purpose",
            Kind.TEXT,
            "目的",
            "service, survey, recovery or commercial",
            required=True,
            choices=("service", "survey", "recovery", "commercial"),
        ),
        Column("channel", Kind.TEXT, "渠道", "channel of the registry"),
        Column("result", Kind.TEXT, "结果", "result code: reached, no_answer, refused …"),
    ),
)
