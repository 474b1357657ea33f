# SPDX-License-Identifier: Apache-2.0
"""Programs and customers that send something until it is accepted, as good clients do: the same request with the same
key, again and again. What was accepted is remembered by the mark that it carried."""

import http.client
import json
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

AGAIN = 0.3  # seconds between tries
PATIENCE = 180.0  # seconds after which a client gives up, which a run reports
LEAF = "TF-01-01"


@dataclass(slots=True)
class Accepted:
    """The marks that were answered with 2xx, by what they are; how many requests and tries it took."""

    marks: dict[str, set[str]] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, mark: str) -> None:
        """One more was accepted."""
        with self.lock:
            self.marks.setdefault(kind, set()).add(mark)

    def count(self, what: str, which: Counter[str] | None = None) -> None:
        """One more request, or one more refusal."""
        with self.lock:
            (self.requests if which is None else which)[what] += 1


@dataclass(frozen=True, slots=True)
class Run:
    """What all clients of a run share: where, as whom, about whom, until when."""

    port: int
    agents: Sequence[Mapping[str, Any]]
    links: Sequence[str]
    seed: int
    accepted: Accepted = field(default_factory=Accepted)
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


@dataclass(slots=True)
class Line:
    """A connection that is made again when it broke. `cookies` are kept between requests."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    made: http.client.HTTPConnection | None = None

    def ask(self, verb: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request; a connection that the server closed while nobody spoke is made anew, as browsers do. Raises
        `OSError` or `HTTPException` where the other side died."""
        idle = self.made is not None
        try:
            return self._asked(verb, path, body, headers)
        except http.client.RemoteDisconnected:
            if not idle or verb != "GET":
                raise
            return self._asked(verb, path, body, headers)

    def close(self) -> None:
        """Begin the next request on a new connection."""
        if self.made is not None:
            self.made.close()
            self.made = None

    def _asked(self, verb: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        if self.made is None:
            self.made = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        raw = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        kind = {"Content-Type": "application/json"} if raw is not None else {}
        sent = kind | self.headers | ({"Cookie": cookie} if cookie else {}) | dict(headers)
        try:
            self.made.request(verb, path, raw, sent)
            answer = self.made.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            read = Answer(answer.status, told, answer.read())
        except (OSError, http.client.HTTPException):
            self.made.close()
            self.made = None
            raise
        for each in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = each.split(";")[0].partition("=")
            self.cookies[name] = value
        return read


def insist(ask: Callable[[], Answer], accepted: Accepted, what: str) -> Answer | None:
    """Ask until there is an answer that stands: 2xx, 3xx or 4xx; nothing after too long, which the run reports."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        accepted.count(what)
        try:
            answer = ask()
        except (OSError, http.client.HTTPException):
            time.sleep(AGAIN)
            continue
        if answer.status >= 500 or answer.status in (409, 429):
            accepted.count(f"{what} {answer.status}", accepted.refused)
            time.sleep(AGAIN)
            continue
        if answer.status >= 400:
            accepted.count(f"{what} {answer.status} {answer.body[:120]!r}", accepted.refused)
        return answer
    accepted.count(f"{what} gave up", accepted.refused)
    return None


def program(run: Run, number: int) -> None:
    """Open cases, note a contact with each, make a promise with some; each request with a key of its own."""
    who, rng, turn = run.agents[number], Random(run.seed + number), 0
    line = Line(run.port, {"Authorization": f"Bearer {who['token']}"})
    while not run.stop.is_set():
        turn += 1
        mark = f"RUN-{number}-{turn}"
        customer = who["customers"][turn % len(who["customers"])]
        number_of_case, etag = _open(line, mark, customer, run.accepted)
        if number_of_case:
            _contact(line, number_of_case, etag, mark, run.accepted)
        if turn % 3 == 0:
            _promise(line, mark, customer, run.accepted)
        run.stop.wait(rng.uniform(0, 0.2))


def _open(line: Line, mark: str, customer: str, accepted: Accepted) -> tuple[str, str]:
    body = {
        "customer": customer, "channel": "CH-HOTLINE", "story": f"{mark} 多扣了二十元，要求查清退还。",
        "taxonomy": LEAF, "reference": mark,
    }  # fmt: skip
    key = uuid.uuid4().hex
    ask = lambda: line.ask("POST", "/api/v1/cases", body, **{"Idempotency-Key": key})  # noqa: E731
    answer = insist(ask, accepted, "open a case")
    if answer is None or answer.status >= 400:
        return "", ""
    accepted.note("cases", mark)
    return answer.json["number"], answer.headers.get("etag", "")


def _contact(line: Line, case: str, etag: str, mark: str, accepted: Accepted) -> None:
    body = {"result": "reached", "inbound": True, "note": mark}
    keys = {"Idempotency-Key": uuid.uuid4().hex, "If-Match": etag}
    answer = insist(
        lambda: line.ask("POST", f"/api/v1/cases/{case}/contacts", body, **keys), accepted, "note a contact"
    )
    if answer is not None and answer.status < 400:
        accepted.note("contacts", mark)


def _promise(line: Line, mark: str, customer: str, accepted: Accepted) -> None:
    body = {
        "customer": customer, "kind": "call_back", "words": mark, "channel": "phone",
        "due_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86_400)),
    }  # fmt: skip
    key = uuid.uuid4().hex
    answer = insist(
        lambda: line.ask("POST", "/api/v1/promises", body, **{"Idempotency-Key": key}),
        accepted,
        "make a promise",
    )
    if answer is not None and answer.status < 400:
        accepted.note("promises", mark)


def customer(run: Run, number: int, of: int) -> None:
    """Open one's link, begin, hand the answer in: a low one, which asks to be called."""
    rng = Random(run.seed - number)
    for turn, word in enumerate(run.links[number::of]):
        if run.stop.is_set():
            return
        mark = f"RUN-A{number}-{turn}"
        line = Line(run.port, {"X-Forwarded-For": f"10.{number}.{turn // 250}.{turn % 250 + 1}"})
        if _answer(line, word, mark, run.accepted):
            run.accepted.note("answers", mark)
        run.stop.wait(rng.uniform(0, 0.3))


def _answer(line: Line, word: str, mark: str, accepted: Accepted) -> bool:
    page = insist(lambda: line.ask("GET", f"/s/{word}/"), accepted, "open a link")
    if page is None or page.status != 200:
        return False
    found = re.search(rb'X-CSRFToken&quot;: &quot;(\w+)|name="csrfmiddlewaretoken" value="(\w+)"', page.body)
    token = (found[1] or found[2]).decode() if found else ""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    begin = f"csrfmiddlewaretoken={token}".encode()
    begun = insist(lambda: line.ask("POST", f"/s/{word}/start/", begin, **form), accepted, "begin an answer")
    if begun is None or begun.status >= 400:
        return False
    body = {"answers": {"N1": 2, "N3": f"{mark} 网络一直不好", "N5": "agree"}, "page": 0}
    sent = insist(
        lambda: line.ask("POST", f"/s/{word}/submit/", body, **{"X-CSRFToken": token}),
        accepted,
        "hand an answer in",
    )
    return sent is not None and sent.status == 200 and bool(sent.json.get("ok"))
