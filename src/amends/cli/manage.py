# SPDX-License-Identifier: Apache-2.0
"""Django's own commands: `amends manage migrate`, `amends manage createsuperuser` …"""

import argparse

from amends.cli import web


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All words are handed on."""
    parser.add_argument("words", nargs=argparse.REMAINDER, help="the command and its arguments")


def run(args: argparse.Namespace) -> int:
    """Hand the words to Django."""
    web.load()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["amends manage", *args.words])
    return 0
