# SPDX-License-Identifier: Apache-2.0
"""The buttons that say what came of a contact."""

from amends.apps.cases.models.words import RESULTS
from amends.apps.cases.rules.contact import ResultCode

_ICONS = {
    ResultCode.REACHED: "phone-call",
    ResultCode.NO_ANSWER: "phone-off",
    ResultCode.REFUSED: "circle-x",
    ResultCode.SENT: "send",
}


def contact_results() -> list[tuple[str, object, str]]:
    """The buttons of a contact: code, words, drawing."""
    return [(code, words, _ICONS.get(ResultCode(code), "")) for code, words in RESULTS.items()]
