# SPDX-License-Identifier: Apache-2.0
"""The catalogue of metrics: every number in the words that stand beside it where it is shown, and where that is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.cases.views.board import COUNTS
from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.models.accounts import ROLES
from amends.apps.core.rules.roles import Role
from amends.apps.reports.rules.catalogue import KEPT, SEEN, Kept, Records
from amends.apps.reports.rules.dashboards import NUMBERS
from amends.apps.reports.rules.figures import Entered
from amends.apps.reports.views.catalogue_words import BETTER, PAGES, PERIODS, RECORDS
from amends.apps.reports.views.dashboard_words import OWN
from amends.apps.reports.views.names import DEFINITIONS, FIGURES
from amends.apps.reports.views.words import unit_of
from amends.apps.satisfaction.queries.metrics import metric_catalogue

_DESK = Kept(Records.CASES, Role.CITY_MANAGER, ("cases:board",))
_WORTH = ("reports:parameters", "reports:worth")


@dataclass(frozen=True, slots=True)
class Entry:
    """One number in the reader's language; `anchor` is where links to its definition lead."""

    anchor: str
    name: str
    definition: str
    excludes: str
    unit: str
    period: str
    direction: str
    records: str
    owner: str
    pages: tuple[str, ...]

    @property
    def better(self) -> str:
        """Which way is better, "" where that is not so simple."""
        return str(BETTER.get(self.direction, ""))

    def has(self, words: Sequence[str]) -> bool:
        """Whether every word occurs in it, whatever the case."""
        text = f"{self.anchor} {self.name} {self.definition} {self.records} {self.owner}".casefold()
        return all(each in text for each in words)


@require_GET
@needs()
def metrics(request: HttpRequest) -> HttpResponse:
    """All numbers by area, or those that a search finds."""
    asked = request.GET.get("q", "").strip()[:80]
    words, who = asked.casefold().split(), person(request)
    found = [(title, [each for each in rows if each.has(words)]) for title, rows in every()]
    groups = [(title, [(each, places(each, who)) for each in rows]) for title, rows in found if rows]
    context = {"groups": groups, "asked": asked, "n": sum(len(rows) for _title, rows in groups)}
    return render(request, "reports/metrics.html", context)


def every() -> list[tuple[str, list[Entry]]]:
    """Every number, by area."""
    return [
        (_("指标"), list(_of_pack())),
        (_("投诉看板上此刻的件数"), list(_of_desk())),
        (_("岗位看板上的数"), list(_of_dashboards())),
        (_("本公司实测和财务提供的数"), list(_of_worth())),
    ]


def places(entry: Entry, who: User) -> list[tuple[str, str]]:
    """The pages that show a number: name and address, the address only where the person may open it."""
    named = [(PAGES[each], each) for each in entry.pages]
    return [
        (str(words), reverse(page) if right is None or who.may(right) else "")
        for (words, right), page in named
    ]


def _of_pack() -> Iterator[Entry]:
    for name, each in metric_catalogue().items():
        kept = KEPT[name]
        said = f"{_(each.definition)}; {each.formula}" if "Σ" in each.formula else _(each.definition)
        yield Entry(
            name, _(each.name), said, _(each.excludes) if each.excludes else "", _(each.unit),
            str(PERIODS[each.period]), each.direction, *_kept(kept, name),
        )  # fmt: skip


def _of_desk() -> Iterator[Entry]:
    for name, (label, definition, _kind) in COUNTS.items():
        anchor = f"desk_{name}"
        yield Entry(
            anchor, str(label), str(definition), "", _("件"), str(PERIODS["now"]), "", *_kept(_DESK, anchor)
        )


def _of_dashboards() -> Iterator[Entry]:
    for name, (label, definition, unit) in OWN.items():
        yield Entry(
            name,
            str(label),
            str(definition),
            "",
            str(unit),
            str(PERIODS["now"]),
            "",
            *_kept(SEEN[name], name),
        )


def _of_worth() -> Iterator[Entry]:
    for identifier, label in FIGURES.items():
        entered = identifier in set(Entered)
        kept = Kept(Records.FINANCE if entered else Records.PLATFORM, Role.RECOVERY_MANAGER, _WORTH)
        definition = RECORDS[kept.records] if entered else DEFINITIONS[identifier]  # type: ignore[index]
        unit = _("比例") if unit_of(identifier) == "share" else _("数量，名称里写明")
        anchor, period = f"figure_{identifier}", "" if entered else str(PERIODS["rolling"])
        yield Entry(anchor, str(label), str(definition), "", unit, period, "", *_kept(kept, anchor))


def _kept(kept: Kept, anchor: str) -> tuple[str, str, tuple[str, ...]]:
    """Records, owner and pages in the reader's language; dashboards name what they show."""
    shown = any(anchor in each for each in NUMBERS.values())
    pages = (*kept.pages, "reports:dashboard") if shown else kept.pages
    return str(RECORDS[kept.records]), str(ROLES[kept.owner]), pages
