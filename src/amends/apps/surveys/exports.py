# SPDX-License-Identifier: Apache-2.0
"""What of answers leaves for the pipeline: scores of known customers on 1–10. Words, flags and devices stay."""

import pyarrow as pa

from amends.apps.surveys.models import Answer
from amends.apps.surveys.rules.feed import element_of, score_of
from amends.pipeline.arrow import BATCH_ROWS, feed_table, kept_moment
from amends.pipeline.sources.surveys import SURVEYS

_FIELDS = (
    "pk", "response__customer__code", "response__submitted_at", "number", "chosen", "item__minimum", "item__maximum",
    "item__measure", "item__element", "item__dimension",
)  # fmt: skip


def survey_table() -> pa.Table:
    """The feed `surveys`: one row a score of a complete response, moments in UTC.

    Overall judgements are `overall`; what was perceived or rated goes by its element, else its dimension. «Not as good
    as I expected» is a low overall judgement: who says so is found by the nightly run as one who gave a low score.
    """
    rows = Answer.objects.unscoped("the nightly run sees the whole organisation").filter(
        response__complete=True, response__customer__isnull=False, not_applicable=False
    )
    lines = rows.order_by("pk").values_list(*_FIELDS).iterator(chunk_size=BATCH_ROWS)
    return feed_table(SURVEYS, (row for line in lines if (row := _row(line)) is not None))


def _row(line: tuple[object, ...]) -> dict[str, object] | None:
    key, customer, at, number, chosen, low, high, measure, element, dimension = line
    about = element_of(str(measure), str(element), str(dimension), chosen)
    score = score_of(number, chosen, low, high)
    if not about or score is None:
        return None
    return {
        "answer_id": f"surveys-{key}",
        "customer_id": customer,
        "answered_at": kept_moment(at),
        "element": about,
        "score": score,
    }
