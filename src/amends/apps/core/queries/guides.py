# SPDX-License-Identifier: Apache-2.0
"""Guides as they lie on the disk: read once a process, since they change with the program alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

import amends
from amends.apps.core.rules.guides import READERS, Section, section_for, sections_of, title_of

_MARKDOWN = MarkdownIt("js-default")  # tables, and no markup of the text's own


@dataclass(frozen=True, slots=True)
class Guide:
    """A text for people: its name, its title, its sections."""

    name: str
    title: str
    sections: tuple[Section, ...]


def folder() -> Path:
    """Where guides lie: beside the installed program, in `docs/user` of a checkout."""
    package = Path(amends.__file__).parent
    installed = package / "guide"
    return installed if installed.is_dir() else package.parents[1] / "docs" / "user"


@cache
def guide(name: str, language: str) -> Guide | None:
    """A guide by role in a language (Chinese unless it is English), or a topic; `None` where there is none."""
    path = _paths(language).get(name)
    if path is None:
        return None
    text = path.read_text(encoding="utf-8")
    return Guide(name, title_of(text), sections_of(name, text))


@cache
def role_guides(language: str) -> tuple[Guide, ...]:
    """The guides by role, in their order."""
    return tuple(found for name in READERS if (found := guide(name, language)))


@cache
def topics(language: str) -> tuple[Guide, ...]:
    """What goes deeper into one thing, by title."""
    names = _paths(language).keys() - READERS.keys()
    found = (each for name in names if (each := guide(name, language)))
    return tuple(sorted(found, key=lambda each: each.title))


@cache
def help_for(page: str, language: str) -> Section | None:
    """What the guides say of a page, by the name of its address."""
    return section_for(page, (part for each in role_guides(language) for part in each.sections))


@cache
def pictures() -> dict[str, Path]:
    """The pictures of the guides by name."""
    return {path.name: path for path in sorted((folder() / "pictures").glob("*.webp"))}


@cache
def as_html(section: Section) -> SafeString:
    """A section as HTML: links lead to the pages of the help, and are plain words where they lead out of it."""
    tokens = _MARKDOWN.parse(section.text)
    for token in tokens:
        token.children = list(_led(token.children or ()))
    return SafeString(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def _paths(language: str) -> dict[str, Path]:
    ending = ".en.md" if language.startswith("en") else ".md"
    roles = {name: folder() / "roles" / f"{name}{ending}" for name in READERS}
    return {path.stem: path for path in folder().glob("*.md")} | {
        name: path for name, path in roles.items() if path.is_file()
    }


def _led(tokens: list[Token] | tuple[Token, ...]) -> Iterator[Token]:
    leads = True
    for token in tokens:
        if token.type == "image":
            picture = PurePosixPath(str(token.attrs["src"])).name
            token.attrs |= {"src": reverse("core:help_picture", args=[picture]), "loading": "lazy"}
        if token.type == "link_open":
            address = _address(str(token.attrs["href"]))
            leads = bool(address)
            token.attrs["href"] = address
        if leads or token.type not in {"link_open", "link_close"}:
            yield token


def _address(written: str) -> str:
    """Where a link leads from the pages of the help; nowhere where what it names is not among them."""
    parts = urlsplit(written)
    if parts.scheme or not parts.path:
        return written
    path = PurePosixPath(parts.path)
    name = path.stem.removesuffix(".en")
    known = path.suffix == ".md" and path.parent.name in {"", "..", "roles"} and name in _paths("zh")
    return reverse("core:guide", args=[name]) if known else ""
