# SPDX-License-Identifier: Apache-2.0
"""A process of its own with a customer in every corner of an installation:
`run("make" | "forget" | "state", [step to die at])`, once Django is set up.

A real database file, feeds, a run and files: what is left in them is looked at from outside, byte by byte.
"""

import json
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from amends.apps.cases.models import Draft
from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, IdempotentRequest, JobRun
from amends.apps.core.queries.log import log_faults
from amends.apps.customers import rights_jobs
from amends.apps.customers.actions import forgetting
from amends.apps.customers.actions.forgetting import begin_forgetting
from amends.apps.customers.actions.identity import Personal
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.customers.models import Customer, ImportBatch, PersonalNeed
from amends.apps.promises.models import Promise
from amends.pipeline.feeds import FeedManifest, kept_part, publish
from amends.pipeline.feeds import writing as writing_feed
from amends.pipeline.sources import EVERY_FEED
from tests.apps.cases.course import STORY, complaint, through
from tests.people import NOON, make_people

CODE, NAME, NUMBER, MAIL = "C-9955502468", "欧阳晓枫", "13955502468", "ouyang@example.com"
WORDS = "我家的猫叫布丁把网线咬断了"  # what only this person would say
OTHER = "C-1111111111"
NEEDLES = (CODE, NAME, NUMBER, MAIL, WORDS)


class Run:
    """A run of the job at a time after the story."""

    by = None

    def at(self) -> Any:
        return NOON + timedelta(days=200)

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Nobody looks."""


def make() -> None:
    """The customer in every corner, and another one who stays."""
    people = make_people()
    rows = [{"customer_id": code, "unit_code": people.east_team.code} for code in (CODE, OTHER)]
    upsert_profiles(rows, {CODE: Personal(NAME, NUMBER, MAIL)}, by=None, at=NOON)
    customer = Customer.objects.unscoped("a test").select_related("unit").get(code=CODE)
    other = Customer.objects.unscoped("a test").select_related("unit").get(code=OTHER)
    complaint(people, other, story=STORY)
    case = complaint(people, customer, story=WORDS)
    through(case, people, "explain")
    PersonalNeed.objects.create(customer=customer, text=WORDS[:40], noted_at=NOON, by=people.alice)
    with writing(by=people.alice, at=NOON) as log:
        log(EventKind.IDENTITY_LOOKED_AT, customer, about=CODE, unit=customer.unit, note=f"{NAME} {WORDS}")
    notify(to=people.alice, subject=f"客户 {CODE} 在等", body=WORDS, link=f"/customers/of/{CODE}/", at=NOON)
    Draft.objects.create(
        owner=people.alice, place="new", values={"number": NUMBER, "name": NAME}, saved_at=NOON
    )
    IdempotentRequest.objects.create(
        principal="user:1", key="k", target="POST /x", digest="", body=json.dumps({"story": WORDS, "n": NUMBER}),
        created_at=NOON,
    )  # fmt: skip
    JobRun.objects.create(
        job="x",
        arguments={"code": CODE},
        state="done",
        queued_at=NOON,
        not_before=NOON,
        finished_at=NOON,
        error=NAME,
    )
    ImportBatch.objects.create(
        feed="subscribers", file_name="a.csv", stored_name="a", size=1, digest="0", unit=people.east_team,
        by=people.dora, uploaded_at=NOON, preview={"headers": [{"sample": [NAME]}]},
        counts={"rows": 2, "problems": [[1, "x", CODE, {}]]}, state="done", finished_at=NOON,
    )  # fmt: skip
    _files()


def _files() -> None:
    home = Path(settings.AMENDS_DATA)
    uploads = Path(settings.MEDIA_ROOT)
    (uploads / "exports").mkdir(parents=True, exist_ok=True)
    (uploads / "exports" / "cases-1.csv").write_text(WORDS, encoding="utf-8")
    (uploads / "abc").write_text(f"{CODE},{NAME},{NUMBER}\n", encoding="gb18030")
    (uploads / "other").write_text(f"{OTHER}\n", encoding="utf-8")
    (home / "private").mkdir(exist_ok=True)
    lines = [
        json.dumps({"customer_id": code, "name": NAME if code == CODE else "王"}, ensure_ascii=False)
        for code in (CODE, OTHER)
    ]
    (home / "private" / "subscribers-1.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _feed(home)
    run = home / "runs" / "r1"
    run.mkdir(parents=True)
    pq.write_table(pa.table({"customer_id": [OTHER, CODE], "x": [1, 2]}), run / "customers.parquet")
    (run / "manifest.json").write_text(json.dumps({"outputs": {"customers.parquet": "0"}}), encoding="utf-8")


def _feed(home: Path) -> None:
    feed = EVERY_FEED["bills"]
    with writing_feed(home, feed) as staging:
        table = pa.table({"customer_id": [OTHER, CODE], "month": ["2026-10-01"] * 2})
        for name, live in (("old", False), ("live", True)):
            pq.write_table(table if live else table.slice(1), staging / name)
            part = kept_part(home, feed, staging / name, rows=2, month="2026-10")
        publish(home, FeedManifest("bills", parts=(part,)))


def forget(die_at: str) -> None:
    """Forget the customer, and die without a word at a step."""
    customer = Customer.objects.unscoped("a test").select_related("unit").filter(code=CODE).first()
    if customer:
        begin_forgetting(customer=customer, request=None, by=None, at=NOON)
    if die_at:
        place, name = die_at.split(".")
        module = {"job": rights_jobs, "forgetting": forgetting}[place]
        setattr(module, name, lambda *_args, **_named: os.kill(os.getpid(), signal.SIGKILL))
    told = rights_jobs.forget_customers(Run())
    sys.stdout.write(json.dumps(told | {"faults": [str(each) for each in log_faults()]}))


def state() -> None:
    """What is left, for comparing: the tables without the random pseudonym."""
    cases = list(Customer.objects.unscoped("a test").order_by("pk").values_list("name_shown", "unit__code"))
    promises = Promise.objects.unscoped("a test").count()
    sys.stdout.write(json.dumps([cases, promises, len(log_faults())]))


def run(what: str, die_at: str = "") -> None:
    """One of the three."""
    {"make": make, "state": state}.get(what, lambda: forget(die_at))()
