# SPDX-License-Identifier: Apache-2.0
"""A desk full of generated cases, in the database that the settings name: one eighth of them open, some sixty open
cases an agent, so that agents and units grow with the cases."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from amends.apps.cases.actions.opening import pinned_handling
from amends.apps.cases.models import Case, Contact, Intake, Note, Transition
from amends.apps.cases.models.search import search_index_sql
from amends.apps.cases.models.words import CLASSES
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.rules.search import document, kept_tokens, topic_token
from amends.apps.cases.rules.states import case_number
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.actions.organisation import add_units
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from amends.kernel.blocks import blocks_of
from benchmarks.contenders.desk_rows import Loader, write
from benchmarks.contenders.desk_texts import Told, stories

BATCH = 5_000
OPEN_EVERY, AROUND_EVERY = 8, 20
OPEN_BY_AGENT, AGENTS_BY_TEAM, MOST_CITIES = 60, 20, 10
DAY = timedelta(days=1)
_OPEN_STATES = ("receiving", "clarifying", "resolving", "resolving", "verifying")
_CHANNELS = ("CH-HOTLINE",) * 6 + ("CH-HALL",) * 2 + ("CH-ONLINE", "CH-ONLINE", "CH-MIIT", "CH-12345")
_CLASSES = [*map(str, CLASSES)]
_REGULATORS = ("CH-MIIT", "CH-12345")
_PRIORITIES = ("p1", "p2", "p2", "p3", "p3", "p3", "p3", "p4")
_NAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"


Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class House:
    """Who works where: the teams and, team by team, their agents."""

    teams: Sequence[Unit]
    agents: Sequence[Sequence[User]]
    leader: User  # of the first city
    manager: User  # of the province


@dataclass(frozen=True, slots=True)
class Desk:
    """What cases are made of."""

    house: House
    rng: random.Random
    at: datetime
    leaves: Sequence[str]
    customers: int
    count: int
    leaders: Sequence[int]


def fill(cases: int, *, at: datetime) -> None:
    """Make the tables, the people, the customers and the cases, and let the database look at what it got."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        house = _house(max(cases // OPEN_EVERY // OPEN_BY_AGENT, AGENTS_BY_TEAM), at)
    rng = random.Random(11)
    with transaction.atomic():
        _customers(max(cases // 3, 100), house, rng, at)
    _loading(begins=True)
    _cases(cases, house, rng, at)
    _loading(begins=False)
    _number_on(cases)
    with connection.cursor() as cursor:  # as PostgreSQL does by itself within minutes
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _house(agents: int, at: datetime) -> House:
    teams = -(-agents // AGENTS_BY_TEAM)
    cities = min(MOST_CITIES, max(teams // 5, 1))
    rows: list[tuple[str, str, UnitKind, str | None]] = [
        ("G", "集团", UnitKind.GROUP, None),
        ("G-P", "示例省", UnitKind.PROVINCE, "G"),
    ]
    rows += [(f"G-P-{n:02d}", f"第{n}市", UnitKind.CITY, "G-P") for n in range(cities)]
    rows += [
        (f"G-P-{n % cities:02d}-{n:03d}", f"第{n}组", UnitKind.TEAM, f"G-P-{n % cities:02d}")
        for n in range(teams)
    ]
    add_units(rows=rows, by=None, at=at)
    units = {unit.code: unit for unit in Unit.objects.all()}
    own = [units[code] for code, _name, kind, _above in rows if kind is UnitKind.TEAM]
    User.objects.bulk_create(_agent(number, own[number // AGENTS_BY_TEAM], at) for number in range(agents))
    people = list(User.objects.order_by("pk"))
    by_team = [people[first : first + AGENTS_BY_TEAM] for first in range(0, agents, AGENTS_BY_TEAM)]
    lead = {"role": Role.TEAM_LEADER, "password": None, "by": None, "at": at}
    leader = add_user(username="leader", name="组长", unit=units["G-P-00"], **lead)  # type: ignore[arg-type]
    manager = add_user(username="manager", name="主管", unit=units["G-P"], **lead)  # type: ignore[arg-type]
    return House(own, by_team, leader, manager)


def _agent(number: int, unit: Unit, at: datetime) -> User:
    name = f"{_NAMES[number % len(_NAMES)]}{number}"
    return User(
        username=f"agent{number}",
        name=name,
        role=Role.COMPLAINT_OFFICER,
        unit=unit,
        date_joined=at,
        password="!",
    )


def _customers(count: int, house: House, rng: random.Random, at: datetime) -> None:
    usual = Customer(id=0, unit=house.teams[0], plan_name="畅享套餐", updated_at=at)
    teams = [team.pk for team in house.teams]
    Loader(usual).write(
        {
            "id": number,
            "code": f"K{number:08d}",
            "unit_id": teams[number % len(teams)],
            "name_shown": f"{rng.choice(_NAMES)}*{'明芳伟娜'[number % 4]}",
            "number_shown": f"13{number % 10}****{number % 10_000:04d}",
            "region": f"{number % 12}区",
            "value_tier": ("high", "middle", "low")[number % 3],
        }
        for number in range(1, count + 1)
    )


def _cases(count: int, house: House, rng: random.Random, at: datetime) -> None:
    units = list(Unit.objects.all())
    desk = Desk(house, rng, at, [*taxonomy().leaves], max(count // 3, 100), count, _leaders(house))
    paths = {unit.pk: _path(unit, units) for unit in house.teams}
    load = _loaders(house, at)
    told = enumerate(stories(count), start=1)
    while batch := list(islice(told, BATCH)):
        rows = [_case(key, each, desk) for key, each in batch]
        with transaction.atomic():
            load["case"].write(rows)
            load["intake"].write(_intake(row) for row in rows)
            load["transition"].write(
                {"case_id": row["id"], "at": row["opened_at"], "by_id": row["owner_id"]} for row in rows
            )
            _around(load, rows[::AROUND_EVERY])
            _texts(rows, paths)
        if batch[-1][0] % 100_000 == 0:
            print(f"{batch[-1][0]:,} cases", flush=True)


def _leaders(house: House) -> list[int]:
    return [house.leader.pk, house.manager.pk]


def _loaders(house: House, at: datetime) -> dict[str, Loader]:
    who = house.agents[0][0]
    case = Case(
        id=0,
        customer_id=0,
        unit=house.teams[0],
        origin="complaint",
        request_type="complaint",
        procedure=pinned_handling(at=at),
        owner=who,
        first_receiver=who,
        is_open=True,
    )
    contact = Contact(channel="phone", direction="outbound", result="no_answer", note="无人接听，稍后再拨")
    return {
        "case": Loader(case),
        "intake": Loader(Intake(case_id=0)),
        "transition": Loader(Transition(before="", after="receiving")),
        "contact": Loader(contact),
        "note": Loader(Note(text="已联系装维核实线路")),
    }


def _case(key: int, told: Told, desk: Desk) -> Row:
    rng, at = desk.rng, desk.at
    age = (
        desk.count - key
    ) / desk.count  # later cases have later numbers, and only the last half are open at all
    is_open = age < 0.5 and rng.randrange(OPEN_EVERY // 2) == 0
    customer = rng.randrange(1, desk.customers + 1)
    team = customer % len(desk.house.teams)
    owner = rng.choice(desk.house.agents[team]).pk
    opened = at - DAY * 2 - DAY * 700 * age
    row = {
        "id": key,
        "number": case_number(key, opened.year, opened.month),
        "customer_id": customer,
        "unit_id": desk.house.teams[team].pk,
        "channel": rng.choice(_CHANNELS),
        "taxonomy": rng.choice(desk.leaves),
        "title": told.title,
        "priority": rng.choice(_PRIORITIES),
        "special": "lawyer" if rng.randrange(200) == 0 else "",
        "recovery_class": rng.choice(_CLASSES),
        "story": told.story,
        "owner_id": owner,
        "first_receiver_id": owner,
        "received_at": opened,
        "opened_at": opened,
        "active_at": opened + DAY / 4,
    }
    return row | (_waiting(owner, desk) if is_open else _ended(opened))


def _intake(row: Row) -> Row:
    facts = {"case_id": row["id"], "facts": json.dumps({"what": row["title"]})}
    if row["channel"] not in _REGULATORS:
        return facts
    return facts | {"reference": f"申诉{row['id']:08d}", "reference_by": row["channel"]}


def _waiting(owner: int, desk: Desk) -> Row:
    rng, at = desk.rng, desk.at
    return {
        "state": rng.choice(_OPEN_STATES),
        "next_kind": "confirm_facts",
        "next_owner_id": owner,
        "next_due_at": at + DAY * (rng.random() * 6 - 1),
        "due_at": at + DAY * (rng.random() * 12 - 1),
        "queue": "complaint_officer" if rng.randrange(20) == 0 else "",
        "pending_owner_id": rng.choice(desk.leaders) if rng.randrange(50) == 0 else None,
    }


def _ended(opened: datetime) -> Row:
    at = opened + DAY
    ended = {"is_open": False, "state": "recovered", "outcome": "recovered"}
    said = {"findings": "核实为系统多计，已退费", "close_reason": "客户认可处理结果"}
    return {**ended, **said, "closed_at": at, "handled_at": at, "result_told_at": at}


def _around(load: dict[str, Loader], rows: Sequence[Row]) -> None:
    """What a case page shows beside the case, for some."""
    load["contact"].write(
        {"case_id": row["id"], "at": row["opened_at"] + DAY / 24 * hour, "by_id": row["owner_id"]}
        for row in rows
        for hour in (1, 2, 3)
    )
    load["note"].write(
        {"case_id": row["id"], "at": row["opened_at"], "by_id": row["owner_id"]} for row in rows
    )


def _texts(rows: Sequence[Row], paths: dict[int, str]) -> None:
    said = ("title", "story", "findings", "close_reason")
    kept = [
        (
            row["id"],
            document([row.get(name, "") for name in said]),
            f"{paths[row['unit_id']]} {topic_token(row['taxonomy'])}",
        )
        for row in rows
    ]
    if connection.vendor == "postgresql":
        made = (
            (key, text, units, " ".join({*kept_tokens(text, units), *blocks_of(key)}))
            for key, text, units in kept
        )
        write("cases_casetext", ("case_id", "text", "units", "tokens"), made)
        return
    write("cases_casetext", ("case_id", "text", "units"), kept)
    tokens = ((key, " ".join(kept_tokens(text, units))) for key, text, units in kept)
    write("cases_search", ("rowid", "tokens"), tokens)


def _path(unit: Unit, units: Sequence[Unit]) -> str:
    above = [each for each in units if each.number <= unit.number <= each.last]
    return " ".join(f"u{each.pk}" for each in sorted(above, key=lambda each: each.number))


def _loading(*, begins: bool) -> None:
    """While so many rows arrive, PostgreSQL looks after its index once, at the end."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX cases_search" if begins else search_index_sql("postgresql")[1])


def _number_on(last: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in ("cases_case", "customers_customer"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last + 1})")
