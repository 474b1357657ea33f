# SPDX-License-Identifier: Apache-2.0
"""django-helpdesk under the same measurement, in an environment of its own (requirements/helpdesk.txt):
`python -m benchmarks.contenders.helpdesk fill TICKETS` and `… measure TURNS`, on the database of PEER_DATABASE.

It gets what its own documents advise, WAL and immediate transactions on SQLite, and connections that stay open.
Passwords are not measured: everybody is logged in by a session, and its API, which knows no tokens, by the session too.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any
from urllib.parse import urlsplit

import django
from django.conf import settings

BATCH, OPEN_EVERY, AGENTS, QUEUES, FOLLOW_UPS_EVERY = 5_000, 8, 50, 10, 20
EVERYBODY = {
    "filtering": {"status__in": [1, 2]},
    "sorting": "created",
    "search_string": "",
    "sortreverse": False,
}
NEW = {
    "queue": 1,
    "title": "宽带断了三天",
    "description": "昨天晚上起家中宽带断网，装维没有上门。",
    "priority": 3,
}


def configure(database: str) -> None:
    """Its settings, as its documents have them."""
    apps = ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles", "sites", "humanize")
    within = ("sessions.middleware.SessionMiddleware", "auth.middleware.AuthenticationMiddleware")
    seen = ("request", "media", "static", "tz")
    settings.configure(
        SECRET_KEY="a benchmark",
        ALLOWED_HOSTS=["testserver"],
        DATABASES={"default": _database(database)},
        INSTALLED_APPS=[*(f"django.contrib.{each}" for each in apps), "rest_framework", "helpdesk"],
        MIDDLEWARE=[
            "django.middleware.common.CommonMiddleware",
            *(f"django.contrib.{each}" for each in within),
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                *(f"django.template.context_processors.{each}" for each in seen),
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]},
        }],
        ROOT_URLCONF="benchmarks.contenders.helpdesk_urls",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        SITE_ID=1, STATIC_URL="/static/", USE_TZ=True, LANGUAGE_CODE="zh-hans", LOGIN_URL="/login/",
        HELPDESK_TEAMS_MODE_ENABLED=False, HELPDESK_ACTIVATE_API_ENDPOINT=True,
    )  # fmt: skip
    django.setup()


def _database(address: str) -> Mapping[str, Any]:
    if not address.startswith("postgresql:"):
        wal = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        options = {"transaction_mode": "IMMEDIATE", "init_command": wal}
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": address,
            "OPTIONS": options,
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(address)
    host = dict(each.split("=") for each in parts.query.split("&"))["host"]
    name = parts.path.lstrip("/")
    engine = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None}
    return engine | {"NAME": name, "USER": parts.username, "HOST": host}


def fill(tickets: int) -> None:
    """Tables, ten queues, fifty agents, tickets with the stories that every contender gets, follow-ups of some."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection, transaction
    from helpdesk.models import FollowUp, Queue, Ticket

    from benchmarks.contenders.desk_texts import stories

    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    for number in range(AGENTS):  # one by one: each gets its settings by a signal
        User.objects.create(username=f"agent{number}", is_staff=True, is_superuser=not number)
    Queue.objects.bulk_create(Queue(title=f"第{n}组", slug=f"q{n}") for n in range(QUEUES))
    people, queues = list(User.objects.all()), list(Queue.objects.all())
    rng, now = Random(11), datetime.now(UTC)
    told = enumerate(stories(tickets), start=1)
    while batch := list(islice(told, BATCH)):
        made = []
        for number, each in batch:
            opened = now - timedelta(days=700) * (1 - number / tickets) - timedelta(days=2)
            made.append(Ticket(
                id=number, title=each.title, description=each.story, queue=rng.choice(queues), created=opened,
                modified=opened, status=1 if rng.randrange(OPEN_EVERY) == 0 else 4, priority=rng.randrange(1, 6),
                assigned_to=rng.choice(people), submitter_email=f"c{number}@example.org", secret_key="x",
            ))  # fmt: skip
        with transaction.atomic():
            Ticket.objects.bulk_create(made)
            FollowUp.objects.bulk_create(
                FollowUp(
                    ticket=each,
                    date=each.created,
                    user=each.assigned_to,
                    public=True,
                    comment="无人接听，稍后再拨",
                )
                for each in made[::FOLLOW_UPS_EVERY]
                for _ in range(3)
            )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('helpdesk_ticket', 'id'), {tickets + 1})")
        cursor.execute("ANALYZE")


def pages() -> Iterator[tuple[str, Callable[[int], object]]]:
    """The same pages under the same names as the desk of Amends. A list is the page and the rows that it fetches."""
    from urllib.parse import urlencode

    from django.core.wsgi import get_wsgi_application
    from helpdesk.models import Ticket
    from helpdesk.query import query_to_base64

    from benchmarks.contenders.asking import Asker
    from benchmarks.contenders.desk_texts import COMMON, RARE

    agent = Asker.logged_in(get_wsgi_application(), "agent0")
    rows = {"draw": 1, "start": 0, "length": 25, "order[0][column]": 5, "order[0][dir]": "desc"}

    def listed(**changes: object) -> None:
        agent.get("/tickets/")
        agent.get(f"/datatables_ticket_list/{query_to_base64(EVERYBODY | changes)}?{urlencode(rows)}")

    numbers = list(
        Ticket.objects.filter(id__in=range(1, 2_000_001, FOLLOW_UPS_EVERY)).values_list("id", flat=True)[:99]
    )
    yield "list", lambda _turn: listed()
    yield "queue", lambda _turn: listed(filtering={"status__in": [1, 2], "queue__id__in": [1]})
    yield "case", lambda turn: agent.get(f"/tickets/{numbers[turn % len(numbers)]}/")
    yield "create", lambda _turn: agent.post("/api/tickets/", NEW)
    for name, words in (("common", COMMON), ("rare", RARE)):
        yield f"search {name}", lambda _turn, words=words: listed(filtering={}, search_string=words)


def main() -> None:
    """Does what the command line asks for."""
    configure(os.environ["PEER_DATABASE"])
    verb, number = sys.argv[1], int(sys.argv[2])
    if verb == "fill":
        fill(number)
        return
    from benchmarks.contenders.turns import cost

    print(json.dumps({name: cost(page, number) for name, page in pages()}))


if __name__ == "__main__":
    main()
