# SPDX-License-Identifier: Apache-2.0
"""Surveys: the scores that customers gave, one element a row."""

from amends.pipeline.schema import Column, Feed, Kind

SURVEYS = Feed(
    name="surveys",
    zh="调查答案",
    row_means="one customer's score for one element of one survey",
    key=("answer_id",),
    columns=(
        Column("answer_id", Kind.TEXT, "答案编号", "number of the answer", required=True),
        Column(
            "customer_id", Kind.TEXT, "客户编号", "the operator's own number for the customer", required=True
        ),
        Column("answered_at", Kind.MOMENT, "作答时间", "when it was given", required=True),
        Column(
            "element",
            Kind.TEXT,
            "要素",
            "what the score is about; `overall` is the overall satisfaction",
            required=True,
        ),
        Column("score", Kind.NUMBER, "评分", "score, 1 to 10", required=True, minimum=1, maximum=10),
    ),
)
