# SPDX-License-Identifier: Apache-2.0
"""Calls of the API that no program should make: drawn by a seed from what the API says of itself. Each is
answered by a refusal or done; an error of the server is a finding."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from random import Random
from typing import Any

from benchmarks.reliability.clients import Answer, Line
from benchmarks.reliability.installation import installed

CUSTOMERS, THREADS = 1_500, 4
ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1e308, 10**30, "", " ", "\x00", "\ud83d", "💥" * 50, "a" * 70_000, "'; DROP TABLE x; --",
    "../../etc", "<script>1</script>", "=1+1", "％５０", "2026-02-30T25:61:00Z", "9999-12-31T23:59:59Z", [], [[]], {},
    {"a": {"b": []}}, "Infinity", "NaN", "C2611-000001",
)  # fmt: skip


@dataclass(slots=True)
class Found:
    """How often each status came, and the first calls that ended in an error of the server."""

    calls: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    closed: Counter[str] = field(
        default_factory=Counter
    )  # connections that the other side had closed, by what was met
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, status: int) -> None:
        """One call came back; 0 where the connection broke."""
        with self.lock:
            self.calls += 1
            self.statuses[status] += 1
            if (status >= 500 or status == 0) and len(self.broken) < 50:
                self.broken.append(f"{status} {what}"[:600])


def fuzz(database: str, *, calls: int, seed: int) -> tuple[Found, dict[str, Any]]:
    """So many calls on a demo on `sqlite` or `postgres`; then whether the log is whole and each case has its event."""
    with installed(database, {"AMENDS_DEMO": "yes"}) as place:
        place.inside("make", str(CUSTOMERS))
        agents = place.inside("agents", str(THREADS))
        place.start("web")
        place.wait_until_up()
        described = Line(place.port, {"Authorization": f"Bearer {agents[0]['token']}"}).ask(
            "GET", "/api/v1/openapi.json"
        )
        operations, found = _operations(described.json), Found()
        shared, share = (operations, found), calls // THREADS
        threads = [
            threading.Thread(target=_client, args=(place.port, who, shared, Random(seed + number), share))
            for number, who in enumerate(agents)
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        return found, place.inside("whole")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API: its verb, its path, the fields that its body and its query know."""

    verb: str
    path: str
    fields: Mapping[str, Any]
    query: Sequence[str]


def _operations(described: Any) -> list[Operation]:
    schemas = described["components"]["schemas"]
    found = []
    for path, verbs in described["paths"].items():
        for verb, about in verbs.items():
            body = (
                about.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            )
            known = schemas.get(body.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
            query = [each["name"] for each in about.get("parameters", []) if each["in"] == "query"]
            found.append(Operation(verb.upper(), path, known, query))
    return found


def _client(
    port: int, who: Mapping[str, Any], shared: tuple[Sequence[Operation], Found], rng: Random, calls: int
) -> None:
    operations, found = shared
    line = Line(port, {"Authorization": f"Bearer {who['token']}"})
    for _turn in range(calls):
        one = rng.choice(operations)
        path = one.path
        while "{" in path:
            name = path[path.index("{") : path.index("}") + 1]
            path = path.replace(
                name, rng.choice(["C2611-000001", "C2611-000999", "0", "-1", "%00", "x" * 300, "1"])
            )
        if one.query and rng.random() < 0.7:
            path += (
                f"?{rng.choice(one.query)}={rng.choice(['', '0', '-1', 'x', '%00', '9' * 40, '2026-01-01'])}"
            )
        body = None if one.verb == "GET" else _body(one, who, rng)
        headers = {"If-Match": rng.choice(['"1"', "*", "x", ""])} if rng.random() < 0.5 else {}
        if rng.random() < 0.3:
            headers["Idempotency-Key"] = (
                rng.choice(["k", "k2", "", "中", "a" * 200]).encode().decode("latin-1")
            )
        call = partial(line.ask, one.verb, path, body, **headers)
        found.note(f"{one.verb} {path} {body!r}", _status(call, found))


def _status(call: Callable[[], Answer], found: Found) -> int:
    """What one call is answered; 0 where nobody answers on a new connection either. The old one may have been closed
    on the other side while nothing was under way on it."""
    for _time in range(2):
        try:
            return call().status
        except (OSError, HTTPException) as why:
            with found.lock:
                found.closed[type(why).__name__] += 1
    return 0


def _body(one: Operation, who: Mapping[str, Any], rng: Random) -> bytes:
    """Mostly an object of fields that the operation knows, some of them good; now and then no JSON at all."""
    if rng.random() < 0.05:
        return rng.choice([b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"a":' * 500, b"0" * 100_000])
    good = {
        "customer": rng.choice(who["customers"]), "channel": "CH-HOTLINE", "story": "多扣了二十元",
        "taxonomy": "TF-01-01", "kind": "call_back", "words": "明天回电", "due_at": "2027-01-01T10:00:00Z",
        "result": "reached", "inbound": True,
        "verb": rng.choice(["handle", "close", "pass_on", "reopen", "pause"]), "step": "ST-01", "amount": 100,
    }  # fmt: skip
    fields = {name: good.get(name) for name in one.fields if name in good or rng.random() < 0.3}
    for name in fields:
        if rng.random() < 0.25:
            fields[name] = rng.choice(ODD)
    if rng.random() < 0.1:
        fields[rng.choice(["", "id", "__proto__", "x" * 1000])] = rng.choice(ODD)
    return json.dumps(fields).encode("utf-8", "surrogatepass")
