# SPDX-License-Identifier: Apache-2.0
"""The command `amends`: finds the module of the command asked for and loads nothing else."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

# command → (module below amends.cli, one line of help). A module has add_arguments(parser) and run(args) -> int.
COMMANDS: dict[str, tuple[str, str]] = {
    "detect": ("detect", "learn from surveyed customers who is dissatisfied, and say why"),
    "classify": ("classify", "sort complaint texts into the classes of any taxonomy"),
    "drivers": ("drivers", "say how much each driver matters to a satisfaction score"),
    "index": ("index", "estimate a satisfaction index by path model, with its interval"),
    "effect": ("effect", "measure what a treatment did against those who were held out"),
    "staff": ("staff", "foretell arrivals, and say how many agents or windows hold the promise"),
    "check-wording": ("check_wording", "find what customers should not be told, and say it better"),
    "ingest": ("ingest", "take an operator's file into a feed"),
    "run": ("run", "run the pipeline as of a date, and publish what it found"),
    "organisation": ("organisation", "take the organisation in, and make the first administrator"),
    "serve": ("serve", "serve the pages"),
    "work": ("work", "do queued jobs, deliver messages, keep the schedule"),
    "demo": ("demo", "set up the generated demo operator and serve it"),
    "token": ("token", "issue, list and revoke the tokens of programs that use the API"),
    "verify-log": ("verify_log", "find any edited, removed or re-ordered row of the event log"),
    "backup": ("backup", "save the installation into a folder, with checksums"),
    "restore": ("restore", "make the installation again from a backup"),
    "retention": ("retention", "show what is kept for how long, and what would go; --do lets it go"),
    "upgrade-check": ("upgrade_check", "say whether old processes can go on while migrations are applied"),
    "manage": ("manage", "Django's own commands, such as migrate"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 done, 1 refused with a reason, 2 wrong usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="amends", description="Amends (着落)")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (_, line) in COMMANDS.items():
        commands.add_parser(name, help=line, add_help=False)
    known, rest = parser.parse_known_args(given[:1]), given[1:]
    module = import_module(f"amends.cli.{COMMANDS[known[0].command][0]}")
    own = argparse.ArgumentParser(prog=f"amends {known[0].command}", description=module.__doc__)
    module.add_arguments(own)
    code: int = module.run(own.parse_args(rest))
    return code
