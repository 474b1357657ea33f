# SPDX-License-Identifier: Apache-2.0
"""What is done inside an installation, by the verbs of the product: made ready, queued, counted. Prints JSON."""

import json
import re
import secrets
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from amends.cli import web

WHY = "the run that kills looks behind the pages"
ASKED = 2_000  # invitations: more than a run answers
TOLD_OF = ("cases.opened", "promises.made")


def make(customers: str) -> dict[str, Any]:
    """The demo operator, a program's token for each agent, a wave with links, a target of events."""
    from django.conf import settings

    from amends.cli.demo.setup import STAGES, Demo

    demo = Demo(home=Path(settings.AMENDS_DATA), customers=int(customers))
    for words, stage in STAGES:
        print(words, file=sys.stderr)
        stage(demo)
    return {"links": _asked()}


def agents(count: str) -> list[dict[str, Any]]:
    """So many hotline agents, spread over the teams; each with a session of a browser, a token of a program, and the
    customers that they may see."""
    from django.test import Client

    from amends.apps.core.actions.accounts import add_user, issue_token
    from amends.apps.core.models import Unit
    from amends.apps.core.rules.roles import Right, Role

    at, made = datetime.now(UTC), []
    teams = list(Unit.objects.filter(kind="team").order_by("number"))
    for number in range(int(count)):
        user = add_user(
            username=f"load{number:03d}", name=f"坐席{number:03d}", role=Role.HOTLINE_AGENT,
            unit=teams[number % len(teams)], password=None, by=None, at=at,
        )  # fmt: skip
        client, secret = Client(), secrets.token_urlsafe(32)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        rights = [Right.WORK_CASES, Right.SEE_CUSTOMERS, Right.MAKE_PROMISES]
        issue_token(user=user, name="load", rights=rights, secret=secret, by=None, at=at)
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        made.append({"token": secret, "cookie": cookies, "customers": _customers(user.scope)})
    return made


def listen(url: str) -> dict[str, Any]:
    """A target of the events that clients cause."""
    from amends.apps.core.actions.webhooks.targets import Terms, add_target
    from amends.apps.core.models import EventKind, Unit

    kinds = tuple(EventKind(each) for each in TOLD_OF)
    terms = Terms("reliability", url, Unit.objects.get(code="SL"), kinds)
    add_target(terms=terms, secret=secrets.token_urlsafe(32), by=None, at=datetime.now(UTC))
    return {}


def queue_night() -> dict[str, Any]:
    """A nightly run, queued."""
    from amends.apps.core.actions.jobs import enqueue

    return {"run": enqueue("nightly_run", by=None, at=datetime.now(UTC)).pk}


def write_letters(count: str) -> dict[str, Any]:
    """So many e-mails in the outbox."""
    from amends.apps.core.actions.outbox import send_email

    at = datetime.now(UTC)
    for number in range(int(count)):
        mark = f"RUN-L{number}"
        send_email(
            address="somebody@example.com", subject=mark, body="demo", at=at, key=f"reliability:{mark}"
        )
    return {}


def waiting() -> dict[str, int]:
    """What is not done yet: jobs that could run, e-mails, events."""
    from amends.apps.core.models import JobRun, Message, WebhookDelivery

    jobs = JobRun.objects.unscoped(WHY).filter(
        state__in=("queued", "running"), not_before__lte=datetime.now(UTC)
    )
    mail = Message.objects.filter(channel="email", sent_at=None, given_up_at=None)
    events = WebhookDelivery.objects.filter(sent_at=None, given_up_at=None)
    return {"jobs": jobs.count(), "e-mails": mail.count(), "events": events.count()}


