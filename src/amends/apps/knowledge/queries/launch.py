# SPDX-License-Identifier: Apache-2.0
"""What knowledge asks before a campaign starts (docs/decisions/0011): scripts to sell it by, and that it was read."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from amends.apps.core.models import Unit
from amends.apps.core.rules.gates import Lack
from amends.apps.knowledge.models.notices import STAFF_CHANNELS
from amends.apps.knowledge.queries.notices import Shares, read_share, staffed
from amends.apps.knowledge.queries.scripts import selling_scripts
from amends.apps.knowledge.rules.article_words import StaffChannel
from amends.packs import load


def lacks(campaign_code: str, unit: Unit, at: datetime) -> tuple[Lack, ...]:
    """Everything that knowledge lacks of a campaign in a unit. Five queries, and one for each notice about it."""
    return (*_scripts(campaign_code, unit), *_readings(campaign_code, unit, at))


def _scripts(code: str, unit: Unit) -> Iterator[Lack]:
    needed = int(_rule("selling_scripts"))
    there = selling_scripts(code, unit)
    if there < needed:
        url = f"{reverse('knowledge:script_new')}?{urlencode({'kind': 'selling', 'subject': code})}"
        words = _("主动推荐的话术要有 %(needed)s 个批准在用的，现在 %(there)s 个")
        yield Lack("selling_script", words % {"needed": needed, "there": there}, url)


def launch_share(code: str, unit: Unit, at: datetime) -> Shares:
    """Of what was told about a campaign: by channel how many have read all of it, of how many. Of the front line
    (`everybody` in the pack's rule) all who work in the unit count: whom nobody told has not read it. Empty where
    nothing was told."""
    told = read_share(code, unit, at)
    if not told:
        return {}
    front = staffed(unit, frozenset(_launch()["everybody"]))
    return {**told, **{channel: (told.get(channel, (0, 0))[0], there) for channel, there in front.items()}}


def _readings(code: str, unit: Unit, at: datetime) -> Iterator[Lack]:
    """That the front line was told, and read it, in every channel."""
    needed, shares = _rule("read_share"), launch_share(code, unit, at)
    url = reverse("knowledge:notices")
    if not shares:
        yield Lack("no_notice", _("还没有就这个活动给一线发过通知"), url)
    for channel, (read, asked) in shares.items():
        if asked and read / asked < needed:
            values = {"channel": STAFF_CHANNELS[StaffChannel(channel)], "read": read, "asked": asked}
            words = _("活动通知%(channel)s %(asked)s 人里只有 %(read)s 人看过，要到%(needed)s")
            yield Lack("notice_unread", words % {**values, "needed": f"{needed:.0%}"}, url)


def _rule(name: str) -> float:
    return float(_launch()[name])


def _launch() -> Any:
    return cast(Any, load("wordings"))["launch"]
