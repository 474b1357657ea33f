# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the look."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Page, sync_playwright

from amends.ui import gallery

UI = Path(gallery.__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """The language of the sources."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def request_at(rf: RequestFactory) -> HttpRequest:
    """A request for a page that is filtered and sorted."""
    return rf.get("/ui/", {"city": "0531", "sort": "due", "after": "C9"})


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


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A page of the real Chromium; what it complains about fails the test."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        browser.close()
    assert complaints == []
