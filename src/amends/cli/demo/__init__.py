# SPDX-License-Identifier: Apache-2.0
"""Set up the generated demo operator (the first time only) and serve it."""

import argparse
import os
import shutil
import time
from pathlib import Path

from amends.cli import serve, web
from amends.cli.demo import telephone

READY, MARK = "READY", "AMENDS-DEMO"
VERSION = "10"
# The demo is never put into a database or sealed with a secret that is somebody's.
NOT_THE_DEMOS = ("AMENDS_DATABASE_URL", "AMENDS_SECRET_KEY", "AMENDS_SECRET_KEY_OLD", "AMENDS_ENGINE")


class NotADemo(SystemExit):
    """The folder holds something that is not a demo, which is not ours to remove."""

    def __init__(self, home: Path) -> None:
        super().__init__(f"{home} is not empty and holds no demo; name an empty or new folder with --home")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the demo lives, how large it is, and where it is served."""
    parser.add_argument(
        "--home", type=Path, default=Path("var/demo"), help="folder of the demo (default: var/demo)"
    )
    parser.add_argument("--customers", type=int, default=20_000, help="how many customers to generate")
    parser.add_argument("--again", action="store_true", help="throw the demo away and make it anew")
    parser.add_argument("--no-serve", action="store_true", help="set up only")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.set_defaults(workers=2, threads=4, work=True)


def run(args: argparse.Namespace) -> int:
    """Set up what is missing, print the accounts, serve."""
    home = args.home.resolve()
    for name in NOT_THE_DEMOS:
        os.environ.pop(name, None)
    os.environ |= {"AMENDS_DATA": str(home), "AMENDS_DEMO": "yes"}
    os.environ.setdefault("AMENDS_URL", f"http://{args.host}:{args.port}")  # QR codes and links lead here
    os.environ.setdefault("AMENDS_SMS_URL", f"http://{args.host}:{args.port + 1}/")
    if args.again or not _is_ready(home):
        _cleared(home)
        _set_up(home, args.customers)
    if args.no_serve:
        print("set up and not served: the same command without --no-serve serves it")
        return 0
    _print_accounts(f"http://{args.host}:{args.port}/")
    _ring(args.host, args.port + 1)
    return serve.run(args)


def _ring(host: str, port: int) -> None:
    """Somebody takes the texts that the demo sends, unless that place is taken: they wait then."""
    try:
        telephone.ring(host, port)
    except OSError as why:
        print(f"http://{host}:{port}/ cannot take texts ({why.strerror}): they wait in the outbox")
    else:
        print(f"演示手机 texts to customers: http://{host}:{port}/\n", flush=True)


def _cleared(home: Path) -> None:
    """An empty folder that carries the demo's mark; a set-up that was cut off is removed, anything else is not."""
    if home.exists() and any(home.iterdir()) and not (home / MARK).is_file():
        raise NotADemo(home)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / MARK).touch()


def _is_ready(home: Path) -> bool:
    place = home / READY
    return place.is_file() and place.read_text() == VERSION


def _set_up(home: Path, customers: int) -> None:
    started = time.monotonic()
    web.load()
    from amends.cli.demo.setup import STAGES, Demo

    demo = Demo(home=home, customers=customers)
    for number, (words, stage) in enumerate(STAGES, start=1):
        print(f"[{number}/{len(STAGES)}] {words} …", flush=True)
        stage(demo)
    (home / READY).write_text(VERSION)
    print(f"demo ready in {time.monotonic() - started:.0f} s; the data is generated, nobody in it is real\n")


def _print_accounts(url: str) -> None:
    from amends.pipeline.demo.accounts import shown_accounts

    print(f"着落 Amends: {url}\n")
    print(f"{'工号 account':<16}{'密码 password':<22}角色 role")
    for account in shown_accounts():
        print(f"{account['username']:<16}{account['password']:<22}{account['role']}")
    print("\nCtrl-C stops it.", flush=True)
