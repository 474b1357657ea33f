# SPDX-License-Identifier: Apache-2.0
"""What bills and other data show of a promise, as its page says it."""

from django.utils.translation import gettext as _

from amends.apps.promises.models import Promise
from amends.apps.promises.queries.facts import fact_words


def fact_notice(promise: Promise) -> dict[str, object]:
    """What the page says of the data: a sentence, how loud, and whether one press keeps the promise."""
    if promise.fact_seen_at:
        may = promise.is_open
        return {"words": fact_words(promise), "kind": "success", "may_keep": may}
    if promise.fact_missing_at:
        said = fact_words(promise)
        if promise.kept_at:
            said = _("凭证与账单不符：登记为已兑现，但%(fact)s。") % {"fact": said}
        return {"words": said, "kind": "error", "may_keep": False}
    return {}
