# SPDX-License-Identifier: Apache-2.0
"""The stages that make the demo operator: the same verbs that people use, one after the other."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.organisation import add_units
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.rules.roles import Role
from amends.apps.core.worker import work_once
from amends.apps.surveys.actions.starting import load_starters
from amends.cli.demo.articles import fill_articles
from amends.cli.demo.campaigning import CODE, Hands, run_a_campaign
from amends.cli.demo.complaints import complain_at_the_desk
from amends.cli.demo.desk import work_at_the_desk
from amends.cli.demo.halls import fill_halls
from amends.cli.demo.hotline import fill_hotline
from amends.cli.demo.inspecting import fill_inspections
from amends.cli.demo.learning import fill_learning
from amends.cli.demo.month import fire_what_is_due, play_the_month
from amends.cli.demo.network import build_network, build_plans
from amends.cli.demo.piloting import run_a_pilot
from amends.cli.demo.playing import play_scenarios
from amends.cli.demo.pointers import point_out
from amends.cli.demo.recovering import draw_the_past, enter_the_past, plan_the_past
from amends.cli.demo.scripts import fill_scripts
from amends.cli.demo.standards import fill_standards
from amends.cli.demo.surveying.elsewhere import bring_in_what_others_say
from amends.cli.demo.surveying.indices import estimate_and_publish
from amends.cli.demo.surveying.waves import survey_the_customers
from amends.cli.demo.treating import look_at_treatment
from amends.cli.demo.waving import run_a_wave
from amends.pipeline.demo.accounts import PASSWORD
from amends.pipeline.demo.handover import hand_over
from amends.pipeline.demo.organisation import DEMO_STAFF, DEMO_UNITS


@dataclass(slots=True)
class Demo:
    """What the stages share."""

    home: Path
    customers: int
    files: dict[str, tuple[Path, ...]] = field(default_factory=dict)
    waves: Path | None = None

    @property
    def manager(self) -> User:
        """The recovery manager, who brings the data in."""
        return User.objects.get(username="recovery")


def now() -> datetime:
    """The time, for the stages."""
    return datetime.now(UTC)


def make_database(demo: Demo) -> None:
    """Tables."""
    call_command("migrate", verbosity=0)


def make_people(demo: Demo) -> None:
    """Units, and one account for each role and more for each city."""
    add_units(
        rows=[(each.code, each.name, UnitKind(each.kind), each.parent_code) for each in DEMO_UNITS],
        by=None,
        at=now(),
    )
    units = {unit.code: unit for unit in Unit.objects.all()}
    for person in DEMO_STAFF:
        add_user(
            username=person.username,
            name=person.name,
            role=Role(person.role),
            unit=units[person.unit_code],
            password=PASSWORD,
            by=None,
            at=now(),
        )


def generate_files(demo: Demo) -> None:
    """The operator's files of twelve months, with known causes planted and a few rows spoilt."""
    today = now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    drawn = draw_the_past(demo.customers)
    generated = hand_over(demo.home / "handed-over", as_of=today, customers=demo.customers, drawn=drawn)
    demo.files, demo.waves = dict(generated.files), generated.waves


def import_files(demo: Demo) -> None:
    """Every file through the door that people use."""
    from amends.cli.demo.imports import import_all

    import_all(demo.files, by=demo.manager)
    if demo.waves is not None:
        plan_the_past(demo.waves, by=demo.manager, at=now())


def run_the_night(demo: Demo) -> None:
    """One nightly run, by the queue."""
    run = enqueue("nightly_run", by=demo.manager, at=now())
    while work_once(worker="demo", clock=now):
        pass
    run.refresh_from_db()
    if run.state != "done":
        raise SystemExit(f"the nightly run failed: {run.error}")
    if demo.waves is not None:
        enter_the_past(demo.waves, by=demo.manager, at=now())


def fill_the_desk(demo: Demo) -> None:
    """A month of complaints, and some promises, cases and contacts of the last days: everybody has something to do."""
    at = now()
    play_the_month(at=at)
    work_at_the_desk(at=at)
    complain_at_the_desk(at=at)
    run_a_pilot(unit=Unit.objects.get(code="QL"), by=demo.manager, at=at)
    run_a_wave(unit=Unit.objects.get(code="YP"), by=demo.manager, at=at)
    point_out(at=at)


def ask_the_customers(demo: Demo) -> None:
    """Questionnaires of the pack, two yearly waves with generated answers and their indices, one after closed cases."""
    waves = survey_the_customers(by=demo.manager, at=now())
    load_starters(unit=waves[0].version.questionnaire.unit, by=demo.manager, at=now(), published=True)
    estimate_and_publish(waves, by=demo.manager, clock=now)
    bring_in_what_others_say(by=demo.manager, at=now())


def word_and_teach(demo: Demo) -> None:
    """Knowledge, scripts and standards of the province; its people's inspected conversations, practice and learning;
    the queues of a city's halls and the calls of its hotline."""
    at, rng = now(), Random(demo.customers)  # noqa: S311 - the same demo each time
    people = {each.username: each for each in User.objects.select_related("unit")}
    editor, approver, quality = people["editor"], people["approver"], people["quality"]
    province, city = Unit.objects.get(code="SLS"), Unit.objects.get(code="YP")
    agents = [people[name] for name in sorted(people) if name.startswith("agent.")]
    fill_articles(unit=province, editor=editor, approver=approver, at=at, rng=rng)
    fill_scripts(writer=editor, approver=approver, unit=province, campaigns=(CODE,), rng=rng, at=at)
    fill_standards(province=province, writer=quality, publisher=approver, at=at, rng=rng)
    fill_inspections(inspectors=(quality, people["quality2"]), agents=agents, at=at, rng=rng)
    play_scenarios(people=agents, at=at, rng=rng)
    fill_learning(unit=city, trainer=people["trainer"], leader=people["manager.yp"], at=at, rng=rng)
    look_at_treatment(by=approver, owner=people["leader.yp1"], at=at)
    fill_halls(city=city, leader=people["manager.yp"], at=at, rng=rng)
    lines = [each for each in agents if each.username.startswith("agent.yp")]
    fill_hotline(manager=people["manager.yp"], agents=lines, officer=people["officer.yp"], at=at, rng=rng)
    hands = Hands(people["manager.yp"], approver, editor, people["trainer"])
    run_a_campaign(city=city, hands=hands, at=at, rng=rng)


def show_the_network(demo: Demo) -> None:
    """Generated sites, complaints with one hot spot planted among them, an action, and a catalogue of plans."""
    build_network(by=demo.manager, at=now())
    build_plans(by=demo.manager, at=now())


def warn(demo: Demo) -> None:
    """What the schedule does, so that nothing is due unsaid when the first page opens."""
    fire_what_is_due(at=now())


STAGES: tuple[tuple[str, Callable[[Demo], None]], ...] = (
    ("database", make_database),
    ("organisation and people", make_people),
    ("generating customers, bills, usage, network, complaints, promises, surveys, contacts", generate_files),
    ("importing them as an operator would", import_files),
    ("nightly run: features, model, causes, list, what four past waves did", run_the_night),
    ("a month on the desk: promises and cases", fill_the_desk),
    ("a network with a planted hot spot, and plans", show_the_network),
    ("knowledge, standards, inspections, training", word_and_teach),
    ("two yearly surveys and their satisfaction indices", ask_the_customers),
    ("warnings of what is due by now", warn),
)
