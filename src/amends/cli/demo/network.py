# SPDX-License-Identifier: Apache-2.0
"""The demo's network and tariffs: generated sites and complaints with one hot spot planted among them, an action, and a
catalogue of plans of which one was retired and leads nowhere. No such place or plan exists."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from amends.apps.cases.actions import open_case
from amends.apps.cases.actions.opening import Arrival
from amends.apps.cases.models.desk_words import RequestType
from amends.apps.cases.rules.states import Origin
from amends.apps.core.models import Unit, User
from amends.apps.customers.models import Customer
from amends.apps.recovery.actions.catalogues import import_plans, import_residences, import_sites
from amends.apps.recovery.actions.network.detecting import find_hot_spots
from amends.apps.recovery.actions.network.places import Said, place_case
from amends.apps.recovery.actions.network.register import Entry, finish_action, plan_action
from amends.apps.recovery.models import Site
from amends.apps.satisfaction.actions.importing import HandedOver
from amends.kernel.recovery_class import RecoveryClass

WHY = "the demo fills its own desk"
MIDDLE = (30.0, 120.0)  # of the first district; the next ones lie a tenth of a degree on
METRE = 1 / 111_195  # degrees of latitude
# Topic, title, metres north of the site, days ago, Mbps down.
PLANTED = (
    ("NW-01-05", "湖边小区没信号", 0, 6, None), ("NW-01-05", "湖边小区信号弱", 60, 5, None),
    ("NW-02-01", "湖边打电话总断", 110, 5, None), ("NW-03-01", "湖边晚上网速慢", 150, 4, 1.8),
    ("NW-02-02", "湖边通话听不见", 190, 3, None), ("NW-01-05", "湖边小区没信号", 220, 2, None),
    ("NW-03-01", "湖边上网打不开", 260, 1, 0.9),
)  # fmt: skip
KINDS = ("密集市区", "城镇", "乡村", "室内")
PATH = "到期自动转入，月费不涨，三个月内可退回"


def build_network(*, by: User, at: datetime) -> None:
    """Sites in each district, where customers mostly are, a planted hot spot, an action that was done."""
    import_sites(file=_file("sites", _SITE_HEADS, _sites(by)), by=by, at=at - timedelta(days=60))
    import_residences(file=_file("residences", _HOME_HEADS, _homes(by)), by=by, at=at - timedelta(days=60))
    site = Site.objects.within(by.scope).select_related("unit").order_by("code")[0]
    _plant(site, at)
    find_hot_spots(by=by, at=at)
    _act(site, by, at)


def build_plans(*, by: User, at: datetime) -> None:
    """The plans that customers have; the first was retired without a successor, the second leads to the third."""
    held = Customer.objects.within(by.scope).exclude(plan_code="").order_by("plan_code")
    plans = list(held.values_list("plan_code", "plan_name", "plan_fee").distinct())
    if len(plans) >= 3:
        heads = ("套餐编码", "套餐名称", "月费", "上架日期", "下架日期", "接续套餐", "迁移路径")
        import_plans(file=_file("plans", heads, _plans(plans, localdate(at))), by=by, at=at)


_SITE_HEADS = ("站点编码", "站点名称", "层级", "类型", "机构", "纬度", "经度")
_HOME_HEADS = ("客户编号", "站点编码")


def _file(name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> HandedOver:
    return HandedOver(heads, list(enumerate(rows, 2)), f"{name}.csv", f"demo-{name}")


def _sites(by: User) -> list[Sequence[str]]:
    """Four sites a district, a kilometre or two from each other."""
    found: list[Sequence[str]] = []
    for number, unit in enumerate(_districts(by)):
        for turn, kind in enumerate(KINDS):
            lat = MIDDLE[0] + 0.1 * (number // 3) + 0.015 * turn
            lon = MIDDLE[1] + 0.12 * (number % 3) + 0.02 * (turn % 2)
            name = f"{unit.name}{turn + 1}号站"
            found.append(
                (f"D{number + 1:02d}-{turn + 1}", name, "小区", kind, unit.code, f"{lat:.5f}", f"{lon:.5f}")
            )
    return found


def _districts(by: User) -> list[Unit]:
    return list(Unit.objects.within(by.scope).filter(kind="district"))


def _homes(by: User) -> list[Sequence[str]]:
    """Each customer at one of the sites of their district."""
    found: list[Sequence[str]] = []
    for number, unit in enumerate(_districts(by)):
        codes = Customer.objects.within(unit.scope).order_by("code").values_list("code", flat=True)
        found += [(code, f"D{number + 1:02d}-{at % len(KINDS) + 1}") for at, code in enumerate(codes[:1_000])]
    return found


def _plant(site: Site, at: datetime) -> None:
    """Complaints near the first site, by officers who look after those customers."""
    customers = Customer.objects.within(site.unit.scope).filter(line_state="active").order_by("-code")
    officers = list(User.objects.filter(role="complaint_officer").select_related("unit").order_by("pk"))
    for (topic, title, north, days, down), customer in zip(
        PLANTED, customers.select_related("unit"), strict=False
    ):
        owner = next((each for each in officers if each.scope.covers(customer.unit.number)), None)
        if owner is None:
            continue
        heard_at = at - timedelta(days=days)
        arrival = Arrival("CH-HOTLINE", RequestType.COMPLAINT, taxonomy=topic, title=title)
        case = open_case(
            customer=customer, origin=Origin.COMPLAINT, recovery_class=RecoveryClass.NETWORK, owner=owner, by=owner,
            at=heard_at, key=f"demo:network:{title}:{north}", story=title, arrival=arrival,
        )  # fmt: skip
        where = Said(site=site, words=site.name, lat=site.lat + north * METRE, lon=site.lon)
        tested = replace(where, down_mbps=down, up_mbps=0.4, latency_ms=180.0, tested_at=heard_at)
        said = tested if down else where
        place_case(case=case, said=said, by=owner, at=heard_at)


def _act(site: Site, by: User, at: datetime) -> None:
    """Something done at the second site a month ago."""
    second = Site.objects.within(by.scope).exclude(pk=site.pk).select_related("unit").order_by("code")[0]
    today = localdate(at)
    entry = Entry(
        title=f"{second.name}盲点清除", template="blind_spot", unit=second.unit, sites=[second], owner=by,
        planned_date=today - timedelta(days=50), cost_fen=12_800_000,
    )  # fmt: skip
    row = plan_action(entry=entry, by=by, at=at - timedelta(days=50))
    done = today - timedelta(days=30)
    finish_action(action=row, done_date=done, cost_fen=None, by=by, at=at, today=today)


def _plans(plans: Sequence[tuple[str, str, int | None]], today: date) -> list[Sequence[str]]:
    gone, soon = (today - timedelta(days=200)).isoformat(), (today + timedelta(days=60)).isoformat()
    ends = {0: (gone, "", ""), 1: (soon, plans[2][0], PATH)}
    found: list[Sequence[str]] = []
    for at, (code, name, fee) in enumerate(plans):
        yuan = "" if fee is None else f"{fee / 100:g}"
        found.append((code, name or code, yuan, "2019-01-01", *ends.get(at, ("", "", ""))))
    return found
