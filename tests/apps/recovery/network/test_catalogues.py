# SPDX-License-Identifier: Apache-2.0
"""Files of sites and of customers' sites: good rows are taken, bad cells are told, nothing of others is touched."""

from amends.apps.recovery.actions.catalogues import import_residences, import_sites
from amends.apps.recovery.models import Residence, Site
from amends.apps.recovery.queries.network.sites import site_page
from amends.apps.satisfaction.actions.importing import HandedOver
from tests.apps.recovery.network.conftest import Ground, customer, site
from tests.people import NOON, People

HEADS = ("站点编码", "站点名称", "层级", "类型", "机构", "纬度", "经度")
GOOD = ("CELL-1", "东门站", "小区基站", "密集市区", "东市", "30.27", "120.15")


def handed(headers: tuple[str, ...], *rows: tuple[str, ...]) -> HandedOver:
    """A file as its reader gives it."""
    return HandedOver(headers, [(at, row) for at, row in enumerate(rows, 2)], "sites.csv", "d" * 64)


def test_a_site_is_new_then_the_same_then_brought_up_to_date(people: People) -> None:
    moved = (*GOOD[:5], "30.28", GOOD[6])
    came = [import_sites(file=handed(HEADS, row), by=people.dora, at=NOON) for row in (GOOD, GOOD, moved)]
    assert [(each.new, each.same, each.corrected) for each in came] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    row = Site.objects.within(people.bob.scope).get()
    assert (row.lat, row.kind, row.unit) == (30.28, "dense_urban", people.east)


def test_a_place_off_the_earth_an_unknown_kind_and_a_second_row_are_told(people: People) -> None:
    off, kind = (*GOOD[:5], "95", "120"), (*GOOD[:3], "月球", *GOOD[4:])
    taken = import_sites(file=handed(HEADS, off, kind, GOOD, GOOD), by=people.dora, at=NOON)
    assert [(each.row, each.column) for each in taken.problems] == [(2, "纬度"), (3, "类型"), (5, "")]
    assert taken.new == 1


def test_a_site_of_another_unit_is_neither_named_nor_taken_away(ground: Ground) -> None:
    charlie, bob = ground.people.charlie, ground.people.bob
    taken = import_sites(file=handed(HEADS, GOOD), by=charlie, at=NOON)
    assert (taken.new, taken.problems[0].column) == (0, "机构")
    site(ground.people.west, "CELL-1", name="西门")
    taken = import_sites(file=handed(HEADS, GOOD), by=bob, at=NOON)
    assert (taken.corrected, taken.problems[0].column) == (0, "站点编码")
    assert [each.code for each in site_page(bob.scope)] == ["S-1"]


def test_where_customers_mostly_are(ground: Ground) -> None:
    customer(ground, "C-1")
    customer(ground, "C-W", west=True)
    heads, rows = ("客户编号", "站点编码"), (("C-1", "S-1"), ("C-W", "S-1"), ("C-1x", "S-1"), ("C-1", "S-1"))
    taken = import_residences(file=handed(heads, *rows), by=ground.people.bob, at=NOON)
    assert (taken.new, [each.row for each in taken.problems]) == (1, [5, 3, 4])
    assert Residence.objects.within(ground.people.bob.scope).get().site == ground.site
    (row,) = site_page(ground.people.bob.scope, words="东门")
    assert row.residents_n == 1