def found() -> dict[str, Any]:
    """How often each thing that a client sent is there, by the mark that it carried, and whether the log is whole."""
    from amends.apps.cases.models import Contact, Intake
    from amends.apps.core.models import JobRun, Message, WebhookDelivery
    from amends.apps.core.queries.log import log_faults
    from amends.apps.promises.models import Promise
    from amends.apps.surveys.models import Response

    opened, followed = _told_of("cases.opened"), _told_of("surveys.low_followed")
    intakes = Intake.objects.unscoped(WHY).filter(reference__startswith="RUN-")
    notes = Contact.objects.unscoped(WHY).filter(note__startswith="RUN-")
    promises = Promise.objects.unscoped(WHY).filter(words__startswith="RUN-")
    answers = [
        (_mark(str(each.answers.get("N3", ""))), each.pk)
        for each in Response.objects.unscoped(WHY).filter(submitted_at__isnull=False, wave__name=WAVE)
    ]
    failed = JobRun.objects.unscoped(WHY).filter(state="failed")
    return {
        "cases": Counter(intakes.values_list("reference", flat=True)),
        "events of cases": {each.reference: opened[f"cases.case:{each.case_id}"] for each in intakes},
        "contacts": Counter(notes.values_list("note", flat=True)),
        "promises": Counter(promises.values_list("words", flat=True)),
        "answers": Counter(mark for mark, _ in answers),
        "low answers in somebody's hands": {
            mark: followed[f"surveys.response:{key}"] for mark, key in answers
        },
        "deliveries": [str(each) for each in WebhookDelivery.objects.values_list("pk", flat=True)],
        "letters": [
            f"<amends-{each}@amends>"
            for each in Message.objects.filter(channel="email").values_list("pk", flat=True)
        ],
        "log_faults": len(log_faults()),
        "jobs": Counter(JobRun.objects.unscoped(WHY).values_list("state", flat=True)),
        "failed": [f"{each.job}: {each.error}" for each in failed],
    }


def whole() -> dict[str, Any]:
    """Whether the log is whole, and cases without the event of their opening, or with more than one."""
    from amends.apps.cases.models import Case
    from amends.apps.core.queries.log import log_faults

    opened = _told_of("cases.opened")
    keys = Case.objects.unscoped(WHY).filter(opened_at__gte=datetime.now(UTC) - timedelta(hours=1))
    odd = sum(opened[f"cases.case:{key}"] != 1 for key in keys.values_list("pk", flat=True))
    return {"log_faults": len(log_faults()), "cases": keys.count(), "cases without one event": odd}


def _told_of(kind: str) -> Counter[str]:
    from amends.apps.core.models import Event

    return Counter(Event.objects.unscoped(WHY).filter(kind=kind).values_list("subject", flat=True))


def _mark(words: str) -> str:
    found = re.search(r"RUN-A\d+-\d+", words)
    return found[0] if found else ""


WAVE = "杀进程时的问卷（演示数据）"


def _customers(scope: Any) -> list[str]:
    from amends.apps.customers.models import Customer

    rows = Customer.objects.within(scope).filter(do_not_contact=False).order_by("pk")
    return list(rows.values_list("code", flat=True)[:300])


def _asked() -> list[str]:
    """A wave that is open, and the links of its invitations."""
    from django.conf import settings

    from amends.apps.core.models import User
    from amends.apps.customers.models import Customer
    from amends.apps.surveys.actions.links import new_link
    from amends.apps.surveys.actions.waves import WavePlan, plan_wave, take_step
    from amends.apps.surveys.models import Invitation, QuestionnaireVersion
    from amends.apps.surveys.rules.design import Design
    from amends.apps.surveys.rules.steps import Step
    from amends.apps.surveys.rules.tokens import token_of
    from amends.apps.surveys.rules.words import AskedBy, InvitationState, Trigger

    at, by = datetime.now(UTC), User.objects.select_related("unit").get(username="recovery")
    assert by.unit is not None
    versions = QuestionnaireVersion.objects.unscoped(WHY).filter(questionnaire__code="SV-NPS")
    plan = WavePlan(
        name=WAVE, version=versions.get(), unit=by.unit, trigger=Trigger.CASE_CLOSED, way=AskedBy.HOTLINE,
        design=Design(), starts_at=at, ends_at=at + timedelta(days=14), words={},
    )  # fmt: skip
    wave = take_step(wave=plan_wave(plan=plan, by=by, at=at), step=Step.OPEN, by=by, at=at)
    people = Customer.objects.unscoped(WHY).filter(do_not_contact=False).order_by("-pk")[:ASKED]
    rows = Invitation.objects.bulk_create(
        Invitation(
            wave=wave, customer=each, unit_id=each.unit_id, state=InvitationState.SENT, invited_at=at,
            expires_at=at + timedelta(days=14), **new_link(),
        )
        for each in people
    )  # fmt: skip
    return [token_of(settings.SECRET_KEY, each.salt) for each in rows]


VERBS = {
    "make": make,
    "agents": agents,
    "listen": listen,
    "write_letters": write_letters,
    "queue_night": queue_night,
    "waiting": waiting,
    "found": found,
    "whole": whole,
}


if __name__ == "__main__":
    web.load()
    print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))  # type: ignore[operator]  # each takes its own words
