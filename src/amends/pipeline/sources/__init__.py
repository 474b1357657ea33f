# SPDX-License-Identifier: Apache-2.0
"""The feeds an operator hands over: one module a feed, its schema declared. Copy `bills` to add one."""

from amends.pipeline.schema import Feed
from amends.pipeline.sources.bills import BILLS
from amends.pipeline.sources.complaints import COMPLAINTS
from amends.pipeline.sources.contacts import CONTACTS
from amends.pipeline.sources.network import NETWORK
from amends.pipeline.sources.promises import PROMISES
from amends.pipeline.sources.subscribers import SUBSCRIBERS
from amends.pipeline.sources.surveys import SURVEYS
from amends.pipeline.sources.usage import USAGE

FEEDS: dict[str, Feed] = {
    feed.name: feed for feed in (SUBSCRIBERS, BILLS, USAGE, NETWORK, COMPLAINTS, PROMISES, SURVEYS, CONTACTS)
}
