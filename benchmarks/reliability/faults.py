# SPDX-License-Identifier: Apache-2.0
"""Faults around an installation, one after the other while it is used: a locked database, a mail server and a target of
events that are down, a clock that is set forth and back, a disk that is full."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from random import Random

import psycopg

from benchmarks.reliability.installation import Installation
from benchmarks.reliability.outside import Outside

QUIET, LOCKED, DOWN, FULL, WRONG = 10.0, 12.0, 30.0, 20.0, 15.0  # seconds
DISK_MB = 300  # of which the demo takes a part
BLOCK = b"\0" * 1_000_000
CLOCK = "clock"  # the file in the folder of an installation that says by how much its clock is wrong
SHIFTS = ("+600s", "-600s", "+0")  # ten minutes forth, then twenty back, then right again


def faults(place: Installation, others: Outside, _rng: Random) -> dict[str, int]:
    """Do each in turn, with quiet between; the disk as well where it is one of its own."""
    done = {"seconds with a locked database": round(LOCKED), "seconds with nobody to tell": round(DOWN)}
    time.sleep(QUIET)
    _lock(place)
    time.sleep(QUIET)
    others.down = True
    time.sleep(DOWN)
    others.down = False
    if (place.home / CLOCK).exists():
        time.sleep(QUIET)
        done["seconds with a wrong clock"] = round(_shift(place))
    if os.path.ismount(place.home):
        time.sleep(QUIET)
        _fill(place)
        done["seconds with a full disk"] = round(FULL)
    time.sleep(QUIET)
    done["processes that ended"] = len(place.keep_up())
    time.sleep(QUIET)
    return done


def clock_of_its_own(place: Installation) -> None:
    """Give the processes of an installation a clock that can be set, where libfaketime is installed; before they are
    started. What measures how long something took goes on as it was."""
    for library in Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"):
        (place.home / CLOCK).write_text("+0")
        place.settings |= {
            "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(place.home / CLOCK), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }  # fmt: skip


def _shift(place: Installation) -> float:
    """Set the clock forth, back and right; for how many seconds it was wrong."""
    for shift in SHIFTS:
        (place.home / CLOCK).write_text(shift)
        time.sleep(WRONG)
    return WRONG * (len(SHIFTS) - 1)


def _lock(place: Installation) -> None:
    """Keep everybody from writing."""
    address = place.settings.get("AMENDS_DATABASE_URL")
    if address:
        with psycopg.connect(address) as database:
            database.execute("LOCK TABLE core_loghead IN EXCLUSIVE MODE")
            time.sleep(LOCKED)
    else:
        with closing(sqlite3.connect(place.home / "amends.sqlite3", timeout=30)) as database:
            database.execute("BEGIN IMMEDIATE")
            time.sleep(LOCKED)
            database.rollback()


def _fill(place: Installation) -> None:
    """Leave not a byte free, then give it back."""
    filler = place.home / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(BLOCK)
        except OSError:
            time.sleep(FULL)
    filler.unlink()
