# SPDX-License-Identifier: Apache-2.0
"""The feeds a run reads: one module a feed, its schema declared. Copy `bills` to add one."""

from amends.pipeline.schema import Feed
from amends.pipeline.sources.bills import BILLS
from amends.pipeline.sources.cases import CASES
from amends.pipeline.sources.complaints import COMPLAINTS
from amends.pipeline.sources.contacts import CONTACTS
from amends.pipeline.sources.network import NETWORK
from amends.pipeline.sources.promises import PROMISES
from amends.pipeline.sources.subscribers import SUBSCRIBERS
from amends.pipeline.sources.surveys import SURVEYS
from amends.pipeline.sources.usage import USAGE
from amends.pipeline.sources.waves import WAVES

# What an operator hands over; the desk adds its own rows to some.
FEEDS: dict[str, Feed] = {
    feed.name: feed for feed in (SUBSCRIBERS, BILLS, USAGE, NETWORK, COMPLAINTS, PROMISES, SURVEYS, CONTACTS)
}
# What only the desk knows: nobody hands it over, and a run without a desk does without.
DESK_FEEDS: dict[str, Feed] = {CASES.name: CASES, WAVES.name: WAVES}
EVERY_FEED: dict[str, Feed] = FEEDS | DESK_FEEDS
