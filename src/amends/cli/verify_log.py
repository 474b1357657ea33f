# SPDX-License-Identifier: Apache-2.0
"""Find any edited, removed or re-ordered row of the event log; exit code 1 where there is one."""

import argparse
import re

from amends.cli import web


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the log must still contain."""
    parser.add_argument(
        "--expect",
        type=_end,
        metavar="COUNT:HASH",
        help="end of the log as an earlier run printed it, kept elsewhere",
    )


def run(args: argparse.Namespace) -> int:
    """Walk the chain once and print each fault; the last line ends with COUNT:HASH, to be kept elsewhere.

    Somebody who can write to the database could compute the whole chain anew: only an end kept elsewhere
    and handed over as --expect finds that.
    """
    web.load()
    from amends.apps.core.queries.log import log_contains, log_end, log_faults

    faults = [f"row {fault.sequence}: {fault.what}" for fault in log_faults()]
    if args.expect and not log_contains(*args.expect):
        faults.append(
            f"row {args.expect[0]}: is not the row that was expected; the log was written anew or cut off"
        )
    for fault in faults:
        print(fault)
    count, head = log_end()
    print(f"{count} rows, {f'{len(faults)} faults' if faults else 'the log holds'}: {count}:{head}")
    return 1 if faults else 0


def _end(text: str) -> tuple[int, str]:
    count, _, computed = text.strip().partition(":")
    if not count.isdecimal() or not re.fullmatch("[0-9a-f]{64}", computed):
        raise argparse.ArgumentTypeError("write COUNT:HASH as the last line of an earlier run says")
    return int(count), computed
