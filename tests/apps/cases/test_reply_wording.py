# SPDX-License-Identifier: Apache-2.0
"""The wording check of a reply: it warns and never blocks, and the log keeps how much was found, not what."""

from amends.apps.cases.actions.intake import receive
from amends.apps.cases.actions.replies import Draft, send_reply
from amends.apps.core.models import Event, EventKind
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import HOUR
from tests.people import NOON, People


def test_reply_leaves_with_what_was_found_counted(people: People, customer: Customer) -> None:
    told = {"channel": "CH-HOTLINE", "story": "多扣了二十元", "taxonomy": "TF-02-02"}
    case = receive(customer=customer, by=people.alice, at=NOON, **told)  # type: ignore[arg-type]
    draft = Draft("您好，您肯定记错了。这是公司规定。", "letter")
    send_reply(case=case, version=case.version, draft=draft, by=people.alice, at=NOON + HOUR)
    payload = Event.objects.unscoped("a test looks").filter(kind=EventKind.REPLY_SENT).get().payload
    assert payload["wording_findings"] == 2
    assert "记错" not in str(payload)
