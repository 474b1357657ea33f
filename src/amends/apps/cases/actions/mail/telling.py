# SPDX-License-Identifier: Apache-2.0
"""The receipt that goes back to who wrote: the number of the case, and where to see how it stands."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext

from amends.apps.cases.models import Case
from amends.apps.cases.queries.canned import slots_of
from amends.apps.cases.queries.intake_receipt import status_address
from amends.apps.cases.queries.mail import A_DAY, RECEIPT, sender_key, written_since
from amends.apps.cases.queries.wordings import words_in
from amends.apps.cases.rules.canned import MAIL_RECEIPT, filled
from amends.apps.cases.rules.mail.reading import ReadMail
from amends.apps.core.actions.outbox import send_email

MOST_RECEIPTS = 5  # a day to one address: two machines that answer each other stop there


def send_receipt(*, case: Case, mail: ReadMail, code: str, fingerprint: str, at: datetime) -> bool:
    """Leave the receipt of a case in the outbox, in the transaction that opens it; returns whether there is one. None
    goes to an address that asked for none, is no address, or had enough of them today."""
    if mail.unanswered or not _is_address(mail.reply_to):
        return False
    if written_since(sender_key(mail.sender), since=at - A_DAY, receipts=True) >= MOST_RECEIPTS:
        return False
    subject = gettext("[%(number)s] 已收到您反映的事项") % {"number": case.number}
    values = {**slots_of(case), "code": f"{code[:4]}-{code[4:]}", "status_address": status_address()}
    body = filled(words_in(case.unit).canned.receipts[MAIL_RECEIPT].text, values, drop_lines=True)
    send_email(address=mail.reply_to, subject=subject, body=body, at=at, key=f"{RECEIPT}{fingerprint}")
    return True


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
