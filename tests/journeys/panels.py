# SPDX-License-Identifier: Apache-2.0
"""Panels of a page that come when they are looked at."""

from playwright.sync_api import Locator

LOOK = "panel => { panel.scrollIntoView(); return !panel.querySelector('.loading') }"


def look_at(panel: Locator) -> None:
    """Scroll to a panel until it has come: one that comes above it pushes it out of sight again."""
    panel.page.wait_for_function(LOOK, arg=panel.element_handle())
