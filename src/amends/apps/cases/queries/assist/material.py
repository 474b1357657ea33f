# SPDX-License-Identifier: Apache-2.0
"""What is known of a case, in the order in which it happened, and who in it must not be named outside."""

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.utils.timezone import localtime

from amends.apps.cases.models import Case, Intake
from amends.apps.cases.models.case import IN_SCOPE
from amends.apps.cases.models.desk_words import NoteKind
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.rules.assist import MOST_TOPICS, Line
from amends.apps.core.models import User
from amends.apps.core.rules.hiding import Hiding
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.actions.identity import binding
from amends.apps.customers.actions.vault import opened_with_any
from amends.apps.customers.models import Customer, Identity
from amends.apps.customers.rules.sealing import SealBroken

MOST_COLLEAGUES = 500
_CUSTOMER_NAME, _CUSTOMER_NUMBER = "客户姓名", "客户号码"


def lines_of(case: Case, scope: Scope) -> list[Line]:
    """What is known of a case, the oldest first; confidential notes stay inside. Seven queries."""
    found = [*_told(case), *_done(case, scope)]
    return [_head(case), *sorted(found, key=lambda line: line.when)]


def _head(case: Case) -> Line:
    topic = taxonomy().leaves.get(case.taxonomy)
    parts = [case.get_origin_display(), case.get_state_display(), " / ".join(topic.names) if topic else ""]
    due = f"下一步：{case.next_action}，时限 {_day(case.next_due_at)}" if case.next_due_at else ""
    return Line(_day(case.received_at), "案件", "；".join(filter(None, [*map(str, parts), case.title, due])))


def _told(case: Case) -> Iterator[Line]:
    when = _day(case.received_at)
    yield Line(when, "客户的诉求", case.story)
    intake = Intake.objects.unscoped(IN_SCOPE).filter(case=case).first()
    if intake:
        yield Line(when, "客户想要的结果", intake.desired_outcome)
        yield Line(when, "客户心里的标准", intake.yardstick)
        yield Line(when, "受理记录", _sentences(intake.facts.values()))
    yield Line(_day(case.planned_at or case.opened_at), "核查结论", case.findings)
    yield Line(_day(case.planned_at or case.opened_at), "修复安排", case.plan)


def _done(case: Case, scope: Scope) -> Iterator[Line]:
    for step in case.steps.within(scope):
        yield Line(_day(step.at), "办理步骤", _sentences([step.note, *step.record.values()]))
    for contact in case.contacts.within(scope):
        said = f"{contact.get_direction_display()}，{contact.get_result_display()}。{contact.note}"
        yield Line(_day(contact.at), "联系", said)
    for note in case.notes.within(scope).exclude(kind=NoteKind.RESTRICTED):
        yield Line(_day(note.at), "备注", note.text)
    for reply in case.replies.within(scope):
        yield Line(_day(reply.at), "已答复客户", reply.text)
    for remedy in case.remedies.within(scope):
        said = f"{remedy.get_kind_display()} {remedy.words} {remedy.amount / 100:.2f} 元，{remedy.get_state_display()}"
        yield Line(_day(remedy.proposed_at), "返还与补偿", said)


def _day(at: object) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else ""  # type: ignore[arg-type]


def _sentences(values: Iterable[object]) -> str:
    """The texts of a record; codes, ticks and numbers say nothing without their labels."""
    return "；".join(each for each in values if isinstance(each, str) and len(each) > 6)


def topics_for(case: Case) -> dict[str, str]:
    """The topics that the words of a case suggest, and the one it has: names by code."""
    words = f"{case.story} {case.title}"
    found = taxonomy().suggested(words, most=MOST_TOPICS)
    own = taxonomy().leaves.get(case.taxonomy)
    return {leaf.code: " / ".join(leaf.names) for leaf in (*found, *([own] if own else []))}


def hiding_of(case: Case, scope: Scope) -> Hiding:
    """Who is taken out of what leaves: this customer by name and number, and every colleague who did or said anything
    in the case. What is put back is what pages show (张*明)."""
    customer = case.customer
    known = _clear(customer, scope) | {
        customer.name_shown: _CUSTOMER_NAME,
        customer.number_shown: _CUSTOMER_NUMBER,
    }
    shown = {
        _CUSTOMER_NAME: customer.name_shown or "客户",
        _CUSTOMER_NUMBER: customer.number_shown or "您的号码",
    }
    for place, person in enumerate(_colleagues(case, scope), start=1):
        known |= {person.name: f"同事{place}", person.username: f"同事{place}"}
        shown[f"同事{place}"] = person.name
    return Hiding({said: marker for said, marker in known.items() if len(said) > 1}, shown)


def _clear(customer: Customer, scope: Scope) -> dict[str, str]:
    """The whole name and number, read only to be taken out of texts; nobody sees them."""
    identity = Identity.objects.within(scope).filter(customer=customer).first()
    found: dict[str, str] = {}
    for field, marker in (("name", _CUSTOMER_NAME), ("number", _CUSTOMER_NUMBER)):
        blob = bytes(getattr(identity, f"{field}_sealed")) if identity else b""
        try:
            found |= {opened_with_any(blob, bound_to=binding(customer.code, field)): marker} if blob else {}
        except SealBroken:
            continue
    return found


def _colleagues(case: Case, scope: Scope) -> list[User]:
    """Who is on the case or wrote in it, and those of its unit and of theirs, whom a text may name."""
    people = {case.owner_id, case.first_receiver_id, case.next_owner_id, case.signed_off_by_id}
    for rows in (case.contacts, case.notes, case.steps, case.replies):
        people |= set(rows.within(scope).values_list("by", flat=True))
    for name in ("proposed_by", "decided_by"):
        people |= set(case.remedies.within(scope).values_list(name, flat=True))
    held = [each for each in people if each]
    near = User.objects.filter(pk__in=held).values("unit")
    named = User.objects.filter(Q(pk__in=held) | Q(unit=case.unit_id) | Q(unit__in=near))
    return list(named.order_by("pk")[:MOST_COLLEAGUES])
