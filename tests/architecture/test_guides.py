# SPDX-License-Identifier: Apache-2.0
"""Guides and documents name what exists: pictures, labels of the product, files, commands, settings."""

import re
from pathlib import Path

import polib
import pytest

from amends.apps.core.rules.guides import sections_of
from amends.cli.main import COMMANDS
from docs.translate import CATALOGUE

ROOT = Path(__file__).parents[2]
ROLES = ROOT / "docs/user/roles"
PICTURES = ROOT / "docs/user/pictures"
CHINESE = sorted(path for path in ROLES.glob("*.md") if not path.name.endswith(".en.md"))
DOCUMENTS = sorted(
    {*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/user/**/*.md"), *ROOT.glob("deploy/*.md")}
    - {ROOT / "CHANGELOG.md", ROOT / "docs/requirements.md"}
)
PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+\.md)(?:#[^)]*)?\)")
LABEL = re.compile("「([^」]+)」")
COMMAND = re.compile(r"(?:`|^)(?:[A-Z_]+=\S+ )*amends ([a-z][a-z-]+)", re.MULTILINE)
FENCED = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"`make ([a-z-]+)`")
SETTING = re.compile(r"\bAMENDS_[A-Z_]+[A-Z]\b")
BOX = re.compile(r"^AMENDS_IMAP_(?:EAST_)?")
MOST_PICTURES, MOST_BYTES = 40, 120_000


def _english(path: Path) -> Path:
    return path.with_name(f"{path.stem}.en.md")


def _shape(path: Path) -> list[tuple[tuple[str, ...], list[str]]]:
    text = path.read_text(encoding="utf-8")
    return [(part.pages, PICTURE.findall(part.text)) for part in sections_of(path.stem, text)]


@pytest.mark.parametrize("path", CHINESE, ids=lambda path: path.stem)
def test_both_languages_speak_of_the_same_pages_and_show_the_same_pictures(path: Path) -> None:
    assert _shape(path) == _shape(_english(path))


def test_pictures_are_those_that_guides_name_and_small() -> None:
    named = {
        Path(name).name for path in CHINESE for name in PICTURE.findall(path.read_text(encoding="utf-8"))
    }
    found = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert named == set(found), "make screenshots"
    assert 20 <= len(found) <= MOST_PICTURES
    assert {name: size for name, size in found.items() if size > MOST_BYTES} == {}


def test_labels_that_guides_name_stand_on_pages() -> None:
    said = [text for entry in polib.pofile(str(CATALOGUE)) for text in (entry.msgid, entry.msgid_plural)]
    packs = ROOT / "src/amends/packs"
    said += [path.read_text(encoding="utf-8") for end in ("yaml", "csv") for path in packs.rglob(f"*.{end}")]
    whole = "\n".join(said)
    named = {
        (path.stem, each) for path in CHINESE for each in LABEL.findall(path.read_text(encoding="utf-8"))
    }
    assert len(named) > 60
    assert sorted(each for each in named if each[1] not in whole) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    linked = [each for each in LINK.findall(path.read_text(encoding="utf-8")) if ":" not in each]
    assert [each for each in linked if not (path.parent / each).is_file()] == []


def _commands(text: str) -> set[str]:
    """What stands after `amends` between backticks, or at the beginning of a line of a shell block."""
    blocks = FENCED.findall(text)
    between = [each for each in COMMAND.finditer(FENCED.sub("", text)) if each[0].startswith("`")]
    return {each[1] for each in between} | {name for block in blocks for name in COMMAND.findall(block)}


def test_commands_that_documents_name_exist() -> None:
    named = {(path.name, each) for path in DOCUMENTS for each in _commands(path.read_text(encoding="utf-8"))}
    assert {each for _, each in named} >= {"backup", "ingest", "organisation", "work"}
    assert sorted(each for each in named if each[1] not in COMMANDS) == []


def test_targets_of_make_that_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        (path.name, each) for path in DOCUMENTS for each in TARGET.findall(path.read_text(encoding="utf-8"))
    }
    assert sorted(each for each in named if each[1] not in targets) == []


def test_settings_that_documents_name_are_read() -> None:
    """Those of mailboxes are made of the name of the box: AMENDS_IMAP_EAST_HOST."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/amends").rglob("*.py"))
    named = {
        (path.name, each) for path in DOCUMENTS for each in SETTING.findall(path.read_text(encoding="utf-8"))
    }
    assert len(named) > 40
    parts = {each: BOX.sub("}_", each[1]) for each in named}
    assert sorted(each for each, part in parts.items() if each[1] not in code and part not in code) == []
