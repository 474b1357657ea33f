# SPDX-License-Identifier: Apache-2.0
"""Do queued jobs, deliver messages and events, keep the schedule; as many of these processes as you like."""

import argparse
import os
import signal
import socket
import threading
from datetime import UTC, datetime

from amends.cli import web


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How often to look, and whether to stop when nothing is left."""
    parser.add_argument(
        "--every", type=float, default=1.0, metavar="SECONDS", help="how often to look for work"
    )
    parser.add_argument("--until-idle", action="store_true", help="stop when nothing waits")
    parser.add_argument("--no-schedule", action="store_true", help="do only what people asked for")


def run(args: argparse.Namespace) -> int:
    """Work until told to stop; SIGTERM finishes the run under way first."""
    web.load()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    name = f"{socket.gethostname()}-{os.getpid()}"
    courier = None if args.until_idle else _courier(stopped, args.every)
    try:
        _work(stopped, name, args)
    finally:
        stopped.set()
        if courier:
            courier.join()
    if args.until_idle:
        _send_waiting()
    return 0


def _work(stopped: threading.Event, name: str, args: argparse.Namespace) -> None:
    while not stopped.is_set():
        busy = _turn(name, schedule=not args.no_schedule)
        if args.until_idle and not busy:
            return
        if not busy:
            stopped.wait(args.every)


def _courier(stopped: threading.Event, every: float) -> threading.Thread:
    """The thread that tells other systems of events, whatever job is under way."""
    from amends.apps.core.worker import keep_sending

    options = {"stopped": stopped, "clock": _now, "every": every}
    thread = threading.Thread(target=keep_sending, kwargs=options, name="webhooks")
    thread.start()
    return thread


def _send_waiting() -> None:
    from amends.apps.core.worker import send_waiting

    send_waiting(clock=_now)


def _now() -> datetime:
    return datetime.now(UTC)


def _turn(name: str, *, schedule: bool) -> bool:
    """One look for work; returns whether there was any."""
    from django.db import close_old_connections

    from amends.apps.core.actions.messengers.telling import tell_groups
    from amends.apps.core.actions.outbox import deliver
    from amends.apps.core.actions.texts import deliver_texts
    from amends.apps.core.worker import queue_due, work_once

    close_old_connections()
    if schedule:
        queue_due(at=_now())
    delivered = sum(each(at=_now(), clock=_now) for each in (deliver, deliver_texts, tell_groups))
    return work_once(worker=name, clock=_now) or delivered > 0
