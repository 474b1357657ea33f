# SPDX-License-Identifier: Apache-2.0
"""kill -9 of web processes, the whole web server and the worker, at random moments."""

import time
from collections import Counter
from random import Random

from benchmarks.reliability.fire import Harm
from benchmarks.reliability.installation import Installation
from benchmarks.reliability.outside import Outside

NIGHTS = 3
BETWEEN = (2.0, 7.0)  # seconds from one kill to the next


def killing(minutes: float) -> Harm:
    """Kill for so long; nights are queued on the way, so that runs are hit as well."""

    def harm(place: Installation, _others: Outside, rng: Random) -> Counter[str]:
        done: Counter[str] = Counter()
        seconds, nights = minutes * 60, 0
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if nights < NIGHTS and left < seconds * (1 - nights / NIGHTS):
                place.inside("queue_night")
                nights += 1
            time.sleep(rng.uniform(*BETWEEN))
            done.update(f"{name}, which ended by itself" for name in place.keep_up())
            done[_kill_one(place, rng)] += 1
        return done

    return harm


def _kill_one(place: Installation, rng: Random) -> str:
    match rng.choice(("one", "one", "web", "work", "work")):
        case "one":
            return "a web process" if place.kill_one_of_web(rng) else "nobody"
        case "web":
            place.kill("web")
            return "the web server"
        case _:
            place.kill("work")
            return "the worker"
