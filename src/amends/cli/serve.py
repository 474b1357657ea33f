# SPDX-License-Identifier: Apache-2.0
"""Serve the pages, and with --work do the queued jobs beside them."""

import argparse
import os
import socket
import subprocess
import sys
import threading
import time

from amends.cli import web

HEALTHY = 30.0  # seconds after which a death is no longer an early one


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and with how many hands."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="processes that answer requests")
    parser.add_argument("--threads", type=int, default=4, help="threads of each")
    parser.add_argument("--work", action="store_true", help="run a worker for queued jobs as well")


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    web.load()
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    refuse_taken(args.host, args.port)
    if sys.stdout.isatty():
        print(f"着落 Amends: http://{args.host}:{args.port}/ (Ctrl-C)", flush=True)
    stopped = threading.Event()
    keeper = threading.Thread(target=keep_worker, args=(stopped,))
    if args.work:
        keeper.start()
    server = Granian(
        "amends.config.wsgi:application",
        address=args.host,
        port=args.port,
        interface=Interfaces.WSGI,
        workers=args.workers,
        blocking_threads=args.threads,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,  # one that is killed does not take the others with it
        respawn_interval=1.0,
    )
    try:
        server.serve()
    finally:
        stopped.set()
        if args.work:
            keeper.join()  # the worker ends with the server, and finishes the run under way first
    return 0


class AddressTaken(SystemExit):
    """Somebody answers there already; two servers would share the visitors between them unnoticed."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"http://{host}:{port}/ is answered already: stop that server, or choose another --port"
        )


def refuse_taken(host: str, port: int) -> None:
    """Raises `AddressTaken` where a server listens at that address."""
    try:
        socket.create_connection((host, port), timeout=0.5).close()
    except OSError:
        return
    raise AddressTaken(host, port)


def keep_worker(stopped: threading.Event) -> None:
    """Keep one worker process alive: start it again when it dies, end it with the server.

    One that dies at once is started again after a pause that doubles, so that a lasting fault (a database that
    is down, a setting that is wrong) does not keep the machine busy with starting.
    """
    deaths = 0
    while not stopped.is_set():
        started = time.monotonic()
        worker = subprocess.Popen([sys.executable, "-m", "amends", "work"], env=os.environ)
        while worker.poll() is None and not stopped.wait(0.5):
            pass
        if stopped.is_set():
            worker.terminate()
            worker.wait(timeout=30)
            return
        deaths = deaths + 1 if time.monotonic() - started < HEALTHY else 0
        stopped.wait(pause_after(deaths))


def pause_after(deaths: int) -> float:
    """Seconds to wait after so many early deaths in a row: 0, 1, 2, 4 … at most a minute."""
    return min(2.0 ** (min(deaths, 7) - 1), 60.0) if deaths else 0.0
