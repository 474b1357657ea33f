# SPDX-License-Identifier: Apache-2.0
"""Canned replies for a case: which there are, the one for it first, and filled from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import get_language

from amends.apps.cases.models import Case, Reply
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.queries.intake_receipt import callback_number
from amends.apps.cases.queries.mail import mail_of
from amends.apps.cases.queries.replies import reply_wording
from amends.apps.cases.queries.wordings import CaseWords, words_of
from amends.apps.cases.rules.canned import OFTEN, CannedReply, filled
from amends.apps.cases.rules.replies import OWN_WORDS
from amends.apps.core.models import User
from amends.apps.promises.queries.proofs import proof_lines

USUAL_OUTER = "CH-PCA"


def wording_key(code: str, words: CaseWords) -> str:
    """The name and version of the frame or the canned reply that a reply was written with."""
    if found := words.canned.replies.get(code):
        return f"{code}@{found.version or words.canned.version}"
    return words.frames.key(code) if code else OWN_WORDS


@dataclass(frozen=True, slots=True)
class Snippet:
    """A phrase as it is put into a reply."""

    title: str
    text: str
    group: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A canned reply as it is offered on a case: whether it is made for its topic, and how often it was used there."""

    reply: CannedReply
    fits: bool
    used: int

    @property
    def is_worn(self) -> bool:
        """Whether once more would sound like a machine."""
        return self.used + 1 >= OFTEN


def offered(case: Case, words: CaseWords | None = None) -> list[Offered]:
    """The canned replies for a case, those of its topic first, without those about something else where the topic is
    known, and without those that admit a fault before the facts are established. One query, two without `words`."""
    known = (words or words_of(case)).canned
    sent = Reply.objects.unscoped("the case was found within the person's scope").filter(case=case)
    used = Counter(str(each).partition("@")[0] for each in sent.values_list("wording", flat=True))
    rows = [(each, each.nearness(case.taxonomy)) for each in known.for_topic(case.taxonomy)]
    return [Offered(each, near > 0, used[each.key]) for each, near in rows if near >= 0 or not case.taxonomy]


def filled_for(case: Case, key: str, words: CaseWords | None = None) -> str:
    """The text of a canned reply, filled from a case; what the case does not know stays a gap. Raises `KeyError`."""
    text = (words or words_of(case)).canned.replies[key].text
    return filled(text, {**slots_of(case), **(_done(case) if "{done}" in text else {})})


def _done(case: Case) -> Mapping[str, str]:
    """What was promised in the case and kept: the proof of service that its closing message lists."""
    return {"done": "\n".join(proof_lines(case.customer, case.received_at))}


def canned_initial(case: Case, key: str, words: CaseWords) -> dict[str, object]:
    """What the form of a reply begins with for a canned reply: its text, the outer channel that it names, and the way
    back by e-mail where the customer wrote one. Raises `KeyError`."""
    chosen = words.canned.replies[key]
    by_mail = {"channel": "email"} if mail_of(case) else {}
    outer = {"outer": USUAL_OUTER} if "{outer_channel}" in chosen.text else {}
    return {
        "frame": key,
        "text": filled_for(case, key, words),
        "is_final": chosen.is_final,
        **outer,
        **by_mail,
    }


def slots_of(case: Case) -> Mapping[str, str]:
    """What a case fills into a wording; empty where it does not know."""
    leaf = taxonomy().leaves.get(case.taxonomy)
    return {
        "case_number": case.number,
        "customer_title": _title(case),
        "topic": leaf.name if leaf else case.title,
        "received": _day(case.received_at),
        "due": _moment(case.due_at),
        "owner": case.owner.name or case.owner.username,
        "callback": callback_number(),
        "outer_channel": reply_wording().outer_channels.get(USUAL_OUTER, ""),
    }


def snippets_for(case: Case, who: User, words: CaseWords) -> list[Snippet]:
    """Phrases that may be put into a written reply, filled as far as the case knows, in the order of a letter. One
    query."""
    company = next(iter(case.unit.line), None)
    values = {
        **slots_of(case), "company": company.name if company else case.unit.name, "department": str(who.unit or ""),
        "staff_number": who.username, "staff_name": who.name,
    }  # fmt: skip
    return [Snippet(each.title, filled(each.text, values), each.group) for each in words.snippets]


def _title(case: Case) -> str:
    """How a letter addresses the customer: by the family name, which the masked name shows; an enterprise and who is
    not known by no name at all."""
    customer = case.customer
    family = customer.name_shown[:1]
    known = (
        customer.customer_kind == "personal"
        and "\u4e00" <= family <= "\u9fff"
        and len(customer.name_shown) <= 4
    )
    return f"{family}先生/女士" if known else "客户"


def _day(at: datetime) -> str:
    local = localtime(at)
    return f"{local.year}年{local.month}月{local.day}日"


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = localtime(at)
    return f"{local.month}月{local.day}日{local.hour}时" + (f"{local.minute:02d}分" if local.minute else "")


def titles(rows: Sequence[CannedReply]) -> dict[str, str]:
    """Canned replies by key, as they are called in the language of the page."""
    return {each.key: in_language(each.title, each.title_en) for each in rows}


def in_language(chinese: str, english: str) -> str:
    """Words of the pack that has them in both languages, in that of the page; Chinese where the pack has no other."""
    return english if english and (get_language() or "").startswith("en") else chinese
