# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the look."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils import translation
from playwright.sync_api import BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from amends.ui import gallery
from tests.plugin import browser_path

UI = Path(gallery.__file__).parent


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """The language of the sources."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def request_at(rf: RequestFactory) -> HttpRequest:
    """A stranger's request for a page that is filtered and sorted."""
    request = rf.get("/ui/", {"city": "0531", "sort": "due", "after": "C9"})
    request.user = AnonymousUser()
    return request


@pytest.fixture
def gallery_html(monkeypatch: pytest.MonkeyPatch) -> str:
    """The page of all components, as a person without a name would see it."""
    return render_to_string("ui/gallery.html", gallery.context())


@pytest.fixture
def tags() -> Callable[..., str]:
    """Renders a few tags: `tags("{% icon 'phone' %}", now=…)`."""

    def render(source: str, **context: object) -> str:
        return str(engines["django"].from_string("{% load amends_ui %}" + source).render(context))

    return render


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a server of the look alone; it has no database, since the look needs none."""
    with override_settings(ROOT_URLCONF="tests.ui.urls"):
        server = LiveServer("localhost")
        yield server.url
        server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    """One real Chromium for the tests of a module."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        yield chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        chromium.close()


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    """A fresh page of the real Chromium; what it complains about fails the test."""
    complaints: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.evaluate("localStorage.clear()")
    page.close()
    assert complaints == []
