# SPDX-License-Identifier: Apache-2.0
"""Where the matter of a case is, and what a test there measured."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import RightMissing, can_work
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Case
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.recovery.models import CasePlace, Site


class PlaceRefused(ValueError):
    """What was said of a place cannot be; `field` says which part."""

    def __init__(self, field: str, sentence: object) -> None:
        super().__init__(str(sentence))
        self.field = field


@dataclass(frozen=True, slots=True)
class Said:
    """A place (a site, words or coordinates in degrees) and a test there (Mbps, milliseconds, when)."""

    site: Site | None = None
    words: str = ""
    lat: float | None = None
    lon: float | None = None
    down_mbps: float | None = None
    up_mbps: float | None = None
    latency_ms: float | None = None
    tested_at: datetime | None = None

    @property
    def is_tested(self) -> bool:
        """Whether anything was measured."""
        return any(each is not None for each in (self.down_mbps, self.up_mbps, self.latency_ms))


def place_case(*, case: Case, said: Said, by: User, at: datetime) -> CasePlace:
    """Keep the place and the test of a case; what was kept before is replaced, the log says that it was.

    Raises `PlaceRefused`, `RightMissing`.
    """
    if not can_work(by, case):
        raise RightMissing
    _check(said, at)
    values = {name: getattr(said, name) for name in Said.__slots__} | {
        "words": kept(said.words).strip()[:120]
    }
    with writing(by=by, at=at) as log:
        row, fresh = CasePlace.objects.unscoped("the case was checked").update_or_create(
            case=case, defaults={**values, "by": by, "at": at}
        )
        tested = said.is_tested
        log(EventKind.CASE_PLACED, case, about=case.customer.code, unit=case.unit, tested=tested, fresh=fresh)
    return row


def _check(said: Said, at: datetime) -> None:
    if not said.words.strip() and said.site is None and said.lat is None:
        raise PlaceRefused("words", _("请写地点，或选站点，或填经纬度"))
    if (said.lat is None) != (said.lon is None):
        raise PlaceRefused("lon", _("纬度和经度要一起填"))
    if said.is_tested and said.tested_at is None:
        raise PlaceRefused("tested_at", _("有测速结果就要写测试时间"))
    if said.tested_at and said.tested_at > at:
        raise PlaceRefused("tested_at", _("测试时间不能晚于现在"))
