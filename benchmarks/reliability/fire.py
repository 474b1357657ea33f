# SPDX-License-Identifier: Apache-2.0
"""An installation under fire: programs and customers send, harm is done to it, then everything that was accepted is
counted."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks.reliability.clients import Accepted, Run, customer, program
from benchmarks.reliability.installation import Installation, installed
from benchmarks.reliability.outside import Outside, outside

CUSTOMERS, PROGRAMS, PEOPLE, LETTERS = 1_500, 4, 2, 300
QUIET_WITHIN = 900.0  # a lease of what a dead worker held runs out first


@dataclass(slots=True)
class Outcome:
    """What a run found: `lost` and `doubled` by what they are, as marks."""

    harm: dict[str, int] = field(default_factory=dict)
    accepted: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    doubled: dict[str, int] = field(default_factory=dict)
    twice_told: dict[str, int] = field(default_factory=dict)  # sent again under the same number
    log_faults: int = 0
    left: dict[str, int] = field(default_factory=dict)
    jobs: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, doubled or left."""
        return not any((*self.lost.values(), *self.doubled.values(), *self.left.values(), self.log_faults))


Harm = Callable[[Installation, Outside, Random], Mapping[str, int]]  # what was done, and how often


def under_fire(
    database: str,
    harm: Harm,
    *,
    seed: int,
    disk_mb: int = 0,
    before: Callable[[Installation], None] | None = None,
) -> Outcome:
    """One run on `sqlite` or `postgres`; the seed decides what is done when. With `disk_mb` the data folder is a disk
    of its own, of that size; `before` readies the installation before its processes start."""
    with outside() as others, installed(database, _settings(others), disk_mb=disk_mb) as place:
        made = place.inside("make", str(CUSTOMERS))
        agents = place.inside("agents", str(PROGRAMS))
        place.inside("listen", others.url)
        place.inside("write_letters", str(LETTERS))
        if before:
            before(place)
        place.start("web")
        place.start("work")
        place.wait_until_up()
        began, run = time.monotonic(), Run(place.port, agents, made["links"], seed)
        threads = _send(run)
        outcome = Outcome(harm=dict(harm(place, others, Random(seed))))
        run.stop.set()
        for each in threads:
            each.join()
        outcome.seconds = time.monotonic() - began
        outcome.left = _quiet(place)
        _count(outcome, run.accepted, place.inside("found"), others)
    return outcome


def _settings(others: Outside) -> Mapping[str, str]:
    return {
        "AMENDS_SMTP_HOST": "127.0.0.1", "AMENDS_SMTP_PORT": str(others.smtp_port), "AMENDS_SMTP_TLS": "no",
        "AMENDS_WEBHOOK_PRIVATE": "yes", "AMENDS_PROXIES": "1", "AMENDS_DEMO": "yes",
    }  # fmt: skip


def _send(run: Run) -> list[threading.Thread]:
    threads = [threading.Thread(target=program, args=(run, number)) for number in range(len(run.agents))]
    threads += [threading.Thread(target=customer, args=(run, number, PEOPLE)) for number in range(PEOPLE)]
    for each in threads:
        each.start()
    return threads


def _quiet(place: Installation) -> dict[str, int]:
    """Wait until nothing waits; what still does after too long."""
    until = time.monotonic() + QUIET_WITHIN
    while time.monotonic() < until:
        left: dict[str, int] = place.inside("waiting")
        if not any(left.values()):
            return left
        time.sleep(5)
    return left


def _count(outcome: Outcome, accepted: Accepted, found: Mapping[str, Any], others: Outside) -> None:
    marks = accepted.marks
    marks["events of cases"] = marks.get("cases", set())
    marks["low answers in somebody's hands"] = marks.get("answers", set())
    outcome.requests, outcome.refused = accepted.requests.total(), dict(accepted.refused)
    for what, sent in marks.items():
        there = found[what]
        outcome.accepted[what] = len(sent)
        outcome.lost[what] = sum(there.get(each, 0) == 0 for each in sent)
        outcome.doubled[what] = sum(times > 1 for times in there.values())
    for what, wanted, heard in (
        ("events told to another system", found["deliveries"], others.events),
        ("e-mails", found["letters"], others.letters),
    ):
        outcome.accepted[what] = len(wanted)
        outcome.lost[what] = sum(heard[each] == 0 for each in wanted)
        outcome.doubled[what] = len(set(heard) - set(wanted))
        outcome.twice_told[what] = sum(times > 1 for times in heard.values())
    outcome.log_faults, outcome.jobs, outcome.failed = found["log_faults"], found["jobs"], found["failed"]
