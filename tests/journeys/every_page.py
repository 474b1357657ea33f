# SPDX-License-Identifier: Apache-2.0
"""Walks a demo's pages as each of its people, link by link, and prints as JSON what is wrong with them.

Run in a process of its own: `python -m tests.journeys.every_page HOME [PAGES]`; PAGES are looked at for each address
pattern. What others may open is asked for by everybody: the addresses that one person's pages led to, by the rest.
"""

import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

LINK = re.compile(r'(?:href|hx-get)="([^"#]+)"')
CASE = re.compile(r"\bC\d{4}-\d{6}\b")
CUSTOMER = re.compile(r"\bC\d{8}\b")
NUMBER = re.compile(r"(?<!\d)111\d{8}(?!\d)")  # of the demo's lines
MOST_BYTES = 200_000
NOT_PAGES = ("/static/", "/accounts/", "/api/", "/language/")
WHY = "a test looks at all"


@dataclass(slots=True)
class Faults:
    """What is wrong, each with who saw it and where."""

    dead: list[tuple[str, str, int, str]] = field(default_factory=list)
    broken: list[tuple[str, str, int]] = field(default_factory=list)
    foreign: list[tuple[str, str, str]] = field(default_factory=list)
    unmasked: list[tuple[str, str, str]] = field(default_factory=list)
    large: list[tuple[str, str, int]] = field(default_factory=list)
    opened: dict[str, tuple[str, str]] = field(default_factory=dict)  # a page of each pattern, and whose
    pages: int = 0
    patterns: int = 0
    watched: int = 0  # codes of others that nobody may read on a page


class Walk:
    """One person's way through the pages: from the home page along every link, so many pages a pattern."""

    def __init__(self, user: Any, foreign: frozenset[str], faults: Faults, most: int) -> None:
        from django.test import Client

        self.client = Client(raise_request_exception=False)
        self.client.force_login(user)
        faults.watched += len(foreign)
        self.name, self.foreign, self.faults, self.most = user.username, foreign, faults, most
        self.seen: dict[str, set[str]] = defaultdict(set)

    def along_links(self) -> None:
        """Every page that a link leads to opens."""
        waiting, led_from = ["/"], {"/": ""}
        for address in waiting:  # grows as it goes
            pattern = pattern_of(address)
            if len(self.seen[pattern]) >= self.most:
                continue
            self.seen[pattern].add(address)
            status, text = self._ask(address)
            if 400 <= status < 500:
                self.faults.dead.append((self.name, address, status, led_from[address]))
            if status == 200 and text.lstrip().startswith("<!doctype"):  # no part that a page asks for
                self.faults.opened.setdefault(pattern, (self.name, address))
            for link in _links(address, text):
                if link not in led_from:
                    led_from[link] = address
                    waiting.append(link)

    def into(self, addresses: list[str]) -> None:
        """Pages that others were led to: refused or shown, never with what is not this person's."""
        for address in addresses:
            self._ask(address)

    def _ask(self, address: str) -> tuple[int, str]:
        answer = self.client.get(address)
        self.faults.pages += 1
        content = b"".join(answer)
        if answer.status_code >= 500:
            self.faults.broken.append((self.name, address, answer.status_code))
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            return answer.status_code, ""
        text = content.decode()
        told = set(CASE.findall(text)) | set(CUSTOMER.findall(text))
        asked = set(CASE.findall(address)) | set(CUSTOMER.findall(address))
        self.faults.foreign += [(self.name, address, each) for each in sorted((told - asked) & self.foreign)]
        self.faults.unmasked += [(self.name, address, each) for each in NUMBER.findall(text)[:1]]
        if len(content) > MOST_BYTES:
            self.faults.large.append((self.name, address, len(content)))
        return answer.status_code, text


def walk(most: int) -> Faults:
    """Every person of the demo along every link, and then into what the others saw."""
    faults = Faults()
    walks = [Walk(user, foreign_to(user), faults, most) for user in people()]
    for each in walks:
        each.along_links()
    union: dict[str, set[str]] = defaultdict(set)
    for each in walks:
        for pattern, addresses in each.seen.items():
            union[pattern] |= addresses
    for each in walks:
        if each.foreign:
            each.into([one for own in union for one in sorted(union[own] - each.seen[own])[:most]])
    faults.patterns = len(union)
    return faults


def people() -> list[Any]:
    """Those whose passwords the demo shows."""
    from amends.apps.core.models import User
    from amends.pipeline.demo.accounts import shown_accounts

    names = [each["username"] for each in shown_accounts()]
    return list(User.objects.filter(username__in=names).select_related("unit").order_by("username"))


def foreign_to(user: Any) -> frozenset[str]:
    """The numbers of cases and the codes of customers of units that a person does not look after."""
    from amends.apps.cases.models import Case
    from amends.apps.customers.models import Customer

    scope = user.scope
    cases = Case.objects.unscoped(WHY).exclude(unit__number__range=(scope.first, scope.last))
    own_cases = Case.objects.unscoped(WHY).filter(unit__number__range=(scope.first, scope.last))
    customers = Customer.objects.unscoped(WHY).exclude(unit__number__range=(scope.first, scope.last))
    met = set(own_cases.values_list("customer__code", flat=True))  # of a case in one's own units
    return frozenset(cases.values_list("number", flat=True)) | (
        frozenset(customers.values_list("code", flat=True)) - met
    )


def pattern_of(address: str) -> str:
    """Which page it is, whatever it is about; the address itself where there is no such page."""
    from django.urls import Resolver404, resolve

    try:
        return resolve(urlsplit(address).path).route
    except Resolver404:
        return address


def _links(address: str, text: str) -> Iterator[str]:
    for found in LINK.findall(text):
        link = urldefrag(urljoin(address, found.replace("&amp;", "&")))[0]
        if link.startswith("/") and not link.startswith(("//", *NOT_PAGES)):
            yield link


if __name__ == "__main__":
    os.environ |= {"DJANGO_SETTINGS_MODULE": "amends.config.settings", "AMENDS_DATA": sys.argv[1]}
    os.environ |= {"AMENDS_DEMO": "yes", "AMENDS_LOG_LEVEL": "CRITICAL"}
    import django

    django.setup()
    from dataclasses import asdict

    sys.stdout.write(
        json.dumps(asdict(walk(int(sys.argv[2]) if len(sys.argv) > 2 else 3)), ensure_ascii=False)
    )
