# SPDX-License-Identifier: Apache-2.0
"""Every template of the look parses and keeps to the content security policy."""

import re
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.template import Engine
from django.template.loader import render_to_string

from amends.ui.components.labels import KNOWN_ICONS
from amends.ui.gallery import SampleForm
from amends.ui.vendored import ALIASES
from tests.ui.conftest import UI

TEMPLATES = sorted((UI / "templates").rglob("*.html"))
# The evidence pack is read from a file, far from any server: it carries its own style, and no policy governs it.
SOURCES = sorted(
    {*UI.parent.rglob("templates/**/*.html")} - {*UI.parent.rglob("templates/cases/evidence.html")}
)
FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=|<style"),
    "inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']"),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)"),
    "address outside": re.compile(r"(?:src|href|action)=[\"']?(?:https?:)?//"),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_template_parses(path: Path) -> None:
    name = str(path.relative_to(UI / "templates"))
    assert Path(Engine.get_default().get_template(name).origin.name) == path


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_no_template_of_any_area_needs_an_exception_from_the_policy(fault: str) -> None:
    assert len(SOURCES) > 40
    found = [path.name for path in SOURCES if FORBIDDEN[fault].search(path.read_text())]
    assert found == []


def test_every_icon_that_a_template_names_exists() -> None:
    named = {name for path in SOURCES for name in re.findall(r"{% icon \"([a-z0-9-]+)\"", path.read_text())}
    assert "search" in named
    assert named - KNOWN_ICONS - ALIASES.keys() == set()


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "403_csrf"])
def test_error_page_stands_on_its_own(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert "回到首页" in html
    assert "csrfmiddlewaretoken" not in html


def test_forbidden_page_says_why_when_it_knows() -> None:
    assert "需要「分派案件」的权限" in render_to_string("403.html", {"exception": "需要「分派案件」的权限"})


def test_login_offers_the_demo_accounts_only_when_there_are_some(request_at: HttpRequest) -> None:
    account = {"username": "agent", "password": "long-Demo-word", "name": "冯涛", "role": "热线座席"}
    assert "演示账号" not in render_to_string(
        "account/login.html", {"form": SampleForm()}, request=request_at
    )
    html = render_to_string(
        "account/login.html", {"form": SampleForm(), "demo_accounts": [account]}, request=request_at
    )
    assert 'aria-label="以热线座席登录"' in html
    assert '<input type="hidden" name="login" value="agent">' in html


def test_pages_of_the_login_library_stand_in_our_frame() -> None:
    for layout, frame in (("entrance", "entrance"), ("manage", "app")):
        assert f'<body class="{frame}"' in render_to_string(f"allauth/layouts/{layout}.html")
