# SPDX-License-Identifier: Apache-2.0
"""The page of all components, as HTML."""

import re
from collections import Counter
from html.parser import HTMLParser

from django.http import HttpRequest
from django.template.loader import render_to_string

from amends.ui import gallery
from amends.ui.vendored import ICONS

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
BLOCKS = {"div", "dl", "form", "ol", "p", "section", "table", "ul"}


class Outline(HTMLParser):
    """Collects what opens, and what closes wrongly."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.seen: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[tag] += 1
        self.ids.update(value for name, value in attrs if name == "id" and value)
        if tag in BLOCKS and "p" in self.open:
            self.faults.append(f"<{tag}> inside <p>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")


def outline(html: str) -> Outline:
    parsed = Outline()
    parsed.feed(html)
    return parsed


def test_gallery_is_well_formed(gallery_html: str) -> None:
    parsed = outline(gallery_html)
    assert parsed.faults == []
    assert parsed.open == []


def test_every_id_of_the_gallery_is_used_once(gallery_html: str) -> None:
    assert [name for name, times in outline(gallery_html).ids.items() if times > 1] == []


def test_page_has_its_landmarks_once(gallery_html: str) -> None:
    seen = outline(gallery_html).seen
    assert {tag: seen[tag] for tag in ("main", "header", "footer", "h1")} == dict.fromkeys(
        ("main", "header", "footer", "h1"), 1
    )


def test_every_button_that_opens_something_finds_it(gallery_html: str) -> None:
    ids = outline(gallery_html).ids
    targets = set(re.findall(r'(?:popovertarget|data-dialog|aria-labelledby|form)="([^"]+)"', gallery_html))
    assert "shortcuts" in targets or "accept" in targets
    assert targets - set(ids) == set()


def test_gallery_shows_every_icon(gallery_html: str) -> None:
    assert set(ICONS) <= set(re.findall(r"sprite\.svg#([a-z0-9-]+)", gallery_html))


def test_frame_shows_navigation_footer_and_demo_banner_when_they_are_given() -> None:
    item = {"label": "案件", "url": "/cases/", "icon": "ticket", "current": True, "badge": 23, "key": "c"}
    extra = {
        "navigation": [{"label": "工作", "items": [item]}],
        "footer": [{"label": "数据截至", "value": "2026-11-19"}],
        "demo_data": True,
        "search_url": "/customers/",
    }
    html = render_to_string("ui/gallery.html", gallery.context() | extra)
    for part in ('href="/cases/" aria-current="page" data-go="c"', '<span class="count">23</span>'):
        assert part in html
    for part in ("2026-11-19", "演示数据：由程序生成，不是真实客户", 'action="/customers/"'):
        assert part in html


def test_frame_offers_nothing_personal_to_strangers(request_at: HttpRequest) -> None:
    html = render_to_string("ui/gallery.html", gallery.context(), request=request_at)
    assert 'id="who"' not in html
